"""What may be printed on a sheet; pure functions that the loader and the publishing action share.

A statement whose work is cited and listed prints with it. One that names no study prints only in its own section and
makes up at most a third of a sheet. Anything else, and figures without a full reference, wait for an editor.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from library.section_titles import NO_STUDY, OTHER, SAFETY, SHORT, title_of
from library.sheet_text import LONGEST_LABEL, Cite, Section, cites, outside_subset, plain, sentences

URGENT = "safety-not-urgent-care"
CITED = "cited_and_listed"
UNCITED = "no_citation"


@dataclass(frozen=True)
class Standing:
    """What the rules need to know of a mark: a claim's verdict; None for guidelines, safety and practice marks."""

    verdict: str | None = None
    has_figures: bool = False


def printing_problems(
    sections: Sequence[Section], known: Mapping[str, Standing], language: str = "en"
) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for everything that keeps the sheet from being printed."""
    first = sections[0].at if sections else 1
    kinds = [section.kind for section in sections]
    for kind in (SHORT, SAFETY):
        if kind not in kinds:
            yield first, f"The section “{title_of(kind, language)}” is missing."
    seen: set[str] = set()
    for section in sections:
        if section.title in seen:
            yield section.at, f"The section “{section.title}” stands twice."
        seen.add(section.title)
        if section.kind == SAFETY and not any(URGENT in c.marks for _, c in cites([section])):
            said = f"“{section.title}” must say that acupuncture is not a substitute for urgent care"
            yield section.at, f"{said} [[{URGENT}]]."
    for section, cite in cites(sections):
        for mark in cite.marks:
            problem = _mark_problem(mark, known.get(mark), section, language)
            if problem:
                yield cite.line, problem
    yield from _label_problems(sections)
    yield from _no_study_problems(sections)


def _label_problems(sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    """A label that says something, or carries a mark, would slip past the rules for statements."""
    for block in (block for section in sections for block in section.blocks if block.kind == "table"):
        for label in block.labels:
            text = plain(label).strip()
            if (
                len(text) > LONGEST_LABEL
                or text.endswith((".", "!", "?", "。", "！", "？"))
                or any(isinstance(i, Cite) for i in label)
            ):
                may = f"at most {LONGEST_LABEL} characters, no full stop and no claim mark"
                yield block.at, f"“{text[:LONGEST_LABEL]}” names a row or a column of a table: use {may}."


def _mark_problem(mark: str, standing: Standing | None, section: Section, language: str) -> str:
    if standing is None:
        return f"There is no claim “{mark}”."
    if standing.verdict is None:
        return ""
    if reason := never_printed(mark, standing):
        return reason
    if standing.verdict == UNCITED and section.kind != NO_STUDY:
        return f"“{mark}” names no study, so it may stand only in “{title_of(NO_STUDY, language)}”."
    if standing.verdict == CITED and section.kind == NO_STUDY:
        return f"“{mark}” names a study, so it cannot stand in “{section.title}”."
    return ""


def never_printed(mark: str, standing: Standing) -> str:
    """Return why a claim may stand nowhere on a sheet as it is; empty if it may."""
    if standing.has_figures:
        return f"“{mark}” gives figures without a full reference and cannot be printed until an editor settles it."
    if standing.verdict not in (CITED, UNCITED, None):
        return f"“{mark}” has the verdict {standing.verdict} and cannot be printed until an editor settles it."
    return ""


def title_problems(sections: Sequence[Section], language: str) -> Iterator[tuple[int, str]]:
    """A section that every sheet may have is called what it is called in the sheet's language."""
    for section in sections:
        if section.kind != OTHER and section.title != title_of(section.kind, language):
            yield section.at, f"The section must be called “{title_of(section.kind, language)}”."


def subset_problems(markdown: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """Yield (line, sentence) for every piece of Markdown that a sheet may not use."""
    for line, what in outside_subset(markdown, first_line):
        yield line, f"A sheet may not hold {what}: write headings, paragraphs, lists, tables and bold."


def refusal_problems(
    sections: Sequence[Section], refusing: Sequence[str], language: str = "en"
) -> Iterator[tuple[int, str]]:
    """Where guidelines say no, one of them opens the sheet."""
    opening = next((cite.marks for section, cite in cites(sections) if section.kind == SHORT), ())
    if refusing and not set(opening) & set(refusing):
        at = next((section.at for section in sections if section.kind == SHORT), 1)
        yield at, f"A guideline says no: “{title_of(SHORT, language)}” must begin with that [[{refusing[0]}]]."


def _no_study_problems(sections: Sequence[Section]) -> Iterator[tuple[int, str]]:
    total = uncited = 0
    for section in sections:
        for block in section.blocks:
            for marks in (marks for line in block.statements for marks in sentences(line)):
                total += 1
                uncited += section.kind == NO_STUDY
                if section.kind == NO_STUDY and not marks:
                    yield block.at, f"Every sentence in “{section.title}” must name its claim."
    if uncited * 3 > total:
        at = next(section.at for section in sections if section.kind == NO_STUDY)
        yield at, f"{uncited} of {total} sentences name no study; at most a third of a sheet may."
