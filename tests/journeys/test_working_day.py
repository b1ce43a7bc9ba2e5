"""One working day with three log-ins: from a free consultation to a printed factsheet."""

import io
import re

import pytest
from django.utils import timezone
from pypdf import PdfReader

from clinic.diary.models import Appointment
from clinic.staff.models import Credential
from clinic.trail.models import AccessEntry
from library.models import Handout
from patients.models import Patient
from treatments.models import Session

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

CALLER = "Zoë <b>O’Hara</b> & Sons"
PATIENT = "王秀英 (Xiùyīng) “Shui”"


def test_a_working_day(visitor):
    desk = visitor()
    desk.log_in("desk@demo.test")
    a_free_consultation_is_booked_moved_and_cancelled(desk)
    patient = a_new_patient_is_added_and_found(desk)
    visit = the_patient_is_booked_for_today_and_arrives(desk, patient)

    practitioner = visitor()
    practitioner.log_in("practitioner@demo.test")
    session = the_treatment_is_logged_and_signed(practitioner, visit)
    the_chart_shows_it(practitioner, patient, session)
    a_factsheet_goes_home(practitioner, patient)

    manager = visitor()
    manager.log_in("manager@demo.test")
    the_manager_sees_what_expires_and_no_clinical_text(manager, patient, session)
    who_looked_is_on_record(patient, desk, practitioner)


def a_free_consultation_is_booked_moved_and_cancelled(desk):
    page = desk.page
    desk.press("Book appointment", role="link")
    page.get_by_label("Service").select_option(label="Free consultation")
    page.get_by_label("How").select_option(label="Phone")
    desk.press("Show free times")
    page.locator("input[name=slot]").first.check(force=True)
    page.get_by_label("Someone new").check()
    page.get_by_label("Full name").fill(CALLER)
    page.get_by_role("textbox", name="Phone").fill("07700 900999")
    desk.press("Book consultation")

    booked = Appointment.objects.get(patient__full_name=CALLER)
    desk.sees(CALLER, "Booked", "07700 900999", booked.reference)
    desk.press("Move appointment", role="link")
    page.locator("input[name=slot]").nth(3).check(force=True)
    desk.press("Move appointment")
    desk.sees("Moved from")
    moved = Appointment.objects.get(pk=booked.pk)
    assert moved.starts_at != booked.starts_at

    desk.press("Cancel appointment", role="link")
    page.get_by_label("The patient").check()
    page.get_by_label("Unwell").check()
    desk.press("Cancel appointment")
    desk.sees("Cancelled by patient: Unwell")


def a_new_patient_is_added_and_found(desk):
    page = desk.page
    desk.open("/patients/new/")
    desk.press("Add patient")
    desk.sees("There is a problem")
    page.get_by_label("Full name").fill(PATIENT)
    for box, value in (("Day", "27"), ("Month", "March"), ("Year", "1961")):
        page.get_by_label(box, exact=True).fill(value)
    page.get_by_role("textbox", name="Phone").first.fill("07700 900998")
    page.get_by_role("button", name="Add patient").dblclick()
    page.wait_for_url(re.compile(r"/patients/\d+/"))
    desk.check()
    desk.sees("27 March 1961")
    assert Patient.objects.filter(full_name=PATIENT).count() == 1

    page.keyboard.press("Escape")
    page.get_by_label("Find a patient").first.fill("xiuying")
    page.keyboard.press("Enter")
    page.wait_for_url("**/patients/")
    desk.check()
    desk.sees(PATIENT)
    return Patient.objects.get(full_name=PATIENT)


