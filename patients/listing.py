"""Rows of the list of people, made ready for the template: the search page is the one that is waited for all day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.urls import reverse

from patients.models import Patient

CHIPS: dict[str, str] = {Patient.Status.CURRENT: "chip chip-ok", Patient.Status.PAST: "chip chip-quiet"}


class Row(NamedTuple):
    url: str
    name: str
    called: str
    born: str
    age: int | None
    phone: str
    status: str
    chip: str


def rows_of(patients: Iterable[Patient], *, today: date) -> list[Row]:
    # The address is looked up once: doing so for each row costs as much as the search itself.
    before, after = reverse("treatments:chart", args=[0]).split("0")
    labels = dict(Patient.Status.choices)
    return [
        Row(
            url=f"{before}{patient.pk}{after}",
            name=patient.full_name,
            called=patient.preferred_name,
            born=patient.born_in_words or "Not given",
            age=patient.age_on(today),
            phone=patient.phone or "Not given",
            status=labels[patient.status],
            chip=CHIPS.get(patient.status, "chip"),
        )
        for patient in patients
    ]
