"""What follows from answers: what the patient is told at once, and what an intake that is handed in sets off."""

from typing import Any

from django.utils import timezone

from patients.actions.safety import raise_red_flags, record_screening
from patients.intake_queries import age_on
from patients.models import Intake, IntakeDraft, SafetyScreening
from patients.questionnaire import UNKNOWN, Answers
from patients.rules.answers import from_questionnaire
from patients.rules.red_flags import QUESTION as URGENT
from patients.rules.red_flags import RedFlagRule, red_flags_in

IN_WORDS = ("text", "long_text", "number")


def needs_help_first(answers: Answers) -> bool:
    """Whether the patient ticked a sign that a doctor must look at."""
    ticked = answers.get(URGENT)
    return isinstance(ticked, list) and ticked != ["none"]


def advice_on(draft: IntakeDraft) -> list[RedFlagRule]:
    """What the patient is told now, most urgent first."""
    return red_flags_in(draft.answers, _age(draft))


def tell_the_clinic(draft: IntakeDraft) -> None:
    """Called when urgent signs are saved, in the same transaction: nobody should wait for the rest of the intake."""
    if needs_help_first(draft.answers):
        raise_red_flags(patient=draft.patient, answers=draft.answers, age=_age(draft))


def hand_on(*, intake: Intake) -> None:
    """Called once, in the transaction that makes the intake: the safety answers count from now on."""
    record_screening(
        patient=intake.patient,
        by=intake.entered_by,
        source=SafetyScreening.Source.INTAKE,
        answers=from_questionnaire(_known(intake)),
        intake=intake,
    )
    age = age_on(intake.patient.date_of_birth or intake.born_on, intake.filled_on)
    raise_red_flags(patient=intake.patient, answers=intake.answers, intake=intake, age=age)


def _known(intake: Intake) -> dict[str, Any]:
    """The answers without "don't know" where the rules expect words or figures."""
    kinds = {one.id: one.kind for one in intake.version.questionnaire.questions.values()}
    return {
        key: value for key, value in intake.answers.items() if not (value == UNKNOWN and kinds.get(key) in IN_WORDS)
    }


def _age(draft: IntakeDraft) -> int | None:
    return age_on(draft.patient.date_of_birth or draft.born_on, timezone.localdate())
