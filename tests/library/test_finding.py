"""What people type, and what they find: the rules on a shelf made by hand, then on the library itself."""

import io
import time

import pytest
from django.core.management import call_command
from django.urls import reverse

from library import shelf as shelves
from library.actions import search_words_for
from library.finding import MOST_FOUND, Card, Entry, Finder
from library.models import Factsheet, FactsheetVersion
from library.shelf import shelf
from tests.factories import ConditionFactory, FactsheetFactory, FactsheetVersionFactory

HAND = Finder(
    [
        Entry(
            Card("knee", "Knee osteoarthritis", "Needles for a sore knee"), ("worn knee", "arthrosis"), "walk stairs"
        ),
        Entry(Card("migraine", "Migraine", "Attacks of headache"), ("sick headache",), "aura knee walk"),
        Entry(Card("", "Period pain"), ("dysmenorrhoea", "painful periods")),
        Entry(Card("zh", "偏头痛"), ()),
    ]
)


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("knee", ["knee"]),  # migraine only mentions it
        ("KNEES", ["knee"]),
        ("kne", ["knee"]),
        ("mygraine", ["migraine"]),
        ("mygr", ["migraine"]),
        ("mygrane", ["migraine"]),
        ("migrane attacks", ["migraine"]),
        ("artrosis", ["knee"]),
        ("arthritis", ["knee"]),  # inside a longer word
        ("what can I do for my knee", ["knee"]),
        ("sore zebra", ["knee"]),
        ("periods", ["Period pain"]),
        ("walk", ["knee", "migraine"]),
        ("头痛", ["zh"]),
        ("what is it", []),
        ("xyzzy", []),
        ("%_'\"\\", []),
        ("", []),
    ],
)
def test_what_is_found(text, found):
    result = HAND.find(text)

    assert [card.slug or card.title for card in result.cards] == ([] if result.is_near else found)
    assert result.is_near == (found == [])


@pytest.mark.no_database
def test_what_is_alike_is_offered_only_from_names():
    assert [card.slug for card in HAND.find("sickheadache").cards] == ["migraine"]
    assert HAND.find("sickheadache").is_near


@pytest.mark.no_database
def test_ten_thousand_characters_are_answered():
    HAND.find("knee " * 2000)
    HAND.find("k" * 10_000)


@pytest.mark.no_database
def test_search_words_keep_a_line_for_each_text():
    assert search_words_for("Sore Knee", "knee", "worn knee", "A summary") == "sore knee\n\nworn\na summary"


# --- the library itself, by the page and by the box: the same rules, the same answers ---

QUERIES = {
    "mygraine": "migraine",
    "artrosis": "knee-osteoarthritis",
    "sore knee": "knee-osteoarthritis",
    "sickness": "nausea-and-vomiting",
    "morning sicknes": "nausea-and-vomiting",
    "backache": "chronic-low-back-pain",
    "bakc pain": "chronic-low-back-pain",
    "tooth ache": "dental-pain",
    "RA": "rheumatoid-arthritis-of-the-knee",
    "how many sessions": "measuring-progress",
    "does it hurt": "your-visit",
    "tuina": "tui-na",
    "leaking": "stress-incontinence",
    "licence": "choosing-a-practitioner",
    "period": "!Period pain",
    "insomnia": "!Insomnia",
    "tennis elbow": "!Tennis elbow",
}


@pytest.fixture
def library(db):
    call_command("load_library", verbosity=0, stdout=io.StringIO())


def shown(response):
    context = response.context
    return [f"!{card.title}" for card in context.get("without", [])] + [card.slug for card in context["sheets"]]


def test_a_table_of_searches(library, anonymous):
    for text, first in QUERIES.items():
        by_page = anonymous.get(reverse("library:index"), {"q": text})
        by_box = anonymous.post(reverse("library:find"), {"q": text})
        assert shown(by_page)[:1] == [first], text
        assert shown(by_box) == shown(by_page), text


def test_nothing_found_says_how_to_go_on(library, anonymous):
    text = anonymous.post(reverse("library:find"), {"q": "zzzzqq"}).content.decode()
    assert "Nothing found for “zzzzqq”" in text
    assert "01632 960 210" in text
    assert "Many people begin with these" in text
    assert reverse("library:sheet", args=["your-visit"]) in text


def test_a_condition_without_a_sheet_says_so(library, anonymous):
    assert anonymous.post(reverse("library:find"), {"q": "pain"}).context["without"] == []
    text = " ".join(anonymous.post(reverse("library:find"), {"q": "insomnia"}).content.decode().split())
    assert "No sheet yet for “insomnia”" in text
    assert "say too little about it" in text


