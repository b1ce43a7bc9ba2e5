"""Reads the tables of rules, naming file and line of every mistake. Pure: no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from patients.rules.answers import LISTS, QUESTIONS, Answer

FOLDER = Path(__file__).resolve().parent
LINE = "__line__"
STRENGTHS = {"stop": "Stop", "caution": "Caution", "note": "Note"}
MODALITIES = {
    "acupuncture": "needles",
    "electroacupuncture": "electroacupuncture",
    "dry_needling": "dry needling",
    "indwelling": "needles left in place",
    "strong_stimulation": "strong stimulation",
    "moxa": "moxa",
    "cupping": "cupping",
    "gua_sha": "gua sha",
    "tui_na": "tui na",
    "acupressure": "acupressure",
    "tapping": "tapping",
}
CAUTIONS = frozenset(
    {
        *("pneumothorax", "heart", "liver", "spleen", "kidney", "peritoneum", "bladder", "trachea", "fontanelle"),
        *("vessel", "nerve", "spinal_cord", "brainstem", "eye", "pregnancy", "no_needle"),
    }
)
# What a sentence may speak of.
PLACES = frozenset({"where", "limbs", "surgery"})
POINT_FIELDS = frozenset({"cautions", "codes", "regions", "deeper_than_mm", "in_affected_limb"})
WHEN_FIELDS = frozenset({"answers", "weeks", "age", "modality", "point"})
UNVERIFIED = "unverified"


class BadTable(Exception):
    """A table cannot be used; `problems` name file and line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Span:
    """From and to, both counted in; None where there is no end. `unknown` instead holds where nobody knows."""

    first: int | None = None
    last: int | None = None
    unknown: bool = False

    def holds(self, value: int | None) -> bool:
        if value is None or self.unknown:
            return self.unknown and value is None
        return (self.first is None or value >= self.first) and (self.last is None or value <= self.last)


@dataclass(frozen=True)
class PointIs:
    """What a point must be: every condition given must hold, one of each list is enough."""

    cautions: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    deeper_than_mm: int | None = None
    in_affected_limb: bool = False


@dataclass(frozen=True)
class When:
    """When a rule applies: all that is given must hold."""

    answers: tuple[tuple[str, frozenset[str]], ...] = ()
    weeks: Span | None = None
    age: Span | None = None
    modality: frozenset[str] = frozenset()
    point: PointIs | None = None


@dataclass(frozen=True)
class Rule:
    id: str
    when: When
    says: str
    strength: str
    source: str
    checked: date | None

    @property
    def strength_word(self) -> str:
        return STRENGTHS[self.strength]

    @property
    def says_in_general(self) -> str:
        """The sentence for the list of rules, where there is no patient to speak of."""
        return self.says.format(where="where the implant is", limbs="that limb", surgery="the operation")


@cache
def shipped_rules() -> tuple[Rule, ...]:
    return read_rules(FOLDER / "needling.yaml")


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Return the file's rules in order. Raises BadTable."""
    rows, problems = read_rows(path), []
    rules: dict[str, Rule] = {}
    for row in rows:
        where = f"{path.name}, line {row.pop(LINE)}"
        wrong, rule = check_rule(row)
        if rule is not None and rule.id in rules:
            wrong.append(f"the id “{rule.id}” is already taken")
        elif rule is not None:
            rules[rule.id] = rule
        problems += [f"{where}: {one}." for one in wrong]
    if problems:
        raise BadTable(problems)
    return tuple(rules.values())


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the file's list of mappings, each with its line under LINE. Raises BadTable."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadTable([f"{path.name}: cannot be read ({' '.join(str(error).split())})."]) from error
    if not isinstance(node, yaml.SequenceNode):
        raise BadTable([f"{path.name}, line 1: this must be a list of rules, each beginning with “- id:”."])
    loader = yaml.SafeLoader("")
    rows = []
    for entry in node.value:
        line = entry.start_mark.line + 1
        if not isinstance(entry, yaml.MappingNode):
            raise BadTable([f"{path.name}, line {line}: a rule must begin with “- id:”."])
        row = {str(name): value for name, value in loader.construct_mapping(entry, deep=True).items()}
        rows.append(row | {LINE: line})
    return rows


