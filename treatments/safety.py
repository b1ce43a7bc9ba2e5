"""The seam between a session and the rules of safety: what applies to what is written, and what keeps it unsigned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from clinic.times import day_bounds, written_date
from patients import actions as patient_actions
from patients.models import Patient
from patients.rules.evaluate import Finding, Planned, PlannedPoint
from patients.safety import SafetyState, check, has_open_red_flag, state_of

from .errors import NotSafeToSign, Refused
from .models import CautionReason, Session
from .prescription import Needled

OPEN_RED_FLAG = (
    "The patient answered yes to an urgent question, and nobody has said yet what was done. It stands first on Today."
)
NOT_SCREENED = "The safety questions have not been asked. Ask them under Safety before signing."
LONGEST_CONCERNS = 300


class Reason(NamedTuple):
    """Why a caution was right today."""

    finding: Finding
    text: str


def planned_of(needled: Iterable[Needled], modalities: Iterable[str] = ()) -> Planned:
    """Return what is planned, as the rules read it."""
    points = [
        PlannedPoint(one.point.code, one.side, _words(one.point.cautions), one.point.region, one.depth_mm)
        for one in needled
    ]
    return Planned(points, frozenset(modalities))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(";")) - {""}


def findings_of(
    patient: Patient, needled: Sequence[Needled], *, day: date, modalities: Iterable[str] = ()
) -> list[Finding]:
    """Return which rules apply to the content of a session on `day`. Nothing planned asks nothing of the database."""
    planned = planned_of(needled, modalities)
    return check(patient, planned, day=day) if planned.all_modalities else []


def is_due(state: SafetyState | None, *, day: date, zone: str) -> bool:
    """Whether the answers must still be confirmed for a session on `day`: they are older than that day."""
    return state is not None and state.checked_at < day_bounds(day, zone)[0]


def due_sentence(state: SafetyState) -> str:
    since = written_date(state.checked_at.date())
    return (
        f"Ask whether anything has changed since {since}. If not, tick the box; if so, change the answers under Safety."
    )


def check_before_signing(
    patient: Patient,
    needled: Sequence[Needled],
    reasons: Mapping[str, str],
    *,
    day: date,
    zone: str,
) -> None:
    """Raise NotSafeToSign with what is to be done first."""
    state = state_of(patient)
    if has_open_red_flag(patient):
        raise NotSafeToSign(OPEN_RED_FLAG)
    if state is None and settings.SAFETY_SCREENING_REQUIRED:
        raise NotSafeToSign(NOT_SCREENED)
    if state is not None and is_due(state, day=day, zone=zone):
        raise NotSafeToSign(due_sentence(state))
    for finding in findings_of(patient, needled, day=day):
        if finding.is_stop:
            raise NotSafeToSign(stop_sentence(finding))
        if finding.is_caution and not reasons.get(finding.rule_id):
            raise NotSafeToSign(caution_sentence(finding))


def stop_sentence(finding: Finding) -> str:
    return f"{finding.concerns}: {finding.sentence}" if finding.concerns else finding.sentence


def caution_sentence(finding: Finding) -> str:
    about = f" ({finding.concerns})" if finding.concerns else ""
    return f"Say why it is right today{about}: {finding.sentence}"


def confirm(patient: Patient, *, by: Any, screening_id: int, visit: Any) -> None:
    """Record that nothing has changed. Raises Refused when there are newer answers than those that were seen."""
    try:
        patient_actions.confirm_screening(patient=patient, by=by, screening_id=screening_id, visit=visit)
    except patient_actions.Refused as refused:
        raise Refused(refused.sentence) from None


def keep_reasons(session: Session, reasons: Iterable[Reason], *, by: Any) -> None:
    """Keep the reasons that are new; one that was kept before stays, as a record does."""
    given = [reason for reason in reasons if reason.text]
    there = reasons_of(session.pk) if given else {}
    CautionReason.objects.bulk_create(
        CautionReason(
            session_id=session.pk,
            rule_id=finding.rule_id,
            sentence=finding.sentence,
            concerns=finding.concerns[:LONGEST_CONCERNS],
            reason=text,
            by=by,
        )
        for finding, text in given
        if finding.rule_id not in there or there[finding.rule_id].reason != text
    )


def reasons_of(session_id: int) -> dict[str, CautionReason]:
    """Return the newest reason for each rule of a session."""
    return {one.rule_id: one for one in CautionReason.objects.filter(session=session_id).order_by("pk")}
