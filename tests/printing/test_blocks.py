"""Boxes, tables and lists hold whatever is put into them."""

import pytest
import segno

from clinic.printing import (
    PrintSize,
    build_document,
    bullets,
    in_short,
    notice,
    para,
    qr,
    section,
    styles,
    table,
    write_on_lines,
)
from tests.printing.reading import page_texts, text_of

pytestmark = pytest.mark.no_database


def numbers(count: int) -> str:
    return " ".join(f"w{number:05d}" for number in range(count))


@pytest.mark.parametrize("print_size", PrintSize)
def test_a_cell_of_20_000_characters_is_on_the_pages_in_full(print_size):
    text = numbers(2858)
    assert len(text) >= 20_000
    story = [table([["When", "Note"], ["5 May", text], ["6 May", "end"]], styles(print_size), widths=[1, 3])]
    pages = page_texts(build_document(story, title="Test", print_size=print_size))
    assert len(pages) > 3
    found = [word for page in pages for word in page.split() if word.startswith("w") and word[1:].isdigit()]
    assert found == text.split()
    assert "end" in pages[-1]


def test_a_tinted_box_continues_on_the_next_page():
    st = styles()
    story = [para("\n".join(["line"] * 30), st.body), in_short([numbers(900), "Last words"], st)]
    pages = page_texts(build_document(story, title="Test"))
    assert "In short" in pages[0]
    found = [word for page in pages for word in page.split() if word.startswith("w0")]
    assert found == numbers(900).split()
    assert "Last words" in pages[-1]


def test_the_heading_of_a_box_never_stays_behind_alone():
    st = styles()
    for lines in range(30, 45):
        story = [para("\n".join(["line"] * lines), st.body), notice(["help " * 60], st, "Get help")]
        page = next(text for text in page_texts(build_document(story, title="Test")) if "Get help" in text)
        assert "help help" in page


def test_a_box_may_hold_a_table_and_a_list():
    st = styles()
    box = in_short([*bullets([numbers(500)], st, boxed=True), table([["a"], [numbers(1500)]], st)], st)
    assert text_of(build_document([box], title="Test")).count("w00499") == 2


def test_the_head_of_a_table_is_repeated():
    st = styles()
    rows = [["Visit", "Score"], *[[f"Visit {number}", "50"] for number in range(80)]]
    pages = page_texts(build_document([table(rows, st, right=[1])], title="Test"))
    assert len(pages) > 1
    assert all("Score" in page for page in pages)


def test_narrow_columns_are_widened_so_that_words_stay_whole():
    st = styles(PrintSize.LARGE)
    made = table([["What changed", "Before"], ["x " * 99, "72"]], st, widths=[12, 1])
    assert "Before" in text_of(build_document([made], title="Test", print_size=PrintSize.LARGE))


@pytest.mark.parametrize("rows", [[], [[]], [["only head"]], [["a", "b"], ["short row"]]])
def test_odd_tables_print(rows):
    assert "Page 1 of 1" in text_of(build_document([table(rows, styles())], title="Test"))


def test_lines_to_write_on_and_numbers():
    st = styles()
    story = [
        *bullets(["One <b>", "Two"], st, numbered=True),
        write_on_lines([("Given to", "<i>Ann"), ("Date", "")], st),
    ]
    text = text_of(build_document(story, title="Test"))
    assert "1." in text
    assert "One <b>" in text
    assert "<i>Ann" in text
    assert "Given to" in text


def test_a_heading_longer_than_a_page_prints():
    assert text_of(build_document([section("x" * 9000, styles())], title="T")).replace("\n", "").count("x") == 9000


def test_a_qr_code_is_square_and_drawn_as_one_shape_of_its_dark_modules():
    drawing = qr("https://hegu.example/library/low-back-pain/", size=80)
    assert drawing.width == drawing.height == 80
    [path] = drawing.contents
    corners = list(zip(path.points[::2], path.points[1::2], strict=True))
    rectangles = [corners[i : i + 4] for i in range(0, len(corners), 4)]
    side = 80 / (segno.make("https://hegu.example/library/low-back-pain/", error="m").symbol_size()[0])
    dark = sum((right - left) * (high - low) for (left, low), (right, _), (_, high), _ in rectangles) / side**2
    matrix = segno.make("https://hegu.example/library/low-back-pain/", error="m").matrix
    assert round(dark) == sum(map(sum, matrix))
    assert min(min(path.points), 80 - max(path.points)) > 3.9 * side  # the quiet zone
