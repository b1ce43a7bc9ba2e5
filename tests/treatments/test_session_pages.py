from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.trail.models import AccessEntry
from tests.factories import (
    AppointmentFactory,
    CourseFactory,
    CredentialFactory,
    MeasureFactory,
    PatientFactory,
    PointUseFactory,
    SessionFactory,
)
from treatments import queries
from treatments.models import Course, Session

pytestmark = pytest.mark.django_db


def errors(response):
    assert response.status_code == 200
    assert not Session.objects.exists()
    assert "There is a problem" in response.content.decode()
    return response.context["form"].errors


def test_save_draft_records_everything_and_who(practitioner, course, url, typed):
    response = practitioner.post(url, typed())

    session = Session.objects.get()
    assert response.url == reverse("treatments:session-edit", args=[session.pk])
    assert (session.saved_by, session.practitioner, session.course) == (
        *(practitioner.user, practitioner.user.practitioner),
        course,
    )
    assert session.started_at == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert queries.scores_of(session) == {"before": 72, "after": 41}
    assert [(u.point.code, u.side, u.depth_mm) for u in queries.needled_in(session.pk)] == [
        ("LI4", "both", None),
        ("ST36", "right", 25),
    ]
    entry = AccessEntry.objects.get()
    assert (entry.kind, entry.patient_id) == ("changed", course.patient_id)


def test_save_and_sign(practitioner, course, url, typed):
    held = CredentialFactory(practitioner=course.practitioner, number="ABC-77")
    response = practitioner.post(url, typed(save="sign"), follow=True)

    session = Session.objects.get()
    assert (session.status, session.signed_by) == ("signed", practitioner.user)
    page = response.content.decode()
    assert response.redirect_chain == [(reverse("treatments:session", args=[session.pk]), 302)]
    assert "ABC-77" in page
    assert held.type.name in page
    assert "calm &lt;b&gt;&amp;" in page
    assert "Continue draft" not in page


def test_first_session_begins_a_course(practitioner, catalogue, typed):
    patient = PatientFactory()
    url = reverse("treatments:session-new", args=[patient.pk])
    assert practitioner.get(url).context["form"].initial["course"] == "new"

    new = {"course": "new", "complaint": "Neck", "planned_sessions": "6", "goal": "Drive again"}
    practitioner.post(url, typed(**new))
    course = Course.objects.get(patient=patient)
    assert (course.complaint, course.planned_sessions, course.goal) == ("Neck", 6, "Drive again")
    assert Session.objects.get().course == course


def test_blank_score_is_not_zero(practitioner, url, typed):
    practitioner.post(url, typed(vas_before="", vas_after="0"))
    assert queries.scores_of(Session.objects.get()) == {"after": 0}


def test_saved_twice_makes_one(practitioner, url, typed):
    data = typed()
    practitioner.post(url, data)
    response = practitioner.post(url, data, follow=True)
    assert Session.objects.count() == 1
    assert "Nothing was made twice" in response.content.decode()


def test_showing_the_form_makes_nothing(practitioner, url):
    assert practitioner.get(url).status_code == 200
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"vas_before": "101"}, "vas_before", "Pain before must be a whole number from 0 to 100 mm."),
        ({"vas_after": "-1"}, "vas_after", "Pain after must be a whole number from 0 to 100 mm."),
        ({"vas_after": "some"}, "vas_after", "Pain after must be a whole number from 0 to 100 mm."),
        ({"points": "ST36 300mm"}, "points", "A depth of 300mm cannot be right. Write 1 to 100 mm."),
        ({"points": "LI99 b"}, "points", "There is no point “LI99”. Choose one of the points offered, or correct it."),
        ({"points": "LI4, hegu"}, "points", "LI4 is written twice. Take one of them away."),
        ({"needles_out": "2"}, "needles_out", "3 needles went in and 2 came out. Look for what is missing"),
        ({"needles_out": "4"}, "needles_out", "More cannot come out than went in"),
        ({"needles_in": "201"}, "needles_in", "Needles in must be a whole number from 0 to 200."),
        ({"needles_in": ""}, "needles_in", "Enter how many needles went in"),
        ({"retention_minutes": "181"}, "retention_minutes", "from 0 to 180."),
        ({"course": "999999"}, "course", "Choose one of the courses offered."),
        ({"course": ""}, "course", "Choose the course that this session belongs to."),
        ({"course": "new"}, "complaint", "Enter the main complaint"),
        (
            {"course": "new", "complaint": "x", "planned_sessions": ""},
            "planned_sessions",
            "how many sessions are planned",
        ),
        ({"clock": "25:00"}, "clock", "Write the time as hours and minutes, for example 14:30."),
        ({"clock": ""}, "clock", "Enter the time at which the session began"),
        ({"day_2": "2099"}, "day", "A session cannot be in the future. Check the date."),
        ({"day_0": "31", "day_1": "2"}, "day", "must be a real date"),
        ({"day_2": "0001"}, "day", "A session before 1990 cannot be right. Check the year."),
        ({"day_0": "29", "day_1": "3", "clock": "01:30"}, "clock", "does not exist"),
        ({"notes": "a\x00b"}, "notes", "holds a character that cannot be kept (NUL)"),
        ({"notes": "x" * 10_001}, "notes", "10000 characters or fewer"),
        ({"tongue": "x" * 301}, "tongue", "300 characters or fewer"),
        ({"points": "x" * 4001}, "points", "4000 characters or fewer"),
        ({"once_key": "nonsense"}, "once_key", "lost its key"),
    ],
)
def test_bad_input_is_refused_in_words_and_kept(practitioner, url, typed, change, field, sentence):
    response = practitioner.post(url, typed(**change))
    assert sentence in str(errors(response)[field][0])
    page = response.content.decode()
    assert "calm &lt;b&gt;&amp;" in page or field == "notes"
    for value in change.values():
        assert str(value)[:50].replace("\x00", "") in page.replace("\x00", "") or field == "course"


