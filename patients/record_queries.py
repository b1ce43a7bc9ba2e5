"""Reads what has gathered about a patient: changes of details, contacts, documents; and records that are one person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from patients.models import ChangeEntry, ContactNote, DuplicatePair, MergeEntry, Patient, PatientDocument

ON_A_PAGE = 50
MOST_DOCUMENTS = 200
MOST_PHOTOGRAPHS = 100
LABELS = {
    "full_name": "Full name",
    "preferred_name": "Called",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "gender": "Gender",
    "pronouns": "Pronouns",
    "phone": "Phone",
    "email": "E-mail",
    "address": "Address",
    "doctor": "Doctor",
    "emergency_contact": "Emergency contact",
    "language": "Language",
    "status": "Status",
}
CHOICES = {"sex": dict(Patient.Sex.choices), "status": dict(Patient.Status.choices)}


@dataclass(frozen=True)
class Change:
    """One change as the page shows it. `is_back`: the record already holds again what was there before."""

    entry: ChangeEntry
    label: str
    before: str
    after: str
    is_back: bool


def changes_of(patient: Patient) -> QuerySet[ChangeEntry]:
    """Every change of the details of all records of this person, newest first."""
    return ChangeEntry.objects.filter(patient__in=patient.record_ids).select_related("by")


def shown_changes(entries: Any, patient: Patient) -> Iterator[Change]:
    for entry in entries:
        now = getattr(patient, entry.detail, None)
        yield Change(
            entry,
            LABELS.get(entry.detail, entry.detail),
            in_words(entry.detail, entry.before),
            in_words(entry.detail, entry.after),
            is_back=entry.patient_id != patient.pk or entry.before == ("" if now is None else str(now)),
        )


def in_words(detail: str, kept: str) -> str:
    """What the history holds as pages say it."""
    if detail in CHOICES:
        return str(CHOICES[detail].get(kept, kept))
    if detail == "date_of_birth" and kept:
        born = date.fromisoformat(kept)
        return f"{born.day} {born:%B %Y}"
    return kept


def contacts_of(patient: Patient, *, user: Any) -> QuerySet[ContactNote]:
    """The log, newest first; a note that was corrected stands under the one that corrects it."""
    theirs = ContactNote.objects.visible_to(user).filter(patient__in=patient.record_ids)
    return theirs.filter(corrected_by__isnull=True).select_related("by", "corrects__by", "corrects__corrects__by")


def documents_of(patient: Patient, *, user: Any) -> list[PatientDocument]:
    theirs = PatientDocument.objects.visible_to(user).filter(patient__in=patient.record_ids)
    return list(theirs[:MOST_DOCUMENTS])


def tongue_photographs(patient: Patient, *, user: Any) -> list[PatientDocument]:
    """The photographs, newest first."""
    theirs = PatientDocument.objects.visible_to(user).standing().filter(patient__in=patient.record_ids)
    return list(theirs.filter(kind=PatientDocument.Kind.TONGUE).order_by("-taken_on", "-pk")[:MOST_PHOTOGRAPHS])


def merged_records(patient: Patient) -> list[tuple[Patient, MergeEntry | None]]:
    """The records that this one stands for, each with the entry that says who merged it, when and why."""
    if not patient.holds_merged:
        return []
    records = list(patient.merged_records.order_by("pk"))
    entries = MergeEntry.objects.filter(kept=patient, kind=MergeEntry.Kind.MERGED).select_related("by").order_by("pk")
    newest = {entry.merged_id: entry for entry in entries}
    return [(one, newest.get(one.pk)) for one in records]


def waiting_pairs(*, user: Any) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.visible_to(user).waiting().select_related("first", "second")


def holdings(patient: Patient) -> list[tuple[str, int]]:
    """How many rows of each kind name this record, from whichever room they are."""
    found = []
    for relation in Patient._meta.related_objects:
        model: Any = relation.related_model
        if model is Patient or model in (DuplicatePair, MergeEntry) or relation.many_to_many:
            continue
        count = model._default_manager.filter(**{relation.field.name: patient.pk}).count()
        if count:
            found.append((str(model._meta.verbose_name_plural).capitalize(), count))
    return sorted(found)
