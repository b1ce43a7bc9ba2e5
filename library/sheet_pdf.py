"""Draws a version of a sheet as a PDF. The same version, paper and print give the same bytes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable

from clinic.locales import speaking
from clinic.printing import Paper, PrintSize, Styles, build_document, logo_of, styles
from library import sheet_words
from library.kept_sheets import keep, kept_at
from library.models import FactsheetVersion, Handout
from library.sheet_story import Marks, story
from library.translated import is_older_than_english

DENSITIES = (0.96, 0.92, 0.88)
NEARLY_EMPTY = 0.4  # of the page, the head included
HEAD = 0.1  # of the page
WRAPPING = 0.01  # a denser sheet also breaks its pages at better places


@dataclass(frozen=True)
class Form:
    """How a sheet is printed."""

    paper: Paper = Paper.A4
    print_size: PrintSize = PrintSize.NORMAL


def sheet_pdf(version: FactsheetVersion, form: Form, *, on: date) -> bytes:
    """Return the sheet as printed on a day, from the store if it was drawn before."""
    is_older = sheet_words.is_older(version, on=on)
    kept = kept_at(version, form.paper, form.print_size, is_overdue=version.is_overdue(on), is_older=is_older)
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        with speaking(version.sheet.language):
            drawn = _draw(version, form, Marks(on, is_older=is_older))
        keep(kept, drawn)
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
        return _draw(handout.version, form, Marks(handout.given_on, given, is_older=is_older))


def _draw(version: FactsheetVersion, form: Form, marks: Marks) -> bytes:
    """Draw the sheet; where the last page would hold only a few lines, set it a little tighter and save the page."""
    first, end = _drawn_at(1, version, form, marks)
    filled = end.filled(form.paper)
    if end.page == 1 or filled > NEARLY_EMPTY:
        return first
    # What the last page holds must find room on the others; less than this would not make enough of it.
    text = end.page - 1 + max(filled - HEAD, 0)
    for density in (density for density in DENSITIES if density < (end.page - 1) / text + WRAPPING):
        drawn, tighter = _drawn_at(density, version, form, marks)
        if tighter.page < end.page:
            return drawn
    return first


def _drawn_at(density: float, version: FactsheetVersion, form: Form, marks: Marks) -> tuple[bytes, "_End"]:
    end = _End()
    st = _denser(styles(form.print_size, version.sheet.language), density)
    return _document(version, form, [*story(version, st, marks), end]), end


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
        logo=logo_of(settings.CLINIC_LOGO),
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
