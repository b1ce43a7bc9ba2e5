"""Forms for credentials."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms import OnceMixin, PlainForm, ThreeBoxDateField

from .models import Credential, CredentialType
from .queries import practitioners

# Nobody who works today was licensed before, and no licence runs longer.
FIRST_YEAR, LAST_YEAR = 1930, 2199
DATE_HINT = "For example, 27 3 2026"
TWICE = "This number with this first day is already on record for this person. Open it to correct it."


class CorrectCredentialForm(PlainForm):
    """Number and dates of a credential that is already there."""

    number = forms.CharField(
        max_length=60,
        help_text="As the issuing body writes it.",
        error_messages={"required": "Enter the number as the issuing body writes it."},
    )
    issued_on = ThreeBoxDateField(what="Valid from", label="Valid from", help_text=DATE_HINT)
    expires_on = ThreeBoxDateField(
        what="Valid until",
        label="Valid until",
        required=False,
        help_text=f"The last day on which it is valid. {DATE_HINT}. Leave empty if it does not expire.",
    )
    note = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, credential: Credential | None = None, **kwargs: Any) -> None:
        self.credential = credential
        if credential is not None:
            kwargs["initial"] = {name: getattr(credential, name) for name in CorrectCredentialForm.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        for name, day in (("issued_on", issued), ("expires_on", expires)):
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"{self.fields[name].label}: the year {day.year:04} cannot be right. Check it.")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", "Valid until must be later than valid from. Check both years.")
        if self._stands_already(cleaned):
            raise ValidationError(TWICE)
        return cleaned

    def _stands_already(self, cleaned: dict[str, Any]) -> bool:
        """Whether another row has this person, kind, number and first day: the database holds that as a promise."""
        term = {name: cleaned.get(name) for name in ("number", "issued_on")}
        if self.credential is not None:
            term |= {"practitioner": self.credential.practitioner, "type": self.credential.type}
            others = Credential.objects.exclude(pk=self.credential.pk)
        else:
            # A second press of the same form is let through to the row that the first one made.
            term |= {name: cleaned.get(name) for name in ("practitioner", "type")}
            others = Credential.objects.exclude(once_key=cleaned.get("once_key"))
        return all(term.values()) and others.filter(**term).exists()


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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = practitioners()
        self.fields["type"].queryset = CredentialType.objects.all()
