"""What a patient has answered to the safety questions, as plain values that rules can be asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"


ANSWER_WORDS = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Does not know", Answer.NOT_ASKED: "Not asked"}
# Each question that has one plain answer, in the order in which they are asked, with its name on pages.
QUESTIONS = {
    "pregnant": "Pregnant, or could be",
    "blood_thinner": "Takes a blood thinner",
    "bleeding_disorder": "Bleeding disorder",
    "heart_valve_disease": "Heart valve disease or a replaced valve",
    "epilepsy": "Epilepsy or seizures",
    "fainting": "Has fainted, or faints easily",
    "immune_suppressed": "Weakened immune system",
    "diabetes": "Diabetes",
    "metal_allergy": "Allergic to a metal",
    "infection_risk": "Has an infection that blood can pass on",
    "skin_infection": "Skin infection or broken skin now",
    "recent_surgery": "Operation in the last three months",
    "needle_fear": "Afraid of needles",
}
IMPLANTS = {
    "pacemaker": "pacemaker",
    "defibrillator": "defibrillator",
    "pump": "medication pump",
    "other_electronic": "another electronic implant",
    "metal_or_silicone": "metal or silicone implant",
}
LIMBS = {"left_arm": "left arm", "right_arm": "right arm", "left_leg": "left leg", "right_leg": "right leg"}
LISTS = {"implants": IMPLANTS, "lymphoedema": LIMBS}
LIST_WORDS = {"implants": "Implants", "lymphoedema": "Lymphoedema, or lymph nodes removed"}
TEXTS = {"implant_where": "Where the implant is", "surgery_what": "What the operation was", "note": "Note"}
NOTHING = "Nothing"
MOST_WEEKS = 45


@dataclass(frozen=True)
class ScreeningAnswers:
    """One patient's answers. A list that is empty says nothing by itself: `has_implants` tells no from not asked."""

    pregnant: str = Answer.NOT_ASKED
    pregnant_weeks: int | None = None
    blood_thinner: str = Answer.NOT_ASKED
    bleeding_disorder: str = Answer.NOT_ASKED
    heart_valve_disease: str = Answer.NOT_ASKED
    epilepsy: str = Answer.NOT_ASKED
    fainting: str = Answer.NOT_ASKED
    immune_suppressed: str = Answer.NOT_ASKED
    diabetes: str = Answer.NOT_ASKED
    metal_allergy: str = Answer.NOT_ASKED
    infection_risk: str = Answer.NOT_ASKED
    skin_infection: str = Answer.NOT_ASKED
    recent_surgery: str = Answer.NOT_ASKED
    needle_fear: str = Answer.NOT_ASKED
    has_implants: str = Answer.NOT_ASKED
    implants: Sequence[str] = ()
    implant_where: str = ""
    has_lymphoedema: str = Answer.NOT_ASKED
    lymphoedema: Sequence[str] = ()
    surgery_what: str = ""
    note: str = ""

    def weeks_on(self, day: date, answered_on: date) -> int | None:
        """Weeks of pregnancy on `day`, counted on from what was answered on `answered_on`."""
        if self.pregnant != Answer.YES or self.pregnant_weeks is None:
            return None
        return self.pregnant_weeks + max(0, (day - answered_on) // timedelta(weeks=1))


def from_questionnaire(given: Mapping[str, Any]) -> ScreeningAnswers:
    """Read the answers of a questionnaire, by the ids of its questions. What is absent was not asked."""
    read: dict[str, Any] = {name: _answer(given.get(name)) for name in QUESTIONS}
    for name, known in LISTS.items():
        read[f"has_{name}"], read[name] = _chosen(given.get(name), known)
    read |= {name: str(given.get(name) or "") for name in TEXTS}
    if read["recent_surgery"] == Answer.YES and not read["surgery_what"]:
        read["surgery_what"] = str(given.get("recent_surgery_text") or "")
    weeks = given.get("pregnant_weeks")
    if read["pregnant"] == Answer.YES and isinstance(weeks, int) and 1 <= weeks <= MOST_WEEKS:
        read["pregnant_weeks"] = weeks
    return ScreeningAnswers(**read)


def _answer(value: Any) -> str:
    return Answer(value) if value in set(Answer) else Answer.NOT_ASKED


def _chosen(value: Any, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Read a list of options: an empty one, or "none", is a no."""
    if value is None:
        return Answer.NOT_ASKED, ()
    if isinstance(value, str):
        return (Answer.YES, (value,)) if value in known else (_answer(value), ())
    chosen = tuple(name for name in known if name in value)
    if chosen:
        return Answer.YES, chosen
    return (Answer.UNKNOWN if Answer.UNKNOWN in value else Answer.NO), ()


def told(answers: ScreeningAnswers) -> dict[str, str]:
    """Return every answer in words by the question's name, in the order in which they are asked."""
    words = {label: ANSWER_WORDS[Answer(getattr(answers, name))] for name, label in QUESTIONS.items()}
    if answers.pregnant_weeks is not None:
        words[QUESTIONS["pregnant"]] = f"Yes, in week {answers.pregnant_weeks}"
    for name, known in LISTS.items():
        chosen = ", ".join(known[one] for one in getattr(answers, name))
        state = ANSWER_WORDS[Answer(getattr(answers, f"has_{name}"))]
        words[LIST_WORDS[name]] = f"Yes: {chosen}" if chosen else state
    return words | {label: getattr(answers, name) or NOTHING for name, label in TEXTS.items()}


def changes(old: ScreeningAnswers, new: ScreeningAnswers) -> list[str]:
    """Say in words what differs between two screenings."""
    before, after = told(old), told(new)
    return [f"{label}: {before[label]} → {after[label]}" for label in after if before[label] != after[label]]
