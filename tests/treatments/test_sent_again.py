"""The same session form sent again, or too late: nothing typed is lost and nothing is made twice."""

import uuid

import pytest
from django.urls import reverse

from tests.factories import CourseFactory, SessionFactory
from treatments import actions
from treatments.models import Course, Session

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(practitioner, course, url, typed):
    """A draft just saved, with the form that made it."""
    form = typed(notes="Warmth at ST36.")
    practitioner.post(url, form)
    return Session.objects.get(), form


def test_typing_on_after_back_is_shown_beside_the_draft(practitioner, url, draft):
    session, form = draft
    response = practitioner.post(url, form | {"notes": "Warmth at ST36. Slept well."}, follow=False)

    assert response.status_code == 307
    assert response.url == reverse("treatments:session-edit", args=[session.pk])
    page = practitioner.post(response.url, form | {"notes": "Warmth at ST36. Slept well."}).content.decode()
    assert "saved in another window" in page
    assert "Slept well." in page
    session.refresh_from_db()
    assert session.notes == "Warmth at ST36."
    assert Session.objects.count() == 1


def test_form_that_began_a_course_keeps_that_course_when_sent_again(practitioner, catalogue, typed):
    patient = CourseFactory().patient
    url = reverse("treatments:session-new", args=[patient.pk])
    form = typed(course="new", complaint="Stiff neck", planned_sessions="6")
    practitioner.post(url, form)
    session = Session.objects.get()
    courses = Course.objects.count()

    quiet = practitioner.post(url, form)
    assert (quiet.status_code, quiet.url) == (302, reverse("treatments:session-edit", args=[session.pk]))
    moved = practitioner.post(url, form | {"notes": "More."})
    page = practitioner.post(moved.url, form | {"notes": "More."})
    version = page.context["form"]["version"].value()
    practitioner.post(moved.url, page.context["form"].data.dict() | {"version": version})

    session.refresh_from_db()
    assert (session.notes, session.course.complaint) == ("More.", "Stiff neck")
    assert Course.objects.count() == courses


def test_key_of_another_row_makes_nothing_break(practitioner, url, typed, course):
    response = practitioner.post(
        url, typed(course="new", complaint="Stiff neck", planned_sessions="6", once_key=str(course.once_key))
    )
    assert response.status_code == 302
    assert Session.objects.get().course.complaint == "Stiff neck"


@pytest.mark.parametrize("save", ["draft", "sign"])
def test_what_was_typed_while_another_window_signed_is_kept(practitioner, draft, typed, save):
    session, form = draft
    actions.sign_session(by=practitioner.user, session=session)

    late = form | {"notes": "Typed too late.", "version": "1", "save": save}
    response = practitioner.post(reverse("treatments:session-edit", args=[session.pk]), late)

    page = response.content.decode()
    assert response.status_code == 200
    assert "This session was signed in another window, so this cannot be saved." in page
    assert "Typed too late." in page
    assert 'name="save" value="sign" class="btn btn-primary"' not in page
    session.refresh_from_db()
    assert session.notes == "Warmth at ST36."


@pytest.mark.parametrize("version", ["abc", "1.5", "-1", "9" * 30])
def test_tampered_version_is_refused_in_words(practitioner, draft, version):
    session, form = draft
    response = practitioner.post(
        reverse("treatments:session-edit", args=[session.pk]), form | {"notes": "x", "version": version}
    )
    assert response.status_code == 200
    page = response.content.decode()
    assert "out of date" in page or "saved in another window" in page
    session.refresh_from_db()
    assert session.notes == "Warmth at ST36."


def test_key_of_somebody_elses_draft_shows_nothing_of_it_for_change(practitioner, url, typed):
    other = SessionFactory(notes="Not yours.")
    response = practitioner.post(url, typed(once_key=str(uuid.UUID(str(other.once_key))), notes="Mine."))
    assert response.status_code == 302
    other.refresh_from_db()
    assert other.notes == "Not yours."
