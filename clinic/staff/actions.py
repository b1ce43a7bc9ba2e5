"""Writes about credentials, each in one transaction."""

import uuid
from datetime import date

from django.db import transaction

from clinic.trail.once import make_once

from .models import Credential, CredentialType, Practitioner, User


def add_credential(
    *,
    by: User,
    once_key: uuid.UUID,
    practitioner: Practitioner,
    type: CredentialType,  # noqa: A002 - the field's name
    number: str,
    issued_on: date,
    expires_on: date | None,
    note: str = "",
) -> Credential:
    """Record a licence or membership. Raises AlreadyMade when the same form was sent before."""
    return make_once(
        Credential,
        once_key,
        lambda: Credential.objects.create(
            once_key=once_key,
            practitioner=practitioner,
            type=type,
            number=number,
            issued_on=issued_on,
            expires_on=expires_on,
            note=note,
            entered_by=by,
        ),
    )


@transaction.atomic
def correct_credential(
    *, credential: Credential, number: str, issued_on: date, expires_on: date | None, note: str
) -> None:
    """Put right what was typed wrongly. Signed sessions keep the number as it stood when they were signed."""
    credential.number, credential.issued_on = number, issued_on
    credential.expires_on, credential.note = expires_on, note
    credential.save(update_fields=["number", "issued_on", "expires_on", "note"])
