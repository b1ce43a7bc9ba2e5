"""Reads the table of red flags and asks it about answers. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from patients.rules.answers import from_questionnaire
from patients.rules.evaluate import answered
from patients.rules.table import FOLDER, LINE, BadTable, Span, check_common, read_rows, wanted_answers

URGENT_SIGNS = (
    *("leg_weakness", "foot_drop", "bladder_bowel", "saddle_numbness", "one_sided_weakness", "face_speech"),
    *("thunderclap_headache", "headache_fever_stiff_neck", "new_headache_after_50", "chest_pain", "breathless"),
    *("weight_loss_with_pain", "fever_with_back_pain", "night_pain_cancer_history", "hot_swollen_calf"),
    *("sudden_sight_change", "suicidal_thoughts", "unexplained_bleeding", "jaundice", "recent_spine_injury"),
)
QUESTION = "urgent_signs"
TOLD = {
    "emergency": "Call emergency services now",
    "doctor_today": "See a doctor today",
    "practitioner": "Tell your practitioner before treatment",
}
ORDER = {level: place for place, level in enumerate(TOLD)}
FIELDS = frozenset({"id", "when", "sign", "told", "says", "may_continue", "source", "checked"})


@dataclass(frozen=True)
class RedFlagRule:
    """`sign` is the short name for clinicians; `says` is read by the patient; `may_continue`: booking may go on."""

    id: str
    signs: frozenset[str]
    age: Span | None
    answers: tuple[tuple[str, frozenset[str]], ...]
    sign: str
    told: str
    says: str
    may_continue: bool
    source: str
    checked: date | None

    @property
    def told_words(self) -> str:
        return TOLD[self.told]


@cache
def shipped_red_flags() -> tuple[RedFlagRule, ...]:
    return read_red_flags(FOLDER / "red_flags.yaml")


def read_red_flags(path: Path) -> tuple[RedFlagRule, ...]:
    """Return the file's rules in order. Raises BadTable."""
    rules: dict[str, RedFlagRule] = {}
    problems: list[str] = []
    for row in read_rows(path):
        where = f"{path.name}, line {row.pop(LINE)}"
        wrong, rule = _checked(row)
        if rule is not None and rule.id in rules:
            wrong.append(f"the id “{rule.id}” is already taken")
        elif rule is not None:
            rules[rule.id] = rule
        problems += [f"{where}: {one}." for one in wrong]
    if problems:
        raise BadTable(problems)
    return tuple(rules.values())


def red_flags_in(answers: Mapping[str, Any], age: int | None = None) -> list[RedFlagRule]:
    """Return the red flags in a questionnaire's answers, most urgent first."""
    ticked = answers.get(QUESTION) or ()
    signs = {ticked} if isinstance(ticked, str) else set(ticked)
    screening = from_questionnaire(answers)
    found = [
        rule
        for rule in shipped_red_flags()
        if rule.signs <= signs
        and (rule.age is None or rule.age.holds(age))
        and all(answered(screening, name, wanted) for name, wanted in rule.answers)
    ]
    return sorted(found, key=lambda rule: ORDER[rule.told])


def _checked(row: Mapping[str, Any]) -> tuple[list[str], RedFlagRule | None]:
    wrong = check_common(row, FIELDS)
    if row.get("told") and row["told"] not in TOLD:
        wrong.append(f"told must be one of {', '.join(TOLD)}")
    if type(row.get("may_continue")) is not bool:
        wrong.append("may_continue must be yes or no")
    given = row.get("when")
    when: dict[str, Any] = given if isinstance(given, dict) else {}
    wrong += [f"“{name}” is not a condition" for name in when if name not in ("signs", "age", "answers")]
    signs = when.get("signs") or []
    signs = signs if isinstance(signs, list) else [signs]
    wrong += [f"there is no sign “{sign}”" for sign in signs if sign not in URGENT_SIGNS]
    if row.get("when") and not signs:
        wrong.append("a red flag needs at least one sign")
    answers = wanted_answers(when.get("answers"), wrong)
    age = when.get("age")
    if age is not None and (not isinstance(age, dict) or set(age) - {"from", "to"}):
        wrong.append("age must be written as {from: 50}")
    if wrong:
        return wrong, None
    texts = {name: str(row[name]).strip() for name in ("id", "sign", "told", "says", "source")}
    span = Span(age.get("from"), age.get("to")) if age else None
    checked = row["checked"] if type(row["checked"]) is date else None
    return [], RedFlagRule(
        signs=frozenset(signs), age=span, answers=answers, may_continue=row["may_continue"], checked=checked, **texts
    )
