"""Writing a draft in the browser, having it reviewed, publishing it."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from clinic.access import Role
from library.models import Factsheet, FactsheetVersion, Saving
from library.section_titles import TITLES
from tests.factories import (
    SHEET_BODY,
    ClaimFactory,
    ConditionFactory,
    DraftFactory,
    FactsheetVersionFactory,
    SignpostFactory,
    UserFactory,
)

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


def save(client, draft, **changes):
    draft.refresh_from_db()
    return client.post(url("edit-draft", draft.pk), words(draft, **changes))


def press(client, name, draft, **data):
    draft.refresh_from_db()
    return client.post(url(name, draft.pk), {"revision": draft.revision} | data)


def test_the_whole_way(practitioner, login, manager):
    FactsheetVersionFactory(published=True, number=1)
    ClaimFactory(slug="cited-claim")
    ClaimFactory(slug="uncited-claim", uncited=True)
    SignpostFactory()
    old = FactsheetVersion.objects.get()
    practitioner.post(url("edit-start", old.pk))
    draft = FactsheetVersion.objects.get(status="draft")
    assert (draft.number, draft.body, draft.written_by) == (2, old.body, practitioner.user)

    save(practitioner, draft, body=SHEET_BODY + "\nNew words.", review_months=6)
    second = login(Role.PRACTITIONER)
    response = press(second, "edit-review", draft)
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by, draft.reviewed_on) == ("reviewed", second.user, TODAY)
    assert draft.reviewer == second.user.practitioner.titled

    press(manager, "edit-publish", draft)
    draft.refresh_from_db()
    assert (draft.status, draft.published_by) == ("published", manager.user)
    assert (draft.published_on, draft.review_by) == (TODAY, date(2026, 8, 2))
    assert Factsheet.objects.get().current == draft
    assert [s.claim.slug for s in draft.statements.all()] == ["cited-claim", "uncited-claim"]
    assert "New words." in manager.get(reverse("library:sheet", args=[draft.sheet.slug])).content.decode()


def test_a_draft_changed_after_review_is_a_draft_again(draft, practitioner, manager):
    press(practitioner, "edit-review", draft)
    save(manager, draft)  # the very same words
    draft.refresh_from_db()
    assert draft.status == "reviewed"

    save(manager, draft, title="Other title")
    draft.refresh_from_db()
    assert (draft.status, draft.reviewed_by, draft.reviewer, draft.title) == ("draft", None, "", "Other title")
    response = manager.post(url("edit-publish", draft.pk), {"revision": draft.revision}, follow=True)
    assert "reviewed by a second person first" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_who_wrote_in_it_does_not_review_it_whatever_they_send(draft, practitioner, login):
    save(practitioner, draft, title="Mine")
    assert Saving.objects.get().by == practitioner.user

    response = press(practitioner, "edit-review", draft)
    assert response.status_code == 409
    assert "You wrote in this draft" in response.content.decode()
    save(login(Role.PRACTITIONER), draft, title="Theirs")
    assert press(practitioner, "edit-review", draft).status_code == 409
    draft.refresh_from_db()
    assert draft.status == "draft"
    starter = login(None)
    starter.force_login(draft.written_by)
    draft.written_by.groups.add(practitioner.user.groups.get())
    assert press(starter, "edit-review", draft).status_code == 409


def test_a_review_is_of_the_words_that_were_read(draft, practitioner, manager):
    seen = draft.revision
    save(manager, draft, title="Changed under the eyes of the reader")

    response = practitioner.post(url("edit-review", draft.pk), {"revision": seen})
    assert response.status_code == 409
    assert "changed a moment ago" in response.content.decode()
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_two_at_once_lose_nothing(draft, practitioner, manager):
    save(practitioner, draft, body=SHEET_BODY + "\nFrom the first.")
    typed = words(draft, body=SHEET_BODY + "\nFrom the second.", revision=1)
    response = manager.post(url("edit-draft", draft.pk), typed)
    page = response.content.decode()

    assert response.status_code == 409
    assert "From the first." in page
    assert "From the second." in response.context["form"]["body"].value()
    assert {change.kind for change in response.context["changes"]} >= {"added", "removed"}
    draft.refresh_from_db()
    assert "From the first." in draft.body
    again = typed | {"revision": response.context["form"]["revision"].value()}
    assert manager.post(url("edit-draft", draft.pk), again).status_code == 302
    draft.refresh_from_db()
    assert "From the second." in draft.body


@pytest.mark.parametrize("gone", [True, False])
def test_words_typed_into_a_draft_that_is_closed_are_shown(draft, practitioner, manager, gone):
    typed = words(draft, body="Hours of work")
    if gone:
        press(manager, "edit-discard", draft)
    else:
        press(practitioner, "edit-review", draft)
        press(manager, "edit-publish", draft)
    response = practitioner.post(url("edit-draft", draft.pk), typed)

    assert response.status_code == 409
    assert "Hours of work" in response.content.decode()
    assert practitioner.get(url("edit-draft", draft.pk)).status_code == 302


def test_a_second_draft_is_the_first(draft, practitioner):
    response = practitioner.post(url("edit-start", draft.sheet.current.pk), follow=True)

    assert response.redirect_chain[-1][0] == url("edit-draft", draft.pk)
    assert FactsheetVersion.objects.count() == 2


def test_throwing_away_asks_first_and_spares_what_was_changed_since(draft, practitioner, manager):
    assert practitioner.get(url("edit-discard", draft.pk)).status_code == 200
    assert FactsheetVersion.objects.filter(pk=draft.pk).exists()
    seen = draft.revision
    save(manager, draft, title="Kept")

    practitioner.post(url("edit-discard", draft.pk), {"revision": seen})
    assert FactsheetVersion.objects.filter(pk=draft.pk).exists()
    press(practitioner, "edit-discard", draft)
    assert not FactsheetVersion.objects.filter(pk=draft.pk).exists()
    assert not Saving.objects.exists()
    assert draft.sheet.current.status == "published"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[[cited-claim]]", "[[nobody-knows]]", "Line 3: There is no claim “nobody-knows”."),
        ("[[cited-claim]]", "[[figures]]", "gives figures without a full reference"),
        ("[[cited-claim]]", "[[unlisted]]", "cannot be printed until an editor settles it"),
        ("[[cited-claim]]", "[[uncited-claim]]", "names no study"),
        ("It comes and goes.", "It is a miracle.", "Line 7: The text uses “miracle”"),
        ("It comes and goes.", "<b>x</b>", "Line 7: A sheet may not hold HTML"),
        ("It comes and goes.", "Multidisciplinary neurophysiological rehabilitation. " * 9, "The reading grade is"),
        ("## Safety and when to get help", "## Safety", "is missing"),
    ],
)
def test_what_may_not_be_printed_is_neither_reviewed_nor_published(
    draft, practitioner, manager, login, old, new, sentence
):
    ClaimFactory(slug="figures", has_figures=True)
    ClaimFactory(slug="unlisted", verdict="cited_not_listed")
    assert old in draft.body
    save(practitioner, draft, body=draft.body.replace(old, new))
    response = press(login(Role.PRACTITIONER), "edit-review", draft)
    assert response.status_code == 409
    assert sentence in response.context["error"]

    # reviewed all the same, past the action
    reviewed = {"status": "reviewed", "reviewed_by": UserFactory(), "reviewer": "X", "reviewed_on": TODAY}
    FactsheetVersion.objects.filter(pk=draft.pk).update(**reviewed)
    response = press(manager, "edit-publish", draft)
    draft.refresh_from_db()
    assert draft.status == "reviewed"
    assert "It was not published." in manager.get(response.url).content.decode()


def test_other_languages_have_no_grade(practitioner, login):
    draft = DraftFactory()
    Factsheet.objects.filter(pk=draft.sheet_id).update(language="es")
    body = draft.body.replace("Ask your doctor", "Rehabilitación neurofisiológica " * 60)
    for kind, title in TITLES["en"].items():
        body = body.replace(f"## {title}", f"## {TITLES['es'][kind]}")
    save(practitioner, draft, body=body)

    response = practitioner.get(url("edit-draft", draft.pk))
    assert response.context["preview"].grade is None
    assert response.context["preview"].findings == []
    assert press(login(Role.PRACTITIONER), "edit-review", draft).status_code == 302


def test_where_a_guideline_says_no_the_sheet_opens_with_it(practitioner):
    condition = ConditionFactory(slug="knee")
    entry = {"stance": "against", "conditions": ["knee"], "body": "NICE", "number": "1", "title": "T", "year": 2020}
    SignpostFactory(slug="guideline-knee", kind="guideline", entry=entry)
    draft = DraftFactory()
    Factsheet.objects.filter(pk=draft.sheet_id).update(kind="condition", condition=condition)
    said = practitioner.get(url("edit-draft", draft.pk)).content.decode()
    assert "A guideline says no" in said

    save(practitioner, draft, body=draft.body.replace("- Needles", "- NICE says no.[[guideline-knee]]\n- Needles"))
    assert "A guideline says no" not in practitioner.get(url("edit-draft", draft.pk)).content.decode()


@pytest.mark.parametrize("name", ["edit-start", "edit-draft", "edit-preview", "edit-review", "edit-publish"])
def test_the_desk_does_not_write(desk, draft, name):
    assert desk.post(url(name, draft.pk), words(draft)).status_code == 403


def test_practitioners_do_not_publish_or_withdraw(draft, practitioner):
    for name, pk in (("edit-publish", draft.pk), ("withdraw", draft.sheet.current.pk)):
        assert practitioner.post(url(name, pk), {"revision": 1}).status_code == 403
