from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from clinic.access import Role
from tests.factories import (
    AppointmentFactory,
    ConsentFactory,
    CourseFactory,
    PatientFactory,
    ServiceFactory,
    SessionFactory,
    SiteFactory,
)
from treatments import actions
from treatments.errors import ConsentMissing

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def draft(*, consented=False, needles=4, **kwargs):
    course = CourseFactory(consented=consented)
    return SessionFactory(course=course, started_at=NOON, needles_in=needles, needles_out=needles, **kwargs)


def sign(session):
    return actions.sign_session(by=session.practitioner.user, session=session)


def test_needles_without_consent_keep_the_session_unsigned():
    session = draft()
    with pytest.raises(ConsentMissing, match="treatment with acupuncture"):
        sign(session)
    session.refresh_from_db()
    assert not session.is_signed
    ConsentFactory(patient=session.course.patient, refused=True)
    with pytest.raises(ConsentMissing):
        sign(session)
    ConsentFactory(patient=session.course.patient, signed_at=NOON, recorded_at=NOON)
    assert sign(session).is_signed


def test_visit_for_electricity_needs_its_own_consent():
    session = draft(consented=True, appointment=AppointmentFactory(service__modality="electroacupuncture"))
    with pytest.raises(ConsentMissing, match="“electroacupuncture”"):
        sign(session)


def test_place_of_the_visit_decides_which_consents():
    visit = AppointmentFactory(site__jurisdiction="US-NY", service__modality="acupuncture")
    with pytest.raises(ConsentMissing, match="advised to consult a physician"):
        sign(draft(consented=True, appointment=visit))


def test_talk_needs_none_and_a_clinic_may_do_without(settings):
    assert sign(draft(needles=0)).is_signed
    settings.CONSENT_REQUIRED = False
    assert sign(draft()).is_signed


def test_refusal_to_sign_links_to_the_consent(practitioner):
    course = CourseFactory(practitioner=practitioner.user.practitioner, consented=False)
    session = SessionFactory(course=course, needles_in=2, needles_out=2)
    page = practitioner.post(reverse("treatments:session-sign", args=[session.pk]), follow=True).content.decode()
    assert f'<a href="/patients/{course.patient_id}/consents/take/?purpose=treatment">Take the consent</a>' in page


@pytest.mark.parametrize("role", list(Role))
def test_missing_consent_shows_on_today_and_on_the_visit_for_one_query(login, role, at_most_queries):
    SiteFactory()
    client = login(role)
    mine = {"practitioner": client.user.practitioner} if role == Role.PRACTITIONER else {}
    with time_machine.travel(NOON, tick=False):
        visit = AppointmentFactory(starts_at=NOON, service__modality="acupuncture", **mine)
        AppointmentFactory(starts_at=NOON.replace(hour=17), service__modality="", **mine)
        page = client.get("/today/").content.decode()
        assert page.count("Consent missing: treatment with acupuncture") == 1
        assert "Consent missing" in client.get(reverse("diary:appointment", args=[visit.pk])).content.decode()
        with at_most_queries(10):
            client.get("/today/")
        ConsentFactory(patient=visit.patient)
        assert "Consent missing" not in client.get("/today/").content.decode()
        assert "Consent missing" not in client.get(reverse("diary:appointment", args=[visit.pk])).content.decode()


def test_day_full_of_missing_consents_asks_no_more(desk, at_most_queries):
    SiteFactory()
    service = ServiceFactory(modality="acupuncture")
    with time_machine.travel(NOON, tick=False):
        for count in (1, 20):
            for _ in range(count):
                AppointmentFactory(starts_at=NOON, service=service, patient=PatientFactory())
            desk.get("/today/")
            with at_most_queries(7):
                desk.get("/today/")
