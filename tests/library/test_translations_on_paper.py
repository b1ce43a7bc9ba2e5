"""Every translated sheet on paper and screen: each character is there, in fonts that are carried along."""

import re
from datetime import date
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from clinic.printing import Paper, PrintSize
from clinic.printing.fonts import MISSING
from library.content_files import read_content
from library.loading import load
from library.models import Factsheet
from library.sheet_pdf import Form, handout_pdf, sheet_pdf
from library.sheet_text import plain, read
from tests.factories import HandoutFactory, PatientFactory
from tests.library.test_translations import SLUGS
from tests.printing.reading import fonts_in, reader, text_of

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = {"es": "es", "zh-hans": "zh-Hans"}
FORMS = [Form(paper, size) for paper in Paper for size in PrintSize]
MARKS = {
    "es": "Traducción todavía no revisada por un profesional clínico.",
    "zh-hans": "译文尚未经临床医务人员审阅。",
}


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def sheets():
    load(read_content(), on=date(2026, 2, 2))
    return Factsheet.objects.exclude(language="en").select_related("current")


def squeezed(text):
    """Without spaces and line ends, which the page sets anew."""
    return re.sub(r"\s+", "", text)


def words_of(pdf):
    return squeezed(text_of(pdf))


def test_every_translated_sheet_prints_whole(sheets):
    assert {sheet.slug for sheet in sheets} >= SLUGS
    for sheet in sheets:
        pdf = sheet_pdf(sheet.current, FORMS[0], on=date(2026, 2, 3))
        words = words_of(pdf)
        assert MISSING not in words
        missing = (
            set(sheet.current.title + sheet.current.summary + sheet.current.body) - set(text_of(pdf)) - set("#*[]\n")
        )
        # The names of marks are not printed.
        assert {char for char in missing if not char.isascii()} == set(), sheet
        for section in read(sheet.current.body):
            assert squeezed(section.title) in words
            for line in (line for block in section.blocks for line in block.lines):
                for piece in re.split(r"(?<=[.!?。！？;；])\s*", plain(line)):
                    assert squeezed(piece)[:20] in words, f"{sheet}: {piece}"
        assert squeezed(MARKS[sheet.language]) in words
        assert reader(pdf).trailer["/Root"]["/Lang"] == LANGUAGES[sheet.language]
        assert all(embedded for _, embedded in fonts_in(pdf))


@pytest.mark.parametrize("form", FORMS)
def test_furniture_is_in_the_language_in_every_form(sheets, form):
    for language, said in {
        "es": ["Página 1 de", "próxima revisión 2 de febrero de 2027", "publicada el 2 de febrero de 2026", "Fuentes"],
        "zh-hans": ["第 1 页，共", "下次审阅 2027年2月2日", "2026年2月2日发布", "资料来源"],
    }.items():
        sheet = sheets.get(slug="migraine", language=language)
        words = words_of(sheet_pdf(sheet.current, form, on=date(2026, 2, 3)))
        for part in said:
            assert squeezed(part) in words
        for english in ("Page", "nextreview", "Notyetreviewed", "Sources", "Safetyadvice", "Guideline"):
            assert english not in words


def test_the_mark_goes_when_a_reviewer_is_entered(sheets):
    version = sheets.get(slug="migraine", language="es").current
    version.reviewer, version.reviewed_on = "Dra. Ana Ruiz", date(2026, 1, 5)
    words = words_of(sheet_pdf(version, FORMS[0], on=date(2026, 2, 3)))

    assert squeezed("Revisada por Dra. Ana Ruiz el 5 de enero de 2026.") in words
    assert "norevisada" not in words


def test_a_handout_says_to_whom_in_its_language_and_prints_again_the_same(sheets):
    version = sheets.get(slug="migraine", language="es").current
    given = HandoutFactory(version=version, language="es", patient=PatientFactory())
    pdf = handout_pdf(given)

    assert squeezed(f"Entregado a {given.given_to} el ") in words_of(pdf)
    assert handout_pdf(given) == pdf


def test_the_fonts_of_the_web_hold_every_chinese_character(sheets):
    files = (ROOT / "static/vendor/hegu-han").glob("*.woff2")
    carried = {chr(code) for file in files for code in TTFont(file).getBestCmap()}
    texts = [sheet.current.title + sheet.current.summary + sheet.current.body for sheet in sheets]
    texts += [path.read_text(encoding="utf-8") for path in ROOT.glob("*/locale/zh_Hans/LC_MESSAGES/django.po")]

    assert {char for text in texts for char in text if ord(char) > 0x2E80} - carried == set()