def the_patient_is_booked_for_today_and_arrives(desk, patient):
    page = desk.page
    keep_the_afternoon_free()
    desk.open("/diary/")
    desk.press("Book appointment", role="link")
    page.get_by_label("Service").select_option(label="First visit")
    page.get_by_label("How").select_option(label="In person")
    page.locator("#id_practitioner").select_option(label="Mei Chen, BSc, MBAcC")
    desk.press("Show free times")
    page.get_by_label("Someone in the records").check()
    page.get_by_label("Patient", exact=True).fill("900998")
    page.locator("[role=listbox] [role=option]").first.click()
    page.get_by_label("Or type a time").fill("22:15")
    desk.press("Book appointment")
    desk.sees("There is a problem", "Mei Chen works 09:00 to 18:00")
    page.get_by_label("Or type a time").fill("14:00")
    desk.press("Book appointment")

    visit = Appointment.objects.get(patient=patient)
    desk.press("Arrived")
    desk.sees("Arrived", "Consent missing: treatment with acupuncture")
    desk.open(f"/patients/{patient.pk}/consents/take/?purpose=treatment")
    page.get_by_label("Full name").fill(PATIENT)
    page.get_by_label("My typed name is my signature").check()
    desk.press("I agree and sign")
    return visit


def keep_the_afternoon_free():
    """Whatever the demo has put there, so that the day does not hang on its seed."""
    later = Appointment.objects.filter(starts_at__range=("2026-11-24 13:00Z", "2026-11-24 20:00Z"))
    later.update(status="cancelled_by_clinic", cancelled_at=timezone.now(), cancel_reason="other")


def the_treatment_is_logged_and_signed(practitioner, visit):
    page = practitioner.page
    page.goto(f"{practitioner.address}/patients/{visit.patient_id}/sessions/new/?appointment={visit.pk}")
    practitioner.check()
    page.get_by_label("Main complaint").fill("Aching knees on the stairs")
    page.get_by_label("Planned sessions").fill("8")
    page.get_by_label("Points used").fill("LI4 b, LI99, Tàichōng b 15mm")
    page.get_by_label("Pain before").first.fill("101")
    page.get_by_label("Needles in").fill("6")
    page.get_by_label("Needles out").fill("7")
    practitioner.press("Save draft", exact=True)
    practitioner.sees("There is a problem", "LI99", "Pain before must be a whole number from 0 to 100 mm.")
    assert not Session.objects.filter(course__patient=visit.patient).exists()
    assert page.get_by_label("Main complaint").input_value() == "Aching knees on the stairs"
    return session_from_the_mended_form(practitioner, visit)


def session_from_the_mended_form(practitioner, visit):
    page = practitioner.page
    page.get_by_label("Points used").fill("LI4 b, ST36 r 25mm obl, 太冲 b 15mm, Yintang 5mm")
    page.get_by_label("Pain before").first.fill("72")
    slider = page.get_by_role("slider").nth(1)
    slider.focus()
    for _ in range(3):
        slider.press("ArrowRight")
    page.get_by_label("Needles in").fill("6")
    page.get_by_label("Needles out").fill("6")
    page.get_by_label("Minutes retained").fill("25")
    page.get_by_label("Notes").fill("Warmth at ST36.\nNo dizziness on getting up.")
    practitioner.press("Save draft", exact=True)
    draft = Session.objects.get(course__patient=visit.patient)
    assert draft.status == "draft"

    practitioner.open(f"/sessions/{draft.pk}/edit/")
    page.get_by_label("Pain after").first.fill("41")
    practitioner.press("Save and sign")
    practitioner.sees("Signed", "Mei Chen, BSc, MBAcC", "BA-40213", "72 mm", "41 mm", "ST36", "Yìntáng")
    signed = Session.objects.get(pk=draft.pk)
    assert signed.status == "signed"
    assert sorted(signed.measures.values_list("moment", "value_mm")) == [("after", 41), ("before", 72)]
    assert signed.point_uses.count() == 4
    return signed


def the_chart_shows_it(practitioner, patient, session):
    page = practitioner.page
    practitioner.open(f"/patients/{patient.pk}/")
    practitioner.sees("Aching knees on the stairs", "72", "41")
    curve = page.locator("img[src$='pain.svg']")
    assert curve.evaluate("image => image.complete && image.naturalWidth > 100")
    report = page.request.get(f"{practitioner.address}/patients/{patient.pk}/progress.pdf")
    text = text_of(report.body())
    assert "Aching knees on the stairs" in text
    assert PATIENT in text