def test_session_later_today_is_refused(practitioner, url, typed):
    later = timezone.localtime() + timedelta(minutes=2)
    data = {"day_0": later.day, "day_1": later.month, "day_2": later.year, "clock": f"{later:%H:%M}"}
    assert "future" in str(errors(practitioner.post(url, typed(**data))))


def test_unknown_point_is_offered_near_matches_and_one_press_takes_one(practitioner, url, typed):
    response = practitioner.post(url, typed(points="LI99 b, ST36"))
    page = response.content.decode()
    assert 'value="LI99=LI9"' in page
    assert "ST36" in page

    response = practitioner.post(url, typed(points="LI99 b, ST36", replace="LI99=LI9"))
    assert not Session.objects.exists()
    assert response.context["form"]["points"].value() == "LI9 b, ST36"
    assert not response.context["form"].errors
    assert "calm &lt;b&gt;&amp;" in response.content.decode()


def test_shared_name_asks_which(practitioner, url, typed):
    page = practitioner.post(url, typed(points="Zhongzhu l")).content.decode()
    assert 'value="Zhongzhu=TE3"' in page
    assert 'value="Zhongzhu=KI15"' in page


def test_show_points_saves_nothing(practitioner, url, typed):
    page = practitioner.post(url, typed(check="1", points="taichong")).content.decode()
    assert not Session.objects.exists()
    assert "both sides (none typed)" in page
    assert "Tàichōng" in page


def test_signing_needs_the_counts(practitioner, url, typed):
    form_errors = errors(practitioner.post(url, typed(save="sign", needles_in="", needles_out="")))
    assert "before signing" in form_errors["needles_in"][0]


def test_difference_with_an_explanation_is_saved_and_signed(practitioner, url, typed):
    practitioner.post(url, typed(save="sign", needles_out="2", needles_note="One bent, taken out later."))
    assert Session.objects.get().is_signed


def test_names_in_the_post_that_are_not_fields_change_nothing(practitioner, url, typed):
    forged = {"status": "signed", "signed_at": "2020-01-01", "practitioner": "1", "patient": "1"}
    practitioner.post(url, typed(**forged))
    assert Session.objects.get().status == "draft"


# --- from an appointment ---


def test_from_an_appointment(practitioner, course, url, typed):
    appointment = AppointmentFactory(patient=course.patient, practitioner=course.practitioner)
    url = f"{url}?appointment={appointment.pk}"
    form = practitioner.get(url).context["form"]
    assert (form.initial["day"], form.initial["clock"]) == (appointment.local_day, "09:00")

    practitioner.post(url, typed())
    session = Session.objects.get()
    assert session.appointment == appointment
    assert practitioner.get(url).url == reverse("treatments:session-edit", args=[session.pk])
    assert practitioner.post(url, typed()).url == reverse("treatments:session-edit", args=[session.pk])
    assert Session.objects.count() == 1


@pytest.mark.parametrize("asked", ["987654321", "x", "9" * 40, "-1", "²"])
def test_appointment_that_is_not_there_is_404(practitioner, url, asked):
    assert practitioner.get(url, {"appointment": asked}).status_code == 404


def test_appointment_of_another_patient_is_404(practitioner, url):
    assert practitioner.get(url, {"appointment": AppointmentFactory().pk}).status_code == 404


# --- cost ---


def test_saving_costs_few_queries(practitioner, course, url, typed, at_most_queries):
    practitioner.get(reverse("treatments:points"), {"q": "a"})  # this process has the catalogue
    CourseFactory.create_batch(3, patient=course.patient)
    with at_most_queries(12):
        practitioner.post(url, typed())


def test_form_queries_do_not_grow(practitioner, course, url, at_most_queries):
    for _ in range(8):
        for moment in ("before", "after"):
            MeasureFactory(session=SessionFactory(course=course), moment=moment)
    PointUseFactory.create_batch(5, session=SessionFactory(course=course))
    with at_most_queries(12):
        practitioner.get(url)


# --- points while typing ---


def test_points_suggestions(practitioner, catalogue):
    found = practitioner.get(reverse("treatments:points"), {"q": "taich"}).json()["points"]
    assert found[0] == {
        **{"code": "LR3", "pinyin": "Tàichōng", "hanzi": "太冲", "english": "Great Surge", "bilateral": True},
        "where": "between 1st and 2nd metatarsals, in front of their bases",
    }


def test_points_read_shows_chips_and_mistakes(practitioner, catalogue):
    page = practitioner.post(reverse("treatments:points"), {"points": "LI4 r 5mm, <b>x"}).content.decode()
    assert "Hégǔ" in page
    assert "&lt;b&gt;x" in page
    assert "<b>x" not in page
