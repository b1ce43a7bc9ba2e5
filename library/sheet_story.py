"""A version of a sheet as paragraphs, boxes, lists, tables and one picture, in reading order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reportlab.platypus import Flowable

from clinic.printing import (
    PrintSize,
    Styles,
    beside,
    bullets,
    figure,
    in_short,
    lead,
    notice,
    para,
    qr,
    rich,
    section,
    sources,
    subsection,
    table,
    title,
    together,
    write_on_lines,
)
from clinic.printing.boxes import Heading, Tinted
from library import sheet_words
from library.models import FactsheetVersion
from library.pictures import picture_of, with_picture
from library.sheet_text import Block, Cite, Line, Section, numbered, plain, read

SOURCE = "source"
MOST_COLUMNS_LARGE = 2  # a wider table in large print is set as lists, which keep their words whole


@dataclass(frozen=True)
class Marks:
    """What a sheet says of this one print of it: the day, to whom it is given, whether the English has changed."""

    on: date
    given: str = ""
    is_older: bool = False


def story(version: FactsheetVersion, st: Styles, marks: Marks) -> Iterator[Flowable]:
    """Yield all that the sheet prints; where nobody is given it, there are lines to write to whom."""
    opening = [title(version.title, st), lead(version.summary, st)]
    yield beside(qr(sheet_words.sheet_address(version.sheet), st.body.fontSize * 5.5), opening, st, at_right=True)
    if marks.given:
        yield para(marks.given, st.small)
    if version.is_overdue(marks.on):
        yield notice([sheet_words.overdue_line(version)], st, sheet_words.overdue_heading())
    if marks.is_older:
        yield notice([sheet_words.older_line()], st, sheet_words.older_heading())
    sections = with_picture(read(version.body), version.notes)
    for part in numbered(sections, version.notes.get("marks", {})):
        yield from _section(part, version, st)
    yield from _sources(version.notes, st)
    yield from _about(version, st, is_given=bool(marks.given))


def _section(part: Section, version: FactsheetVersion, st: Styles) -> Iterator[Flowable]:
    if part.kind == "short":
        yield in_short([item for group in _groups(part.blocks, st, boxed=True) for item in group], st, part.title)
    elif part.kind == "safety":
        yield from _safety(part, st)
    else:
        # A heading, and the words that lead to a list, stay with what follows them.
        leading: list[Flowable] = [section(part.title, st)]
        for group in _groups(part.blocks, st, boxed=False, notes=version.notes):
            if isinstance(group[0], Heading):
                leading += group
                continue
            yield _kept(*leading, *group[:2])
            yield from group[2:]
            leading = []
        yield from leading


def _safety(part: Section, st: Styles) -> Iterator[Flowable]:
    """One box, which a page may end only between its lists: nobody should have to turn over in an emergency."""
    groups = list(_groups(part.blocks, st, boxed=True))
    if len(part.blocks) > 1 and part.blocks[0].kind == "paragraph":
        groups[:2] = [groups[0] + groups[1]]
    for index, group in enumerate(groups):
        box = Tinted(group, tone="clay", padding=st.body.leading * 0.5, space=0)
        yield _kept(section(part.title, st), box) if index == 0 else together(box)


def _kept(*flowables: Flowable) -> Flowable:
    """Keep together. A heading among them does not look for room by itself: that was measured already."""
    for flowable in flowables:
        if isinstance(flowable, Heading):
            flowable.needs = 0
    return together(*flowables) if len(flowables) > 1 else flowables[0]


def _groups(
    blocks: Sequence[Block], st: Styles, *, boxed: bool, notes: Mapping[str, Any] | None = None
) -> Iterator[list[Flowable]]:
    """Yield what belongs together: a paragraph, or the words that lead to a list with the list."""
    group: list[Flowable] = []
    for block in blocks:
        if block.kind in ("table", "picture"):
            yield from [group] if group else []
            group = []
            yield from _table(block, st) if block.kind == "table" else _picture(notes or {}, st)
            continue
        lines = [_parts(line) for line in block.lines]
        is_list = block.kind in ("bullets", "numbers")
        if group and not is_list:
            yield group
            group = []
        if is_list:
            yield group + bullets(lines, st, numbered=block.kind == "numbers", boxed=boxed)
            group = []
        elif block.kind == "subheading":
            yield [subsection(plain(block.lines[0]), st)]
        elif plain(block.lines[0]).rstrip().endswith((":", "：")):
            group = [rich(lines[0], st.box if boxed else st.body)]
        else:
            yield [rich(lines[0], st.box if boxed else st.body)]
    if group:
        yield group


def _picture(notes: Mapping[str, Any], st: Styles) -> Iterator[list[Flowable]]:
    picture = picture_of(notes)
    if picture:
        size = st.small.fontSize if st.print_size is PrintSize.LARGE else st.body.fontSize - 1
        yield [figure(picture.draw(st.narrowest, size), picture.title(), st)]


def _table(block: Block, st: Styles) -> Iterator[list[Flowable]]:
    """A table; in large print a wide one becomes a list for each row."""
    head, *body = block.rows
    if st.print_size is PrintSize.LARGE and block.columns > MOST_COLUMNS_LARGE:
        for row in body:
            said = [(label, cell) for label, cell in zip(head[1:], row[1:], strict=False) if cell]
            items: list[Any] = [
                [(sheet_words.labelled(plain(label)), {"bold": True}), *_parts(cell)] for label, cell in said
            ]
            yield [subsection(plain(row[0]), st)]
            yield bullets(items, st)
        return
    rows: list[list[Any]] = [[plain(cell) for cell in head]]
    rows += [[[(plain(row[0]), {"bold": True})], *([*_parts(cell)] or "–" for cell in row[1:])] for row in body]
    yield [table(rows, st, widths=[0.8] + [1] * (block.columns - 1))]


def _parts(line: Line) -> list[Any]:
    parts: list[Any] = []
    for item in line:
        if isinstance(item, Cite):
            for place, number in enumerate(item.numbers):
                parts += [(", ", {"superscript": True})] if place else []
                parts.append((str(number), {"superscript": True, "link": f"#{SOURCE}-{number}"}))
        else:
            parts.append((item.text, {"bold": True}) if item.bold else item.text)
    return parts


def _sources(notes: Mapping[str, Any], st: Styles) -> Iterator[Flowable]:
    listed = [[entry["text"], f" {entry['place']}"] for entry in notes.get("sources", [])]
    if not listed and not notes.get("safety"):
        return
    yield section(sheet_words.sources_heading(), st)
    yield from sources(listed, st, anchor=SOURCE)
    if notes.get("safety"):
        yield para(notes["safety"], st.source.clone("safety", leftIndent=0, spaceBefore=st.step * 0.3))


def _about(version: FactsheetVersion, st: Styles, *, is_given: bool) -> Iterator[Flowable]:
    told: list[Flowable] = [para(line, st.small) for line in sheet_words.about_lines(version)]
    told += [rich(sheet_words.help_line(), st.small), rich(sheet_words.web_line(version), st.small)]
    if not is_given:
        told.append(write_on_lines([(label, "") for label in sheet_words.given_labels()], st, widths=[3, 2, 3]))
    yield _kept(section(sheet_words.about_heading(), st), *told)
