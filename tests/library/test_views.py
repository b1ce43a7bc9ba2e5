"""The library's public pages."""

import pytest
from django.urls import reverse

from clinic.access import Role
from library.actions import search_words_for
from tests.factories import (
    ConditionFactory,
    FactsheetFactory,
    FactsheetVersionFactory,
    PatientFactory,
    PractitionerFactory,
)

pytestmark = pytest.mark.django_db
INDEX = reverse("library:index")


@pytest.fixture(autouse=True)
def _store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def published(slug="knee", title="Sore knee", **sheet):
    sheet = FactsheetFactory(slug=slug, search_words=search_words_for(title, "Crème brûlée"), **sheet)
    return FactsheetVersionFactory(sheet=sheet, title=title, published=True)


def page(client, slug="knee", name="library:sheet", **query):
    return client.get(reverse(name, args=[slug]), query)


def test_the_library_lists_conditions_and_topics(anonymous):
    published("knee", kind="condition", condition=ConditionFactory(), body_area="leg")
    published("visit", title="Your visit")
    response = anonymous.get(INDEX)

    assert [sheet.slug for sheet in response.context["conditions"]] == ["knee"]
    assert [sheet.slug for sheet in response.context["topics"]] == ["visit"]
    assert "What needles may do for a sore knee." in response.content.decode()


def test_an_empty_library_says_so(anonymous):
    assert "No sheets yet" in anonymous.get(INDEX).content.decode()


@pytest.mark.parametrize("text", ["a" * 101, "x\0y"])
def test_odd_searches_get_a_sentence(anonymous, text):
    response = anonymous.get(INDEX, {"q": text})

    assert response.status_code == 200
    assert "library-q-error" in response.content.decode()


def test_by_body_area(anonymous):
    published("knee", kind="condition", condition=ConditionFactory(), body_area="leg")
    published("head", kind="condition", condition=ConditionFactory(), body_area="head")
    published("visit", title="Your visit")
    response = anonymous.get(INDEX, {"area": "leg"})

    assert [sheet.slug for sheet in response.context["conditions"]] == ["knee"]
    assert [area["slug"] for area in response.context["areas"]] == ["head", "leg"]
    assert "Your visit" not in response.content.decode()
    for odd in ("moon", "\0", "m" * 5000):
        assert "No sheet here yet" in anonymous.get(INDEX, {"area": odd}).content.decode()


def test_the_library_asks_the_database_once_however_many_sheets(anonymous, django_assert_num_queries):
    published("one")
    with django_assert_num_queries(3):  # is it as it was; sheets; conditions
        anonymous.get(INDEX)
    with django_assert_num_queries(1):
        anonymous.get(INDEX)
    for number in range(12):
        published(f"more-{number}")
    with django_assert_num_queries(3):
        assert len(anonymous.get(INDEX).context["topics"]) == 13
    with django_assert_num_queries(1):
        anonymous.get(INDEX)


def test_a_sheet_reads_with_its_sources(anonymous, django_assert_num_queries):
    version = published()
    version.sheet.related = ["visit", "gone"]
    version.sheet.save()
    published("visit", title="Your visit")
    with django_assert_num_queries(2):
        response = page(anonymous)
    text = response.content.decode()

    assert '<sup class="cite"><a href="#source-1" id="cite-1" aria-label="Source 1">1</a></sup>' in text
    assert 'href="#cite-1"' in text
    assert "Not yet reviewed by a clinician" in text
    assert "Version 1" in text or f"Version {version.number}" in text
    assert [sheet.slug for sheet in response.context["related"]] == ["visit"]
    assert "Give to patient" not in text


def test_a_sheet_says_where_it_stands_and_how_to_pass_it_on(anonymous):
    published(kind="condition", condition=ConditionFactory(), body_area="leg")
    text = page(anonymous).content.decode()

    assert f'<a href="{INDEX}?area=leg">Hip, knee and leg</a>' in text
    for address in ("#in-short", "#safety-and-when-to-get-help", "#sources", "http://testserver/library/knee/"):
        assert f'href="{address}"' in text
    for paper, size in (("a4", ""), ("letter", ""), ("a4", "&amp;print=large"), ("letter", "&amp;print=large")):
        assert f'href="/library/knee.pdf?paper={paper}{size}"' in text


def test_staff_go_from_a_sheet_to_a_patient(desk):
    published()
    patient = PatientFactory(full_name="Wilma Archer")
    give = reverse("library:give-sheet", args=["knee"])
    assert f'href="{give}"' in page(desk).content.decode()

    asked = desk.post(give, {"patient-search": "Wilma"}).content.decode()
    assert f'value="{patient.pk}"' in asked
    assert "Choose the person from those found." in asked
    chosen = desk.post(give, {"patient": patient.pk})
    assert chosen.url == f"{reverse('library:give', args=[patient.pk])}?sheet=knee"
    assert desk.get(chosen.url).context["form"]["sheet"].value() == "knee"


