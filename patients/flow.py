"""Where a patient is among the pages of an intake, and which page comes next."""

from dataclasses import dataclass
from functools import cached_property

from patients.after_intake import URGENT
from patients.intake_queries import who_is
from patients.models import IntakeDraft, IntakeLink
from patients.questionnaire import Question, Questionnaire, Step, Who


@dataclass(frozen=True)
class Flow:
    link: IntakeLink
    draft: IntakeDraft

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return self.draft.version.questionnaire

    @cached_property
    def who(self) -> Who:
        return who_is(patient=self.link.patient, questionnaire=self.questionnaire, born_on=self.draft.born_on)

    @cached_property
    def steps(self) -> list[Step]:
        """The pages for this person, as the answers stand."""
        return self.questionnaire.steps_for(self.draft.answers, self.who)

    @property
    def missing(self) -> list[tuple[Step, Question]]:
        return self.questionnaire.missing(self.draft.answers, self.who)

    @property
    def must_begin_with(self) -> Step | None:
        """The page about signs that need a doctor, until it is answered: nothing else comes before it."""
        first = next((step for step in self.steps if any(one.id == URGENT for one in step.questions)), None)
        return None if URGENT in self.draft.answers else first

    def find(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def number_of(self, step: Step) -> int:
        return [one.id for one in self.steps].index(step.id) + 1

    def before(self, step: Step) -> Step | None:
        number = self.number_of(step)
        return self.steps[number - 2] if number > 1 else None

    def after(self, step_id: str) -> Step | None:
        """The page after this one; the first for a page that is not asked; None after the last."""
        ids = [step.id for step in self.steps]
        number = ids.index(step_id) + 1 if step_id in ids else 0
        return self.steps[number] if number < len(self.steps) else None

    @property
    def goes_on_with(self) -> Step | None:
        """The page after the one saved last; None where they have come to the end."""
        return self.must_begin_with or self.after(self.draft.step)
