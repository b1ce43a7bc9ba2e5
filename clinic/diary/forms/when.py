"""Choosing a time: with whom, from which day, one of the free times or one typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from types import MappingProxyType
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.diary import finder
from clinic.diary.errors import TimeRefused
from clinic.diary.finder import Offer
from clinic.diary.models import Appointment, Service
from clinic.forms import PlainForm
from clinic.staff.models import Practitioner
from clinic.staff.queries import practitioners
from clinic.times import ClockChange, local_instant, written_date

DAYS_SEARCHED = 14
FURTHEST = timedelta(days=730)
CLOCK = re.compile(r"(\d{1,2})(?:[:. ]?(\d{2}))?\s*([ap]m)?", re.ASCII)
PICKED = re.compile(r"(\d{1,18}) (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})", re.ASCII)

MOVED_MEANWHILE = (
    "Somebody else moved this appointment after you opened this page; where it is now stands above. "
    "Press “Move appointment” once more if it should go where you chose."
)


@dataclass
class Times:
    """The free times that a page shows. `later` is the day to go on from, `none` the sentence when there are none."""

    days: list[tuple[date, list[tuple[Practitioner, list[Offer]]]]] = field(default_factory=list)
    later: date | None = None
    none: str = ""


class ClockField(forms.CharField):
    """A time of day as people type it: 14:30, 14.30, 1430, 9, 2:30pm."""

    default_error_messages = {  # noqa: RUF012
        "clock": "Type a time such as 14:30.",
        "step": "Choose a time in steps of five minutes, such as 14:30 or 14:35.",
    }

    def clean(self, value: Any) -> time | None:
        typed = super().clean(value).strip().lower()
        if not typed:
            return None
        match = CLOCK.fullmatch(typed)
        hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
        if match and match[3]:
            hour = hour % 12 + (12 if match[3] == "pm" else 0) if 1 <= hour <= 12 else 99
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["clock"], code="clock")
        if minute % 5:
            raise ValidationError(self.error_messages["step"], code="step")
        return time(hour, minute)


class OneOf(forms.ChoiceField):
    """One of a few rows, read once for both the options and the check. Cleans to the row."""

    rows: Mapping[str, Any] = MappingProxyType({})

    def offer(self, rows: dict[str, Any], *, empty: str = "") -> None:
        self.rows = rows
        self.choices = [("", empty)] * bool(empty) + [(key, str(row)) for key, row in rows.items()]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class WhenForm(PlainForm):
    """The part that booking and moving share. `finding` means that only free times are asked for."""

    finds: tuple[str, ...] = ("practitioner", "day")
    fields: dict[str, Any]
    data: Any

    practitioner = OneOf(
        label="With",
        required=False,
        error_messages={"invalid_choice": "Choose one of the practitioners, or anyone."},
    )
    day = forms.DateField(
        label="From",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d %m %Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"],
        error_messages={
            "required": "Enter the day from which to look.",
            "invalid": "Enter a real date, for example 27 3 2027.",
        },
    )
    slot = forms.CharField(required=False, max_length=60, label="Time", widget=forms.RadioSelect)
    clock = ClockField(
        label="Or type a time",
        required=False,
        max_length=20,
        help_text="On the day above, for example 14:30.",
        widget=forms.TextInput(attrs={"size": 8, "autocomplete": "off"}),
        error_messages={
            "max_length": "Type a time such as 14:30.",
            "null_characters_not_allowed": "Type a time such as 14:30.",
        },
    )

    def __init__(self, data: Any, *, finding: bool = False, is_first_look: bool = False, **kwargs: Any) -> None:
        """On the first look `data` is a plain dict that the page begins with; nothing has been sent yet."""
        if data.get("later"):
            data = data.copy()
            data["day"] = data["later"]
        super().__init__(data, **kwargs)
        self.finding, self.is_first_look = finding or is_first_look, is_first_look
        self.nearest: list[Offer] = []
        self.refused = self.data.get("refused", "")
        self.wanted_time: dict[str, Any] = {}
        people = {str(one.pk): one for one in practitioners()}
        self.fields["practitioner"].offer(people, empty="Anyone")
        self.fields["clock"].widget.attrs.pop("maxlength", None)

    # --- told by the form that inherits ---

    def chosen_service(self) -> Service | None:
        raise NotImplementedError

    def chosen_channel(self) -> str:
        raise NotImplementedError

    def instead_of(self) -> int | None:
        return None

    def untold(self) -> set[str]:
        """Fields whose mistakes do not matter now."""
        return set(self.fields) - set(self.finds) if self.finding else set()

    # --- checking ---

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.untold() & self.errors.keys():
            del self.errors[name]

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if sentence := _too_far(day):
            raise ValidationError(sentence)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.finding and not {"day", "practitioner", "slot", "clock"} & self.errors.keys():
            self._resolve(cleaned)
        return cleaned

    def _resolve(self, cleaned: dict[str, Any]) -> None:
        """Find practitioner and instant in what was picked or typed."""
        picked, typed = PICKED.fullmatch(cleaned.get("slot") or ""), cleaned.get("clock")
        if picked and typed and self.data.get("refused") == self.data["clock"]:
            # It was typed before, and refused; now another one is picked, and the box still holds the old.
            typed = None
        if picked and typed and picked[3] != f"{typed:%H:%M}":
            self.add_error("clock", f"You picked {picked[3]} and typed {typed:%H:%M}. Clear the box, or type the same.")
            return
        if typed is not None:
            person, day, clock = cleaned.get("practitioner"), cleaned["day"], typed
            if person is None:
                self.add_error("practitioner", "Choose with whom: a typed time needs one person.")
                return
        elif picked:
            person = self.fields["practitioner"].rows.get(picked[1])
            try:
                day, clock = date.fromisoformat(picked[2]), time.fromisoformat(picked[3])
            except ValueError:
                person = None
        else:
            person = None
        if person is None:
            self.add_error("slot", "Choose one of the free times, or type a time.")
            return
        self._set_time(person, day, clock)

    def _set_time(self, person: Practitioner, day: date, clock: time) -> None:
        if sentence := _too_far(day):
            self.add_error(self.time_field, sentence)
            return
        site = finder.site_of(person)
        zone = site.time_zone if site else timezone.get_default_timezone_name()
        try:
            self.wanted_time = {"practitioner": person, "starts_at": local_instant(day, clock, zone)}
        except ClockChange as change:
            self.add_error(self.time_field, change.sentence)

    @property
    def time_field(self) -> str:
        """Where a refused time is to be mended."""
        return "clock" if self.data.get("clock") else "slot"

    def refuse(self, refusal: TimeRefused) -> None:
        """Say why the time cannot be had, and show the nearest that can."""
        self.add_error(self.time_field, refusal.sentence)
        self.nearest = refusal.offers
        self.refused = self.data.get("clock", "")

    # --- showing ---

    def times(self) -> Times:
        """Look up the free times for what is chosen. Four queries."""
        _ = self.errors  # makes Django clean the form
        service, day = self.chosen_service(), self.cleaned_data.get("day")
        site = finder.default_site()
        if service is None or day is None or site is None or not service.offers(self.chosen_channel()):
            return Times()
        person = self.cleaned_data.get("practitioner")
        window = finder.days_window(day, DAYS_SEARCHED, site)
        offers = finder.free_times(
            service=service,
            channel=self.chosen_channel(),
            of=[person.pk] if person else None,
            window=window,
            instead_of=self.instead_of(),
        )
        listed = finder.by_day(offers)
        self._keep_prefilled({offer.value for _, day_offers in listed for offer in day_offers})
        if not listed:
            who = person.display_name if person else "anyone"
            since = f"in the {DAYS_SEARCHED} days from {written_date(day)}"
            return Times(none=f"No free time for {service.name} with {who} {since}.", later=_after(day, DAYS_SEARCHED))
        return Times([(each, _by_person(those)) for each, those in listed], later=_after(listed[-1][0], 1))

    def _keep_prefilled(self, values: set[str]) -> None:
        """A time that the diary's link asked for and that is not on offer stands in the box for typing."""
        picked = PICKED.fullmatch(self.data.get("slot", ""))
        if self.is_first_look and picked and self.data["slot"] not in values:
            self.data |= {"slot": "", "clock": picked[3]}


