"""Licences, memberships and insurance: what entitles a practitioner to treat, from when, until when."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import F, Q

from clinic.trail.once import MadeOnce

from .people import Practitioner, User

EXPIRING_WITHIN = timedelta(days=90)


class CredentialType(models.Model):
    """A kind of licence or membership. Bodies change their names, so they are data; old names stay searchable."""

    name = models.CharField(max_length=150, unique=True)
    issuing_body = models.CharField(max_length=150)
    former_names = models.CharField(max_length=200, blank=True, help_text="Earlier names of the body.")
    jurisdiction = models.CharField(max_length=20, blank=True, help_text="For example GB, US-CA, US-NY.")
    verify_at = models.URLField(blank=True, help_text="Where the body lists its holders.")
    is_on_notes = models.BooleanField(
        "printed under signed sessions", default=True, help_text="Licences and memberships yes, first aid no."
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="credential_type_has_a_name", condition=~Q(name="") & ~Q(issuing_body="")),
        ]

    def __str__(self) -> str:
        return self.name


class Standing(StrEnum):
    """Where a credential stands on a day. Derived, never stored."""

    VALID = "valid"
    EXPIRING = "expires within 90 days"
    EXPIRED = "expired"
    NOT_YET = "not yet valid"


class CredentialQuerySet(models.QuerySet["Credential"]):
    def valid_on(self, day: date) -> "CredentialQuerySet":
        """Those issued on or before `day` and not over by then (the last day counts as valid)."""
        return self.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), issued_on__lte=day)


class Credential(MadeOnce):
    """One number that one body gave one practitioner. A renewal with a new number or term is a new row."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="credentials")
    type = models.ForeignKey(CredentialType, on_delete=models.PROTECT, related_name="credentials")
    number = models.CharField(max_length=60)
    issued_on = models.DateField("valid from")
    expires_on = models.DateField("valid until", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["practitioner", "type", "-issued_on", "pk"]
        constraints = [
            models.CheckConstraint(name="credential_has_a_number", condition=~Q(number="")),
            models.CheckConstraint(
                name="credential_expires_after_issue",
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("issued_on")),
            ),
            models.UniqueConstraint(
                name="credential_once_per_term", fields=["practitioner", "type", "number", "issued_on"]
            ),
        ]

    def __str__(self) -> str:
        return f"Credential {self.pk}"

    def standing_on(self, day: date) -> Standing:
        if self.issued_on > day:
            return Standing.NOT_YET
        if self.expires_on is None:
            return Standing.VALID
        if self.expires_on < day:
            return Standing.EXPIRED
        return Standing.EXPIRING if self.expires_on <= day + EXPIRING_WITHIN else Standing.VALID

    def as_line(self) -> dict[str, Any]:
        """What a signed session keeps of this credential, for print; dates as ISO text."""
        return {
            "type": self.type.name,
            "body": self.type.issuing_body,
            "number": self.number,
            "jurisdiction": self.type.jurisdiction,
            "until": self.expires_on.isoformat() if self.expires_on else None,
        }
