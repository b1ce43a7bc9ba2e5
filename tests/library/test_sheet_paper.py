"""What every sheet carries on paper, that nothing a person types is read as more than words, and nothing is cut off."""

from datetime import date

import pytest

from clinic.printing import Paper, PrintSize
from clinic.printing.page import EDGE
from library.content_files import read_content
from library.loading import load
from library.queries import published_sheets
from library.sheet_pdf import Form, handout_pdf, sheet_pdf
from tests.factories import FactsheetFactory, FactsheetVersionFactory, HandoutFactory, PatientFactory, UserFactory
from tests.printing.reading import fonts_in, reader, text_of

DAY = date(2026, 2, 2)
FORMS = [Form(paper, size) for paper in Paper for size in PrintSize]
# The table of trust: what ReportLab's own markup would have obeyed.
INJECTIONS = [
    "Smith & Jones", "pain <5/10 today", "BP <b>120", "name <script>alert(1)</script>",
    'Allergic to <font color="white" size="1">penicillin</font> nothing',
    '<a href="https://evil.example">x</a>', '<a href="javascript:alert(1)">x</a>',
    '<img src="/etc/hostname.png">', '<img src="file:///etc/passwd">', '<img src="http://127.0.0.1:9/x.png">',
    '<font color="[[[getattr(1,2)]]]">x', "import os; os.system('id')", '<onDraw name="os.system" label="id"/>',
    "{{ 7+7 }} {% debug %} ${7+7}", "\\) Tj ET (", "%%EOF /JavaScript",
]  # fmt: skip
TEXTS = ["title", "summary", "body", "author", "reviewer", "source", "place", "safety", "given_to", "given_by"]
TEXTS += ["clinic name", "clinic phone", "clinic address", "clinic email", "heading", "cell", "label"]

# Fields with a limit in the database, and headings, which are a line each.
SHORT = {"title": 150, "summary": 250, "author": 150, "reviewer": 150, "given_by": 300, "heading": 150}


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def squeezed(text):
    return "".join(text.split())


def words_of(pdf):
    return " ".join(text_of(pdf).split())


def links_in(pdf):
    for page in reader(pdf).pages:
        for note in page.get("/Annots", []):
            entry = note.get_object()
            yield entry["/A"]["/URI"] if "/A" in entry else entry["/Dest"]


def handout_saying(field, text, settings):
    """A handout with `text` in one field that a sheet prints."""
    notes = {
        "sources": [{"number": 1, "text": text if field == "source" else "Work", "place": "Place"}],
        "marks": {"a": [1]},
        "safety": text if field == "safety" else "Safety",
    }
    if field == "place":
        notes["sources"][0]["place"] = text
    body = "## In short\n\nWords.[[a]]\n"
    body = {
        "body": f"## In short\n\n{text}\n",
        "heading": f"{body}\n## {text}\n\nMore.\n",
        "cell": f"{body}\n## B\n\n| | H |\n|---|---|\n| L | {text} |\n",
        "label": f"{body}\n## B\n\n| | H |\n|---|---|\n| {text} | C |\n",
    }.get(field, body)
    said = {name: text for name in ("title", "summary", "author", "reviewer") if name == field}
    if field.startswith("clinic "):
        settings.CLINIC = settings.CLINIC | {field.removeprefix("clinic "): text}
    version = FactsheetVersionFactory.build(
        sheet=FactsheetFactory.build(slug="knee"), body=body, notes=notes,
        published_on=DAY, reviewed_on=DAY, review_by=date(2027, 2, 2), **said,
    )  # fmt: skip
    people = {"given_to": "Anne", "given_by": "Mei"} | {field: text}
    people = {name: people[name] for name in ("given_to", "given_by")}
    return HandoutFactory.build(version=version, patient=PatientFactory.build(), by=UserFactory.build(), **people)


@pytest.mark.no_database
@pytest.mark.parametrize("field", TEXTS)
def test_what_is_typed_is_printed_and_nothing_more(field, settings):
    pdf = handout_pdf(handout_saying(field, " ".join(INJECTIONS), settings))
    read, said = reader(pdf), squeezed(text_of(pdf))

    assert [text for text in INJECTIONS if squeezed(text) not in said] == []
    assert not any(page.images for page in read.pages)
    external = {link for link in links_in(pdf) if isinstance(link, str)}
    own = {f"mailto:{settings.CLINIC['email']}", "https://www.stillwater.example/library/knee/"}
    assert external <= (
        own if field != "clinic email" else {link for link in external if link in own or "evil" not in link}
    )
    for name in ("/OpenAction", "/AA", "/AcroForm"):
        assert name not in read.trailer["/Root"]