class MoveForm(WhenForm):
    """Another time for an appointment; its service and channel stay."""

    def __init__(self, data: Any = None, *, appointment: Appointment, **kwargs: Any) -> None:
        self.appointment = appointment
        if data is None:
            day = max(appointment.local_day, timezone.localdate())
            data = {"practitioner": str(appointment.practitioner_id), "day": f"{day:%Y-%m-%d}"}
            kwargs |= {"finding": True, "is_first_look": True}
        super().__init__(data, **kwargs)

    @property
    def stands_at(self) -> str:
        """Where the appointment stands, for the page to send back."""
        return f"{self.appointment.practitioner_id} {self.appointment.starts_at:%Y-%m-%d %H:%M}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.finding and self.data.get("stood_at", self.stands_at) != self.stands_at:
            raise ValidationError(MOVED_MEANWHILE)
        return cleaned

    def chosen_service(self) -> Service | None:
        return self.appointment.service

    def chosen_channel(self) -> str:
        return self.appointment.channel

    def instead_of(self) -> int | None:
        return self.appointment.pk


def _too_far(day: date) -> str:
    """Say so of a day that nobody means; the ends of the calendar cannot be counted with."""
    away = day - timezone.localdate()
    if away > FURTHEST:
        return "That is more than two years away. Enter an earlier day."
    return "That is more than two years ago. Enter a later day." if -away > FURTHEST else ""


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _by_person(offers: list[Offer]) -> list[tuple[Practitioner, list[Offer]]]:
    def key(offer: Offer) -> tuple[str, int]:
        return offer.practitioner.display_name, offer.practitioner.pk

    groups = groupby(sorted(offers, key=key), key=key)
    return [(mine[0].practitioner, sorted(mine, key=_start)) for mine in (list(those) for _, those in groups)]


def _start(offer: Offer) -> datetime:
    return offer.start
