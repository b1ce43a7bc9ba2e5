"""Cancelling: who asked for it, and why."""

from django import forms

from clinic.diary.models.appointments import CancelReason
from clinic.forms import PlainForm


class CancelForm(PlainForm):
    by_patient = forms.TypedChoiceField(
        label="Who cancels?",
        choices=[("patient", "The patient"), ("clinic", "The clinic")],
        coerce=lambda value: value == "patient",
        widget=forms.RadioSelect,
        error_messages={"required": "Say who cancels.", "invalid_choice": "Choose the patient or the clinic."},
    )
    reason = forms.ChoiceField(
        label="Why?",
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason.", "invalid_choice": "Choose one of the reasons."},
    )