@pytest.mark.no_database
@pytest.mark.parametrize("field", [name for name in TEXTS if not name.startswith("clinic ") and name != "label"])
def test_twenty_thousand_characters_are_all_there(field, settings):
    """Nothing is cut and nothing raises; a field with a limit is as long as that lets it be."""
    words = [f"w{number:04d}" for number in range(SHORT.get(field, 20_000) // 6)]
    said = squeezed(text_of(handout_pdf(handout_saying(field, " ".join(words), settings))))

    assert [word for word in words if word not in said] == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_carries_what_the_reader_needs(form, settings):
    version = FactsheetVersionFactory(published=True, number=3, sheet=FactsheetFactory(slug="knee"))
    pdf = sheet_pdf(version, form, on=DAY)
    words, clinic = words_of(pdf), settings.CLINIC

    for part in (
        f"Publisher: {clinic['name']}", "Not yet reviewed by a clinician", "Next review by 5 January 2027",
        "Questions, or is something unclear or wrong?", "in another form, such as large print", clinic["phone"],
        clinic["email"], "Given to On By", "www.stillwater.example/library/knee/", "version 3 · next review",
    ):  # fmt: skip
        assert part in words
    links = list(links_in(pdf))
    assert "https://www.stillwater.example/library/knee/" in links
    assert f"mailto:{clinic['email']}" in links
    assert all(embedded for _, embedded in fonts_in(pdf))


@pytest.mark.django_db
def test_a_handout_says_to_whom_instead_of_lines_to_write_on():
    words = words_of(handout_pdf(HandoutFactory(patient=PatientFactory(full_name="Anne"), given_by="Mei")))

    assert "Given to Anne on 2 February 2026 by Mei" in words
    assert "Given to On By" not in words


@pytest.mark.django_db
def test_the_document_names_itself_and_its_parts(settings):
    version = FactsheetVersionFactory(published=True)
    read = reader(sheet_pdf(version, Form(), on=DAY))

    assert (read.metadata.title, read.metadata.author, read.metadata.subject) == (
        version.title, settings.CLINIC["name"], version.summary
    )  # fmt: skip
    root = read.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [entry.title for entry in read.outline] == [
        "What it is", "The clinic's documents also say (no study named)", "Safety and when to get help",
        "Sources", "About this sheet",
    ]  # fmt: skip


@pytest.mark.django_db
def test_each_number_leads_to_its_source():
    sources = [{"number": n, "text": f"Work {n}.", "place": ""} for n in (1, 2)]
    notes = {"sources": sources, "marks": {"a": [1, 2]}, "safety": ""}
    body = "## In short\n\nWords.[[a]]\n"
    pdf = sheet_pdf(FactsheetVersionFactory(published=True, body=body, notes=notes), Form(), on=DAY)
    tops = [float(link[3]) for link in links_in(pdf) if not isinstance(link, str)]

    assert len(tops) == 2
    assert tops[0] > tops[1]


@pytest.mark.django_db
def test_every_sheet_stays_inside_its_margins_and_no_print_is_too_small():
    load(read_content(), on=DAY)
    for sheet in published_sheets():
        for form in FORMS:
            pdf = sheet_pdf(sheet.current, form, on=DAY)
            assert all(embedded for _, embedded in fonts_in(pdf))
            text = [check_page(page, form, sheet.slug) for page in reader(pdf).pages][-1]
            assert len([line for line in text.splitlines() if line.strip()]) > 8, (sheet.slug, form, "nearly empty")


def check_page(page, form, slug):
    width, height = form.paper.size

    def visit(text, cm, tm, font, size):
        if not text.strip():
            return
        x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
        assert size >= form.print_size.floor - 0.01, (slug, form, text, size)
        assert EDGE - 1 <= x <= width - EDGE, (slug, form, text)
        assert EDGE - size <= y <= height - EDGE, (slug, form, text)

    return page.extract_text(visitor_text=visit)
