"""What the public pages tell machines: caches, search engines, and nobody about the reader."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import ConditionFactory, FactsheetFactory, FactsheetVersionFactory

pytestmark = pytest.mark.django_db
KEPT = [("library:index", []), ("library:sheet", ["knee"]), ("library:sheet-pdf", ["knee"])]
DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def knee():
    condition = ConditionFactory(name="Knee osteoarthritis", synonyms=["worn knee"], icd10="M17")
    sheet = FactsheetFactory(slug="knee", kind="condition", condition=condition, body_area="leg")
    return FactsheetVersionFactory(sheet=sheet, title="Knee osteoarthritis", published=True)


def told(client):
    """The structured data of the sheet, as a machine reads it."""
    text = client.get(reverse("library:sheet", args=["knee"])).content.decode()
    (found,) = DATA.findall(text)
    return json.loads(found)


@pytest.mark.parametrize(("name", "args"), KEPT)
def test_what_nobody_in_particular_sees_is_kept_a_while(anonymous, knee, name, args):
    url = reverse(name, args=args)
    response = anonymous.get(url)
    assert response["Cache-Control"] == "public, max-age=300"
    assert "Cookie" in response["Vary"]
    assert not response.cookies
    again = anonymous.get(url, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert not again.cookies


@pytest.mark.parametrize(("name", "args"), KEPT)
def test_what_staff_see_is_never_kept(desk, knee, name, args):
    response = desk.get(reverse(name, args=args))
    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]
    assert "ETag" not in response


def test_a_changed_sheet_has_another_tag(anonymous, knee):
    url = reverse("library:sheet", args=["knee"])
    tag = anonymous.get(url)["ETag"]
    FactsheetVersionFactory(sheet=knee.sheet, title="Another", published=True)
    assert anonymous.get(url, headers={"if-none-match": tag}).status_code == 200


def test_what_is_not_there_is_not_kept(anonymous):
    assert "max-age" not in anonymous.get(reverse("library:sheet", args=["knee"])).get("Cache-Control", "")


def test_the_box_needs_no_cookie_and_sets_none(knee):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(reverse("library:find"), {"q": "knee"})
    assert response.status_code == 200
    assert not response.cookies
    assert strict.get(reverse("library:find")).status_code == 405


@pytest.mark.parametrize("text", ["k" * 101, "x\0y"])
def test_odd_words_in_the_box_get_a_sentence(anonymous, knee, text):
    response = anonymous.post(reverse("library:find"), {"q": text})
    assert response.status_code == 200
    assert "library-q-error" in response.content.decode()


def test_what_was_typed_is_harmless(anonymous, knee):
    text = anonymous.post(reverse("library:find"), {"q": "<script>x"}).content.decode()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_structured_data_says_what_the_page_says(anonymous, knee):
    data = told(anonymous)
    assert data["@type"] == "MedicalWebPage"
    assert data["url"] == "http://testserver/library/knee/"
    assert (data["name"], data["inLanguage"], data["datePublished"]) == ("Knee osteoarthritis", "en", "2026-01-05")
    assert data["about"]["code"] == {"@type": "MedicalCode", "codeValue": "M17", "codingSystem": "ICD-10"}
    assert data["citation"] == ["Example, A. (2020) A trial."]
    assert data["audience"] == {"@type": "Patient"}


def test_structured_data_claims_no_review_that_was_not(anonymous, knee):
    assert not {"reviewedBy", "lastReviewed"} & told(anonymous).keys()
    FactsheetVersionFactory(
        sheet=knee.sheet, title="Knee", reviewer="Dr Ann Example", reviewed_on=date(2026, 1, 2), published=True
    )
    data = told(anonymous)
    assert data["reviewedBy"] == {"@type": "Person", "name": "Dr Ann Example"}
    assert data["lastReviewed"] == "2026-01-02"


def test_a_topic_is_about_no_condition(anonymous):
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="knee"), published=True)
    assert "about" not in told(anonymous)


def test_no_title_ends_the_data_block(anonymous, knee):
    title = "</script><script>alert(1)</script><!-- & \u2028"
    FactsheetVersionFactory(sheet=knee.sheet, title=title, published=True)
    text = anonymous.get(reverse("library:sheet", args=["knee"])).content.decode()
    assert "<script>alert" not in text
    assert told(anonymous)["name"] == title


def test_the_head_of_a_sheet(anonymous, knee):
    text = " ".join(anonymous.get(reverse("library:sheet", args=["knee"]) + "?from=letter").content.decode().split())
    assert "<title>Knee osteoarthritis · Stillwater Acupuncture</title>" in text
    assert '<link rel="canonical" href="http://testserver/library/knee/">' in text
    assert '<meta property="og:title" content="Knee osteoarthritis">' in text
    assert '<meta name="description" content="What needles may do for a sore knee.">' in text


def test_the_site_map_names_what_is_shown(anonymous, knee, django_assert_max_num_queries):
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="draft"))
    for number in range(20):
        FactsheetVersionFactory(sheet=FactsheetFactory(slug=f"more-{number}"), published=True)
    with django_assert_max_num_queries(4):
        response = anonymous.get(reverse("sitemap"))
    places = [place.text for place in ET.fromstring(response.content).iter() if place.tag.endswith("loc")]  # noqa: S314
    assert places[:2] == ["http://testserver/", "http://testserver/library/"]
    assert "http://testserver/library/knee/" in places
    assert len(places) == 23
    assert not any("draft" in place for place in places)
    assert not response.cookies


def test_robots_are_shown_the_library_alone(anonymous):
    response = anonymous.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    assert "Disallow: /" in lines
    assert "Allow: /library/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
