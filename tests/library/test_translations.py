"""A translation says what the English sheet says: the same parts, claims and numbers, in words that promise nothing."""

import re
import shutil
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library.content_files import CONTENT, read_content
from library.models import Factsheet
from library.section_titles import NO_STUDY, OTHER, SAFETY, SHORT, TITLES
from library.sheet_text import plain, read, sentences
from library.translated import is_older_than_english, note_of
from library.translations import banned_words, inherited, parity_problems

SLUGS = {
    "how-acupuncture-relieves-pain",
    "your-visit",
    "chronic-low-back-pain",
    "knee-osteoarthritis",
    "migraine",
    "tension-type-headache",
    "nausea-and-vomiting",
    "electroacupuncture",
}
LANGUAGES = ("es", "zh-hans")
URGENT = {"es": "La acupuntura no sustituye la atención de urgencia.", "zh-hans": "针灸不能代替急诊治疗。"}
LONGEST_SPANISH_SENTENCE = 25
LONGEST_CHINESE_SENTENCE = 60
WRONG_MARKS = re.compile(r"[一-鿿][,;:!?.](?!\w)|[,;:!?](?=[一-鿿])|[一-鿿]\(|\)[一-鿿]")


@pytest.fixture(scope="module")
def content():
    return read_content()


def translations(content):
    return [sheet for sheet in content.sheets if sheet.is_translation]


def sections(sheet):
    return read(sheet.body, sheet.body_line)


def lines(sheet):
    return [line for section in sections(sheet) for block in section.blocks for line in block.lines]


def pieces(sheet):
    """The sentences of a sheet as a reader meets them."""
    return [piece for line in lines(sheet) for piece in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", plain(line)) if piece]


# --- what is in the folder ---


def test_eight_sheets_stand_in_each_language(content):
    for language in LANGUAGES:
        assert {sheet.slug for sheet in translations(content) if sheet.language == language} >= SLUGS


def test_every_translation_is_of_the_english_sheet_as_it_is(content):
    assert content.older_than_english() == []


def test_every_translation_says_no_more_and_no_less_than_the_english(content):
    for sheet in translations(content):
        english = content.english_of(sheet)
        assert list(parity_problems(sections(english), sections(sheet), sheet.language)) == [], sheet.name
        for line, said in zip(lines(english), lines(sheet), strict=True):
            assert sentences(line) == sentences(said), f"{sheet.name}: {plain(said)}"


def test_a_translation_inherits_what_it_does_not_say(content):
    for sheet in translations(content):
        english = content.english_of(sheet)
        assert [sheet.front[key] for key in ("kind", "condition", "related", "author")] == [
            english.front[key] for key in ("kind", "condition", "related", "author")
        ]
        assert (sheet.front["reviewer"], sheet.front["translator"]) == ("", "Hegu editorial team")


def test_the_review_of_the_english_sheet_is_not_taken_for_one_of_the_translation():
    english = {"kind": "topic", "reviewer": "Dr Who", "reviewed_on": date(2026, 1, 1)}
    assert inherited(english, {"reviewer": ""}) == {"kind": "topic", "reviewer": ""}


def test_urgent_care_comes_first_in_every_language(content):
    for sheet in translations(content):
        [safety] = [section for section in sections(sheet) if section.kind == SAFETY]
        assert plain(safety.blocks[0].lines[0]).startswith(URGENT[sheet.language])
        for number in ("999", "911"):
            assert (number in sheet.body) == (number in content.english_of(sheet).body)


def test_sentences_are_short(content):
    for sheet in translations(content):
        for piece in pieces(sheet):
            if sheet.language == "es":
                assert len(re.findall(r"[\w-]+", piece)) <= LONGEST_SPANISH_SENTENCE, f"{sheet.name}: {piece}"
            else:
                assert len(piece) <= LONGEST_CHINESE_SENTENCE, f"{sheet.name}: {piece}"


def test_questions_and_quotes_are_written_as_the_language_does(content):
    for sheet in translations(content):
        for line in lines(sheet):
            text = plain(line)
            if sheet.language == "es":
                assert text.count("¿") == text.count("?"), text
                assert "“" not in text, text
            else:
                assert not WRONG_MARKS.search(text), text


def test_every_language_has_a_title_for_every_kind_of_section():
    kinds = [list(titles) for titles in TITLES.values()]
    assert kinds[0] == kinds[1] == kinds[2]
    every = [title for titles in TITLES.values() for title in titles.values()]
    assert len(set(every)) == len(every)
    assert all(len(title) <= 80 for title in every)
    assert set(TITLES) == set(Factsheet.Language.values)


# --- how sentences and sections are told apart ---


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第一句。[[a]]第二句！第三句？", [["a"], [], []]),
        ("第一句。[[a]][[b]] 第二句。[[c]]", [["a", "b"], ["c"]]),
        ("他说“不。”[[a]]然后停下。", [["a"], []]),
        ("数字 1.5 不分开。", [[]]),
        ("¿Por qué? ¡Así! Otra.[[a]] Última.", [[], [], ["a"], []]),
    ],
)
def test_sentences_end_as_they_do_in_each_language(text, found):
    [section] = read(f"## 要点\n\n{text}\n")
    assert sentences(section.blocks[0].lines[0]) == found


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_known_by_kind(language):
    titles = TITLES[language]
    body = "".join(f"## {titles[kind]}\n\nX.\n\n" for kind in (SHORT, NO_STUDY, SAFETY)) + "## Else\n\nX.\n"
    assert [section.kind for section in read(body)] == [SHORT, NO_STUDY, SAFETY, OTHER]


