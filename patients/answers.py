"""Answers as a person reads them. Pure."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from clinic.times import written_date
from patients.bodychart.marks import in_words as marks_in_words
from patients.bodychart.marks import read_marks
from patients.questionnaire import UNKNOWN, Answers, Question, Step

DONT_KNOW = "I don’t know"
MOST_ACTIVITIES, FEWEST_ACTIVITIES, MOST_ABLE = 5, 3, 10
YES_NO_WORDS = {"yes": "Yes", "no": "No"}
Writer = Callable[[Question, Any], list[str]]


def in_words(question: Question, answer: Any) -> list[str]:
    """The answer in lines; none where nothing was answered."""
    if answer is None or answer == "" or answer == []:
        return []
    if answer == UNKNOWN:
        return [DONT_KNOW]
    return WRITERS.get(question.kind, _plain)(question, answer)


def roland_morris_score(answers: Answers, question_id: str = "roland_morris") -> int | None:
    """The number of sentences ticked, 0 to 24; None where the question was not answered."""
    ticked = answers.get(question_id)
    return sum(1 for one in ticked if one != "rm_none") if isinstance(ticked, list) else None


def psfs_score(activities: list[dict[str, Any]]) -> float | None:
    """The mean of the activities' scores; higher is better."""
    return round(sum(one["score"] for one in activities) / len(activities), 1) if activities else None


def _plain(question: Question, answer: Any) -> list[str]:
    return str(answer).splitlines()


def _several(question: Question, answer: Any) -> list[str]:
    words = [question.option_text(one) for one in answer]
    if question.instrument == "roland-morris":
        score = roland_morris_score({question.id: answer}, question.id)
        return [f"Score {score} of 24", *words]
    return words


def _activities(question: Question, answer: Any) -> list[str]:
    lines = [f"{one['activity']}: {one['score']} of {MOST_ABLE}" for one in answer]
    return [*lines, f"Mean {psfs_score(answer)} of {MOST_ABLE} (higher is better)"]


WRITERS: dict[str, Writer] = {
    "yes_no": lambda question, answer: [YES_NO_WORDS.get(answer, str(answer))],
    "choice": lambda question, answer: [question.option_text(answer)],
    "several": _several,
    "vas": lambda question, answer: [f"{answer} of 100 mm"],
    "date": lambda question, answer: [written_date(date.fromisoformat(answer))],
    "body_marks": lambda question, answer: marks_in_words(read_marks(answer)),
    "activities": _activities,
}


class Said(NamedTuple):
    """One question with its answer in lines; no lines where nothing was answered."""

    question: Question
    lines: list[str]


def by_step(steps: Iterable[Step], answers: Answers) -> list[tuple[Step, list[Said]]]:
    """What was said at each step."""
    return [(step, [Said(one, in_words(one, answers.get(one.id))) for one in step.questions]) for step in steps]
