"""Safety at the session: what applies to what is written, what keeps it unsigned, what is kept of it."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from patients.actions import acknowledge, confirm_screening
from patients.models import SafetyConfirmation
from tests.factories import AppointmentFactory, RedFlagFactory, SafetyScreeningFactory, SessionFactory, UserFactory
from treatments import actions, prescription, safety
from treatments.errors import NotSafeToSign
from treatments.models import CautionReason, Session
from treatments.safety_form import REASON

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 11, 3, 9, tzinfo=UTC)  # before the day of `typed`
REASON_GIVEN = "Agreed with her; short and gentle"


@pytest.fixture
def screened(course):
    def do(**answers):
        return SafetyScreeningFactory(patient=course.patient, **answers)

    return do


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_stop_must_be_taken_out_before_signing(practitioner, course, url, typed, screened):
    screened(has_lymphoedema="yes", lymphoedema=["right_leg"])
    shown = page(practitioner.post(url, typed(save="sign")))  # ST36 on the right
    assert "ST36: No needle in the right leg" in shown
    assert not Session.objects.exists()

    practitioner.post(url, typed(save="sign", points="LI4 b, ST36 l 25mm"))
    assert Session.objects.get().is_signed


def test_a_stop_can_be_saved_as_a_draft_and_is_shown_there(practitioner, course, url, typed, screened):
    screened(has_lymphoedema="yes", lymphoedema=["right_leg"])
    shown = page(practitioner.post(url, typed(), follow=True))
    assert "No needle in the right leg" in shown
    assert "Draft saved." in shown


def test_a_caution_asks_for_one_reason_which_is_kept_and_shown(practitioner, course, url, typed, screened):
    screened(pregnant="yes", pregnant_weeks=20)
    shown = page(practitioner.post(url, typed(save="sign")))
    assert "Say why LI4 is right today, or take it out." in shown
    assert "Traditionally avoided in pregnancy" in shown
    assert not Session.objects.exists()

    reason = {REASON + "pregnancy-before-37": REASON_GIVEN}
    practitioner.post(url, typed(save="sign", **reason))
    session = Session.objects.get()
    assert session.is_signed
    kept = CautionReason.objects.get()
    assert (kept.reason, kept.concerns, kept.by, kept.rule_id) == (
        *(REASON_GIVEN, "LI4"),
        *(practitioner.user, "pregnancy-before-37"),
    )
    assert REASON_GIVEN in page(practitioner.get(reverse("treatments:session", args=[session.pk])))


def test_reasons_of_a_draft_come_back_and_are_kept_once(practitioner, course, url, typed, screened):
    screened(pregnant="yes", pregnant_weeks=20)
    reason = {REASON + "pregnancy-before-37": REASON_GIVEN}
    practitioner.post(url, typed(**reason))
    edit = reverse("treatments:session-edit", args=[Session.objects.get().pk])
    form = practitioner.get(edit).context["form"]
    assert form[REASON + "pregnancy-before-37"].value() == REASON_GIVEN
    practitioner.post(edit, typed(version="1", **reason))
    assert CautionReason.objects.count() == 1
    practitioner.post(edit, typed(version="2", **dict.fromkeys(reason, "Better said")))
    assert safety.reasons_of(Session.objects.get().pk)["pregnancy-before-37"].reason == "Better said"


@pytest.mark.parametrize(
    ("reason", "told"),
    [("x" * 301, "A reason must be 300 characters or fewer."), ("a\x00b", "The reason holds a character")],
)
def test_a_reason_that_cannot_be_kept_is_told(practitioner, course, url, typed, screened, reason, told):
    screened(pregnant="yes", pregnant_weeks=20)
    assert told in page(practitioner.post(url, typed(**{REASON + "pregnancy-before-37": reason})))
    assert not Session.objects.exists()


def test_reasons_for_rules_that_do_not_speak_are_not_kept(practitioner, course, url, typed):
    practitioner.post(url, typed(**{REASON + "device-electro": "no", REASON + "nonsense": "no"}))
    assert Session.objects.count() == 1
    assert not CautionReason.objects.exists()


def test_answers_older_than_the_day_are_confirmed_with_one_tick(practitioner, course, url, typed, screened):
    screening = screened(taken_at=LONG_AGO)
    assert "Nothing has changed since 3 November 2025" in page(practitioner.get(url))
    shown = page(practitioner.post(url, typed(save="sign")))
    assert "Ask whether anything has changed since Monday 3 November 2025" in shown
    assert not Session.objects.exists()

    practitioner.post(url, typed(save="sign", nothing_changed="on", seen_screening=screening.pk))
    assert Session.objects.get().is_signed
    confirmation = SafetyConfirmation.objects.get()
    assert (confirmation.screening, confirmation.by) == (screening, practitioner.user)


def test_a_draft_needs_no_confirmation_and_confirms_once(practitioner, course, url, typed, screened):
    screening = screened(taken_at=LONG_AGO)
    practitioner.post(url, typed())
    assert not SafetyConfirmation.objects.exists()
    edit = reverse("treatments:session-edit", args=[Session.objects.get().pk])
    ticked = {"nothing_changed": "on", "seen_screening": screening.pk}
    practitioner.post(edit, typed(version="1", **ticked))
    practitioner.post(edit, typed(version="2", **ticked))
    assert SafetyConfirmation.objects.count() == 1
    assert "Nothing has changed since" not in page(practitioner.get(edit))


def test_confirming_answers_that_were_replaced_meanwhile_saves_nothing(practitioner, course, url, typed, screened):
    old = screened(taken_at=LONG_AGO)
    screened(taken_at=LONG_AGO, epilepsy="yes")
    shown = page(practitioner.post(url, typed(nothing_changed="on", seen_screening=old.pk)))
    assert "newer safety answers than those you saw" in shown
    assert not Session.objects.exists()
    assert not SafetyConfirmation.objects.exists()


def test_never_screened_may_be_signed_unless_the_clinic_requires_it(practitioner, url, typed, settings):
    shown = page(practitioner.get(url))
    assert "Not screened yet" in shown
    settings.SAFETY_SCREENING_REQUIRED = True
    practitioner.post(url, typed(save="sign"))
    draft = Session.objects.get()
    assert not draft.is_signed
    settings.SAFETY_SCREENING_REQUIRED = False
    practitioner.post(reverse("treatments:session-sign", args=[draft.pk]))
    assert Session.objects.get().is_signed


def test_an_open_red_flag_keeps_it_unsigned(practitioner, course, url, typed):
    flag = RedFlagFactory(patient=course.patient)
    shown = page(practitioner.post(url, typed(save="sign"), follow=True))
    assert "nobody has said yet what was done" in shown
    assert not Session.objects.get().is_signed
    acknowledge(flag=flag, by=UserFactory(), what_was_done="Seen by the doctor")
    practitioner.post(reverse("treatments:session-sign", args=[Session.objects.get().pk]))
    assert Session.objects.get().is_signed


# --- the action itself, whatever a form may say ---


@pytest.fixture
def draft(course, catalogue):
    """A draft of today with these points."""

    def do(points):
        return actions.start_session(
            by=course.practitioner.user,
            once_key=uuid.uuid4(),
            patient=course.patient,
            practitioner=course.practitioner,
            content=actions.SessionContent(
                course=course,
                started_at=timezone.now() - timedelta(minutes=5),
                fields={"needles_in": 1, "needles_out": 1},
                needled=prescription.read(points, catalogue).needled,
            ),
        )

    return do


def sign(session):
    return actions.sign_session(by=session.practitioner.user, session=session)


@pytest.mark.parametrize(
    ("answers", "points", "sentence"),
    [
        ({"has_lymphoedema": "yes", "lymphoedema": ["left_arm"]}, "LI4 l", "^LI4: No needle in the left arm"),
        ({}, "ST17 l", "^ST17: Traditionally not needled at all"),
        ({"pregnant": "yes", "pregnant_weeks": 38}, "SP6 b", r"^Say why it is right today \(SP6\): Used to bring on"),
        ({"blood_thinner": "yes"}, "ST36 r 25mm", r"\(ST36\): The patient takes a blood thinner. Keep needles shallow"),
        ({"skin_infection": "yes"}, "LI4 l", "^Say why it is right today: Keep away from infected"),
    ],
)
def test_signing_is_refused_in_words(draft, screened, answers, points, sentence):
    screened(**answers)
    session = draft(points)
    with pytest.raises(NotSafeToSign, match=sentence):
        sign(session)
    session.refresh_from_db()
    assert not session.is_signed


def test_signing_a_session_of_yesterday_is_possible_after_asking_today(course, screened):
    screened(taken_at=LONG_AGO)
    session = SessionFactory(course=course, started_at=timezone.now() - timedelta(days=1), needles_in=0, needles_out=0)
    with pytest.raises(NotSafeToSign, match="Ask whether anything has changed"):
        sign(session)
    confirm_screening(patient=course.patient, by=UserFactory())
    assert sign(session).is_signed


def test_notes_ask_for_nothing(draft, screened):
    screened(needle_fear="yes", diabetes="yes")
    assert sign(draft("ST36 r 10mm")).is_signed


def test_weeks_are_those_of_the_session(course, catalogue, screened):
    screened(pregnant="yes", pregnant_weeks=30, taken_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    needled = prescription.read("LI4 b", catalogue).needled
    by_day = {
        day: [one.rule_id for one in safety.findings_of(course.patient, needled, day=day)]
        for day in (date(2026, 2, 1), date(2026, 2, 20))
    }
    assert list(by_day.values()) == [["pregnancy-before-37"], ["pregnancy-at-term"]]


def test_nothing_written_asks_the_database_nothing(course, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert safety.findings_of(course.patient, (), day=date(2026, 2, 1)) == []


def test_modalities_are_asked_too(course, screened):
    screened(has_implants="yes", implants=["defibrillator"])
    found = safety.findings_of(course.patient, (), day=date(2026, 2, 1), modalities=["electroacupuncture"])
    assert [(one.rule_id, one.strength) for one in found] == [("device-electro", "stop"), ("implant-site", "caution")]


# --- what the database refuses ---


def reason(session, **wrong):
    given = {"rule_id": "lung-deep", "sentence": "Over the lung.", "reason": "Thin", "by": UserFactory()}
    return CautionReason.objects.create(session=session, **given | wrong)


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"reason": ""}, {"sentence": ""}, {"rule_id": ""}])
def test_a_reason_names_its_rule_and_says_why(wrong):
    session = SessionFactory()
    with pytest.raises(IntegrityError, match="caution_reason_names_the_rule_and_says_why"), transaction.atomic():
        reason(session, **wrong)


def test_a_reason_never_changes_and_none_joins_a_signed_session():
    kept = reason(SessionFactory())
    same = CautionReason.objects.filter(pk=kept.pk)
    with pytest.raises(IntegrityError, match="caution_reason_never_changes"), transaction.atomic():
        same.update(reason="Other")
    with pytest.raises(IntegrityError, match="caution_reason_never_changes"), transaction.atomic():
        same._raw_delete(same.db)
    with pytest.raises(IntegrityError, match="caution_reason_not_after_signing"), transaction.atomic():
        reason(SessionFactory(signed=True))


def test_today_shows_the_alerts_of_the_day_to_clinical_roles(practitioner, desk, course):
    now = timezone.now()
    me = practitioner.user.practitioner
    SafetyScreeningFactory(patient=course.patient, blood_thinner="no", needle_fear="yes")
    SafetyScreeningFactory(patient=course.patient, blood_thinner="yes")
    AppointmentFactory(patient=course.patient, practitioner=me, starts_at=now)
    AppointmentFactory(practitioner=me, starts_at=now + timedelta(hours=-2), patient__full_name="Unasked Person")

    mine = page(practitioner.get(reverse("treatments:today")))
    assert "Blood thinner" in mine
    assert "Needle fear" not in mine
    assert mine.count("Not screened yet") == 1
    shown = page(desk.get(reverse("treatments:today")))
    assert "Blood thinner" not in shown
    assert shown.count("Safety questions not answered yet") == 1
