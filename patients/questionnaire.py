"""What a questionnaire is: steps of questions, and which are asked of whom. Pure; the files are read elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

Answers = Mapping[str, Any]
UNKNOWN = "unknown"  # the answer "I don't know"
YES_NO = ("yes", "no")
KINDS = (
    "text",
    "long_text",
    "yes_no",
    "choice",
    "several",
    "number",
    "body_marks",
    "activities",
    "vas",
    "date",
)
SCORES = frozenset({"vas", "activities"})  # figures that nobody but the patient knows
CHOSEN = frozenset({"choice", "several"})


class Who(NamedTuple):
    """What decides on questions beside the answers: the age, and the licences that the clinic holds for instruments."""

    age: int | None = None
    licences: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Option:
    id: str
    text: str


@dataclass(frozen=True)
class Relevance:
    """Whom a question concerns: people of these ages, or those who gave one of these answers to another question."""

    ages: tuple[int, int] | None = None
    question: str = ""
    any: tuple[str, ...] = ()

    def holds(self, answers: Answers, who: Who) -> bool:
        """Somebody whose age is not known is asked."""
        if self.ages is not None and who.age is not None and not self.ages[0] <= who.age <= self.ages[1]:
            return False
        if not self.question:
            return True
        given = answers.get(self.question)
        return bool(set(given if isinstance(given, list) else [given]) & set(self.any))


@dataclass(frozen=True)
class Question:
    id: str
    kind: str
    text: str
    why: str
    hint: str = ""
    required: bool = False
    dont_know: bool = True
    carry: bool = True  # whether an update starts with the last answer; false for what must be said anew each time
    options: tuple[Option, ...] = ()
    alone: tuple[str, ...] = ()  # options that cannot stand together with another
    relevance: Relevance | None = None
    feeds: str = ""
    instrument: str = ""
    needs_licence: bool = False  # set by the reader, from instruments.yaml
    minimum: int = 0
    maximum: int = 1_000_000

    @property
    def takes_unknown(self) -> bool:
        return self.dont_know and self.kind not in SCORES

    @property
    def takes(self) -> frozenset[str]:
        """The ids that an answer to this question can hold; none for one that is written or measured."""
        known = YES_NO if self.kind == "yes_no" else tuple(option.id for option in self.options)
        return frozenset((*known, UNKNOWN) if known and self.takes_unknown else known)

    def option_text(self, option: str) -> str:
        """The words of an option; its id where a version without it is asked."""
        return next((one.text for one in self.options if one.id == option), option)


@dataclass(frozen=True)
class Step:
    id: str
    title: str
    questions: tuple[Question, ...]
    lead: str = ""


@dataclass(frozen=True)
class Questionnaire:
    name: str
    version: int
    title: str
    steps: tuple[Step, ...]
    text: str = field(default="", repr=False)  # the file as it stands
    checksum: str = ""

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for step in self.steps for question in step.questions}

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def step(self, step_id: str) -> Step | None:
        return self._by_id.get(step_id)

    def is_asked(self, question: Question, answers: Answers, who: Who) -> bool:
        """Whether the question concerns this person, and so does the one that it hangs on."""
        relevance = question.relevance
        if question.needs_licence and question.instrument not in who.licences:
            return False
        if relevance is None:
            return True
        parent = self.questions.get(relevance.question)
        return relevance.holds(answers, who) and (parent is None or self.is_asked(parent, answers, who))

    def is_shown(self, step: Step, question: Question, answers: Answers, who: Who) -> bool:
        """Whether the question is on its step's page: also when it hangs on another answer of that same page."""
        parent = self.questions.get(question.relevance.question) if question.relevance else None
        if question.relevance and parent in step.questions and not question.needs_licence:
            of_age = Relevance(ages=question.relevance.ages).holds(answers, who)
            return of_age and self.is_shown(step, parent, answers, who)
        return self.is_asked(question, answers, who)

    def steps_for(self, answers: Answers, who: Who) -> list[Step]:
        """The steps with something to ask this person, each with the questions that its page shows."""
        found = []
        for step in self.steps:
            shown = tuple(one for one in step.questions if self.is_shown(step, one, answers, who))
            if shown:
                found.append(Step(step.id, step.title, shown, step.lead))
        return found

    def kept(self, answers: Answers, who: Who) -> dict[str, Any]:
        """The answers to what is asked, in its order; what was answered before a change of mind is left out."""
        return {
            question.id: answers[question.id]
            for question in self.questions.values()
            if question.id in answers and self.is_asked(question, answers, who)
        }

    def missing(self, answers: Answers, who: Who) -> list[tuple[Step, Question]]:
        """What must still be answered."""
        return [
            (step, question)
            for step in self.steps
            for question in step.questions
            if question.required and question.id not in answers and self.is_asked(question, answers, who)
        ]
