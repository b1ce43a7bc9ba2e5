"""What the rest of the house asks about practitioners and their credentials."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from .models import Credential, Practitioner


def credentials_of(practitioner: Practitioner, *, on: date) -> list[dict[str, Any]]:
    """The licences and memberships valid on a day, as the lines that stand under a signed session."""
    valid = practitioner.credentials.filter(type__is_on_notes=True).select_related("type")
    return [credential.as_line() for credential in valid.valid_on(on).order_by("type__name", "pk")]


def team_credentials() -> QuerySet[Credential]:
    """Every credential of everyone who takes appointments."""
    held = Credential.objects.filter(practitioner__is_active=True)
    return held.select_related("practitioner", "type").order_by(
        "practitioner__display_name", "type__name", "-issued_on", "pk"
    )


def practitioners() -> QuerySet[Practitioner]:
    """Everyone who takes appointments, in the order of the diary's columns."""
    return Practitioner.objects.filter(is_active=True)
