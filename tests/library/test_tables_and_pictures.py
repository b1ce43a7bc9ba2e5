"""Tables obey the rules of statements; a picture says only what the sheet's claims carry."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from clinic.printing import Paper, PrintSize
from library.content_files import read_content
from library.loading import load
from library.models import Factsheet
from library.pictures import OF_SHEETS, PICTURES, picture_note, picture_svg, with_picture
from library.plain_words import pieces
from library.rules import Standing, printing_problems
from library.sheet_page import page_of
from library.sheet_pdf import Form, sheet_pdf
from library.sheet_text import NO_STUDY, Block, Cite, Section, cites, outside_subset, plain, read
from tests.factories import FactsheetVersionFactory
from tests.printing.reading import page_texts, text_of

DAY = date(2026, 2, 2)
TABLE = """| | One | Two |
| --- | --- | --- |
| Aim | First.[[a]] | Second.[[b]] |
| Way | | Fourth.[[a]] |
"""
FORMS = [Form(paper, size) for paper in Paper for size in PrintSize]


def table_in(markdown):
    [block] = read(f"## {NO_STUDY}\n\n{markdown}")[0].blocks
    return block


@pytest.mark.no_database
def test_a_table_is_read_cell_by_cell():
    block = table_in(TABLE)

    assert (block.kind, block.columns) == ("table", 3)
    assert [[plain(cell) for cell in row] for row in block.rows] == [
        ["", "One", "Two"],
        ["Aim", "First.", "Second."],
        ["Way", "", "Fourth."],
    ]
    assert [plain(cell) for cell in block.statements] == ["First.", "Second.", "", "Fourth."]
    assert [plain(cell) for cell in block.labels] == ["", "One", "Two", "Aim", "Way"]
    assert [mark for _, cite in cites(read(f"## T\n\n{TABLE}")) for mark in cite.marks] == ["a", "b", "a"]
    assert not list(outside_subset(f"## T\n\n{TABLE}"))


@pytest.mark.no_database
def test_ragged_rows_fill_up_and_html_in_a_cell_is_text():
    block = table_in("| A | B |\n|---|---|\n| x |\n| <b>y | z | more |\n")

    assert [[plain(cell) for cell in row] for row in block.rows] == [["A", "B"], ["x", ""], ["<b>y", "z"]]


def problems_with(table):
    body = "## In short\n\n- A. B. C. D. E. F. G. H.\n\n"
    body += "## Safety and when to get help\n\nNo.[[safety-not-urgent-care]]\n\n"
    known = dict.fromkeys(["safety-not-urgent-care"], Standing()) | {"a": Standing("no_citation")}
    return [sentence for _, sentence in printing_problems(read(f"{body}## {NO_STUDY}\n\n{table}"), known)]


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("| | One |\n|---|---|\n| Aim | No claim. |\n", "Every sentence in"),
        ("| | One |\n|---|---|\n| It heals. | Yes.[[a]] |\n", "names a row or a column"),
        ("| | It heals![[a]] |\n|---|---|\n| Aim | Yes.[[a]] |\n", "names a row or a column"),
        (f"| | One |\n|---|---|\n| {'long ' * 9} | Yes.[[a]] |\n", "names a row or a column"),
        ("| | One |\n|---|---|\n| Aim | Yes.[[b]] |\n", "There is no claim “b”."),
    ],
)
def test_a_table_cannot_slip_past_the_rules(table, sentence):
    assert any(sentence in found for found in problems_with(table))
    assert problems_with("| | One |\n|---|---|\n| Aim | Yes.[[a]] |\n") == []


@pytest.mark.no_database
def test_a_picture_stands_where_its_claim_is_cited():
    def block(*marks, kind="paragraph"):
        return Block(kind, ((Cite(marks, 1),),))

    sections = [
        Section("In short", (block("practice-needles"),)),
        Section("What it is", (block(), block("practice-needles"), block(), block(kind="subheading"), block())),
    ]
    made = with_picture(sections, {"picture": "electro-needles"})

    assert made[0] == sections[0]
    assert [b.kind for b in made[1].blocks] == ["paragraph"] * 3 + ["picture", "subheading", "paragraph"]
    assert with_picture(sections, {}) == with_picture(sections, {"picture": "gone"}) == tuple(sections)


@pytest.mark.no_database
def test_a_sheet_without_the_claims_has_no_picture():
    body = "## A\n\nNeedles.[[practice-needles]] Current.[[practice-ea]]\n"

    assert picture_note("electroacupuncture", read(body)) == {"picture": "electro-needles"}
    assert picture_note("electroacupuncture", read(body.replace("[[practice-ea]]", ""))) == {}
    assert picture_note("migraine", read(body)) == {}


@pytest.mark.no_database
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_told_in_words_and_stays_inside(name):
    picture = PICTURES[name]
    for svg in picture_svg(picture).strip().split("\n"):
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
        space = "{http://www.w3.org/2000/svg}"
        assert (root.get("role"), root.find(f"{space}title").text) == ("img", picture.title())
        assert root.find(f"{space}desc").text == picture.description()
        assert "style" not in svg
    for width, size in ((460, 13), (300, 11), (440, 11), (480, 16)):
        drawing = picture.draw(width, size)
        left, bottom, right, top = drawing.getBounds()
        assert left >= -1, (name, width)
        assert right <= width + 1, (name, width)
        assert bottom >= -1, (name, width)
        assert top <= drawing.height + 1, (name, width)


@pytest.mark.django_db
def test_each_picture_of_the_library_is_printed_and_kept_in_its_version(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    load(read_content(), on=DAY)
    for slug, name in OF_SHEETS.items():
        version = Factsheet.objects.get(slug=slug, language="en").current
        assert version.notes["picture"] == name
        assert PICTURES[name].title() in " ".join(text_of(sheet_pdf(version, Form(), on=DAY)).split())
        assert "<svg" in page_of(version).picture_svg
        without = {key: value for key, value in version.notes.items() if key != "picture"}
        version.notes = without
        assert PICTURES[name].title() not in " ".join(text_of(drawn_anew(version)).split())


def drawn_anew(version):
    from library import sheet_pdf as drawing

    return drawing._draw(version, Form(), drawing.Marks(DAY))


@pytest.mark.no_database
def test_the_picture_is_part_of_what_the_checksum_covers():
    from library.actions import Wording

    plain_one = Wording(title="T", summary="S", body="B", notes={}, author="A")
    assert replace(plain_one, notes={"picture": "pain-ruler"}).checksum != plain_one.checksum


@pytest.mark.django_db
def test_the_comparison_is_one_table_on_one_page_and_lists_in_large_print(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    load(read_content(), on=DAY)
    version = Factsheet.objects.get(slug="treatments-compared", language="en").current
    for form in FORMS:
        pages = [" ".join(text.split()) for text in page_texts(sheet_pdf(version, form, on=DAY))]
        first = [number for number, text in enumerate(pages) if "The balance of the whole body." in text]
        last = [number for number, text in enumerate(pages) if "Much depends on the skill of the hands." in text]
        assert len(first) == len(last) == 1
        if form.print_size is PrintSize.NORMAL:
            assert first == last, form
        else:
            assert "Tui na: Flow, brought about by hand." in pages[first[0]]


@pytest.mark.django_db
def test_a_table_longer_than_a_page_repeats_its_head(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    rows = "".join(f"| Row {number} | Words {number}. | More {number}. |\n" for number in range(80))
    body = f"## In short\n\nWords.\n\n## A\n\n| | Left head | Right head |\n|---|---|---|\n{rows}"
    pages = page_texts(sheet_pdf(FactsheetVersionFactory(published=True, body=body), Form(), on=DAY))
    with_rows = [text for text in pages if "Row " in text]

    assert len(with_rows) > 2
    assert all("Left head" in text for text in with_rows)
    assert all(f"Words {number}." in " ".join(" ".join(pages).split()) for number in range(80))


@pytest.mark.django_db
def test_the_web_page_shows_table_and_picture(client):
    load(read_content(), on=DAY)
    table = client.get("/library/treatments-compared/").content.decode()
    assert '<th scope="row">Weak points</th>' in table
    assert 'data-label="Dry needling"' in table
    picture = client.get("/library/how-acupuncture-relieves-pain/").content.decode()
    assert picture.count("<svg") == 2
    assert PICTURES["pain-pathway"].title() in picture


@pytest.mark.no_database
def test_each_cell_is_read_by_the_lint_of_plain_words():
    found = pieces("| | A |\n| --- | --- |\n| Aim | Two words. More.[[x]] |\n\nText.")

    said = [(piece.line, piece.text) for piece in found]
    assert said == [(1, "A"), (3, "Aim"), (3, "Two words. More."), (5, "Text.")]
