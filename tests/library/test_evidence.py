"""The evidence pages: finding a claim, reading what counts for it, and settling it."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.models import Claim, Settlement, Statement
from tests.factories import (
    ClaimFactory,
    FactsheetVersionFactory,
    ReferenceFactory,
    SettlementFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
V = Claim.Verdict
INDEX, WORKS = reverse("library:evidence"), reverse("library:evidence-works")
LIU = {
    "id": "liu-2017",
    "type": "article-journal",
    "author": [{"family": "Liu", "given": "Zoë"}],
    "issued": {"date-parts": [[2017]]},
    "title": "Leaking urine <b>",
    "custom": {"hegu": {"findings": ["listed_twice"], "times_listed": 2}},
}


def url(claim, name="claim"):
    return reverse(f"library:evidence-{name}", args=[claim.slug])


def printed(claim, **sheet):
    """Put the claim on a sheet that is shown."""
    version = FactsheetVersionFactory(**{f"sheet__{key}": value for key, value in sheet.items()})
    Statement.objects.create(version=version, claim=claim, order=1, section="In short")
    version.status, version.published_on, version.review_by = "published", "2026-01-05", "2027-01-05"
    version.save()
    version.sheet.current = version
    version.sheet.save()
    return version


@pytest.fixture
def claims(db):
    source = SourceFactory(slug="posts", title="Five posts", posts=[{"id": "ea", "title": "Electro"}])
    place = {"post": "ea", "heading": "Electro", "paragraph": 6}
    leaking = ClaimFactory(
        slug="leaking", statement="It may ease leaking.", source=source, place=place, cited_as="Zhishun et al, 2017",
        findings=["first_name"], note="Listed as Liu.",
    )  # fmt: skip
    leaking.references.add(ReferenceFactory(slug="liu-2017", csl=LIU))
    doubtful = ClaimFactory(slug="doubtful", statement="It may ease nerve pain.", verdict=V.AMBIGUOUS)
    plain = ClaimFactory(slug="plain", statement="Needles are thin.", uncited=True)
    printed(leaking, slug="bladder")
    return {"leaking": leaking, "doubtful": doubtful, "plain": plain}


def found(client, **query):
    return {row.claim.slug for row in client.get(INDEX, query).context["page"]}


def test_a_claim_says_all_that_is_known_of_it(desk, claims):
    text = desk.get(INDEX).content.decode()

    for words in (
        "It may ease leaking.",
        "Five posts, post “Electro”, paragraph 6",
        "Zhishun et al, 2017",
        "Liu, Zoë (2017) Leaking urine &lt;b&gt;.",
        "Cited by a first name",
        "Listed as Liu.",
        "May be printed, with its work.",
        f'<a href="{reverse("library:sheet", args=["bladder"])}">Sore knee</a>',
        "May not be printed until an editor settles it.",
        "May be printed only where no study is named.",
    ):
        assert words in text, words


def test_the_bar_is_drawn_from_the_verdicts_that_count(desk, claims):
    SettlementFactory(claim=claims["doubtful"], verdict=V.OTHER_SUBJECT, reference=None)
    shares = {share["verdict"]: share for share in desk.get(INDEX).context["shares"]}

    assert {verdict: share["count"] for verdict, share in shares.items()} == {
        V.CITED_AND_LISTED: 1,
        V.CITED_NOT_LISTED: 0,
        V.OTHER_SUBJECT: 1,
        V.AMBIGUOUS: 0,
        V.NO_CITATION: 1,
    }
    assert sum(share["width"] for share in shares.values()) == pytest.approx(100, abs=0.1)
    assert shares[V.NO_CITATION]["start"] == pytest.approx(66.67, abs=0.1)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ({}, {"leaking", "doubtful", "plain"}),
        ({"verdict": "citation_ambiguous"}, {"doubtful"}),
        ({"source": "posts"}, {"leaking"}),
        ({"use": "used"}, {"leaking"}),
        ({"use": "unused"}, {"doubtful", "plain"}),
        ({"q": "ZOE leaking"}, {"leaking"}),
        ({"q": "first name"}, {"leaking"}),
        ({"q": "may ease", "verdict": "citation_ambiguous"}, {"doubtful"}),
        ({"q": "nothing-like-it"}, set()),
        ({"page": "99"}, {"leaking", "doubtful", "plain"}),
        ({"page": "x"}, {"leaking", "doubtful", "plain"}),
    ],
)
def test_claims_are_found(desk, claims, query, slugs):
    assert found(desk, **query) == slugs


@pytest.mark.parametrize(
    "query", [{"q": "a" * 101}, {"q": "x\0y"}, {"verdict": "fine"}, {"source": "no\0where"}, {"use": "sometimes"}]
)
def test_odd_questions_get_a_sentence_and_every_claim(desk, claims, query):
    response = desk.get(INDEX, query)

    assert response.status_code == 200
    assert "evidence-error" in response.content.decode()
    assert len(response.context["page"]) == 3


def test_an_empty_library_says_so(desk):
    assert "No statements yet" in desk.get(INDEX).content.decode()
    assert "No works yet" in desk.get(WORKS).content.decode()


def test_pages_keep_what_was_asked(desk):
    source = SourceFactory()
    for _ in range(41):
        ClaimFactory(source=source)
    text = desk.get(INDEX, {"source": source.slug}).content.decode()

    assert f"?source={source.slug}&amp;page=2" in text
    assert len(desk.get(INDEX, {"page": 2}).context["page"]) == 1


def asked(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_page_asks_more_when_the_library_grows(manager, claims):
    pages = [INDEX, WORKS, url(claims["leaking"]), url(claims["leaking"], "settle")]
    few = [asked(manager, page) for page in pages]
    for number in range(20):
        claim = ClaimFactory()
        claim.references.add(ReferenceFactory(csl=LIU))
        printed(claim)
        SettlementFactory(claim=claim)
        SettlementFactory(claim=claims["leaking"], number=number + 1)

    assert [asked(manager, page) for page in pages] == few
    assert max(few) <= 12


def test_the_works_with_who_cites_them(desk, claims):
    text = desk.get(WORKS).content.decode()

    assert 'id="liu-2017"' in text
    assert "Listed twice" in text
    assert f'<a href="{url(claims["leaking"])}">It may ease leaking.</a>' in text


def test_the_works_can_be_taken_to_a_reference_manager(desk, claims):
    response = desk.get(reverse("library:evidence-works-csl"))

    assert response["Content-Type"].startswith("application/vnd.citationstyles.csl+json")
    assert 'filename="works.json"' in response["Content-Disposition"]
    assert json.loads(response.content) == [LIU]


def test_staff_find_the_evidence_from_the_library_and_the_public_does_not(desk, anonymous):
    assert INDEX in desk.get(reverse("library:index")).content.decode()
    assert INDEX not in anonymous.get(reverse("library:index")).content.decode()


def sent(**changes):
    values = {"verdict": "cited_and_listed", "reference": "liu-2017", "reason": "I read <it>.", "seen": "0"}
    return values | {"once_key": str(uuid.uuid4())} | changes


def test_an_editor_settles_a_claim_and_its_page_tells_the_history(manager, claims):
    claim = claims["doubtful"]
    response = manager.post(url(claim, "settle"), sent(), follow=True)

    row = Settlement.objects.get()
    assert (row.claim, row.was, row.verdict) == (claim, V.AMBIGUOUS, V.CITED_AND_LISTED)
    assert (row.reference.slug, row.reason, row.by) == ("liu-2017", "I read <it>.", manager.user)
    text = response.content.decode()
    for words in ("The audit found:</strong> Citation ambiguous", "Settled: Cited and listed", "I read &lt;it&gt;."):
        assert words in text
    assert found(manager, verdict="cited_and_listed") == {"leaking", "doubtful"}

    manager.post(url(claim, "settle"), sent(verdict="withdraw", reference="", seen="1"))
    assert "Taken back" in manager.get(url(claim)).content.decode()
    assert found(manager, verdict="citation_ambiguous") == {"doubtful"}


def test_only_an_editor_sees_the_way_to_settle(desk, manager, claims):
    page = url(claims["doubtful"])
    assert url(claims["doubtful"], "settle") in manager.get(page).content.decode()
    assert url(claims["doubtful"], "settle") not in desk.get(page).content.decode()
    assert desk.post(url(claims["doubtful"], "settle"), sent()).status_code == 403
    assert not Settlement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"verdict": ""}, "Choose what counts from now on."),
        ({"verdict": "fine"}, "Choose one of the verdicts on the list."),
        ({"verdict": "withdraw", "reference": ""}, "Choose one of the verdicts on the list."),
        ({"reference": ""}, "Choose the work that carries the statement."),
        ({"reference": "no-such"}, "That work is not among those listed in full."),
        ({"reference": "no\0such"}, "That work is not among those listed in full."),
        ({"reference": "short"}, "That work is not among those listed in full."),
        ({"verdict": "no_citation"}, "Choose “No work”: only “cited and listed” names one."),
        ({"verdict": "citation_ambiguous", "reference": ""}, "That is what counts already."),
        ({"reason": "  "}, "Say in a sentence why"),
        ({"reason": "x" * 1001}, "1000 characters or fewer"),
        ({"reason": "a\0b"}, "NUL"),
        ({"seen": ""}, "This page has lost its place."),
        ({"seen": "x"}, "This page has lost its place."),
        ({"seen": "-1"}, "This page has lost its place."),
        ({"once_key": "x"}, "This page has lost its key."),
    ],
)
def test_a_bad_settlement_gets_a_sentence_and_keeps_what_was_typed(manager, claims, changes, sentence):
    ReferenceFactory(slug="short", is_complete=False)
    response = manager.post(url(claims["doubtful"], "settle"), sent(**changes))

    text = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in text
    assert sentence in text
    if "reason" not in changes:
        assert "I read &lt;it&gt;." in text
    assert not Settlement.objects.exists()


def test_pressed_twice_it_is_settled_once(manager, claims):
    values = sent()
    manager.post(url(claims["doubtful"], "settle"), values)
    again = manager.post(
        url(claims["doubtful"], "settle"),
        values | {"seen": "1", "verdict": "no_citation", "reference": ""},
        follow=True,
    )

    assert "Nothing was made twice" in again.content.decode()
    assert Settlement.objects.count() == 1


def test_the_second_of_two_editors_is_told_and_may_insist(manager, claims):
    claim = claims["doubtful"]
    first = SettlementFactory(claim=claim, verdict=V.OTHER_SUBJECT, reference=None, reason="It is about the knee.")
    response = manager.post(url(claim, "settle"), sent())

    text = response.content.decode()
    assert f"{first.by.name} settled this claim on" in text
    assert "It is about the knee." in text
    assert Settlement.objects.count() == 1
    again = {name: response.context["form"][name].value() for name in sent()}
    assert manager.post(url(claim, "settle"), again).status_code == 302
    assert Settlement.objects.get(number=2).was == V.OTHER_SUBJECT


def test_a_printed_statement_that_may_no_longer_print_is_marked(manager, claims):
    SettlementFactory(claim=claims["leaking"], verdict=V.OTHER_SUBJECT, reference=None)

    assert "Publish the sheet again without it." in manager.get(url(claims["leaking"])).content.decode()
    assert "Publish the sheet again without it." not in manager.get(url(claims["doubtful"])).content.decode()


def test_a_claim_that_is_not_there(manager):
    for name in ("claim", "settle"):
        assert manager.get(reverse(f"library:evidence-{name}", args=["nothing"])).status_code == 404