def check_common(row: Mapping[str, Any], fields: frozenset[str]) -> list[str]:
    """Return what is wrong with what every table's rows share: known fields, an id, a source and its date."""
    wrong = [f"“{name}” is not a field of a rule" for name in row if name not in fields]
    missing = sorted(name for name in fields if row.get(name) in (None, "", {}))
    wrong += [f"{name} is missing" for name in missing]
    if row.get("id") and not all(part.isalnum() and part.isascii() for part in str(row["id"]).split("-")):
        wrong.append(f"the id “{row['id']}” must be words joined by hyphens")
    checked = row.get("checked")
    if checked and checked != UNVERIFIED and type(checked) is not date:
        wrong.append(f"checked must be a date such as 2026-11-24, or {UNVERIFIED}")
    return wrong


RULE_FIELDS = frozenset({"id", "when", "says", "strength", "source", "checked"})


def check_rule(row: Mapping[str, Any]) -> tuple[list[str], Rule | None]:
    """Return what is wrong with a row, in words, and the rule if nothing is."""
    wrong = check_common(row, RULE_FIELDS)
    if row.get("strength") and row["strength"] not in STRENGTHS:
        wrong.append(f"the strength “{row['strength']}” must be one of {', '.join(STRENGTHS)}")
    wrong += _wrong_places(str(row.get("says") or ""))
    when = _when(row.get("when"), wrong)
    if wrong:
        return wrong, None
    checked = row["checked"] if type(row["checked"]) is date else None
    says, source = str(row["says"]).strip(), str(row["source"]).strip()
    return [], Rule(str(row["id"]), when, says, row["strength"], source, checked)


def _wrong_places(says: str) -> list[str]:
    try:
        named = {name for _, name, _, _ in Formatter().parse(says) if name is not None}
    except ValueError:
        return ["the sentence has a single { or }"]
    return [f"the sentence speaks of “{name}”, which is not known" for name in sorted(named - PLACES)]


def _when(given: Any, wrong: list[str]) -> When:
    if not isinstance(given, dict):
        if given:
            wrong.append("when must hold conditions such as answers or point")
        return When()
    wrong += [f"“{name}” is not a condition" for name in given if name not in WHEN_FIELDS]
    return When(
        answers=wanted_answers(given.get("answers"), wrong),
        weeks=_span(given.get("weeks"), "weeks", wrong),
        age=_span(given.get("age"), "age", wrong),
        modality=_known(given.get("modality"), frozenset(MODALITIES), "modality", wrong),
        point=_point(given.get("point"), wrong),
    )


def wanted_answers(given: Any, wrong: list[str]) -> tuple[tuple[str, frozenset[str]], ...]:
    """Read `question: answer` or `question: [answers]`; the plain words yes and no are YAML's true and false."""
    wanted = []
    for name, values in (given or {}).items() if isinstance(given, dict) else ():
        allowed = frozenset(LISTS[name]) if name in LISTS else frozenset(Answer) if name in QUESTIONS else None
        if allowed is None:
            wrong.append(f"there is no question “{name}”")
            continue
        wanted.append((name, _known(values, allowed, name, wrong)))
    return tuple(wanted)


def _known(given: Any, allowed: frozenset[str], what: str, wrong: list[str]) -> frozenset[str]:
    values = given if isinstance(given, list) else [] if given is None else [given]
    words = [{True: "yes", False: "no"}.get(value, str(value)) for value in values]
    wrong += [f"“{word}” is not known for {what}" for word in words if word not in allowed]
    return frozenset(words)


def _span(given: Any, what: str, wrong: list[str]) -> Span | None:
    if given is None:
        return None
    if given == Answer.UNKNOWN:
        return Span(unknown=True)
    if not isinstance(given, dict) or not given or set(given) - {"from", "to"}:
        wrong.append(f"{what} must be written as {{from: 1, to: 13}}, with one or both, or unknown")
        return None
    if any(type(value) is not int for value in given.values()):
        wrong.append(f"{what} must be whole numbers")
        return None
    return Span(given.get("from"), given.get("to"))


def _point(given: Any, wrong: list[str]) -> PointIs | None:
    if given is None:
        return None
    if not isinstance(given, dict):
        wrong.append("point must hold conditions such as cautions or codes")
        return None
    wrong += [f"“{name}” is not a condition of a point" for name in given if name not in POINT_FIELDS]
    depth = given.get("deeper_than_mm")
    if depth is not None and type(depth) is not int:
        wrong.append("deeper_than_mm must be a whole number")
        depth = None
    return PointIs(
        cautions=_known(given.get("cautions"), CAUTIONS, "cautions", wrong),
        codes=frozenset(map(str, _listed(given.get("codes")))),
        regions=frozenset(map(str, _listed(given.get("regions")))),
        deeper_than_mm=depth,
        in_affected_limb=given.get("in_affected_limb") is True,
    )


def _listed(given: Any) -> Iterable[Any]:
    return given if isinstance(given, list) else [] if given is None else [given]
