"""The forms for putting two records together and for taking them apart."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from clinic.forms import OnceMixin, PlainForm
from patients.fields import PatientChoiceField
from patients.models import DuplicatePair, Patient

from .people import text


class MergeForm(PlainForm, OnceMixin):
    kept = forms.ChoiceField(
        label="Which record is kept?",
        widget=forms.RadioSelect,
        help_text="Its details count from now on. The other record is shown under it.",
        error_messages={"required": "Choose which record is kept."},
    )
    reason = text(
        "How do you know that this is one person?",
        300,
        missing="Say how you know, for example: asked on the phone, same date of birth and address.",
    )

    def __init__(self, *args: Any, pair: DuplicatePair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair = pair
        self.fields["kept"].choices = [
            (str(one.pk), f"Record {one.pk}: {one.full_name}, {one.facts}") for one in (pair.first, pair.second)
        ]
        self.helper.layout = Layout("kept", "reason", "once_key")

    @property
    def kept_and_merged(self) -> tuple[Patient, Patient]:
        first, second = self.pair.first, self.pair.second
        return (first, second) if self.cleaned_data["kept"] == str(first.pk) else (second, first)


class PartForm(PlainForm, OnceMixin):
    reason = text("Why are they taken apart?", 300, missing="Say why, for example: they are two sisters.")

    def __init__(self, *args: Any, merged: Patient, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"part-{merged.pk}-%s", **kwargs)
        self.merged = merged
        self.helper.layout = Layout("reason", "once_key")


class OtherRecordForm(PlainForm):
    """Choosing the other record of one person by hand."""

    other = PatientChoiceField(label="The other record")

    def __init__(self, *args: Any, user: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        self.fields["other"].for_user(user)
        self.helper.layout = Layout("other")

    def clean_other(self) -> Patient:
        other = self.cleaned_data["other"]
        if other.pk == self.patient.pk:
            raise ValidationError("This is the same record. Choose the other one.")
        return other
