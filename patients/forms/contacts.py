"""The form for the contact log."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.forms import OnceMixin, PlainForm, ThreeBoxDateField
from clinic.times import ClockChange, local_instant
from clinic.widgets import QuickInput
from patients.models import NOTE_LENGTH, ContactNote

from .people import text

CLOCKS = ["%H:%M", "%H.%M", "%H%M"]


class ContactForm(PlainForm, OnceMixin):
    direction = forms.ChoiceField(
        label="Who contacted whom?",
        choices=ContactNote.Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who contacted whom."},
    )
    how = forms.ChoiceField(
        label="How?",
        choices=ContactNote.How.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how: by phone, e-mail, letter or in person."},
    )
    day = ThreeBoxDateField(what="Day", label="Day", help_text="For example, 24 11 2026")
    clock = forms.TimeField(
        label="Time",
        input_formats=CLOCKS,
        widget=QuickInput(attrs={"autocomplete": "off", "size": 6}),
        help_text="For example, 14:30",
        error_messages={"required": "Enter the time, for example 14:30.", "invalid": "Write the time as 14:30."},
    )
    said = text(
        "What was said",
        NOTE_LENGTH,
        missing="Write down what was said.",
        rows=5,
        help_text="Everybody who opens this record can read it. What is said about health belongs in a session.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime()
        kwargs["initial"] = {"day": now.date(), "clock": f"{now:%H:%M}"} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout("direction", "how", "day", "clock", "said", "once_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("day") and cleaned.get("clock"):
            try:
                cleaned["at"] = local_instant(cleaned["day"], cleaned["clock"], settings.TIME_ZONE)
            except ClockChange as change:
                raise ValidationError({"clock": change.sentence}) from None
            except OverflowError:
                raise ValidationError({"day": "The day is too long ago. Check the year."}) from None
            if cleaned["at"] > timezone.now():
                raise ValidationError({"day": "This is in the future. The log holds what has been said."})
        return cleaned

    @property
    def note(self) -> dict[str, Any]:
        """What `log_contact` takes."""
        return {name: self.cleaned_data[name] for name in ("once_key", "at", "how", "direction", "said")}


def initial_for_correction(note: ContactNote) -> dict[str, Any]:
    local = timezone.localtime(note.at)
    return {
        "direction": note.direction,
        "how": note.how,
        "day": local.date(),
        "clock": f"{local:%H:%M}",
        "said": note.said,
    }
