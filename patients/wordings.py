"""What people are asked to consent to, and in which words: patients/consents/ read into one register. No database."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clinic.modalities import Modality

FOLDER = Path(__file__).resolve().parent / "consents"
ANYWHERE = "any"
UNVERIFIED = "unverified"
FILE_NAME = re.compile(r"([a-z][a-z-]{0,38}[a-z])-([1-9][0-9]{0,3})\.yaml")
JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z]{2,3})?")
LONGEST_TITLE = 100
LONGEST_TEXT = 10_000
# Under this age a parent or guardian signs. In England and Wales people of 16 decide about their treatment themselves.
OF_AGE = {"GB": 16}
OF_AGE_ELSEWHERE = 18


@dataclass(frozen=True)
class Wording:
    """One version of what is shown and signed for one purpose."""

    purpose: str
    version: int
    jurisdictions: tuple[str, ...]  # empty: anywhere
    title: str
    text: str
    needed_for: frozenset[str]
    source: str
    checked: date | None
    countersigned: bool = False
    copies: int = 1
    file: str = ""
    title_line: int = field(default=1, compare=False)
    text_line: int = field(default=1, compare=False)

    @property
    def checksum(self) -> str:
        """Of what is shown and signed; where it is needed and where it comes from may be put right later."""
        shown = f"{self.purpose}\n{self.version}\n{self.title}\n\n{self.text}"
        return hashlib.sha256(shown.encode()).hexdigest()

    @property
    def needed_in_words(self) -> str:
        """What it is needed for, such as "acupuncture, dry needling"."""
        return ", ".join(str(one.label).lower() for one in Modality if one in self.needed_for)

    @property
    def is_for_every_treatment(self) -> bool:
        return Modality.ACUPUNCTURE in self.needed_for

    def holds_in(self, jurisdiction: str) -> bool:
        """Whether it is for that country or state: what is for US is also for US-NY."""
        return not self.jurisdictions or any(
            jurisdiction == one or jurisdiction.startswith(f"{one}-") for one in self.jurisdictions
        )


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class WordingError(Exception):
    """The files cannot be used; `problems` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class Register:
    """Every wording there is, found by purpose."""

    def __init__(self, wordings: Iterable[Wording]) -> None:
        self.all = sorted(wordings, key=lambda one: (one.purpose, one.version))
        self.newest = {one.purpose: one for one in self.all}  # the last of each purpose

    def in_force(self, jurisdictions: Collection[str]) -> list[Wording]:
        """The newest wordings for these places: what treatment needs first, then by title."""
        found = [one for one in self.newest.values() if any(one.holds_in(place) for place in jurisdictions)]
        return sorted(found, key=lambda one: (-len(one.needed_for), one.title))

    def needed(self, modalities: Iterable[str], jurisdiction: str) -> list[Wording]:
        """What must have been agreed to before any of these is done there."""
        wanted = frozenset(modalities)
        return [one for one in self.in_force([jurisdiction]) if one.needed_for & wanted]


@cache
def register() -> Register:
    return read_folder(FOLDER)


def read_folder(folder: Path) -> Register:
    """Raises WordingError with every mistake in every file."""
    wordings, problems = [], []
    for path in sorted(folder.glob("*.yaml")):
        try:
            wordings.append(read_text(path.read_text(encoding="utf-8"), path.name))
        except UnicodeDecodeError:
            problems.append(Problem(path.name, 1, "The file is not text in UTF-8."))
        except WordingError as error:
            problems += error.problems
    if problems:
        raise WordingError(sorted(problems))
    return Register(wordings)


def of_age_from(jurisdiction: str, setting: int | None = None) -> int:
    """The age from which people sign for themselves; `setting` is the clinic's own, if it has one."""
    return setting or OF_AGE.get(jurisdiction, OF_AGE.get(jurisdiction[:2], OF_AGE_ELSEWHERE))


