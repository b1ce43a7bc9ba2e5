"""The library's content files obey their rules, and each rule fires when a file is broken."""

import copy

import pytest

from tests.library import content_rules as data
from tests.library import sheet_rules as sheets
from tests.library.content_files import DOCUMENTS, MARKER, URGENT, read_content

pytestmark = pytest.mark.no_database

RULES = [*data.DATA_RULES, *sheets.SHEET_RULES]
SHEETS = {
    "how-acupuncture-relieves-pain",
    "your-visit",
    "chronic-low-back-pain",
    "knee-osteoarthritis",
    "migraine",
    "tension-type-headache",
    "nausea-and-vomiting",
    "electroacupuncture",
    "chronic-pain",
    "fibromyalgia",
    "rheumatoid-arthritis-of-the-knee",
    "shoulder-pain",
    "achilles-tendonitis",
    "dental-pain",
    "labour-pain",
    "recovery-after-surgery",
    "urinary-retention-after-spinal-injury",
    "stress-incontinence",
    "anxiety-and-stress",
    "messengers",
    "inflammation",
    "treatments-compared",
    "tui-na",
    "acupressure-and-tapping",
    "choosing-a-practitioner",
    "measuring-progress",
    "will-acupuncture-help-me",
    "research-and-ai",
}
with_documents = pytest.mark.skipif(
    not DOCUMENTS.is_dir(), reason="the clinic's documents, no part of the repository, are not in ../shared/sources"
)


@pytest.fixture(scope="module")
def whole():
    return read_content()


@pytest.fixture
def content(whole):
    """A copy that a test may break."""
    return copy.deepcopy(whole)


def find(entries, id_):
    return next(entry for entry in entries if entry["id"] == id_)


def edit(content, slug, old, new):
    sheet = content.sheets[slug]
    assert old in sheet.body
    sheet.body = sheet.body.replace(old, new, 1)


def test_sheets_are_all_there(whole):
    assert set(whole.sheets) >= SHEETS


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_content_obeys(whole, rule):
    assert list(rule(whole)) == []


@with_documents
@pytest.mark.parametrize("rule", data.DOCUMENT_RULES, ids=lambda rule: rule.__name__)
def test_content_agrees_with_documents(whole, rule):
    assert list(rule(whole)) == []


def test_every_listed_work_is_a_reference(whole):
    """The documents list 40 works, one of them twice."""
    assert len(whole.references) == 40
    assert sum(not r["custom"]["hegu"]["cited"] for r in whole.references) == 6


def set_in(part, id_, key, value):
    def broken(content):
        find(getattr(content, part), id_)[key] = value

    return broken


def edited(slug, old, new):
    return lambda content: edit(content, slug, old, new)


def set_front(slug, key, value):
    return lambda content: content.sheets[slug].front.update({key: value})


