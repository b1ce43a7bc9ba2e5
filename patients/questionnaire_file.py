"""Reads questionnaire files, and says of each mistake in which file and line it stands. No database."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from patients.questionnaire import (
    CHOSEN,
    KINDS,
    SCORES,
    UNKNOWN,
    YES_NO,
    Option,
    Question,
    Questionnaire,
    Relevance,
    Step,
)

FOLDER = Path(__file__).resolve().parent / "questionnaires"
LINE = "__line__"
ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
FILE_NAME = re.compile(r"([a-z][a-z-]{0,30})-([1-9][0-9]{0,3})\.yaml")
INSTRUMENTS = "instruments.yaml"
INSTRUMENT_KEYS = {"id", "name", "licence", "holder", "apply_at", "scale", "better", "source"}
QUESTION_KEYS = {one.name for one in fields(Question)} - {"needs_licence"}
NEEDED = ("id", "kind", "text", "why")
STEP_KEYS = {"id", "title", "lead", "questions"}
FILE_KEYS = {"name", "version", "title", "steps"}
FLAGS = ("required", "dont_know", "carry")
FIGURES = ("minimum", "maximum")
Node = dict[str, Any]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class QuestionnaireError(Exception):
    """The file cannot be used; `problems` say why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class _Lines(yaml.SafeLoader):
    """Safe YAML in which every mapping knows its line, and a key cannot stand twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if names.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} is there twice", key.start_mark)
        made = super().construct_mapping(node, deep=deep)
        made[LINE] = node.start_mark.line + 1
        return made


@cache
def newest(name: str = "intake") -> Questionnaire:
    """The questionnaire that new intakes are asked: the file with the highest version."""
    found = [path for path in FOLDER.glob(f"{name}-*.yaml") if FILE_NAME.fullmatch(path.name)]
    path = max(found, key=lambda one: int(FILE_NAME.fullmatch(one.name)[2]))  # type: ignore[index]
    return read_text(path.read_text(encoding="utf-8"), path.name)


def all_files(folder: Path = FOLDER) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.name != INSTRUMENTS)


@dataclass(frozen=True)
class Instrument:
    """A published score. One that needs a licence is not asked until the clinic has entered that it holds one."""

    id: str
    name: str
    licence: str  # "free" or "needed"
    scale: str
    better: str  # "lower" or "higher"
    source: str
    holder: str = ""
    apply_at: str = ""

    @property
    def needs_licence(self) -> bool:
        return self.licence == "needed"


@cache
def instruments() -> dict[str, Instrument]:
    return read_instruments((FOLDER / INSTRUMENTS).read_text(encoding="utf-8"))


def read_instruments(text: str) -> dict[str, Instrument]:
    """The instruments of instruments.yaml. Raises QuestionnaireError with every mistake found."""
    found = _load(text, INSTRUMENTS)
    if not _are_mappings(found):
        raise QuestionnaireError([Problem(INSTRUMENTS, 1, "The file must be a list of instruments.")])
    problems: list[Problem] = []
    for one in found:
        what = f"Instrument {one.get('id')}"
        problems += _keys(
            one, INSTRUMENT_KEYS, ("id", "name", "licence", "scale", "better", "source"), INSTRUMENTS, what
        )
        for key, known in (("licence", ("free", "needed")), ("better", ("lower", "higher"))):
            if one.get(key) not in known:
                problems.append(Problem(INSTRUMENTS, one[LINE], f"{what}: `{key}` must be {' or '.join(known)}."))
    if problems:
        raise QuestionnaireError(sorted(problems))
    made = ({key: value for key, value in one.items() if key != LINE} for one in found)
    return {one["id"]: Instrument(**one) for one in made}


def _load(text: str, file: str) -> Any:
    try:
        return yaml.load(text, _Lines)  # noqa: S506 (the loader is a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it cannot be read"
        line = mark.line + 1 if mark else 1
        raise QuestionnaireError([Problem(file, line, f"This is not valid YAML: {what}.")]) from None


@cache
def read_text(text: str, file: str) -> Questionnaire:
    """The questionnaire that a file's text describes. Raises QuestionnaireError with every mistake found."""
    data = _load(text, file)
    problems = list(_problems(data, file))
    if problems:
        raise QuestionnaireError(sorted(problems))
    checksum = hashlib.sha256(text.encode()).hexdigest()
    steps = tuple(_step(step) for step in data["steps"])
    return Questionnaire(data["name"], data["version"], data["title"], steps, text, checksum)


def _problems(data: Any, file: str) -> Iterator[Problem]:
    if not isinstance(data, dict):
        yield Problem(file, 1, "A questionnaire has a name, a version, a title and steps.")
        return
    yield from _keys(data, FILE_KEYS, ("name", "version", "title", "steps"), file, "A questionnaire")
    named = FILE_NAME.fullmatch(file)
    if named is None:
        yield Problem(file, 1, "The file's name must be the questionnaire's name and version, such as intake-2.yaml.")
    elif (data.get("name"), data.get("version")) != (named[1], int(named[2])):
        yield Problem(file, data[LINE], f"Name and version must be those of the file: {named[1]} and {named[2]}.")
    if not _are_mappings(data.get("steps")):
        yield Problem(file, data[LINE], "`steps` must be a list of steps, each with an id, a title and questions.")
        return
    seen: dict[str, Node] = {}
    steps: set[str] = set()
    for step in data["steps"]:
        yield from _keys(step, STEP_KEYS, ("id", "title", "questions"), file, "A step")
        yield from _new_id(step, steps, file, "step")
        if not _are_mappings(step.get("questions")):
            yield Problem(file, step[LINE], "`questions` must be a list of questions.")
            continue
        for question in step["questions"]:
            yield from _new_id(question, set(seen), file, "question")
            yield from _question_problems(question, seen, file)
            seen[str(question.get("id"))] = question


