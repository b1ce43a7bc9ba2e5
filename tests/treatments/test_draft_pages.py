"""Going on with a draft, signing it, and who may not."""

import re

import pytest
from django.urls import reverse

from clinic.access import Role
from tests.factories import MeasureFactory, SessionFactory
from treatments.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(course, catalogue):
    session = SessionFactory(course=course, notes="old", needles_in=2, needles_out=2)
    MeasureFactory(session=session, value_mm=66)
    return session


def test_edit_shows_the_draft(practitioner, draft):
    form = practitioner.get(reverse("treatments:session-edit", args=[draft.pk])).context["form"]
    assert (form["notes"].value(), form["vas_before"].value(), form["version"].value()) == ("old", 66, 1)


def test_edit_saves(practitioner, draft, typed):
    edit = reverse("treatments:session-edit", args=[draft.pk])
    assert practitioner.post(edit, typed(version="1", notes="new")).url == edit
    draft.refresh_from_db()
    assert (draft.notes, draft.version, draft.saved_by) == ("new", 2, practitioner.user)


def test_two_windows_both_are_shown_and_nothing_is_lost(practitioner, draft, typed):
    edit = reverse("treatments:session-edit", args=[draft.pk])
    practitioner.post(edit, typed(version="1", notes="from the first window", vas_before="50"))
    response = practitioner.post(edit, typed(version="1", notes="from the second window", points="GB20"))

    page = response.content.decode()
    assert "saved in another window" in page
    assert "from the first window" in page
    assert response.context["form"]["notes"].value() == "from the second window"
    shown = {(d.label, d.saved, d.typed) for d in response.context["conflict"]}
    assert ("Points used", "LI4 b, ST36 r 25mm obl", "GB20 b") in shown
    assert ("Pain before", "50", "72") in shown
    draft.refresh_from_db()
    assert draft.notes == "from the first window"

    version = re.search(r'name="version"[^>]* value="(\d+)"', page)[1]
    practitioner.post(edit, typed(version=version, notes="from the second window", points="GB20"))
    draft.refresh_from_db()
    assert draft.notes == "from the second window"


def test_signed_session_opens_for_reading_only(practitioner, course, typed):
    session = SessionFactory(course=course, signed=True, notes="final")
    edit = reverse("treatments:session-edit", args=[session.pk])
    assert practitioner.get(edit).url == reverse("treatments:session", args=[session.pk])
    practitioner.post(edit, typed(version="1", notes="other"))
    session.refresh_from_db()
    assert session.notes == "final"


def test_someone_elses_draft_is_read_not_written(login, draft, typed):
    other = login(Role.PRACTITIONER)
    edit = reverse("treatments:session-edit", args=[draft.pk])
    assert other.get(edit).url == reverse("treatments:session", args=[draft.pk])
    other.post(edit, typed(version="1", notes="other"))
    other.post(reverse("treatments:session-sign", args=[draft.pk]))
    draft.refresh_from_db()
    assert (draft.notes, draft.status) == ("old", "draft")


def test_sign_button(practitioner, draft):
    url = reverse("treatments:session-sign", args=[draft.pk])
    assert practitioner.get(url).status_code == 405
    assert practitioner.post(url).url == reverse("treatments:session", args=[draft.pk])
    practitioner.post(url)
    draft.refresh_from_db()
    assert (draft.status, draft.version) == ("signed", 2)


def test_sign_button_says_why_not(practitioner, course):
    session = SessionFactory(course=course)
    page = practitioner.post(reverse("treatments:session-sign", args=[session.pk]), follow=True).content.decode()
    assert "Enter how many needles went in before signing" in page


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_others_neither_write_nor_read(login, role, draft, url, typed):
    client = login(role)
    assert client.post(url, typed()).status_code == 403
    for name in ("session", "session-edit", "session-sign"):
        assert client.post(reverse(f"treatments:{name}", args=[draft.pk]), typed()).status_code in (403, 405)
    assert client.get(reverse("treatments:session", args=[draft.pk])).status_code == 403
    draft.refresh_from_db()
    assert (Session.objects.count(), draft.notes) == (1, "old")


def test_practitioner_role_without_a_practitioner_cannot_write(practitioner, login, url):
    client = login(Role.PRACTITIONER)
    client.user.practitioner.delete()
    assert client.get(url).status_code == 403
