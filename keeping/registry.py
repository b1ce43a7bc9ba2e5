"""Which models hold something of a patient, found by their foreign keys, and what becomes of each in an export."""

from collections import deque
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from patients.models import Patient

ROOMS = ("staff", "patients", "diary", "library", "treatments", "keeping")
# What an export leaves out, and why. All else that has a path to a patient is given out.
EXCLUDED = {
    "treatments.PrintItem": "A place in a day's pile of printing: the factsheet itself is among those given.",
    "patients.IntakeLink": "The address of a questionnaire, kept as a hash: it says nothing of the person.",
    "patients.DuplicatePair": "A guess that two records are of one person: it may speak of somebody else.",
    "patients.MergeEntry": "That two records were put together or taken apart: it may speak of somebody else.",
    "patients.ImportRow": "Only the line of a spreadsheet that the record came from; what it said is the record.",
}
TITLES = {
    "patients.Patient": "Your details",
    "patients.ChangeEntry": "What was changed in your details",
    "patients.ContactNote": "Calls, letters and messages",
    "patients.PatientDocument": "Documents about you",
    "patients.Intake": "Your answers before the visit",
    "patients.IntakeDraft": "Answers not handed in yet",
    "patients.SafetyScreening": "Your answers to the safety questions",
    "patients.SafetyConfirmation": "When the safety answers were asked again",
    "patients.RedFlag": "Answers that could not wait",
    "patients.RedFlagAcknowledgement": "What was done about them",
    "patients.Consent": "What you consented to, and what not",
    "patients.Countersignature": "Who signed beside you",
    "patients.RestrictionChange": "When the record was restricted",
    "diary.Appointment": "Your appointments",
    "diary.AppointmentEvent": "What happened to your appointments",
    "library.Handout": "Factsheets that you were given",
    "library.RecallContact": "When we told you of a withdrawn factsheet",
    "treatments.Course": "Your courses of treatment",
    "treatments.Session": "Your sessions",
    "treatments.PointUse": "Points used",
    "treatments.Measure": "Your scores",
    "treatments.CautionReason": "Why a caution was set aside",
    "keeping.LegalHold": "Why the record must be held",
    "keeping.Disclosure": "When the record was exported",
}


@cache
def paths() -> dict[str, str]:
    """Return for each model of ours the shortest lookup that leads to a patient, "pk" for the patient itself."""
    found = {}
    for model in (one for room in ROOMS for one in apps.get_app_config(room).get_models()):
        if (path := _path(model)) is not None:
            found[model._meta.label] = path
    return found


def _path(start: type[models.Model]) -> str | None:
    waiting: deque[tuple[type[models.Model], str]] = deque([(start, "")])
    seen = {start}
    while waiting:
        model, path = waiting.popleft()
        if model is Patient:
            return path or "pk"
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(field, models.ForeignKey) and isinstance(target, type) and target not in seen:
                seen.add(target)
                waiting.append((target, f"{path}__{field.name}" if path else field.name))
    return None


def exported() -> dict[str, str]:
    """The title of each model whose rows are given out, in the order of the export."""
    return {label: TITLES[label] for label in TITLES if label in paths()}


def rows_of(label: str, *patient_pks: int) -> models.QuerySet[Any]:
    """All rows of a model that belong to a patient, whose records may be several; a row may name two patients."""
    model = apps.get_model(label)
    if model is Patient:
        return model._default_manager.filter(pk__in=patient_pks)
    named = [field.name for field in model._meta.concrete_fields if field.related_model is Patient]
    whose = Q()
    for path in named or [paths()[label]]:
        whose |= Q(**{f"{path}__in": patient_pks})
    return model._default_manager.filter(whose)


def children_first() -> list[str]:
    """The models with a path to a patient, each before those that its own foreign keys lead to."""
    left = {label: apps.get_model(label) for label in paths()}
    ordered: list[str] = []
    while left:
        targets = {
            field.related_model._meta.label
            for model in left.values()
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is not model
        }
        free = sorted(label for label in left if label not in targets)
        if not free:
            raise RuntimeError(f"Foreign keys go in a circle: {', '.join(sorted(left))}.")
        ordered += free
        for label in free:
            del left[label]
    return ordered