@pytest.mark.parametrize("sent", [{}, {"patient": "0"}, {"patient": "x\0"}, {"patient-search": "n" * 10_000}])
def test_a_person_who_is_not_there_gets_a_sentence(desk, sent):
    published()
    response = desk.post(reverse("library:give-sheet", args=["knee"]), sent)

    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert desk.get(reverse("library:give-sheet", args=["no-such"])).status_code == 404


def test_markup_in_a_sheet_is_harmless(anonymous):
    sheet = FactsheetFactory(slug="knee")
    FactsheetVersionFactory(
        sheet=sheet, title="<script>t", body="## <script>h\n\n<script>b **<i>** [[x]]\n", published=True,
        notes={"sources": [{"number": 1, "text": "<script>s", "place": "<script>p"}], "marks": {"x": [1]},
               "safety": "<script>f"},
    )  # fmt: skip
    text = page(anonymous).content.decode()

    for letter in "thbspf":
        assert f"&lt;script&gt;{letter}" in text
        assert f"<script>{letter}" not in text
    assert "<strong>&lt;i&gt;</strong>" in text


@pytest.mark.parametrize("name", ["library:sheet", "library:sheet-pdf"])
def test_what_is_not_published_is_not_there(anonymous, manager, name):
    FactsheetVersionFactory(sheet=FactsheetFactory(slug="draft"))
    assert anonymous.get(INDEX).context["count"] == 0

    for client in (anonymous, manager):
        assert page(client, "draft", name).status_code == 404
        assert page(client, "no-such-sheet", name).status_code == 404


def test_a_sheet_past_its_review_date_says_so(anonymous, time_machine_at):
    published()
    time_machine_at("2027-02-01 12:00Z")

    assert "should have been reviewed by 5 January 2027" in page(anonymous).content.decode()


@pytest.fixture
def time_machine_at(request):
    import time_machine

    def travel(when):
        traveller = time_machine.travel(when, tick=False)
        traveller.start()
        request.addfinalizer(traveller.stop)

    return travel


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("size", ["normal", "large"])
def test_the_pdf_in_four_forms(anonymous, paper, size):
    published()
    response = page(anonymous, name="library:sheet-pdf", paper=paper, print=size, lang="en")

    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="knee-{paper}-{size}.pdf"'
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("query", [{"paper": "a5"}, {"print": "huge"}, {"paper": ""}, {"paper": "\0"}])
def test_a_print_that_does_not_exist_is_explained(anonymous, query):
    published()
    response = page(anonymous, name="library:sheet-pdf", **query)

    assert response.status_code == 400
    assert "The paper can be A4 or US Letter" in response.content.decode()


@pytest.mark.parametrize("name", ["library:sheet", "library:sheet-pdf"])
@pytest.mark.parametrize("language", ["tlh", "", "en\0", "x" * 10_000])
def test_a_language_that_does_not_exist_is_explained(anonymous, name, language):
    published()
    response = page(anonymous, name=name, lang=language)

    assert response.status_code == 400
    assert "The library does not keep that language" in response.content.decode()
    assert "Español" in response.content.decode()


def test_a_language_without_this_sheet_is_not_there(anonymous):
    published()

    assert page(anonymous, name="library:sheet-pdf", lang="es").status_code == 404


@pytest.mark.parametrize("name", ["library:index", "library:sheet", "library:sheet-pdf"])
def test_public_pages_only_show(anonymous, name):
    published()

    assert anonymous.post(reverse(name, args=[] if name == "library:index" else ["knee"])).status_code == 405


def test_the_front_page(anonymous, django_assert_num_queries):
    PractitionerFactory(display_name="Mei Chen", post_nominals="L.Ac.", languages="English, Mandarin", is_listed=True)
    PractitionerFactory(display_name="Not Listed")
    for number in range(8):
        published(f"sheet-{number}")
    anonymous.get(INDEX)
    with django_assert_num_queries(2):
        response = anonymous.get(reverse("home"))
    text = response.content.decode()

    assert "Mei Chen" in text
    assert "Speaks English, Mandarin" in text
    assert "Not Listed" not in text
    assert 'href="tel:01632960210"' in text
    assert "/book/" not in text
    assert len(response.context["sheets"]) == 6


def test_staff_go_on_to_today(login):
    assert login(Role.DESK).get(reverse("home")).status_code == 302
