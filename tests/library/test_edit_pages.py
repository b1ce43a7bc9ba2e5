"""The editors' pages: the list, what is due, the preview, the claims to choose from."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from library.actions import editing
from library.content_files import read_content
from library.loading import load
from library.models import Factsheet, FactsheetVersion
from tests.factories import SHEET_BODY, ClaimFactory, DraftFactory, FactsheetVersionFactory, SignpostFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def _a_monday():
    with time_machine.travel("2026-02-02 12:00Z", tick=False):
        yield


@pytest.fixture
def draft(db):
    return DraftFactory()


def url(name, pk):
    return reverse(f"library:{name}", args=[pk])


def words(draft, **changes):
    names = ("title", "summary", "body", "review_months", "revision")
    return {name: getattr(draft, name) for name in names} | changes


def test_preview_shows_what_was_typed_and_saves_nothing(draft, practitioner):
    typed = words(draft, body=SHEET_BODY.replace("Ask your doctor", "Freshly typed"), title="")
    for response in (
        practitioner.post(url("edit-draft", draft.pk), typed | {"preview": "1"}),
        practitioner.post(url("edit-preview", draft.pk), typed),
    ):
        page = response.content.decode()
        assert response.status_code == 200
        assert "Freshly typed." in page
        assert "There is a problem" not in page
    draft.refresh_from_db()
    assert "Freshly typed" not in draft.body


def test_preview_numbers_its_sources_like_the_page(practitioner):
    load(read_content(), on=TODAY)
    for sheet in Factsheet.objects.select_related("current"):
        assert editing.notes_for(sheet.current, sheet.current.body) == sheet.current.notes, sheet.slug


def test_claims_are_found_by_their_words_and_say_why_not(practitioner):
    ClaimFactory(slug="knee-one", statement="Needles may ease a sore knee.", note="Médian nerve")
    ClaimFactory(slug="knee-two", statement="Knees get better by 40 of 100.", has_figures=True)
    SignpostFactory(slug="practice-knee", kind="practice", entry={"statement": "We see knees here."})
    ask = reverse("library:edit-claims")

    choices = practitioner.get(ask, {"q": "KNEE"}).context["choices"]
    assert [one.slug for one in choices] == ["knee-one", "practice-knee", "knee-two"]
    assert [bool(one.refused) for one in choices] == [False, False, True]
    assert [one.slug for one in practitioner.get(ask, {"q": "median knee"}).context["choices"]] == ["knee-one"]
    page = practitioner.get(ask, {"q": "knee"}).content.decode()
    assert 'data-insert="[[knee-one]]"' in page
    assert "[[knee-two]]" not in page
    assert "Cannot be used" in page
    assert "No claim has the words" in practitioner.get(ask, {"q": "zebra"}).content.decode()


def test_without_scripts_claims_are_listed_beside_the_words_typed(draft, practitioner):
    response = practitioner.post(url("edit-draft", draft.pk), words(draft, title="Half typed", find="1", q="needles"))
    page = response.content.decode()

    assert "<code>[[cited-claim]]</code>" in page
    assert response.context["form"]["title"].value() == "Half typed"
    draft.refresh_from_db()
    assert draft.title != "Half typed"


def test_what_is_due_is_listed_and_told_to_the_manager(practitioner, manager):
    for year, title in ((2026, "Overdue sheet"), (2027, "Fresh sheet")):
        version = FactsheetVersionFactory(title=title)
        values = {"status": "published", "published_on": date(year - 1, 1, 5), "review_by": date(year, 1, 5)}
        FactsheetVersion.objects.filter(pk=version.pk).update(**values)
        Factsheet.objects.filter(pk=version.sheet_id).update(current=version)

    response = practitioner.get(reverse("library:edit"))
    assert [sheet.current.title for sheet in response.context["due"]] == ["Overdue sheet"]
    assert "1 sheet is due for review." in " ".join(manager.get("/today/").content.decode().split())
    assert "due for review" not in practitioner.get("/today/").content.decode()
    with time_machine.travel("2026-10-20 12:00Z", tick=False):
        manager.force_login(manager.user)
        assert "2 sheets are due" in manager.get("/today/").content.decode()


def test_the_list_asks_no_more_when_it_grows(practitioner, django_assert_num_queries):
    DraftFactory()
    with CaptureQueriesContext(connection) as few:
        practitioner.get(reverse("library:edit"))
    for _ in range(20):
        FactsheetVersionFactory(published=True)
    with django_assert_num_queries(len(few)):
        practitioner.get(reverse("library:edit"))
    assert len(few) <= 7


def test_a_sheet_asks_no_more_when_it_has_more_versions(practitioner, django_assert_num_queries):
    sheet = FactsheetVersionFactory(published=True, number=1).sheet
    with CaptureQueriesContext(connection) as few:
        practitioner.get(url("edit-sheet", sheet.pk))
    for number in range(2, 20):
        FactsheetVersionFactory(sheet=sheet, number=number, published=True)
    with django_assert_num_queries(len(few)):
        practitioner.get(url("edit-sheet", sheet.pk))
