"""Which sheets fit a patient, who may know why, and what was given already."""

import pytest
from django.urls import reverse

from clinic.access import Role
from library import suggestions
from library.models import Factsheet
from tests.factories import ConditionFactory, CourseFactory, FactsheetFactory, FactsheetVersionFactory, HandoutFactory

pytestmark = pytest.mark.django_db


def sheet_on(slug, condition=None, order=100):
    kind = "condition" if condition else "topic"
    sheet = FactsheetFactory(slug=slug, kind=kind, condition=condition, order=order)
    return FactsheetVersionFactory(sheet=sheet, title=slug.title(), published=True)


@pytest.fixture
def course():
    """A course for a calcified shoulder, in a library with sheets on it, on shoulders, on knees and for everyone."""
    shoulder = ConditionFactory(name="Shoulder pain")
    calcific = ConditionFactory(name="Calcific tendonitis", parent=shoulder)
    sheet_on("shoulder", shoulder)
    sheet_on("calcific", calcific)
    sheet_on("knee", ConditionFactory(name="Knee pain"))
    sheet_on("visit", order=10)
    sheet_on("tui-na")
    return CourseFactory(condition=calcific)


def slugs(course, user):
    return [sheet.slug for sheet in suggestions.sheets_for(course.patient, user=user)]


def test_the_condition_the_wider_one_and_what_everyone_should_read(course, practitioner):
    assert slugs(course, practitioner.user) == ["calcific", "shoulder", "visit"]


def test_two_courses_name_each_sheet_once(course, practitioner):
    CourseFactory(patient=course.patient, condition=course.condition.parent)
    CourseFactory(patient=course.patient, condition=None)
    assert sorted(slugs(course, practitioner.user)) == ["calcific", "shoulder", "visit"]


def test_a_finished_course_suggests_nothing_more(course, practitioner):
    type(course).objects.update(status="finished")
    assert slugs(course, practitioner.user) == ["visit"]


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_who_reads_no_clinical_records_learns_no_condition(course, login, role):
    client = login(role)
    assert slugs(course, client.user) == ["visit"]
    page = client.get(reverse("library:patient-handouts", args=[course.patient_id])).content.decode()
    assert "Visit" in page
    assert "Calcific" not in page
    assert "Shoulder" not in page


def test_what_was_given_says_when_and_only_to_this_patient(course, practitioner):
    HandoutFactory(patient=course.patient, version=sheet_version("visit"))
    HandoutFactory(version=sheet_version("calcific"))
    found = {sheet.slug: sheet.given_at for sheet in suggestions.sheets_for(course.patient, user=practitioner.user)}
    assert found["calcific"] is None
    assert found["visit"].date().isoformat() == "2026-02-02"


def test_an_older_version_counts_as_given(course, practitioner):
    HandoutFactory(patient=course.patient, version=sheet_version("visit"))
    FactsheetVersionFactory(sheet=sheet_version("visit").sheet, title="Visit anew", published=True)
    (visit,) = [s for s in suggestions.sheets_for(course.patient, user=practitioner.user) if s.slug == "visit"]
    assert visit.title == "Visit anew"
    assert visit.given_at is not None


def sheet_version(slug):
    return Factsheet.objects.get(slug=slug).current


def test_the_chart_offers_them(course, practitioner):
    HandoutFactory(patient=course.patient, version=sheet_version("visit"))
    page = " ".join(practitioner.get(reverse("treatments:chart", args=[course.patient_id])).content.decode().split())
    give = reverse("library:give", args=[course.patient_id])
    assert f'<a href="{give}?sheet=calcific">Give<span' in page
    assert f'<a href="{give}?sheet=visit">Give again<span' in page
    assert "given <time" in page
    assert "sheet=knee" not in page


def test_the_chart_of_a_newcomer_offers_what_everyone_should_read(course, practitioner):
    newcomer = HandoutFactory().patient
    page = practitioner.get(reverse("treatments:chart", args=[newcomer.pk])).content.decode()
    assert "sheet=visit" in page
    assert "sheet=calcific" not in page


def test_one_query_however_many_sheets_and_handouts(course, practitioner, django_assert_num_queries):
    for number in range(30):
        sheet_on(f"more-{number}", course.condition)
        HandoutFactory(patient=course.patient, version=sheet_version("visit"))
    with django_assert_num_queries(1):
        found = suggestions.fitting(course.patient, course.condition_id)
    assert len(found) == suggestions.MOST
