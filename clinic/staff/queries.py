"""What the rest of the house asks about practitioners and their credentials."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from .models import Credential, Practitioner
from .models.credentials import Standing


@dataclass(frozen=True)
class Holding:
    """The newest term of one credential, and where it stands on a day."""

    credential: Credential
    standing: Standing
    days_left: int | None

    @classmethod
    def of(cls, credential: Credential, *, on: date) -> "Holding":
        days_left = (credential.expires_on - on).days if credential.expires_on else None
        return cls(credential, credential.standing_on(on), days_left)

    @property
    def days_over(self) -> int:
        """Days since the last day on which it was valid; 0 while it is."""
        return max(0, -self.days_left) if self.days_left is not None else 0

    @property
    def needs_attention(self) -> bool:
        return self.standing in (Standing.EXPIRING, Standing.EXPIRED)


def current_holdings(*, on: date) -> list[Holding]:
    """The newest term of each credential of everyone who takes appointments, by person and kind."""
    held = Credential.objects.filter(practitioner__is_active=True).select_related("practitioner", "type")
    newest: dict[tuple[int, int], Credential] = {}
    for credential in held.order_by("practitioner__display_name", "practitioner", "type__name", "-issued_on", "-pk"):
        newest.setdefault((credential.practitioner_id, credential.type_id), credential)
    return [Holding.of(credential, on=on) for credential in newest.values()]


def earlier_terms(credential: Credential) -> QuerySet[Credential]:
    """The other terms of the same kind for the same person, newest first."""
    same = Credential.objects.filter(practitioner=credential.practitioner, type=credential.type)
    return same.exclude(pk=credential.pk).order_by("-issued_on", "-pk")


def credentials_of(practitioner: Practitioner, *, on: date) -> list[dict[str, Any]]:
    """The licences and memberships valid on a day, as the lines that stand under a signed session."""
    valid = practitioner.credentials.filter(type__is_on_notes=True).select_related("type")
    return [credential.as_line() for credential in valid.valid_on(on).order_by("type__name", "pk")]


def practitioners() -> QuerySet[Practitioner]:
    """Everyone who takes appointments, in the order of the diary's columns."""
    return Practitioner.objects.filter(is_active=True)
