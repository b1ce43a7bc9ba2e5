"""Booking: what, how, with whom, when, and for whom."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone

from clinic.diary.models import Service
from clinic.diary.models.appointments import Channel
from clinic.forms import DateOfBirthField, OnceMixin
from patients.fields import PatientChoiceField
from patients.forms import text
from patients.models import FULL_NAME_LENGTH
from patients.queries import Duplicate, likely_duplicates

from .when import OneOf, WhenForm

NEWCOMER = ("full_name", "phone", "email", "date_of_birth")
USUAL = "usual"
MORE = "Give a phone number or an e-mail address, so that the clinic can reach them."


class BookForm(OnceMixin, WhenForm):
    finds = ("service", "channel", "practitioner", "day")

    service = OneOf(
        label="Service",
        error_messages={"required": "Choose a service.", "invalid_choice": "Choose one of the services."},
    )
    channel = forms.ChoiceField(
        label="How",
        choices=Channel.choices,
        error_messages={"required": "Choose how.", "invalid_choice": "Choose in person, video or phone."},
    )
    who = forms.ChoiceField(
        label="Who is it?",
        choices=[("known", "Someone in the records"), ("new", "Someone new")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say for whom.", "invalid_choice": "Choose one of the two."},
    )
    patient = PatientChoiceField(label="Patient")
    full_name = text(
        "Full name", FULL_NAME_LENGTH, missing="Enter the full name.", help_text="As the person writes it, in one line."
    )
    phone = text("Phone", 100, help_text="This or an e-mail address.", attrs={"inputmode": "tel"})
    email = forms.EmailField(label="E-mail", required=False, max_length=254)
    date_of_birth = DateOfBirthField(required=False)
    is_new = forms.BooleanField(label="This is someone new", required=False)
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    note = text("Note for the desk", 300, help_text="Nothing clinical: that belongs in the session.")

    def __init__(self, data: Any, *, user: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.user = user
        self.duplicates: list[Duplicate] = []
        services = {one.slug: one for one in Service.objects.filter(is_active=True)}
        self.fields["service"].offer(services)
        if self.is_first_look and self.data["service"] == USUAL:
            # For those in treatment the usual visit; for all others the first on the list, the free consultation.
            usual = (slug for slug, one in services.items() if not (self.data["patient"] and one.is_free))
            self.data["service"] = next(usual, "")
        self.fields["patient"].for_user(user)
        self.fields["email"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["email"].widget.attrs.pop("maxlength", None)

    def chosen_service(self) -> Service | None:
        return self.cleaned_data.get("service")

    def chosen_channel(self) -> str:
        return self.cleaned_data.get("channel", "")

    def untold(self) -> set[str]:
        other = {"patient"} if self.data.get("who") == "new" else {*NEWCOMER, "is_new", "shown"}
        return super().untold() | other

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        service, channel = cleaned.get("service"), cleaned.get("channel")
        if service and channel and not service.offers(channel):
            ways = " or ".join(Channel(way).label.lower() for way in service.channels)
            self.add_error("channel", f"{service.name} is offered {ways} only. Choose that, or another service.")
        if cleaned.get("who") == "new" and not self.finding:
            self._clean_newcomer(cleaned)
        return cleaned

    def _clean_newcomer(self, cleaned: dict[str, Any]) -> None:
        if not (cleaned.get("phone") or cleaned.get("email") or {"phone", "email"} & self.errors.keys()):
            self.add_error("phone", MORE)
        if not cleaned.get("full_name"):
            return
        known = {name: cleaned[name] for name in NEWCOMER if name in cleaned}
        found = likely_duplicates(user=self.user, **known)
        # A second press of the button finds the person that the first one made.
        self.duplicates = [one for one in found if one.patient.once_key != cleaned.get("once_key")]
        seen = cleaned.get("shown", "").split("-")
        is_answered = cleaned.get("is_new") and all(str(one.patient.pk) in seen for one in self.duplicates)
        if self.duplicates and not is_answered:
            self.add_error("is_new", "Is this person here already? Book for them, or tick “This is someone new”.")

    @property
    def newcomer(self) -> dict[str, Any]:
        """What `patients.actions.add_patient` takes."""
        return {name: self.cleaned_data[name] for name in NEWCOMER}

    @property
    def shown_now(self) -> str:
        """The people shown on this page, for the answer to refer to."""
        return "-".join(str(duplicate.patient.pk) for duplicate in self.duplicates)

    @property
    def booking(self) -> dict[str, Any]:
        """What the booking actions take, the person aside."""
        cleaned = self.cleaned_data
        kept = {name: cleaned[name] for name in ("once_key", "service", "channel", "note")}
        return kept | self.wanted_time


def first_data(asked: Any) -> dict[str, Any]:
    """What the form starts with: the free consultation, from today, or what the address asks for.

    `?service=`, `?channel=`, `?with=` and `?day=` choose, `?at=` picks a time, `?patient=` is a record's number.
    """
    day = asked.get("day") or f"{timezone.localdate():%Y-%m-%d}"
    patient, person, at = asked.get("patient", ""), asked.get("with", ""), asked.get("at", "")
    return {
        "once_key": str(uuid4()),
        "service": asked.get("service", USUAL),
        "channel": asked.get("channel", Channel.IN_PERSON.value),
        "practitioner": person,
        "day": day,
        "slot": f"{person} {day} {at}" if person and at else "",
        "who": "known" if patient else asked.get("who", "known"),
        "patient": patient,
    }