BROKEN = [
    (data.ids_are_unique, set_in("practice", "practice-ea", "id", "practice-stop"), "practice-stop stands 2"),
    (data.ids_are_unique, set_in("practice", "practice-ea", "id", "practice ea"), "is no slug"),
    (data.references_are_whole, set_in("references", "han-2004", "author", []), "han-2004 has no author"),
    (data.references_are_whole, set_in("references", "han-2004", "title", ""), "whether there is a title"),
    (data.references_are_whole, set_in("claims", "yu-achilles", "references", []), "yu-2015: cited must say"),
    (data.claims_stand_somewhere, set_in("claims", "thin-needles", "source", "x"), "no source x"),
    (
        data.claims_stand_somewhere,
        set_in("claims", "thin-needles", "place", {"heading": "Elsewhere", "paragraph": 1}),
        "no heading Elsewhere",
    ),
    (
        data.claims_stand_somewhere,
        set_in("claims", "ea-what", "place", {"post": "tapping", "heading": "Electro Acupuncture", "paragraph": 0}),
        "not in the post tapping",
    ),
    (data.claim_references_exist, set_in("claims", "yu-achilles", "references", ["yu"]), "no reference yu"),
    (
        data.claim_references_exist,
        set_in("claims", "yu-achilles", "references", ["he-2022"]),
        "he-2022 is listed under another post",
    ),
    (
        data.claim_references_exist,
        set_in("claims", "yu-achilles", "references", ["han-2004"]),
        "han-2004 is not listed in shaftesbury-posts",
    ),
    (data.verdicts_hold, set_in("claims", "yu-achilles", "verdict", "fine"), "unknown verdict fine"),
    (data.verdicts_hold, set_in("claims", "yu-achilles", "verdict", "no_citation"), "does not fit"),
    (data.verdicts_hold, set_in("claims", "nih-low-back", "verdict", "cited_and_listed"), "does not fit"),
    (data.verdicts_hold, set_in("claims", "ea-nerve-pain", "verdict", "cited_and_listed"), "does not fit"),
    (data.signposts_are_grounded, set_in("safety", "safety-chest", "id", "chest"), "must begin with safety-"),
    (data.signposts_are_grounded, set_in("safety", "safety-chest", "claim", "chest"), "no claim chest"),
    (data.signposts_are_grounded, set_in("safety", "safety-chest", "status", ""), "status and as_of"),
    (data.signposts_are_grounded, set_in("safety", "safety-chest", "status", "document"), "goes with a claim"),
    (sheets.markers_resolve, edited("migraine", "[[xu-migraine]]", "[[xu-2099]]"), "no claim xu-2099"),
    (sheets.markers_resolve, edited("migraine", ".[[xu-migraine]]", ". [[xu-migraine]]"), "without a space"),
    (sheets.markers_resolve, edited("migraine", "[[xu-migraine]]", "[[Xu migraine]]"), "not well formed"),
    (
        sheets.markers_may_be_printed,
        edited("electroacupuncture", "[[yu-achilles]]", "[[yeung-tennis-elbow]]"),
        "cited_listed_other_subject and may not be printed",
    ),
    (
        sheets.markers_may_be_printed,
        edited("nausea-and-vomiting", "[[ho-surgery-nausea]]", "[[ea-chemotherapy-nausea]]"),
        "citation_ambiguous and may not be printed",
    ),
    (
        sheets.markers_may_be_printed,
        edited("knee-osteoarthritis", "[[casimiro-knee]]", "[[knee-cohort-il6]]"),
        "cited_not_listed and may not be printed",
    ),
    (
        sheets.markers_may_be_printed,
        edited("migraine", "[[xu-migraine]]", "[[restores-balance]]"),
        "has no citation and stands in In short",
    ),
    (
        sheets.markers_may_be_printed,
        edited("your-visit", "[[after-soreness]]", "[[endorphin-peak]]"),
        "gives figures without a full reference",
    ),
    (
        sheets.unsourced_is_a_third,
        edited("your-visit", "[[needle-feeling]]\n", "[[needle-feeling]]\n" + "- So it is.[[not-magic]]\n" * 30),
        "have no study named",
    ),
    (sheets.unsourced_section_is_marked, edited("your-visit", "[[after-soreness]]", ""), "no claim is named for"),
    (sheets.front_matter_is_whole, lambda c: c.sheets["migraine"].front.pop("summary"), "differs by ['summary']"),
    (sheets.front_matter_is_whole, set_front("migraine", "order", "first"), "order must be of the kind int"),
    (sheets.front_matter_is_whole, set_front("migraine", "slug", "x"), "the slug is x"),
    (sheets.front_matter_is_whole, set_front("migraine", "condition", "x"), "does not fit condition x"),
    (sheets.front_matter_is_whole, set_front("migraine", "related", ["x"]), "no sheet x"),
    (data.conditions_have_parents, lambda c: c.conditions[1].update(parent="x"), "no condition x"),
    (data.conditions_have_parents, lambda c: c.conditions[1].update(icd10="back"), "no ICD-10 code"),
    (data.conditions_have_sheets, lambda c: c.sheets.pop("migraine"), "migraine: neither a sheet nor no_sheet"),
    (data.conditions_have_sheets, lambda c: c.conditions[0].update(no_sheet="None yet."), "a sheet and a reason"),
    (sheets.sections_are_in_order, edited("migraine", "## What it is", "## What is it"), "out of order"),
    (
        sheets.sections_are_in_order,
        edited("your-visit", "## Safety and when to get help", "### Safety"),
        "no section Safety",
    ),
    (sheets.markdown_is_simple, edited("migraine", "- It can raise", "- <b>It</b> can raise"), "only paragraphs"),
    (sheets.markdown_is_simple, edited("migraine", "- It can raise", "1. [It](x) can|raise"), "only paragraphs"),
    (sheets.urgent_care_is_said, edited("migraine", URGENT, "Take care."), "must begin with"),
    (sheets.refusals_come_first, edited("knee-osteoarthritis", "[[guideline-ng226]]", ""), "must open with"),
    (sheets.refusals_are_said, edited("electroacupuncture", "[[guideline-cg55]]", ""), "prints qu-labour and not"),
    (
        sheets.words_are_plain,
        edited("migraine", "Ask your doctor", "Ask your doctor " + "now " * 20),
        "words in one sentence",
    ),
    (sheets.words_are_plain, edited("migraine", "Ask your doctor", "No. No. No. Ask your doctor"), "A paragraph of"),
    (sheets.words_are_plain, edited("migraine", "Ask your doctor", "In 5% ask"), "not in per cent"),
    (
        sheets.words_are_plain,
        edited("migraine", "Ask your doctor", "Multidisciplinary neurophysiological characterisation. " * 60),
        "reading grade",
    ),
    (sheets.length_fits_two_pages, edited("migraine", "Ask your doctor", "Ask " * 100), "450 to 700"),
    (sheets.no_banned_words, edited("migraine", "Ask your doctor", "This cures you"), "uses “cures”"),
    (sheets.no_banned_words, set_front("migraine", "summary", "A miracle."), "uses “miracle”"),
]


@pytest.mark.parametrize(("rule", "broken", "says"), BROKEN)
def test_rule_fires(content, rule, broken, says):
    broken(content)
    assert any(says in problem for problem in rule(content)), list(rule(content))


def test_approved_phrase_may_hold_a_banned_word(content):
    edit(content, "migraine", "Ask your doctor", "Acupuncture is not a cure. Ask your doctor")
    assert list(sheets.no_banned_words(content)) == []


BROKEN_DOCUMENTS = [
    (
        data.words_are_our_own,
        set_in("claims", "yu-achilles", "statement", "an adjunct of acupuncture practise where a small electrical"),
        "copied",
    ),
]


@with_documents
@pytest.mark.parametrize(("rule", "broken", "says"), BROKEN_DOCUMENTS)
def test_document_rule_fires(content, rule, broken, says):
    broken(content)
    assert any(says in problem for problem in rule(content))


def test_every_rule_is_seen_to_fire():
    fired = {rule for rule, _, _ in [*BROKEN, *BROKEN_DOCUMENTS]}
    assert fired == {*RULES, *data.DOCUMENT_RULES}


def test_markers_are_not_counted_as_words(whole):
    assert not any(MARKER.search(sheet.plain) for sheet in whole.sheets.values())
