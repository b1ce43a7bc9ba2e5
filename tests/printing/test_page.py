"""Pages: numbers, papers, sizes, what the file says of itself, and the same bytes every time."""

import pytest

from clinic.printing import (
    Paper,
    PrintSize,
    build_document,
    bullets,
    in_short,
    lead,
    pain_curve,
    para,
    rich,
    section,
    sources,
    styles,
    subsection,
    table,
    title,
    write_on_lines,
)
from tests.printing.reading import fonts_in, page_texts, reader, text_of

pytestmark = pytest.mark.no_database


def leaflet(print_size: PrintSize) -> list:
    st = styles(print_size)
    return [
        title("Low back pain", st),
        lead("What acupuncture may do.", st),
        in_short(["It may help.", *bullets(["One", "Two"], st, boxed=True)], st),
        section("What it is", st, anchor="what"),
        rich(["Needles", ("1", {"superscript": True}), " see ", ("above", {"link": "#what"})], st.body),
        subsection("Figures", st),
        table([["Visit", "Before"], ["Tuesday 5 May 2026", "72"], ["<b>", "合谷 مرحبا"]], st, right=[1]),
        pain_curve([], width=st.narrowest, font_size=print_size.floor),
        para("Words. " * 900, st.body),
        section("Sources", st),
        *sources(["One & other. A journal."], st),
        write_on_lines([("Given to", ""), ("Date", "6 August 2026")], st),
    ]


def printed(paper: Paper = Paper.A4, print_size: PrintSize = PrintSize.NORMAL) -> bytes:
    return build_document(
        leaflet(print_size),
        title="Low back pain <1>",
        author="Hegu & Co",
        subject="A leaflet",
        language="en-GB",
        paper=paper,
        print_size=print_size,
        head="Hegu <Clinic>",
        head_right="020 7946 0018",
        footer_left="Version 3 · reviewed 4 May 2026",
    )


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("print_size", PrintSize)
def test_every_page_has_its_number_head_and_foot(paper, print_size):
    pdf = printed(paper, print_size)
    texts = page_texts(pdf)
    assert len(texts) > 1
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Hegu <Clinic>" in text
        assert "Version 3 · reviewed 4 May 2026" in text
    for page in reader(pdf).pages:
        assert [float(side) for side in page.mediabox[2:]] == pytest.approx(paper.size, abs=0.01)


@pytest.mark.parametrize("print_size", PrintSize)
def test_no_text_is_smaller_than_the_floor_of_its_print_size(print_size):
    sizes: set[float] = set()

    def visit(text, _matrix, _text_matrix, font, size):
        if text.strip() and font:
            sizes.add(size)

    for page in reader(printed(print_size=print_size)).pages:
        page.extract_text(visitor_text=visit)
    assert min(sizes) >= print_size.floor
    assert print_size.body in sizes


def test_every_font_is_embedded():
    fonts = dict(fonts_in(printed()))
    assert len(fonts) >= 5
    assert all(fonts.values()), fonts


def test_the_same_input_gives_the_same_bytes():
    assert printed() == printed()


def test_the_file_says_what_it_is():
    pdf = reader(printed())
    assert pdf.metadata.title == "Low back pain <1>"
    assert pdf.metadata.author == "Hegu & Co"
    assert pdf.metadata.subject == "A leaflet"
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert pdf.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]


def test_headings_make_an_outline_that_leads_to_their_pages():
    pdf = reader(printed())
    first, nested, last = pdf.outline
    assert [first.title, nested[0].title, last.title] == ["What it is", "Figures", "Sources"]
    assert pdf.get_destination_page_number(first) == 0
    assert pdf.get_destination_page_number(last) == len(pdf.pages) - 1


@pytest.mark.parametrize("before", range(20, 60))
def test_a_heading_never_stands_alone_at_the_foot_of_a_page(before):
    st = styles()
    story = [para("\n".join(["line"] * before), st.body), section("Alone", st), para("follows\n" * 6, st.body)]
    page = next(text for text in page_texts(build_document(story, title="Test")) if "Alone" in text)
    assert page.count("follows") >= 2


def test_nothing_to_print_makes_one_page():
    assert "Page 1 of 1" in text_of(build_document([], title="Empty"))


def test_no_blank_page_is_added_when_the_text_ends_at_the_foot():
    st = styles()
    for lines in range(30, 60):
        pages = page_texts(build_document([para("\n".join(["line"] * lines), st.body)], title="Test"))
        assert all("line" in page for page in pages)
