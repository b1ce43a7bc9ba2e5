"""Lines of Chinese end where a reader expects it."""

import pytest

from clinic.printing import rich, styles
from clinic.printing.cjk import CANNOT_END, CANNOT_START

pytestmark = pytest.mark.no_database
TEXT = "针灸可能使发作减少，但没有人能肯定（见下文）。“信使”是神经用来传递信号的化学物质；请问 NICE 的指南怎么说？"


def lines(parts, width):
    made = rich(parts, styles().body)
    made.wrap(width, 10_000)
    return ["".join(frag.text for frag in line.words) for line in made.blPara.lines]


@pytest.mark.parametrize("width", range(40, 400, 7))
def test_no_line_begins_with_a_mark_or_ends_with_a_bracket(width):
    found = lines([TEXT], width)

    assert "".join(found) == TEXT
    assert not [line for line in found if line[0] in CANNOT_START or line.rstrip()[-1] in CANNOT_END]
    assert not [line for line in found if "NI" in line and "NICE" not in line]


@pytest.mark.parametrize("width", range(60, 300, 7))
def test_no_line_begins_with_the_number_of_a_source(width):
    found = lines(
        ["它可能缓解疼痛。", ("12", {"superscript": True}), "然后大脑向下发出信号。", ("3", {"superscript": True})],
        width,
    )

    assert not [line for line in found if line[0].isdigit()]


def test_new_lines_are_kept_and_long_words_are_broken():
    found = lines(["针灸针灸针灸针灸针灸针灸针灸\n第二行" + "x" * 200], 150)

    assert len(found) > 3
    assert "".join(found).replace("针灸", "").startswith("第二行xxx")
    assert all(len(line) < 60 for line in found)


def test_a_line_is_never_wider_than_the_page():
    made = rich([TEXT * 3], styles().body)
    made.wrap(200, 10_000)
    assert all(line.currentWidth <= 200.01 or line.words[-1].text[-1].isspace() for line in made.blPara.lines)
