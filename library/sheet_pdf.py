"""Draws a version of a sheet as a PDF. The same version, paper and print give the same bytes."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any

from django.conf import settings
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

import clinic.printing
from clinic.locales import catalogues, speaking
from clinic.printing import (
    Paper,
    PrintSize,
    Styles,
    build_document,
    bullets,
    gap,
    in_short,
    lead,
    notice,
    para,
    rich,
    section,
    sources,
    styles,
    subsection,
    title,
    together,
)
from clinic.printing.boxes import Heading, Tinted
from library import sheet_words
from library.models import FactsheetVersion, Handout
from library.sheet_text import Block, Cite, Line, Section, numbered, plain, read
from library.translated import is_older_than_english

SOURCES = "sources"
DENSITIES = (1, 0.97, 0.94, 0.91)
NEARLY_EMPTY = 0.4  # of the page, the head included
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Form:
    """How a sheet is printed."""

    paper: Paper = Paper.A4
    print_size: PrintSize = PrintSize.NORMAL


def sheet_pdf(version: FactsheetVersion, form: Form, *, on: date) -> bytes:
    """Return the sheet as printed on a day, from the store if it was drawn before."""
    is_older = sheet_words.is_older(version, on=on)
    kept = _kept_at(version, form, is_overdue=version.is_overdue(on), is_older=is_older)
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        with speaking(version.sheet.language):
            drawn = _draw(version, form, on=on, is_older=is_older)
        _keep(kept, drawn)
        return drawn


def handout_pdf(handout: Handout, *, is_redrawn: bool = False) -> bytes:
    """Draw the version given, with the line that says to whom; `is_redrawn` says on it that this is not the first."""
    form = Form(Paper(handout.paper), PrintSize(handout.print_size))
    with speaking(handout.version.sheet.language):
        given = sheet_words.given_line(handout.given_to, handout.given_on, handout.given_by)
        if is_redrawn:
            given += sheet_words.redrawn_words()
        # What changed on the day itself may have changed after it was given: another print must be the same.
        is_older = is_older_than_english(handout.version, before=handout.given_on)
        return _draw(handout.version, form, on=handout.given_on, given=given, is_older=is_older)


def _draw(version: FactsheetVersion, form: Form, *, on: date, given: str = "", is_older: bool = False) -> bytes:
    """Draw the sheet; where the last page would hold only a few lines, set it a little tighter and save the page."""
    for density in DENSITIES:
        end = _End()
        st = _denser(styles(form.print_size, version.sheet.language), density)
        drawn = _document(version, form, [*_story(version, st, on, given, is_older=is_older), end])
        if density == DENSITIES[0]:
            first, pages = drawn, end.page
        if end.page < pages:
            return drawn
        if pages == 1 or end.filled(form.paper) > NEARLY_EMPTY:
            break
    return first


def _document(version: FactsheetVersion, form: Form, story: Sequence[Flowable]) -> bytes:
    clinic = settings.CLINIC
    return build_document(
        story,
        title=version.title,
        author=clinic["name"],
        subject=version.summary,
        language=sheet_words.language_tag(version.sheet.language),
        paper=form.paper,
        print_size=form.print_size,
        head=clinic["name"],
        head_right=clinic["phone"],
        footer_left=sheet_words.footer(version),
        page_words=sheet_words.page_words(),
    )


class _End(Flowable):
    """Takes no room; learns on which page and how far down the sheet ends."""

    page, y = 0, 0.0

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803 (ReportLab's names)
        return 0, 0

    def draw(self) -> None:
        self.page, self.y = self.canv.getPageNumber(), self.canv.absolutePosition(0, 0)[1]

    def filled(self, paper: Paper) -> float:
        return 1 - self.y / paper.size[1]


def _denser(st: Styles, density: float) -> Styles:
    if density == 1:
        return st
    made = {}
    for name, style in vars(st).items():
        if isinstance(style, ParagraphStyle) and name not in ("head", "head_right", "foot", "foot_right"):
            spaces = {key: getattr(style, key) * density for key in ("leading", "spaceBefore", "spaceAfter")}
            made[name] = style.clone(f"{style.name}-{density}", **spaces)
    return replace(st, **made)


def _story(version: FactsheetVersion, st: Styles, on: date, given: str, *, is_older: bool) -> Iterator[Flowable]:
    yield title(version.title, st)
    yield lead(version.summary, st)
    if given:
        yield para(given, st.small)
    if version.is_overdue(on):
        yield notice([sheet_words.overdue_line(version)], st, sheet_words.overdue_heading())
    if is_older:
        yield notice([sheet_words.older_line()], st, sheet_words.older_heading())
    for part in numbered(read(version.body), version.notes.get("marks", {})):
        yield from _section(part, st)
    yield from _sources(version.notes, st)
    yield from _about(version, st)


def _section(part: Section, st: Styles) -> Iterator[Flowable]:
    if part.kind == "short":
        yield in_short([item for group in _groups(part.blocks, st, boxed=True) for item in group], st, part.title)
    elif part.kind == "safety":
        yield from _safety(part, st)
    else:
        # A heading, and the words that lead to a list, stay with what follows them.
        leading: list[Flowable] = [section(part.title, st)]
        for group in _groups(part.blocks, st, boxed=False):
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


def _groups(blocks: Sequence[Block], st: Styles, *, boxed: bool) -> Iterator[list[Flowable]]:
    """Yield what belongs together: a paragraph, or the words that lead to a list with the list."""
    group: list[Flowable] = []
    for block in blocks:
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


def _parts(line: Line) -> list[Any]:
    parts: list[Any] = []
    for item in line:
        if isinstance(item, Cite):
            marks = {"superscript": True, "link": f"#{SOURCES}"}
            parts.append((", ".join(map(str, item.numbers)), marks))
        else:
            parts.append((item.text, {"bold": True}) if item.bold else item.text)
    return parts


def _sources(notes: Mapping[str, Any], st: Styles) -> Iterator[Flowable]:
    listed = [[entry["text"], f" {entry['place']}"] for entry in notes.get("sources", [])]
    if not listed and not notes.get("safety"):
        return
    yield section(sheet_words.sources_heading(), st, anchor=SOURCES)
    yield from sources(listed, st)
    if notes.get("safety"):
        yield para(notes["safety"], st.small)


def _about(version: FactsheetVersion, st: Styles) -> Iterator[Flowable]:
    yield gap(st, 0.5)
    for words in [*sheet_words.about_lines(version), sheet_words.help_line()]:
        yield para(words, st.small)


# --- sheets that were drawn before ---


@cache
def _code_version() -> str:
    """A digest of everything in the code that shapes the page, so that no stale drawing is served after an update."""
    digest = hashlib.sha256(version_of("reportlab").encode())
    files = [Path(__file__).with_name(name) for name in ("sheet_pdf.py", "sheet_text.py", "sheet_words.py")]
    for path in [*files, *catalogues(), *sorted(Path(clinic.printing.__file__).parent.glob("*.py"))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _kept_at(version: FactsheetVersion, form: Form, *, is_overdue: bool, is_older: bool = False) -> Path:
    told = [version.checksum, version.number, version.published_on, version.review_by, is_overdue, is_older, form.paper]
    told += [form.print_size, sorted(settings.CLINIC.items()), _code_version()]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()
    return Path(settings.MEDIA_ROOT) / "drawn-sheets" / f"{version.sheet.slug}-{digest[:32]}.pdf"


def _keep(path: Path, content: bytes) -> None:
    """Write the file whole or not at all: another process may be reading or writing it. A full disk keeps nothing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError:
        logger.warning("The drawn sheet could not be kept in %s", path.parent)
