"""The record as FHIR resources in one Bundle, checked by `fhir.resources`.

The library carries R5, R4B and STU3; R4B is what R4 became, and these resources are the same in both. One small
function for each kind of row; a room that adds a model adds its function to RESOURCES.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from clinic.diary.models import Appointment
from library.models import Handout
from patients.models import Consent, Intake, Patient, PatientDocument
from treatments.models import Measure, Session

from .plain import said
from .registry import rows_of

Resource = dict[str, Any]
SYSTEM = "urn:hegu"
LOINC = "http://loinc.org"
CODES = "http://terminology.hl7.org/CodeSystem"
VAS = {"system": LOINC, "code": "38214-3", "display": "Pain severity [Score] Visual analog score"}
AMBULATORY = {"system": f"{CODES}/v3-ActCode", "code": "AMB", "display": "ambulatory"}
GENDERS = {"female": "female", "male": "male", "undisclosed": "unknown", "": "unknown"}
APPOINTMENT_STATES = {
    "booked": "booked",
    "arrived": "arrived",
    "in_treatment": "checked-in",
    "completed": "fulfilled",
    "cancelled_by_patient": "cancelled",
    "cancelled_by_clinic": "cancelled",
    "did_not_attend": "noshow",
    "entered_in_error": "entered-in-error",
}


def _reference(kind: str, number: int) -> Resource:
    return {"reference": f"{kind}/{number}"}


def _at(moment: Any) -> str:
    return timezone.localtime(moment).isoformat()


def _without_blanks(resource: Resource) -> Resource:
    return {name: value for name, value in resource.items() if value not in ("", None, [], {})}


def patient(one: Patient) -> Iterator[Resource]:
    names = [{"use": "official", "text": one.full_name}]
    if one.preferred_name:
        names.append({"use": "usual", "text": one.preferred_name})
    telecom = [{"system": "phone", "value": one.phone}] if one.phone else []
    telecom += [{"system": "email", "value": one.email}] if one.email else []
    yield {
        "resourceType": "Patient",
        "id": str(one.pk),
        "identifier": [{"system": f"{SYSTEM}:patient", "value": str(one.pk)}],
        "name": names,
        "telecom": telecom,
        "gender": GENDERS[one.sex],
        "birthDate": one.date_of_birth.isoformat() if one.date_of_birth else None,
        "address": [{"text": one.address}] if one.address else [],
        "contact": [{"name": {"text": one.emergency_contact}}] if one.emergency_contact else [],
        "communication": [{"language": {"text": one.language}}] if one.language else [],
        "generalPractitioner": [{"display": one.doctor}] if one.doctor else [],
    }


def appointment(one: Appointment) -> Iterator[Resource]:
    yield {
        "resourceType": "Appointment",
        "id": str(one.pk),
        "status": APPOINTMENT_STATES[one.status],
        "description": one.service.name,
        "start": _at(one.starts_at),
        "end": _at(one.ends_at),
        "created": _at(one.booked_at),
        "comment": one.note,
        "participant": [
            {"actor": _reference("Patient", one.patient_id), "status": "accepted"},
            {"actor": {"display": one.practitioner.titled}, "status": "accepted"},
        ],
    }


def session(one: Session) -> Iterator[Resource]:
    subject = _reference("Patient", one.course.patient_id)
    period = _without_blanks({"start": _at(one.started_at), "end": _at(one.ended_at) if one.ended_at else None})
    yield {
        "resourceType": "Encounter",
        "id": str(one.pk),
        "status": "finished" if one.is_signed else "in-progress",
        "class": AMBULATORY,
        "subject": subject,
        "participant": [{"individual": {"display": one.practitioner.titled}}],
        "period": period,
        "reasonCode": [{"text": one.course.complaint}],
        "appointment": [_reference("Appointment", one.appointment_id)] if one.appointment_id else [],
    }
    used = [f"{use.point.label}, {use.get_side_display().lower()}" for use in one.point_uses.all()]
    written = {"Points": "; ".join(used), "Tongue": one.tongue, "Pulse": one.pulse, "Patterns": one.patterns}
    written |= {"Principle": one.principle, "Changes": one.change_since, "Notes": one.notes, "Advice": one.advice}
    yield {
        "resourceType": "Procedure",
        "id": str(one.pk),
        "status": "completed" if one.is_signed else "in-progress",
        "code": {"text": "Acupuncture treatment"},
        "subject": subject,
        "encounter": _reference("Encounter", one.pk),
        "performedPeriod": period,
        "performer": [{"actor": {"display": one.practitioner.titled}}],
        "note": [{"text": f"{name}: {text}"} for name, text in written.items() if text],
    }


def measure(one: Measure) -> Iterator[Resource]:
    yield {
        "resourceType": "Observation",
        "id": str(one.pk),
        "status": "final" if one.session.is_signed else "preliminary",
        "code": {"coding": [VAS], "text": f"Pain, {one.get_moment_display().lower()}"},
        "subject": _reference("Patient", one.course.patient_id),
        "encounter": _reference("Encounter", one.session_id),
        "effectiveDateTime": _at(one.taken_at),
        "valueQuantity": {"value": one.value_mm, "unit": "mm", "system": "http://unitsofmeasure.org", "code": "mm"},
    }


def intake(one: Intake) -> Iterator[Resource]:
    questions = {question.text: question.id for question in one.questions}
    yield {
        "resourceType": "QuestionnaireResponse",
        "id": str(one.pk),
        "identifier": {"system": f"{SYSTEM}:questionnaire", "value": one.version.file_name},
        "status": "completed",
        "subject": _reference("Patient", one.patient_id),
        "authored": _at(one.submitted_at),
        "item": [
            {"linkId": questions.get(text, text), "text": text, "answer": [{"valueString": str(answer)}]}
            for text, answer in said(one).items()
            if str(answer).strip()
        ],
    }


def consent(one: Consent) -> Iterator[Resource]:
    """A consent that was given and withdrawn later is inactive; so is the withdrawal, which says when."""
    stands = {"given": "active", "refused": "rejected"}.get(one.decision, "inactive")
    if one.decision == "given" and hasattr(one, "withdrawal"):
        stands = "inactive"
    yield {
        "resourceType": "Consent",
        "id": str(one.pk),
        "status": stands,
        "scope": {"coding": [{"system": f"{CODES}/consentscope", "code": "treatment"}]},
        "category": [{"text": one.wording.title}],
        "patient": _reference("Patient", one.patient_id),
        "dateTime": _at(one.signed_at),
        "performer": [{"display": one.signed_name}],
        "policy": [{"uri": f"{SYSTEM}:wording:{one.wording.purpose}-{one.wording.version}"}],
    }


def handout(one: Handout) -> Iterator[Resource]:
    attachment = {"contentType": "application/pdf", "title": one.version.title, "language": one.language}
    if one.file_name:
        attachment["url"] = f"files/handout-{one.pk}.pdf"
    yield {
        "resourceType": "DocumentReference",
        "id": str(one.pk),
        "status": "current",
        "type": {"text": "Factsheet given to the patient"},
        "subject": _reference("Patient", one.patient_id),
        "date": _at(one.at),
        "author": [{"display": one.given_by}],
        "content": [{"attachment": attachment}],
    }


def document(one: PatientDocument) -> Iterator[Resource]:
    url = f"files/document-{one.pk}{Path(one.file_name).suffix}"
    yield {
        "resourceType": "DocumentReference",
        "id": f"document-{one.pk}",
        "status": "entered-in-error" if one.error_at else "current",
        "type": {"text": one.get_kind_display()},
        "subject": _reference("Patient", one.patient_id),
        "date": _at(one.at),
        "content": [{"attachment": {"contentType": one.content_type, "title": one.title, "url": url}}],
    }


# Label of the model, the rows with what their resource shows, and the function.
Maker = tuple[str, Callable[[models.QuerySet[Any]], models.QuerySet[Any]], Callable[[Any], Iterator[Resource]]]
RESOURCES: list[Maker] = [
    ("patients.Patient", lambda rows: rows, patient),
    ("diary.Appointment", lambda rows: rows.select_related("practitioner", "service"), appointment),
    (
        "treatments.Session",
        lambda rows: rows.select_related("course", "practitioner").prefetch_related("point_uses__point"),
        session,
    ),
    ("treatments.Measure", lambda rows: rows.select_related("course", "session"), measure),
    ("patients.Intake", lambda rows: rows.select_related("version"), intake),
    ("patients.Consent", lambda rows: rows.select_related("wording", "withdrawal"), consent),
    ("patients.PatientDocument", lambda rows: rows, document),
    ("library.Handout", lambda rows: rows.select_related("version"), handout),
]


def bundle(*patient_pks: int) -> str:
    """Return the Bundle as JSON. Raises pydantic's ValidationError if the library finds anything wrong in it."""
    from fhir.resources.R4B.bundle import Bundle  # at call time: it takes a second to load

    entries = []
    for label, shown, made in RESOURCES:
        for row in shown(rows_of(label, *patient_pks)).order_by("pk"):
            for resource in made(row):
                address = f"{SYSTEM}:{resource['resourceType'].lower()}:{resource['id']}"
                entries.append({"fullUrl": address, "resource": _without_blanks(resource)})
    whole = {
        "resourceType": "Bundle",
        "type": "collection",
        "identifier": {"system": f"{SYSTEM}:export", "value": f"{settings.CLINIC['name']}, patient {patient_pks[0]}"},
        "entry": entries,
    }
    return Bundle.model_validate(whole).model_dump_json(indent=1)