def test_the_a_to_z_leads_from_everyday_names(library, anonymous):
    names = anonymous.get(reverse("library:index"), {"letter": "B"}).context["names"]
    assert ("Backache", "chronic-low-back-pain", "Chronic low back pain") in names
    below = shelf().letters["N"]
    assert ("Nausea and vomiting in pregnancy", "nausea-and-vomiting", "Nausea and vomiting") in below
    assert ("Nerve pain", "", "") in below
    assert "no sheet yet; ask us" in anonymous.get(reverse("library:index"), {"letter": "N"}).content.decode()
    for odd in ("ÿ", "\0", "b" * 500):
        assert anonymous.get(reverse("library:index"), {"letter": odd}).context["letter"] == ""


@pytest.mark.django_db
def test_a_title_in_another_language_is_one_more_name(anonymous):
    ours = FactsheetFactory(slug="back", search_words="back\nbody")
    FactsheetVersionFactory(sheet=ours, title="Back pain", published=True)
    theirs = FactsheetFactory(slug="back", language="es", search_words="dolor\nresumen\ncuerpo")
    FactsheetVersionFactory(sheet=theirs, title="Dolor de espalda", published=True)

    assert [card.title for card in shelf().finder.find("dolor").cards] == ["Back pain"]
    assert len(shelf().cards) == 1
    (spanish,) = shelf("es").finder.find("back").cards
    assert (spanish.title, spanish.language) == ("Dolor de espalda", "es")


@pytest.mark.django_db
def test_a_published_or_withdrawn_sheet_shows_at_once(django_assert_num_queries):
    assert shelf().cards == []
    version = FactsheetVersionFactory(sheet=FactsheetFactory(slug="new"), title="New", published=True)
    assert [card.slug for card in shelf().cards] == ["new"]
    with django_assert_num_queries(1):
        shelf()
    Factsheet.objects.filter(pk=version.sheet_id).update(current=None)
    assert shelf().cards == []


@pytest.mark.django_db
def test_what_moves_without_a_new_version_shows_within_a_minute(monkeypatch):
    version = FactsheetVersionFactory(sheet=FactsheetFactory(slug="new"), title="New", published=True)
    shelf()
    Factsheet.objects.filter(pk=version.sheet_id).update(search_words="zebra\n\n")
    assert shelf().finder.find("zebra").is_near
    later = time.monotonic() + shelves.MOST_SECONDS + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert [card.slug for card in shelf().finder.find("zebra").cards] == ["new"]


@pytest.fixture
def large_library(db):
    """A library of 900 sheets with as many words as real ones."""
    conditions = [ConditionFactory(name=f"Trouble {n}", synonyms=[f"ailment{n}", f"worry{n}"]) for n in range(30)]
    sheets = Factsheet.objects.bulk_create(
        Factsheet(
            slug=f"sheet-{n}", kind="condition", condition=conditions[n % 30], body_area="leg",
            search_words=f"name{n}\nsummary\n" + " ".join(f"word{(n * 7 + i) % 9000}" for i in range(400)),
        )
        for n in range(900)
    )  # fmt: skip
    versions = FactsheetVersion.objects.bulk_create(
        FactsheetVersion(sheet=sheet, number=1, title=f"Sheet {sheet.slug}", summary="About it", body="x", author="x",
                         checksum="x", status="published", published_on="2026-01-05", review_by="2027-01-05")
        for sheet in sheets
    )  # fmt: skip
    for sheet, version in zip(sheets, versions, strict=True):
        sheet.current = version
    Factsheet.objects.bulk_update(sheets, ["current"], batch_size=300)


def test_thirty_times_the_library_asks_no_more_and_is_no_longer(large_library, anonymous, django_assert_num_queries):
    anonymous.get(reverse("library:index"))
    with django_assert_num_queries(1):
        page = anonymous.get(reverse("library:index"))
    assert len(page.content) < 150_000
    with django_assert_num_queries(1):
        assert len(anonymous.post(reverse("library:find"), {"q": "sheet"}).context["sheets"]) == MOST_FOUND
    with django_assert_num_queries(1):
        anonymous.get(reverse("library:index"), {"letter": "S"})

    for text in ("word12", "trubble 7", "zzzzqqqq", "a b c d e f g h i j k l m n"):
        with django_assert_num_queries(1):
            assert len(anonymous.post(reverse("library:find"), {"q": text}).context["sheets"]) <= MOST_FOUND
