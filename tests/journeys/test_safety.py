"""Safety in the browser: an urgent answer dealt with, questions asked, a stop taken out, a caution explained."""

import pytest

from patients.models import RedFlagAcknowledgement, SafetyScreening
from treatments.models import CautionReason, Session

pytestmark = pytest.mark.journey
PATIENT = 9  # the demo leaves every ninth patient unasked


def test_desk_deals_with_an_urgent_answer(visitor):
    desk = visitor(360)
    desk.log_in("desk@demo.test")
    desk.sees("Urgent answers", "Answered yes to an urgent question", "see a doctor today")
    desk.press("Acknowledge", role="link")
    assert "calf" not in desk.page.inner_text("main")
    desk.press("Acknowledge")
    desk.sees("There is a problem", "Enter what was done")
    desk.page.get_by_label("What was done").fill("Rang at 08:40. Her daughter takes her to the doctor.")
    desk.press("Acknowledge")
    desk.sees("The alert is off Today.")
    assert "Urgent answers" not in desk.page.inner_text("main")
    assert RedFlagAcknowledgement.objects.get().by.email == "desk@demo.test"


@pytest.mark.parametrize("width", [360, 1440])
def test_from_questions_to_a_signed_session(visitor, width):
    practitioner = visitor(width)
    practitioner.log_in("practitioner@demo.test")
    practitioner.open(f"/patients/{PATIENT}/safety/")
    practitioner.sees("Not screened yet")
    practitioner.press("Ask the questions", role="link")
    answer_the_questions(practitioner)
    practitioner.sees("The safety answers were saved.", "Yes: left arm")
    assert SafetyScreening.objects.get(patient=PATIENT).lymphoedema == ["left_arm"]
    a_session_is_signed_once_it_is_safe(practitioner)


def answer_the_questions(practitioner):
    page = practitioner.page
    lymph = page.get_by_role("group", name="Lymphoedema")
    assert not page.get_by_label("Left arm").is_visible()
    lymph.get_by_label("Yes").check()
    page.get_by_role("group", name="Takes a blood thinner").get_by_label("Yes").check()
    practitioner.press("Save answers")
    practitioner.sees("There is a problem", "choose which, or answer No.")
    page.get_by_label("Left arm").check()
    practitioner.press("Save answers")


def a_session_is_signed_once_it_is_safe(practitioner):
    page = practitioner.page
    practitioner.open(f"/patients/{PATIENT}/sessions/new/")
    assert "No needles in the left arm" in page.inner_text("section.banner")
    new_course = page.get_by_label("A new course")
    if new_course.is_checked():
        page.get_by_label("Main complaint").fill("Stiff knee")
    page.get_by_label("Points used").fill("LI11 b, ST36 r 30mm")
    page.get_by_label("Needles in").fill("2")
    page.get_by_label("Needles out").fill("2")
    practitioner.press("Save and sign")
    practitioner.sees("LI11: No needle in the left arm", "Say why ST36 is right today, or take it out.")

    page.get_by_label("Points used").fill("LI11 r, ST36 r 30mm")
    page.get_by_label("Why it is right today, ST36").fill("Strong leg, long experience with this depth.")
    practitioner.press("Save and sign")
    practitioner.sees("Session signed.", "Strong leg, long experience with this depth.")
    assert (
        Session.objects.filter(course__patient=PATIENT, status="signed").order_by("-pk").first().caution_reasons.get()
    )
    assert CautionReason.objects.get().rule_id == "anticoagulant-deep"


def test_rules_and_safety_pages_at_both_widths(visitor):
    for width in (360, 1440):
        manager = visitor(width)
        manager.log_in("manager@demo.test")
        manager.press("Safety rules", role="link")
        manager.sees("No electro-stimulation with an implanted electronic device")
        manager.press("Switch off lung-deep", role="link")
        manager.press("Switch off")
        manager.sees("There is a problem")
        manager.open("/safety/rules/new/")
