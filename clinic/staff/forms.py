"""Forms for credentials."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms import OnceMixin, PlainModelForm, ThreeBoxDateField

from .models import Credential, CredentialType
from .queries import practitioners

DATE_HINT = "For example, 27 3 2026"


class CorrectCredentialForm(PlainModelForm):
    """Number and dates of a credential that is already there."""

    issued_on = ThreeBoxDateField(what="Valid from", label="Valid from", help_text=DATE_HINT)
    expires_on = ThreeBoxDateField(
        what="Valid until",
        label="Valid until",
        required=False,
        help_text=f"The last day on which it is valid. {DATE_HINT}. Leave empty if it does not expire.",
    )

    class Meta:
        model = Credential
        fields = ("number", "issued_on", "expires_on", "note")
        labels = {"number": "Number", "note": "Note"}
        help_texts = {"number": "As the issuing body writes it."}
        error_messages = {"number": {"required": "Enter the number as the issuing body writes it."}}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", "Valid until must be later than valid from. Check both years.")
        return cleaned


class AddCredentialForm(OnceMixin, CorrectCredentialForm):
    """A new credential, or the next term of one that is renewed."""

    practitioner = forms.ModelChoiceField(
        queryset=None, empty_label="Choose a person", error_messages={"required": "Choose whose credential it is."}
    )
    type = forms.ModelChoiceField(
        label="Licence or membership",
        queryset=None,
        empty_label="Choose a kind",
        error_messages={"required": "Choose which licence or membership it is."},
    )
    field_order = ("practitioner", "type", "number", "issued_on", "expires_on", "note", "once_key")

    class Meta(CorrectCredentialForm.Meta):
        fields = ("practitioner", "type", *CorrectCredentialForm.Meta.fields)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = practitioners()
        self.fields["type"].queryset = CredentialType.objects.all()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        same = {name: cleaned.get(name) for name in ("practitioner", "type", "number", "issued_on")}
        key = cleaned.get("once_key")
        if all(same.values()) and Credential.objects.filter(**same).exclude(once_key=key).exists():
            raise ValidationError(
                "This number with this first day is already on record for this person. Open it to correct it."
            )
        return cleaned

    def validate_unique(self) -> None:
        """Left to `clean`, which lets the second press of the same form through to the first one's row."""

    def validate_constraints(self) -> None:
        """As `validate_unique`; the database still holds every constraint."""