def read_text(text: str, file: str) -> Wording:
    """The wording that a file's text holds. Raises WordingError with every mistake found."""
    values, lines = _parts(text, file)
    problems: list[Problem] = []

    def say(key: str, sentence: str) -> None:
        problems.append(Problem(file, lines.get(key, 1), sentence))

    named = FILE_NAME.fullmatch(file)
    if not named:
        say("", "A wording's file is named id-version.yaml, such as treatment-1.yaml.")
    elif (values.get("id"), values.get("version")) != (named[1], int(named[2])):
        say("version", f"`id` and `version` must be those of the file's name: {named[1]} and {named[2]}.")
    for key in sorted(values.keys() - KEYS.keys()):
        say(key, f"There is no key `{key}`. Known are: {', '.join(KEYS)}.")
    for key, (is_good, sentence) in KEYS.items():
        if key not in values and key not in OPTIONAL:
            say("", f"`{key}` is missing.")
        elif key in values and not is_good(values[key]):
            say(key, sentence)
    if problems:
        raise WordingError(sorted(problems))
    return _wording(values, lines, file)


def _wording(values: dict[str, Any], lines: dict[str, int], file: str) -> Wording:
    places, checked = values["jurisdictions"], values["checked"]
    return Wording(
        purpose=values["id"],
        version=values["version"],
        jurisdictions=() if places == ANYWHERE else tuple(places),
        title=values["title"],
        text=values["wording"].strip(),
        needed_for=frozenset(values["needed_for"]),
        source=values["source"].strip(),
        checked=None if checked == UNVERIFIED else checked,
        countersigned=values.get("countersigned", False),
        copies=values.get("copies", 1),
        file=file,
        title_line=lines["title"],
        text_line=lines["wording"] + 1,  # the words begin below their key
    )


def _parts(text: str, file: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The values by key, and the line on which each key stands."""
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise WordingError([Problem(file, 1, "The file must be a list of keys with their values.")])
        names = [key.value for key, _ in node.value]
        lines = {key.value: key.start_mark.line + 1 for key, _ in reversed(node.value)}
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise WordingError([Problem(file, lines[name], f"`{name}` is there twice.") for name in twice])
        return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}, lines
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        raise WordingError([Problem(file, mark.line + 1 if mark else 1, f"This is not valid YAML: {what}.")]) from None
    finally:
        if loader is not None:
            loader.dispose()


def _is_text(limit: int) -> Any:
    return lambda value: isinstance(value, str) and 0 < len(value.strip()) <= limit and "\0" not in value


def _are_places(value: Any) -> bool:
    return value == ANYWHERE or (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, str) and JURISDICTION.fullmatch(one) for one in value)
    )


def _are_modalities(value: Any) -> bool:
    return isinstance(value, list) and all(one in Modality.values for one in value)


def _is_number(highest: int) -> Any:
    return lambda value: type(value) is int and 1 <= value <= highest


OPTIONAL = {"countersigned", "copies"}
KEYS: dict[str, tuple[Any, str]] = {
    "id": (_is_text(40), "`id` must be a short name in small letters."),
    "version": (_is_number(9999), "`version` must be a whole number from 1."),
    "jurisdictions": (_are_places, "`jurisdictions` must be any, or a list such as [GB] or [US-NY]."),
    "title": (_is_text(LONGEST_TITLE), f"`title` must be a text of up to {LONGEST_TITLE} characters."),
    "wording": (_is_text(LONGEST_TEXT), f"`wording` must be a text of up to {LONGEST_TEXT} characters."),
    "needed_for": (_are_modalities, f"`needed_for` must be a list of: {', '.join(Modality.values)}."),
    "countersigned": (lambda value: isinstance(value, bool), "`countersigned` must be true or false."),
    "copies": (_is_number(2), "`copies` must be 1 or 2."),
    "source": (_is_text(2000), "`source` must say what the wording rests on."),
    "checked": (
        lambda value: value == UNVERIFIED or type(value) is date,
        "`checked` must be a date, such as 2026-11-24, or unverified.",
    ),
}
