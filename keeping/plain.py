"""A row in words: every column of it, with names for the people and things it points to. One way for all models."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from clinic.diary.models import Room, Service, Site
from clinic.staff.models import Practitioner, User
from patients.answers import in_words
from patients.models import ConsentWording, Intake, IntakeDraft, Patient, QuestionnaireVersion
from treatments.models import Point

from .registry import rows_of

# Of no meaning to a person: keys of ours, and what search and lists are made of.
LEFT_OUT = frozenset({"once_key", "search_name", "search_text", "file_name", "alerts", "link", "patient"})
NAMED: dict[type[models.Model], str] = {
    User: "name",
    Practitioner: "titled",
    Service: "name",
    Site: "name",
    Room: "name",
    Point: "label",
    QuestionnaireVersion: "file_name",
    ConsentWording: "title",
}


def rows(label: str, *patient_pks: int) -> list[dict[str, Any]]:
    """Every row of a model that belongs to the patient, oldest first, as words and plain values."""
    query = rows_of(label, *patient_pks).order_by("pk")
    pointed = [
        field.name
        for field in query.model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model in NAMED
    ]
    return [in_plain(one) for one in query.select_related(*pointed)]


def in_plain(row: models.Model) -> dict[str, Any]:
    """The row's columns by name; answers to a questionnaire come with their questions."""
    plain: dict[str, Any] = {"number": row.pk}
    for field in row._meta.concrete_fields:
        if field.name not in LEFT_OUT and not field.primary_key:
            plain[str(field.verbose_name)] = _value(row, field)
    if isinstance(row, Intake | IntakeDraft):
        plain["answers"] = said(row)
    return plain


def said(intake: Intake | IntakeDraft) -> dict[str, Any]:
    """The questions that were answered, each with the answer in words."""
    questions = intake.version.questionnaire.questions
    return {
        questions[name].text: "\n".join(in_words(questions[name], answer)) if name in questions else answer
        for name, answer in intake.answers.items()
    }


def _value(row: models.Model, field: Any) -> Any:
    value = getattr(row, field.attname)
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        name = NAMED.get(field.related_model)
        if name:
            return str(getattr(getattr(row, field.name), name))
        return f"{field.related_model._meta.verbose_name} {value}" if field.related_model is not Patient else value
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float | bool | list | dict) else str(value)


def for_eyes(value: Any) -> str:
    """A plain value as a person reads it on paper."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dict):
        return "\n".join(f"{key}: {for_eyes(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "\n".join(for_eyes(one) for one in value)
    if isinstance(value, str) and len(value) >= 20 and value[4:5] == "-" and value[10:11] == "T":
        at = timezone.localtime(datetime.fromisoformat(value))
        return f"{at.day} {at:%B %Y, %H:%M}"
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-" and value[:4].isdigit():
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return str(value)
