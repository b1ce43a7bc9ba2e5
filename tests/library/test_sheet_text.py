"""A sheet's Markdown becomes a tree; what is not allowed stays plain text."""

from library.sheet_text import Cite, Run, cites, numbered, outside_subset, plain, read, sentences

BODY = """## In short

- First.[[a-one]][[b-two]]
- **Bold** second.

## What it is

### A part

Line one
goes on.[[a-one]]
"""


def test_reads_sections_blocks_and_marks():
    short, what = read(BODY)

    assert (short.kind, short.title, what.kind) == ("short", "In short", "what")
    assert [block.kind for block in what.blocks] == ["subheading", "paragraph"]
    assert short.blocks[0].lines[0] == (Run("First."), Cite(("a-one", "b-two"), 3))
    assert Run("Bold", bold=True) in short.blocks[0].lines[1]
    assert plain(what.blocks[1].lines[0]) == "Line one goes on."


def test_lines_are_counted_from_the_top_of_the_file():
    assert [cite.line for _, cite in cites(read(BODY, first_line=15))] == [17, 25]


def test_html_links_and_scripts_stay_text():
    [section] = read("## <script>alert(1)</script>\n\n<img src=x onerror=y> [x](javascript:1) ![p](q) &lt;\n\n<div>\n")

    assert section.title == "<script>alert(1)</script>"
    assert [plain(block.lines[0]) for block in section.blocks] == [
        "<img src=x onerror=y> [x](javascript:1) ![p](q) &lt;",
        "<div>",
    ]


def test_numbers_are_given_to_marks_and_marks_without_one_are_left_out():
    made = numbered(read(BODY), {"a-one": [2], "b-two": [1]})

    assert [(cite.numbers, cite.place) for _, cite in cites(made)] == [((1, 2), 1), ((2,), 2)]
    assert not list(cites(numbered(read(BODY), {})))


def test_what_lies_outside_the_subset_is_named_with_its_line():
    text = "# Top\n\nA [link](x) and `code`.\n\n<div>\n\n- a\n  - b\n\nA broken [[Mark]].\n"
    found = list(outside_subset(text, first_line=10))

    assert [line for line, _ in found] == [10, 12, 12, 14, 17, 19]
    assert found[0][1] == "a heading of level 1"
    assert found[-1][1] == "a claim mark that is not well formed"
    assert not list(outside_subset(BODY))


def test_sentences_with_their_marks():
    line = read("## T\n\nOne.[[a]][[b]] Two? Three.[[c]]\n")[0].blocks[0].lines[0]

    assert sentences(line) == [["a", "b"], [], ["c"]]
