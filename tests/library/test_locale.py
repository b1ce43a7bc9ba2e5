"""Every word that patients read around a sheet is translated, and its translation fits into the sentence."""

import ast
import re
from datetime import date
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, ngettext
from django.utils.translation.template import templatize

from clinic import locales
from clinic.locales import catalogues, compile_catalogues, speaking, written
from library.citations import places_line

pytestmark = pytest.mark.no_database
ROOT = Path(__file__).resolve().parents[2]
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
TEXT = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
IN_TEMPLATE = re.compile(rf"\b(?:_|gettext|ngettext)\(\s*({TEXT})(?:\s*,\s*({TEXT}))?")
LANGUAGES = {"es": "es", "zh_Hans": "zh-hans"}


def in_python(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            yield texts[0] if texts else f"no plain text in {path.name}:{node.lineno}"


def in_template(path):
    for first, _second in IN_TEMPLATE.findall(templatize(path.read_text(encoding="utf-8"))):
        yield ast.literal_eval(first)


def used(room):
    """Every text that a room's Python files and templates ask to be translated."""
    templates = ROOT / "templates"
    if room == "library":
        files, pages = (ROOT / "library").rglob("*.py"), (templates / "library").rglob("*.html")
    else:
        files = (ROOT / "clinic").rglob("*.py")
        pages = (path for path in templates.rglob("*.html") if "library" not in path.parts)
    found = {text for path in files if "migrations" not in path.parts for text in in_python(path)}
    return found | {text for path in pages for text in in_template(path)}


def catalogue(room, folder):
    return polib.pofile(str(ROOT / room / "locale" / folder / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("folder", LANGUAGES)
@pytest.mark.parametrize("room", ["clinic", "library"])
def test_nothing_that_is_used_is_missing_and_nothing_is_left_over(room, folder):
    kept = {entry.msgid for entry in catalogue(room, folder)}

    # A lazy or marked text is asked for again by a variable: those calls have no text of their own.
    wanted = {text for text in used(room) if not text.startswith("no plain text")}
    assert wanted - kept == set()
    assert kept - wanted == set()


@pytest.mark.parametrize("path", list(catalogues()), ids=lambda path: path.parts[-3] + " of " + path.parts[-5])
def test_every_entry_is_translated_and_keeps_its_places(path):
    for entry in polib.pofile(str(path)):
        said = list(entry.msgstr_plural.values()) or [entry.msgstr]
        assert all(said), entry.msgid
        assert not entry.fuzzy, entry.msgid
        for text in said:
            for places in (r"%\(\w+\)s", r"\{\w+\}"):
                assert sorted(re.findall(places, text)) == sorted(re.findall(places, entry.msgid)), entry.msgid
            assert text[-1:].isspace() == entry.msgid[-1:].isspace() or text[-1] in "；、：，。", entry.msgid


def test_compiled_catalogues_are_what_django_reads_and_are_made_once():
    assert compile_catalogues() == 0
    with speaking("es"):
        assert gettext("Sources") == "Fuentes"
        assert ngettext("paragraph %(numbers)s", "paragraphs %(numbers)s", 2) == "párrafos %(numbers)s"
    with speaking("zh-hans"):
        assert gettext("Sources") == "资料来源"
    with speaking("en"):
        assert gettext("Sources") == "Sources"


def test_a_catalogue_is_compiled_again_when_its_words_change(tmp_path, monkeypatch):
    file = tmp_path / "clinic/locale/es/LC_MESSAGES/django.po"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(locales, "FOLDERS", (str(tmp_path / "clinic/locale"),))
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    file.write_text(f'{head}msgid "a"\nmsgstr "á"\n', encoding="utf-8")

    assert (compile_catalogues(), compile_catalogues()) == (1, 0)
    assert "á".encode() in file.with_suffix(".mo").read_bytes()
    file.write_text(f'{head}msgid "a"\nmsgstr "à"\n', encoding="utf-8")
    assert compile_catalogues() == 1
    assert [path.name for path in file.parent.iterdir() if path.suffix == ".part"] == []


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "6 August 2026"), ("es", "6 de agosto de 2026"), ("zh-hans", "2026年8月6日")],
)
def test_dates_are_written_as_the_language_does(language, said):
    with speaking(language):
        assert written(date(2026, 8, 6)) == said
        assert written(None) == ""


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "paragraph 1; under “Needles”, paragraphs 2 to 4 and 7"),
        ("es", "párrafo 1; en «Needles», párrafos 2 a 4 y 7"),
        ("zh-hans", "第 1 段；“Needles”下第 2 至 4 和 7 段"),
    ],
)
def test_places_are_told_in_the_language(language, said):
    with speaking(language):
        assert places_line("T", [("T", 1), *(("Needles", n) for n in (2, 3, 4, 7))]) == said