def _question_problems(question: Node, before: dict[str, Node], file: str) -> Iterator[Problem]:
    """What is wrong with one question; `before` are those that stand above it."""
    line, kind = question[LINE], question.get("kind")
    name = f"Question {question.get('id')}"
    yield from _keys(question, QUESTION_KEYS, NEEDED, file, name)
    if kind not in KINDS:
        yield Problem(file, line, f"{name}: `kind` must be one of {', '.join(KINDS)}.")
    yield from _option_problems(question, file, name)
    for flag in FLAGS:
        if not isinstance(question.get(flag, True), bool):
            yield Problem(file, line, f"{name}: `{flag}` must be true or false.")
    if question.get("dont_know") is False and not question.get("instrument"):
        yield Problem(file, line, f"{name}: only an instrument may do without “I don’t know”.")
    for figure in FIGURES:
        if type(question.get(figure, 0)) is not int:
            yield Problem(file, line, f"{name}: `{figure}` must be a whole number.")
    if question.get("instrument", "") and str(question["instrument"]) not in instruments():
        yield Problem(file, line, f"{name}: {question['instrument']} is not an instrument of {INSTRUMENTS}.")
    if question.get("required") and kind in SCORES:
        yield Problem(file, line, f"{name}: a score may be left blank, so it cannot be required.")
    if "relevance" in question:
        yield from _relevance_problems(question["relevance"], before, line, file, name)


def _option_problems(question: Node, file: str, name: str) -> Iterator[Problem]:
    line, options = question[LINE], question.get("options", [])
    if question.get("kind") not in CHOSEN:
        if options:
            yield Problem(file, line, f"{name}: only the kinds choice and several have options.")
        return
    if not options or not _are_mappings(options):
        yield Problem(file, line, f"{name}: a list of options is needed, each with an id and a text.")
        return
    seen: set[str] = set()
    for option in options:
        yield from _keys(option, {"id", "text"}, ("id", "text"), file, f"{name}: an option")
        yield from _new_id(option, seen, file, "option")
        if option.get("id") == UNKNOWN:
            yield Problem(
                file, option[LINE], f"{name}: “I don’t know” is added by itself; take the option {UNKNOWN} away."
            )
    for alone in _texts(question.get("alone", [])):
        if alone not in seen:
            yield Problem(file, line, f"{name}: `alone` names {alone}, which is not an option.")


def _relevance_problems(found: Any, before: dict[str, Node], line: int, file: str, name: str) -> Iterator[Problem]:
    if not isinstance(found, dict) or not {"ages", "question"} & found.keys():
        yield Problem(file, line, f"{name}: `relevance` must name ages, or a question and any of its answers.")
        return
    yield from _keys(found, {"ages", "question", "any"}, (), file, f"{name}: relevance")
    ages = found.get("ages")
    if "ages" in found and not (isinstance(ages, list) and len(ages) == 2 and all(type(age) is int for age in ages)):
        yield Problem(file, found[LINE], f"{name}: `ages` must be two whole numbers, such as [12, 55].")
    if "question" not in found:
        return
    parent = before.get(str(found["question"]))
    if parent is None:
        yield Problem(file, found[LINE], f"{name}: it hangs on {found['question']}, which does not stand before it.")
        return
    options = {str(one.get("id")) for one in parent.get("options", []) if isinstance(one, dict)}
    offered = (set(YES_NO) if parent.get("kind") == "yes_no" else options) | {UNKNOWN}
    given = found.get("any")
    for answer in given if isinstance(given, list) and given else [None]:
        if answer not in offered:
            quoted = " Write “yes” and “no” in quotes." if isinstance(answer, bool) else ""
            yield Problem(file, found[LINE], f"{name}: `any` must list answers to {found['question']}.{quoted}")


def _keys(node: Node, known: set[str], needed: tuple[str, ...], file: str, what: str) -> Iterator[Problem]:
    for key in node.keys() - known - {LINE}:
        yield Problem(file, node[LINE], f"{what} has no `{key}`. It may have: {', '.join(sorted(known))}.")
    for key in needed:
        if not node.get(key):
            yield Problem(file, node[LINE], f"{what} needs `{key}`.")
    for key in ("id", "text", "why", "hint", "title", "lead", "feeds", "instrument", "name"):
        if not isinstance(node.get(key, ""), str):
            yield Problem(file, node[LINE], f"{what}: `{key}` must be text. Put it in quotes.")


def _new_id(node: Node, seen: set[str], file: str, what: str) -> Iterator[Problem]:
    made = str(node.get("id", ""))
    if not ID.fullmatch(made):
        yield Problem(
            file, node[LINE], f"The id of a {what} is small letters, figures and _, beginning with a letter: {made!r}."
        )
    elif made in seen:
        yield Problem(file, node[LINE], f"The {what} {made} is there twice.")
    seen.add(made)


def _are_mappings(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(one, dict) for one in found)


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list) else (str(found),)


def _step(step: Node) -> Step:
    questions = tuple(_question(question) for question in step["questions"])
    return Step(step["id"], step["title"], questions, step.get("lead", "").strip())


def _question(node: Node) -> Question:
    given = {key: value for key, value in node.items() if key != LINE}
    given["options"] = tuple(Option(one["id"], one["text"]) for one in given.get("options", []))
    given["alone"] = _texts(given.get("alone", []))
    if relevance := given.get("relevance"):
        ages = relevance.get("ages")
        any_of = tuple(relevance.get("any", []))
        given["relevance"] = Relevance(tuple(ages) if ages else None, relevance.get("question", ""), any_of)
    instrument = instruments().get(given.get("instrument", ""))
    return Question(**given, needs_licence=instrument is not None and instrument.needs_licence)
