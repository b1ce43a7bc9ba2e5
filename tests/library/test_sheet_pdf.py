"""Sheets on paper: the same bytes each time, kept once drawn, every name as it is written."""

from datetime import date

import pytest

from clinic.printing import Paper, PrintSize
from library import kept_sheets
from library import sheet_pdf as drawing
from library.content_files import read_content
from library.loading import load
from library.queries import published_sheets
from library.sheet_pdf import Form, handout_pdf, sheet_pdf
from library.sheet_text import plain, read
from tests.factories import SHEET_BODY, FactsheetVersionFactory, HandoutFactory, PatientFactory
from tests.printing.reading import fonts_in, page_texts, reader, text_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)
FORMS = [Form(paper, size) for paper in Paper for size in PrintSize]


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def words_of(pdf):
    return " ".join(text_of(pdf).split())


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_says_what_it_must(form, settings):
    version = FactsheetVersionFactory(published=True, number=3)
    pdf = sheet_pdf(version, form, on=DAY)
    words, read = words_of(pdf), reader(pdf)

    for part in (
        settings.CLINIC["name"], "Sore knee", "In short", "Needles may ease this pain.", "not a substitute for urgent",
        "Example, A. (2020) A trial. Named in “Document”.", "Version 3, published 5 January 2026.",
        "Next review by 5 January 2027.", "Not yet reviewed by a clinician.", settings.CLINIC["phone"],
    ):  # fmt: skip
        assert part in words
    assert "[[" not in words
    assert f"Page 1 of {len(read.pages)}" in words
    assert (read.metadata.title, read.metadata.author) == ("Sore knee", settings.CLINIC["name"])
    assert read.trailer["/Root"]["/Lang"] == "en-GB"
    assert [round(float(side)) for side in read.pages[0].mediabox[2:]] == [round(side) for side in form.paper.size]
    assert all(embedded for _, embedded in fonts_in(pdf))


def test_tone_marks_accents_and_chinese_print_right():
    body = SHEET_BODY.replace("It is a pain that lasts.", "Point Hégǔ (合谷, 太衝), Señora Łukasz, naïve Ærø.")
    pdf = sheet_pdf(FactsheetVersionFactory(published=True, body=body), Form(), on=DAY)

    assert "Point Hégǔ (合谷, 太衝), Señora Łukasz, naïve Ærø." in words_of(pdf)


def test_markup_in_a_sheet_prints_as_it_was_typed():
    nasty = '<img src="/etc/passwd"> <b>x <font color=white>hidden</font> &lt; ${7*7}'
    pdf = sheet_pdf(FactsheetVersionFactory(published=True, title=nasty, body=f"## A\n\n{nasty}\n"), Form(), on=DAY)

    assert words_of(pdf).count(nasty) >= 2
    assert not any(page.images for page in reader(pdf).pages)


def test_the_same_sheet_gives_the_same_bytes_and_is_drawn_once(monkeypatch):
    version = FactsheetVersionFactory(published=True)
    first = sheet_pdf(version, Form(), on=DAY)
    assert drawing._draw(version, Form(), drawing.Marks(DAY)) == first

    monkeypatch.setattr(drawing, "_draw", lambda *args, **kwargs: pytest.fail("drawn again"))
    assert sheet_pdf(version, Form(), on=DAY) == first


def test_what_changes_the_page_is_drawn_anew(settings, monkeypatch):
    version = FactsheetVersionFactory(published=True)
    drawn = {sheet_pdf(version, form, on=DAY) for form in FORMS}
    drawn.add(sheet_pdf(version, Form(), on=date(2028, 1, 1)))
    settings.CLINIC = settings.CLINIC | {"name": "Another clinic"}
    drawn.add(sheet_pdf(version, Form(), on=DAY))
    assert len(drawn) == 6

    settings.PUBLIC_BASE_URL = "https://elsewhere.example"
    drawn.add(sheet_pdf(version, Form(), on=DAY))
    settings.CLINIC_LOGO = ""
    drawn.add(sheet_pdf(version, Form(), on=DAY))
    assert len(drawn) == 8

    kept = kept_sheets.kept_at(version, "a4", "normal", is_overdue=False)
    monkeypatch.setattr(kept_sheets, "code_version", lambda: "next")
    assert kept_sheets.kept_at(version, "a4", "normal", is_overdue=False) != kept


def test_a_full_disk_keeps_nothing_and_still_prints(monkeypatch, tmp_path):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept_sheets.os, "fdopen", full)

    assert sheet_pdf(FactsheetVersionFactory(published=True), Form(), on=DAY).startswith(b"%PDF")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_sheet_past_its_review_date_says_so():
    version = FactsheetVersionFactory(published=True)

    assert "should have been reviewed by 5 January 2027" in words_of(sheet_pdf(version, Form(), on=date(2027, 1, 6)))
    assert "should have been" not in words_of(sheet_pdf(version, Form(), on=date(2027, 1, 5)))


@pytest.mark.parametrize(
    "name",
    ["Anne <b>O’Brien & \"Sons\" 'x'", "<img src='/etc/passwd'>", "王小明", "مريم", "Zoë 🌿 Ngũgĩ", "שלום"],
)
def test_a_handout_names_its_patient_as_written(name):
    handout = HandoutFactory(patient=PatientFactory(full_name=name), given_by="Mei Chen, L.Ac.")
    words = words_of(handout_pdf(handout))

    assert "on 2 February 2026 by Mei Chen, L.Ac." in words
    if name not in ("مريم", "שלום"):  # right-to-left text is read back in the order in which it is drawn
        assert f"Given to {name} on" in words
    else:
        assert "■" not in words
        assert "□" not in words


def test_a_handout_is_never_stored_and_prints_as_it_was(tmp_path):
    handout = HandoutFactory(print_size="large", paper="letter")
    first = handout_pdf(handout)
    newer = FactsheetVersionFactory(sheet=handout.version.sheet, published=True, title="Newer")
    handout.patient.full_name = "Renamed"
    handout.patient.save()
    handout.refresh_from_db()

    assert newer.sheet.current == newer
    assert handout_pdf(handout) == first
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_no_heading_stands_alone_at_the_foot_of_a_page():
    part = "## Part {0}\n\n### Sub {0}\n\nSome words:\n\n- One.\n- Two.\n\nMore words here.\n\n"
    version = FactsheetVersionFactory(published=True, body="".join(part.format(number) for number in range(30)))
    for form in FORMS:
        for text in page_texts(sheet_pdf(version, form, on=DAY)):
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            assert not lines[-1].startswith(("Part", "Sub", "Some")), (form, lines)


def test_every_sheet_of_the_library_prints_in_every_form():
    load(read_content(), on=DAY)
    for sheet in published_sheets():
        sections = read(sheet.current.body)
        heads = {section.title for section in sections} | {
            plain(block.lines[0]) for section in sections for block in section.blocks if block.kind == "subheading"
        }
        for form in FORMS:
            for number, text in enumerate(page_texts(sheet_pdf(sheet.current, form, on=DAY)), 1):
                last = [line.strip() for line in text.splitlines() if line.strip()][-1]
                assert last not in heads, (sheet.slug, form, number, last)
                assert not last.endswith(":"), (sheet.slug, form, number, last)
