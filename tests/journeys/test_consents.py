"""A consent drawn on a tablet, missed at check-in, needed to sign; a refusal that keeps the session a draft."""

import re

import pytest
from django.utils import timezone

from clinic.diary.models import Appointment, Service
from patients.models import Consent, Patient
from treatments.models import Session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_consent_is_drawn_and_the_session_signed(visitor):
    visit = a_visit_for_electroacupuncture()
    desk = visitor()
    desk.log_in("desk@demo.test")
    desk.sees("Consent missing: electroacupuncture")
    desk.open(f"/diary/appointments/{visit.pk}/")
    desk.sees("Consent missing: electroacupuncture")

    practitioner = visitor()
    practitioner.log_in("practitioner@demo.test")
    session = a_session_is_written_and_stays_a_draft(practitioner, visit)

    tablet = visitor(820)
    tablet.log_in("desk@demo.test")
    somebody_says_no(tablet, visit.patient_id)
    practitioner.press("Save and sign")
    practitioner.sees("No consent stands for “electroacupuncture”")

    it_is_drawn(tablet, visit.patient_id)
    practitioner.press("Save and sign")
    practitioner.sees("Signed")
    assert Session.objects.get(pk=session.pk).status == "signed"


def a_visit_for_electroacupuncture():
    """Today's next visit, of a patient who has consented to needles alone."""
    booked = Appointment.objects.filter(
        practitioner__user__email="practitioner@demo.test", status="booked", starts_at__date=timezone.localdate()
    )
    visit = booked.order_by("starts_at").first()
    Appointment.objects.filter(pk=visit.pk).update(
        service=Service.objects.get(slug="electroacupuncture"),
        patient=Patient.objects.exclude(consents__wording__purpose="electroacupuncture")
        .filter(consents__wording__purpose="treatment")
        .order_by("pk")[1],
    )
    return Appointment.objects.get(pk=visit.pk)


def a_session_is_written_and_stays_a_draft(practitioner, visit):
    page = practitioner.page
    practitioner.open(f"/patients/{visit.patient_id}/sessions/new/?appointment={visit.pk}")
    page.get_by_label("Needles in").fill("4")
    page.get_by_label("Needles out").fill("4")
    if page.get_by_label("Nothing has changed").count():
        page.get_by_label("Nothing has changed").check()
    practitioner.press("Save and sign")
    practitioner.sees("No consent stands for “electroacupuncture”", "Take the consent")
    draft = Session.objects.get(appointment=visit)
    assert draft.status == "draft"
    return draft


def somebody_says_no(tablet, patient_id):
    tablet.open(f"/patients/{patient_id}/consents/take/?purpose=electroacupuncture")
    tablet.press("I do not agree")
    tablet.sees("That is your right")
    assert Consent.objects.filter(patient=patient_id, decision="refused").exists()


def it_is_drawn(tablet, patient_id):
    page = tablet.page
    tablet.press("For staff: back to the record", role="link")
    tablet.sees("Refused")
    tablet.press("Take Electroacupuncture", role="link")
    assert page.locator("nav").count() == 0
    tablet.press("I agree and sign")
    tablet.sees("There is a problem", "Sign in the box")
    page.get_by_label("Full name").fill("Ann Example")
    pad = page.locator("[data-signature-pad]")
    pad.scroll_into_view_if_needed()
    draw(page, pad, 0.2)
    draw(page, pad, 0.6)
    page.get_by_role("button", name="Undo").click()
    assert len(page.evaluate("JSON.parse(document.querySelector('[name=strokes]').value)")) == 1
    page.get_by_role("button", name="Clear").click()
    assert page.evaluate("document.querySelector('[name=strokes]').value") == ""
    draw(page, pad, 0.3)
    tablet.press("I agree and sign")
    tablet.sees("hand the tablet back")
    consent = Consent.objects.get(patient=patient_id, signature_kind="drawn")
    tablet.open(f"/consents/{consent.pk}/")
    assert re.match(r"M\d+ \d+L", page.locator(".signature path").get_attribute("d"))


def draw(page, pad, height):
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] * height)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 40 + step * 25, box["y"] + box["height"] * (height + 0.02 * (step % 3)))
    page.mouse.up()


@pytest.mark.parametrize("width", [360, 1440])
def test_consent_pages_on_a_phone_and_a_desk(visitor, width):
    desk = visitor(width)
    desk.log_in("desk@demo.test")
    consent = Consent.objects.filter(patient=6, decision="given").first()
    for path in (
        "/patients/6/consents/",
        "/patients/6/consents/take/?purpose=moxa",
        "/patients/6/consents/paper/?purpose=moxa",
        f"/consents/{consent.pk}/",
        f"/consents/{consent.pk}/done/",
        f"/consents/{consent.pk}/withdraw/",
    ):
        desk.open(path)
