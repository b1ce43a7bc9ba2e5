"""Questions before a visit, on a phone: begun on one device, gone on with on another, read by the practitioner."""

import re

import pytest
from django.core import mail

from patients.models import Intake, IntakeDraft, Patient

pytestmark = pytest.mark.journey

PHONE = 360


def born(phone, patient):
    day = patient.date_of_birth
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        phone.page.get_by_label(label, exact=True).fill(str(value))
    phone.press("Start")


def tick(phone, question, *answers):
    group = phone.page.get_by_role("group", name=question)
    for answer in answers:
        group.get_by_label(answer, exact=True).check()


def go_on(phone):
    phone.press("Save and continue")


def answer_no(phone, *questions):
    for question in questions:
        tick(phone, question, "No")


@pytest.fixture
def patient(clinic):
    """Somebody of an age to be asked everything, with an e-mail address, who has no intake yet."""
    found = Patient.objects.exclude(email="").filter(intakes__isnull=True, status="current").order_by("pk").first()
    Patient.objects.filter(pk=found.pk).update(
        date_of_birth="1984-03-27", search_text=found.search_text, search_name=found.search_name
    )
    return Patient.objects.get(pk=found.pk)


def test_from_the_link_to_the_practitioner(visitor, patient):
    desk = visitor(1440)
    desk.log_in("desk@demo.test")
    desk.open(f"/patients/{patient.pk}/intake/")
    desk.sees("No intake yet", "Not sent")
    desk.press("Send a link by e-mail")
    desk.sees("The link was sent by e-mail")
    path = re.search(r"http://[^/]+(/intake/\S+/)", mail.outbox[-1].body)[1]

    first = visitor(PHONE)
    first.open(path)
    assert path not in first.page.url
    born(first, patient)
    first.sees("Step 1 of 15", "First, do you need help today?")
    go_on(first)
    first.sees("There is a problem")
    tick(first, "Do you have any of these now", "Pain or pressure in the chest")
    go_on(first)
    first.sees("Please get help first", "Call emergency services now", "999", "Pain or pressure in the chest")
    assert "go on" not in " ".join(first.page.get_by_role("link").all_inner_texts())
    desk.open("/today/")
    desk.sees("Urgent answers", patient.full_name, "call emergency services now")
    first.press("I ticked something by mistake", role="link")
    first.page.get_by_label("Pain or pressure in the chest").uncheck()
    tick(first, "Do you have any of these now", "None of these")
    go_on(first)
    first.page.get_by_label("What would you like help with?").fill("My lower back hurts when I get up")
    tick(first, "Where is the main problem?", "Lower back")
    go_on(first)
    first.sees("Step 3 of 16", "Saved at")
    first.page.go_back()
    assert first.page.get_by_label("What would you like help with?").input_value().startswith("My lower back")
    first.page.context.clear_cookies()  # the browser is closed and forgets

    desk.open(f"/patients/{patient.pk}/intake/")
    desk.sees("Started")
    assert "lower back" not in desk.page.inner_text("main")

    second = visitor(PHONE)
    second.open(path)
    assert "lower back" not in second.page.content()
    born(second, patient)
    second.sees("Where it hurts, and how")
    go_on(second)
    second.page.get_by_label("How strong is your main pain today?", exact=False).first.fill("64")
    for row, (activity, able) in enumerate((("Gardening", "3"), ("Driving", "5"), ("Sleeping", "4")), start=1):
        second.page.get_by_label(f"Activity {row}").fill(activity)
        second.page.get_by_label("How well, 0 to 10").nth(row - 1).select_option(able)
    go_on(second)
    tick(second, "Which of these sentences", "Because of my back, I use a handrail to get upstairs.")
    go_on(second)
    for _ in range(4):  # sleep, digestion, feelings, cycle may be left
        go_on(second)
    answer_no(second, "Has a doctor given a diagnosis")
    go_on(second)
    second.page.get_by_label("Which medicines, herbs and supplements").fill("None")
    answer_no(second, "Do you take a medicine that thins", "Are you allergic to a metal")
    second.page.get_by_label("What are you allergic to?").fill("Nothing")
    go_on(second)
    tick(second, "Is there anything implanted", "None of these")
    answer_no(second, "Do you have a heart-valve disease", "Have you had an operation")
    tick(second, "Is an arm or a leg swollen", "None of these")
    go_on(second)
    six = (
        "Do you bleed or bruise",
        "Do you have epilepsy",
        "Do you faint",
        "Do you have diabetes",
        "Is your immune system",
    )
    answer_no(second, *six, "Are you afraid of needles")
    go_on(second)
    answer_no(second, "Do you carry an infection")
    tick(second, "Is there broken, infected", "I don’t know")
    go_on(second)
    answer_no(second, "Are you, or could you be, pregnant?")
    go_on(second)
    go_on(second)
    second.sees("Check your answers", "My lower back hurts when I get up", "64 of 100 mm", "Mean 4.0 of 10")
    assert "Still to be answered" not in second.page.inner_text("main")
    second.press("Send my answers")
    second.sees("Thank you", "Your practitioner reads your answers")
    assert Intake.objects.filter(patient=patient, how="online").count() == 1
    assert not IntakeDraft.objects.filter(patient=patient).exists()

    practitioner = visitor(1440)
    practitioner.log_in("practitioner@demo.test")
    practitioner.open(f"/patients/{patient.pk}/intake/")
    practitioner.sees(
        "My lower back hurts when I get up", "Score 1 of 24", "Gardening: 3 of 10", "handed in 24 November 2026"
    )


def test_the_tablet_and_the_paper_form_at_both_widths(visitor, patient):
    for width in (PHONE, 1440):
        desk = visitor(width)
        desk.log_in("desk@demo.test")
        desk.open(f"/patients/{patient.pk}/intake/paper/")
        desk.press("Save the intake")
        desk.sees("There is a problem")
        desk.open(f"/patients/{patient.pk}/intake/")
        desk.press("Make a link to copy")
        desk.sees("It is shown this once")
        desk.open(f"/patients/{patient.pk}/intake/")
        desk.press("Hand this device to the patient")
        desk.sees("Please answer some questions")
        desk.page.goto(f"{desk.address}/today/")
        assert "/accounts/login/" in desk.page.url


def test_without_scripts(browser, clinic, patient):
    """Every step works in a browser that runs no scripts."""
    from tests.factories import IntakeLinkFactory

    IntakeLinkFactory(patient=patient, token="no-scripts-token")
    context = browser.new_context(java_script_enabled=False, viewport={"width": PHONE, "height": 740})
    page = context.new_page()
    page.goto(f"{clinic}/intake/no-scripts-token/")
    for label, value in (("Day", "27"), ("Month", "March"), ("Year", "1984")):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Start").click()
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("What would you like help with?").fill("Headaches")
    page.get_by_label("Head or face").check()
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/pain/")
    context.close()

    assert IntakeDraft.objects.get(patient=patient).answers["why_come"] == "Headaches"
