"""The forms for adding a document and for striking one out."""

import unicodedata
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.access import Permission, permissions_for
from clinic.forms import OnceMixin, PlainForm, ThreeBoxDateField
from clinic.uploads import was_too_much
from patients.consent_queries import standing_consents
from patients.models import FOR_THE_DESK, Consent, Patient, PatientDocument
from patients.models.documents import NAME_LENGTH, TITLE_LENGTH
from patients.received import OFFERED, NotAccepted, Received, look_into, too_large

from .people import text

Kind = PatientDocument.Kind
PHOTOGRAPHS = "photographs"  # the purpose of the consent


class DocumentForm(PlainForm, OnceMixin):
    """What the file holds is looked into here; `patients.actions` keeps it."""

    kind = forms.ChoiceField(
        label="What is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it is."},
    )
    title = text(
        "Title",
        TITLE_LENGTH,
        missing="Enter a title.",
        help_text="What it is about, for example MRI of the lower back.",
    )
    taken_on = ThreeBoxDateField(
        what="Date", label="Date on it", required=False, help_text="Of the letter, or the day the photograph was taken."
    )
    file = forms.FileField(
        label="File",
        # A long name is shortened for the row, not refused.
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}),
        error_messages={
            "required": f"Choose a file. {OFFERED}",
            "missing": f"Choose a file. {OFFERED}",
            "invalid": "The file did not arrive. Choose it again.",
        },
    )
    has_agreed = forms.BooleanField(label="The patient has agreed to the photograph being kept", required=False)

    def __init__(self, *args: Any, user: Any, patient: Patient, request: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.patient = request, patient
        may_see_all = Permission.CLINICAL_VIEW in permissions_for(user)
        self.fields["kind"].choices = [
            (value, label) for value, label in Kind.choices if may_see_all or value in FOR_THE_DESK
        ]
        photograph = ["has_agreed"] if may_see_all else []
        if not photograph:
            del self.fields["has_agreed"]
        self.fields["file"].help_text = f"{OFFERED} Up to {settings.DOCUMENT_MAX_BYTES // 1_000_000} MB."
        self.helper.layout = Layout("kind", "title", "taken_on", "file", *photograph, "once_key")
        if self.request is not None and was_too_much(self.request):
            self.fields["file"].error_messages["required"] = too_large()

    def clean_file(self) -> Received:
        sent = self.cleaned_data["file"]
        self.sent_name = sent.name or ""
        try:
            return look_into(sent, sent.size)
        except NotAccepted as refused:
            raise ValidationError(refused.sentence) from None

    def clean_taken_on(self) -> Any:
        day = self.cleaned_data["taken_on"]
        if day is not None and day > timezone.localdate():
            raise ValidationError("The date is in the future. Check the year.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.TONGUE:
            self._check_photograph(cleaned)
        return cleaned

    def _check_photograph(self, cleaned: dict[str, Any]) -> None:
        received = cleaned.get("file")
        if received is not None and not received.content_type.startswith("image/"):
            self.add_error("file", "A tongue photograph must be a JPEG or PNG image.")
        if not cleaned.get("taken_on") and "taken_on" not in self.errors:
            self.add_error("taken_on", "Enter the day on which the photograph was taken.")
        standing = standing_consents(self.patient).get(PHOTOGRAPHS)
        if standing is None or standing.decision != Consent.Decision.GIVEN:
            self.add_error(
                "has_agreed",
                "There is no consent to photographs on record. Take “Photographs for my record” under Consent first.",
            )
        elif not cleaned.get("has_agreed"):
            self.add_error(
                "has_agreed", "Ask the patient first, then tick that they agreed. Without it nothing is kept."
            )

    @property
    def document(self) -> dict[str, Any]:
        """What `keep_document` takes."""
        cleaned = self.cleaned_data
        return {
            "once_key": cleaned["once_key"],
            "received": cleaned["file"],
            "kind": cleaned["kind"],
            "title": cleaned["title"],
            "taken_on": cleaned["taken_on"],
            "has_agreed": cleaned["kind"] == Kind.TONGUE and cleaned.get("has_agreed", False),
            "original_name": shown_name(self.sent_name),
        }


class ErrorForm(PlainForm):
    reason = text("Why is it wrong?", 300, missing="Say why, for example: belongs to another patient.")


def shown_name(name: str) -> str:
    """The file's name as typed, without line ends, other control characters and marks of direction."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    return kept.strip()[:NAME_LENGTH] or "file"
