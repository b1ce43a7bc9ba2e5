"""Whatever people type is printed literally."""

import re

import pytest

from clinic.printing import build_document, clean, para, rich, styles
from tests.printing.reading import fonts_in, printed, reader, text_of

pytestmark = pytest.mark.no_database

INJECTIONS = [
    "Smith & Jones",
    "pain <5/10 today",
    "BP <b>120",
    "name <script>alert(1)</script>",
    'Allergic to <font color="white" size="1">penicillin</font> nothing',
    '<a href="https://evil.example/">click</a>',
    '<a href="javascript:alert(1)">click</a>',
    '<img src="/etc/hostname.png"/>',
    '<img src="file:///etc/passwd"/>',
    '<img src="http://127.0.0.1:1/x.png"/>',
    '<font color="[[[getattr(1,2)]]]">red</font>',
    "__import__('os').system('id')",
    '<onDraw name="os.system" label="id"/>',
    "&lt;b&gt; &amp;amp; &#65; &nbsp;",
    "<para alignment='right'>x</para>",
    "]]> <!-- --> <?xml?> </para>",
    "{{ 7*7 }} {% now %} %(x)s %d \\n \\u0041",
    'O\'Brien "Null" `True`',
]
NAMES = [
    "王小明",
    "諸葛亮 衝陽 太冲 合谷",
    "Tàichōng Hégǔ Shènshù Nèiguān lǜ",
    "김민준",
    "こんにちは",
    "Zoë Ångström-Łukasiewicz",
    "Αλέξανδρος Жанна Nguyễn Văn Đặng",
    "שלום",
    "יעל כהן",
    "مرحبا",
    "محمد لافي",
    "Ann 😀 Lee 🌿 ❤ 👍",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_markup_is_printed_as_it_was_typed(text):
    pdf = build_document([para(text, styles().body)], title="Test")
    assert text in text_of(pdf)
    page = reader(pdf).pages[0]
    assert "/Annots" not in page
    assert not page.images


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_world_can_be_read_back_and_carry_their_fonts(name):
    pdf = build_document([para(name, styles().body), para(name, styles().title)], title=name)
    assert text_of(pdf).count(name) == 2
    assert reader(pdf).metadata.title == name
    fonts = list(fonts_in(pdf))
    assert fonts
    assert all(embedded for _, embedded in fonts)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b", "a□b"),
        ("safe\u202egpj.exe", "safe□gpj.exe"),
        ("bell\x07 esc\x1b[31m", "bell□ esc□[31m"),
        ("half \ud83d pair", "half □ pair"),
        ("no glyph \U00013000", "no glyph □"),
        ("private \ue000 use", "private □ use"),
        ("zero\u200bwidth \u2066isolate\u2069 \ufeffmark", "zerowidth isolate mark"),
        ("tab\tstop", "tab stop"),
        ("e\u0301tude", "étude"),
        ("👩🏽\u200d⚕️ doctor", "👩⚕ doctor"),
    ],
)
def test_what_cannot_be_printed_shows_as_a_box_or_is_dropped(typed, shown):
    assert shown in printed(typed)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_new_lines_are_kept(line_end):
    assert "first\nsecond\nthird" in printed(f"first{line_end}second{line_end}third")


def test_empty_and_blank_texts_print():
    assert "Page 1 of 1" in printed("", " ", "\n\n", "\x00")


def test_ten_thousand_characters_without_a_space_are_all_there():
    text = "".join(chr(0x41 + i % 26) for i in range(10_000))
    assert text in re.sub(r"\n|Page \d of \d", "", printed(text))


def test_long_chinese_text_fills_its_lines():
    lines = printed("肝经起于大趾丛毛之际，" * 60).split("\n")
    full = [line for line in lines if "肝" in line][:-1]
    assert len(full) > 10
    assert min(map(len, full)) > 30


def test_rich_parts_are_escaped_and_only_safe_links_are_live():
    st = styles()
    parts = [
        "See <b>",
        ("here", {"link": "https://example.org/a?b=1&c=2", "bold": True}),
        (" mail", {"link": "mailto:desk@example.org"}),
        (" evil", {"link": "javascript:alert(1)"}),
        (" file", {"link": "file:///etc/passwd"}),
        (" spaced", {"link": "https://example.org/ onclick"}),
        ("1", {"superscript": True}),
        (" <i>clay", {"colour": "clay"}),
        (" nowhere", {"link": "#not-in-this-document"}),
    ]
    pdf = build_document([rich(parts, st.body)], title="Test")
    assert "See <b>here mail evil file spaced1 <i>clay nowhere" in text_of(pdf)
    targets = [note.get_object().get("/A", {}).get("/URI") for note in reader(pdf).pages[0]["/Annots"]]
    assert set(targets) == {"https://example.org/a?b=1&c=2", "mailto:desk@example.org", None}


def test_right_to_left_lines_stay_in_reading_order_when_a_paragraph_breaks():
    words = [f"מילה{letter}" for letter in "אבגדהוזחטיכלמנסעפצקרשת"]
    found = printed(" ".join(words * 12)).replace("\n", " ").split(" ")
    assert [word for word in found if word.startswith("מילה")] == words * 12


def test_a_name_in_hebrew_inside_an_english_sentence():
    assert "שלום" in printed("Dear שלום (40), your pain was 72")


def test_clean_leaves_ordinary_text_alone():
    for text in ("Smith & Jones", "Tàichōng – “x” … £5", "合谷"):
        assert clean(text) == text
