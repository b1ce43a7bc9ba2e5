"""Reads the content files, keeping for each entry the line on which it stands, so that a mistake can be found."""

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from library.translations import ENGLISH, inherited, text_digest

CONTENT = Path(__file__).resolve().parent / "content"
LINE = "__line__"


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, and where."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}"


class ContentError(Exception):
    """The content cannot be loaded; `problems` say why. Nothing has been changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class SheetFile:
    name: str
    front: dict[str, Any]
    body: str
    body_line: int

    @property
    def slug(self) -> str:
        return str(self.front.get("slug", ""))

    @property
    def language(self) -> str:
        return str(self.front.get("language", ""))

    @property
    def is_translation(self) -> bool:
        return self.language != ENGLISH

    @property
    def digest(self) -> str:
        """What a translation of this wording names it by."""
        title, summary = (str(self.front.get(key, "")) for key in ("title", "summary"))
        return text_digest(title=title, summary=summary, body=self.body)


@dataclass
class Content:
    """Everything in the folder as plain data, and the problems met while reading it."""

    sources: list[dict[str, Any]] = field(default_factory=list)
    references: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    conditions: list[dict[str, Any]] = field(default_factory=list)
    safety: list[dict[str, Any]] = field(default_factory=list)
    guidelines: list[dict[str, Any]] = field(default_factory=list)
    practice: list[dict[str, Any]] = field(default_factory=list)
    sheets: list[SheetFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def english_of(self, sheet: SheetFile) -> SheetFile | None:
        return next((one for one in self.sheets if one.slug == sheet.slug and not one.is_translation), None)

    def older_than_english(self) -> list[Problem]:
        """The translations whose English sheet has changed since: they are loaded all the same, and say so."""
        found = []
        for sheet in (one for one in self.sheets if one.is_translation):
            english = self.english_of(sheet)
            if english and english.digest != sheet.front.get("translation_of"):
                said = f"This translation is older than {english.name}. Compare the two, and then set translation_of to"
                found.append(Problem(sheet.name, 2, f"{said} {english.digest}."))
        return found


class _Lines(yaml.SafeLoader):
    """Safe YAML in which every mapping knows its line."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise ConstructorError(None, None, f"“{key.value}” stands twice in one entry", key.start_mark)
        made = super().construct_mapping(node, deep=deep)
        made[LINE] = node.start_mark.line + 1
        return made


def read_content(folder: Path = CONTENT) -> Content:
    """Read the whole folder. Files that cannot be read become problems."""
    content = Content()
    for name in ("sources", "claims", "conditions", "safety", "guidelines", "practice"):
        setattr(content, name, _entries(folder / f"{name}.yaml", content.problems))
    content.references = _references(folder / "references.json", content.problems)
    sheets = folder / "sheets"
    for path in [*sorted(sheets.glob("*.md")), *sorted(sheets.glob("*/*.md"))]:  # a folder for each other language
        sheet = _sheet(path, path.relative_to(folder).as_posix(), content.problems)
        if sheet is not None:
            content.sheets.append(sheet)
    content.sheets = _whole(content)
    return content


def _whole(content: Content) -> list[SheetFile]:
    """Return the sheets; a translation says only what differs and has the rest from the English sheet."""
    return [
        replace(sheet, front=inherited(english.front, sheet.front))
        if sheet.is_translation and (english := content.english_of(sheet))
        else sheet
        for sheet in content.sheets
    ]


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path.name, 1, f"The file cannot be read ({error.__class__.__name__})."))
        return ""


def _yaml(text: str, file: str, first_line: int, problems: list[Problem]) -> Any:
    try:
        return yaml.load(text, _Lines)  # noqa: S506 (the loader is a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        problems.append(Problem(file, line, f"This is not valid YAML: {getattr(error, 'problem', None) or error}."))
        return None


def _entries(path: Path, problems: list[Problem]) -> list[dict[str, Any]]:
    found = _yaml(_text(path, problems), path.name, 1, problems)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        problems.append(Problem(path.name, 1, "The file must be a list of entries."))
        return []
    return found


def _references(path: Path, problems: list[Problem]) -> list[dict[str, Any]]:
    text = _text(path, problems)
    try:
        found = json.loads(text or "[]")
    except json.JSONDecodeError as error:
        problems.append(Problem(path.name, error.lineno, f"This is not valid JSON: {error.msg}."))
        return []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        problems.append(Problem(path.name, 1, "The file must be a list of works."))
        return []
    starts = re.finditer(r'^\s{0,4}"id":\s*"', text, re.MULTILINE)
    for entry, start in zip(found, starts, strict=False):
        entry[LINE] = text.count("\n", 0, start.end()) + 1
    return found


def _sheet(path: Path, file: str, problems: list[Problem]) -> SheetFile | None:
    text = _text(path, problems).replace("\r\n", "\n")
    parts = re.fullmatch(r"---\n(.*?)^---\n(.*)", text, re.DOTALL | re.MULTILINE)
    if parts is None:
        problems.append(Problem(file, 1, "A sheet begins with a block between two lines of three hyphens."))
        return None
    front = _yaml(parts[1], file, 2, problems)
    if front is None:
        return None
    if not isinstance(front, dict):
        problems.append(Problem(file, 2, "The block at the top must be names with values."))
        return None
    front.pop(LINE)
    return SheetFile(file, front, parts[2], text.count("\n", 0, parts.start(2)) + 1)


def line_of(entry: dict[str, Any]) -> int:
    return entry.get(LINE, 1)


def without_lines(value: Any) -> Any:
    """Return the data without the line numbers put in while reading."""
    if isinstance(value, dict):
        return {key: without_lines(item) for key, item in value.items() if key != LINE}
    return [without_lines(item) for item in value] if isinstance(value, list) else value