def a_factsheet_goes_home(practitioner, patient):
    page = practitioner.page
    practitioner.open(f"/patients/{patient.pk}/handouts/give/")
    page.get_by_label("Knee osteoarthritis").check()
    page.get_by_label("Large print").check()
    with page.expect_response(lambda answer: answer.url.endswith(".pdf")):
        page.get_by_role("button", name="Give and open to print").click()
    handout = Handout.objects.get(patient=patient)
    paper = page.request.get(f"{practitioner.address}/handouts/{handout.pk}.pdf").body()
    text = text_of(paper)
    assert f"Given to {PATIENT}" in text
    assert "by Mei Chen" in text
    assert "Knee osteoarthritis" in text
    assert f"Page 1 of {len(PdfReader(io.BytesIO(paper)).pages)}" in text
    practitioner.open(f"/patients/{patient.pk}/handouts/")
    practitioner.sees("Knee osteoarthritis")


def the_manager_sees_what_expires_and_no_clinical_text(manager, patient, session):
    manager.sees("Credentials that need renewing", "47 days left")
    manager.press("Credentials", role="link")
    manager.sees("Expires in 47 days", "Expired 12 days ago", "NY-006231")
    manager.open(f"/patients/{patient.pk}/")
    words = manager.page.inner_text("body")
    assert PATIENT in words
    assert "Aching knees" not in words
    assert manager.page.request.get(f"{manager.address}/sessions/{session.pk}/").status == 403


def who_looked_is_on_record(patient, *visitors):
    seen = set(AccessEntry.objects.filter(patient_id=patient.pk).values_list("what", "kind"))
    assert {("treatments:chart", "opened"), ("library:handout-pdf", "printed"), ("diary:status", "changed")} <= seen


@pytest.mark.parametrize("width", [360, 1440])
def test_public_pages_on_a_phone_and_a_desk(visitor, width):
    guest = visitor(width)
    for path in ("/", "/library/", "/library/migraine/", "/library/electroacupuncture/", "/accounts/login/"):
        guest.open(path)
    guest.sees("Log in")
    sheet = guest.page.request.get(f"{guest.address}/library/migraine.pdf?paper=letter&print=large")
    assert "Migraine" in text_of(sheet.body())


@pytest.mark.parametrize("email", ["desk@demo.test", "practitioner@demo.test", "manager@demo.test"])
def test_staff_pages_on_a_phone(visitor, email):
    person = visitor(360)
    person.log_in(email)
    booked = Appointment.objects.filter(status="booked").order_by("pk").first()
    paths = ["/diary/", "/diary/book/", f"/diary/appointments/{booked.pk}/", "/patients/", "/patients/new/"]
    paths += [f"/patients/1/{tab}" for tab in ("", "appointments/", "handouts/", "handouts/give/", "details/")]
    paths += ["/credentials/", f"/credentials/{Credential.objects.first().pk}/"]
    if email.startswith("practitioner"):
        paths += ["/patients/1/sessions/", "/patients/1/sessions/new/", f"/sessions/{Session.objects.first().pk}/"]
    for path in paths:
        person.open(path)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_back_and_save_again_makes_no_second_session(visitor):
    practitioner = visitor()
    practitioner.log_in("practitioner@demo.test")
    page, before = practitioner.page, Session.objects.count()
    practitioner.open("/patients/1/sessions/new/")
    page.get_by_label("Notes").fill("First thoughts.")
    practitioner.press("Save draft", exact=True)
    page.go_back()
    page.get_by_label("Notes").fill("First thoughts. And second ones.")
    practitioner.press("Save draft", exact=True)

    assert Session.objects.count() == before + 1
    practitioner.sees("saved in another window", "And second ones.")
