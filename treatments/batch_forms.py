"""The form of a day's handouts: for each person a tick, a sheet and a size of print; for all of them the paper."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField

from clinic.forms import OnceMixin, PlainForm
from library.models import Factsheet, Handout

from .batch_actions import Wanted
from .visitors import Visitor

NO_SHEET = ""
FIRST_YEAR, LAST_YEAR = 1901, 2198  # dates and clocks can still step from these


class DayForm(PlainForm):
    """Which day is asked for; nothing means tomorrow."""

    day = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "Enter a real date, such as 2026-08-06."},
    )

    def clean_day(self) -> date | None:
        day = self.cleaned_data["day"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"Enter a date between the years {FIRST_YEAR} and {LAST_YEAR}.")
        return day


class BatchForm(OnceMixin, PlainForm):
    """Built for the people of one day: rows of anybody else are not read."""

    paper = forms.ChoiceField(
        choices=Handout.Paper.choices,
        initial=Handout.Paper.A4,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the paper.", "invalid_choice": "Choose A4 or US Letter."},
    )
    two_sided = forms.BooleanField(
        label="The printer prints on both sides",
        help_text="Each person’s sheet then begins on a new piece of paper.",
        required=False,
    )

    def __init__(self, data: Any = None, *, visitors: Sequence[Visitor], sheets: Sequence[Factsheet]) -> None:
        super().__init__(data)
        self.visitors = visitors
        self.sheets = {sheet.slug: sheet for sheet in sheets}
        choices = [(NO_SHEET, "No sheet"), *((s.slug, s.current.title if s.current else s.slug) for s in sheets)]
        for one in visitors:
            suggestion = one.suggestion
            name = one.name
            self.fields[f"give_{one.patient_id}"] = forms.BooleanField(
                label=f"Print for {name}", required=False, initial=bool(suggestion) and one.is_here
            )
            self.fields[f"sheet_{one.patient_id}"] = forms.ChoiceField(
                label=f"Sheet for {name}",
                choices=choices,
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
                initial=suggestion.slug if suggestion else NO_SHEET,
                error_messages={"invalid_choice": f"The sheet for {name} is not published. Choose one from the list."},
            )
            self.fields[f"size_{one.patient_id}"] = forms.ChoiceField(
                label=f"Size of print for {name}",
                choices=[("normal", "Normal"), ("large", "Large")],
                widget=forms.Select(attrs={"class": "form-select"}),
                initial=one.print_size,
                required=False,
                error_messages={"invalid_choice": f"Choose normal or large print for {name}."},
            )

    def rows(self) -> list[tuple[Visitor, BoundField, BoundField, BoundField]]:
        """What the page shows of each person."""
        return [
            (one, self[f"give_{one.patient_id}"], self[f"sheet_{one.patient_id}"], self[f"size_{one.patient_id}"])
            for one in self.visitors
        ]

    def clean(self) -> dict[str, Any]:
        ticked = [one for one in self.visitors if self.cleaned_data.get(f"give_{one.patient_id}")]
        for one in ticked:
            name = f"sheet_{one.patient_id}"
            if self.cleaned_data.get(name) == NO_SHEET:
                self.add_error(name, f"Choose a sheet for {one.name}, or take the tick away.")
            if self.cleaned_data.get(f"size_{one.patient_id}") == "":
                self.add_error(f"size_{one.patient_id}", f"Choose normal or large print for {one.name}.")
        if not ticked and not self.errors:
            raise forms.ValidationError("Nobody is ticked. Tick the people whose sheets you want to print.")
        return self.cleaned_data

    def wanted(self) -> list[Wanted]:
        """What is to be printed, in the order of the day."""
        said = self.cleaned_data
        return [
            Wanted(one.patient_id, self.sheets[said[f"sheet_{one.patient_id}"]], said[f"size_{one.patient_id}"])
            for one in self.visitors
            if said[f"give_{one.patient_id}"]
        ]


def asked_day(data: Any, *, otherwise: date) -> tuple[date, DayForm]:
    """The day that the address names, and the form that says what is wrong with it."""
    form = DayForm(data)
    return (form.cleaned_data["day"] or otherwise if form.is_valid() else otherwise), form
