"""What follows from answers: what the patient is told at once, and what an intake that is handed in sets off."""

from patients.models import Intake
from patients.questionnaire import Answers

URGENT = "urgent_signs"


def needs_help_first(answers: Answers) -> bool:
    """Whether the patient ticked a sign that a doctor must look at."""
    ticked = answers.get(URGENT)
    return isinstance(ticked, list) and ticked != ["none"]


def hand_on(*, intake: Intake) -> None:
    """Called once, in the transaction that makes the intake."""