# --- parity: each guard fires ---

ENGLISH = "## In short\n\n- One of 4.[[a]]\n- Two.\n\n## What it is\n\nThree.[[b]]\n"
SPANISH = "## En breve\n\n- Uno de 4.[[a]]\n- Dos.\n\n## De qué se trata\n\nTres.[[b]]\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("", "", ""),
        ("[[b]]", "", "3 lacks b"),
        ("[[b]]", "[[b]][[c]]", "3 adds c"),
        ("[[b]]", "[[c]]", "3 lacks b and adds c"),
        ("de 4", "de 5", "numbers are not those of the English: 4"),
        ("- Dos.\n", "", "has 1 items and the English one 2"),
        ("Tres.[[b]]", "- Tres.[[b]]", "other paragraphs, lists or headings"),
        ("## De qué se trata\n", "## Otra cosa\n", "not those of the English sheet"),
        ("## De qué se trata\n", "## What it is\n", "must be called “De qué se trata”"),
        ("## De qué se trata\n\nTres.[[b]]\n", "", "not those of the English sheet"),
    ],
)
def test_what_differs_from_the_english_is_told(old, new, says):
    found = [sentence for _, sentence in parity_problems(read(ENGLISH), read(SPANISH.replace(old, new)), "es")]
    told = " ".join(found).replace("Claims differ from the English: it", "3")
    assert says in told
    assert bool(found) == bool(says)


def test_millions_are_one_number_in_every_language():
    english, chinese = read("## In short\n\nOver 4 million.\n"), read("## 要点\n\n400 多万。\n")
    assert list(parity_problems(english, chinese, "zh-hans")) == []


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("es", "Esto cura el dolor.", ["cura"]),
        ("es", "Consulte al curandero.", []),
        ("es", "Un MILAGRO, garantizado.", ["garantizado", "milagro"]),
        ("zh-hans", "针灸可以治愈偏头痛。", ["治愈"]),
        ("zh-hans", "我们保证有效。", ["保证"]),
        ("zh-hans", "针灸可能有帮助。", []),
        ("en", "This cures you. It is not a cure.", ["cures"]),
    ],
)
def test_words_that_promise_too_much_are_found(language, text, found):
    assert banned_words(language, text) == found


# --- loading ---


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CONTENT, tmp_path / "content")


def load(folder=CONTENT):
    out = StringIO()
    call_command("load_library", folder=folder, stdout=out)
    return out.getvalue()


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[[xu-migraine]]", "[[zhao-pain-pathways]]", "es/migraine.md:14: Claims differ from the English"),
        ("[[xu-migraine]]", "[[restores-balance]]", "only in “Los documentos de la clínica también dicen"),
        ("## Seguridad y cuándo pedir ayuda", "## Otra cosa", "“Seguridad y cuándo pedir ayuda” is missing"),
        ("podría reducir el número", "cura el número", "“cura” promises too much"),
        ("title: Migraña", "title: Milagro", "“milagro” promises too much"),
        ("translator: Hegu editorial team\n", "", "says its translator"),
        ("slug: migraine", "slug: migrana", "no English sheet “migrana”"),
        ("language: es", "language: fr", "the language one that the library keeps"),
    ],
)
def test_a_broken_translation_loads_nothing(folder, old, new, says):
    edit(folder / "sheets/es/migraine.md", old, new)

    with pytest.raises(CommandError, match=re.escape(says)):
        load(folder)
    assert not Factsheet.objects.exists()


@pytest.mark.django_db
def test_a_translation_knows_its_english_version_and_when_it_is_older(folder):
    load(folder)
    spanish = Factsheet.objects.get(slug="migraine", language="es").current
    today, tomorrow = spanish.published_on, spanish.published_on + timedelta(days=1)
    assert note_of(spanish)["version"] == 1
    assert note_of(spanish)["translator"] == "Hegu editorial team"
    assert not is_older_than_english(spanish, before=tomorrow)

    edit(folder / "sheets/migraine.md", "[[xu-migraine]]", "[[zhao-pain-pathways]]")
    assert "sheets/es/migraine.md:2: This translation is older than sheets/migraine.md" in load(folder)
    assert is_older_than_english(spanish, before=tomorrow)
    assert not is_older_than_english(spanish, before=today), "what was given on an earlier day prints as it was"
    assert not is_older_than_english(Factsheet.objects.get(slug="migraine", language="en").current, before=tomorrow)


@pytest.mark.django_db
def test_a_translation_of_a_wording_that_was_never_here_names_no_version(folder):
    edit(folder / "sheets/migraine.md", "We have another sheet", "There is another sheet")
    load(folder)

    assert note_of(Factsheet.objects.get(slug="migraine", language="zh-hans").current)["version"] is None
