"""A sheet from draft to recall: written, reviewed by a second person, published, given, withdrawn, printed again."""

import pytest

from library.models import Factsheet, FactsheetVersion, Handout, RecallContact
from patients.models import Patient

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NEW = "Many people keep a diary of their headaches."


def test_a_sheet_from_draft_to_recall(visitor):
    writer = visitor(1440)
    writer.log_in("practitioner@demo.test")
    draft = the_draft_is_written_with_preview_and_claims(writer)
    the_writer_may_not_review(writer, draft)

    manager = visitor()
    manager.log_in("manager@demo.test")
    a_second_person_reviews_and_publishes(manager, draft)

    desk = visitor(360)
    desk.log_in("desk@demo.test")
    handout, given = it_is_handed_out(desk)
    it_is_withdrawn(manager, draft, handout)
    the_patient_is_told_once(desk, handout)
    assert pdf_of(desk, handout) == given

    nobody = visitor()
    nobody.page.goto(f"{nobody.address}/library/migraine/")
    nobody.check()
    nobody.sees("We have taken this sheet back")
    # The browser notes every answer of 410 in its console; it is the one that this page must give.
    assert [said for said in nobody.problems if "410" not in said] == []
    nobody.problems.clear()


def the_draft_is_written_with_preview_and_claims(writer):
    page = writer.page
    writer.open("/library/")
    writer.press("Edit factsheets", role="link")
    writer.press("Migraine", role="link", exact=True)
    writer.press("Begin a draft")
    draft = FactsheetVersion.objects.get(status="draft")

    text = page.get_by_label("Text", exact=True)
    text.evaluate(
        """(box, words) => {
          const at = box.value.indexOf("## What it is") + "## What it is\\n\\n".length;
          box.setRangeText(words + " It is a miracle.\\n\\n", at, at, "end");
          box.focus();
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        NEW,
    )
    shown = page.locator("[data-live-shown]")
    shown.get_by_text(NEW).wait_for()
    shown.get_by_text("which promises too much").wait_for()
    writer.check()
    text.evaluate("box => { box.value = box.value.replace(' It is a miracle.', ''); }")
    text.evaluate(
        "(box, words) => { const at = box.value.indexOf(words) + words.length; box.setSelectionRange(at, at); }", NEW
    )
    search = page.get_by_label("Words of the claim")
    search.fill("migraine without aura")
    page.get_by_role("button", name="Insert xu-migraine").wait_for()
    writer.check()
    search.press("Enter")
    assert page.url.endswith(f"/drafts/{draft.pk}/")
    page.get_by_role("button", name="Insert xu-migraine").press("Enter")
    shown.get_by_text("Nothing is wrong with the text.").wait_for()
    assert f"{NEW}[[xu-migraine]]" in text.input_value()
    writer.press("Save draft")
    writer.sees("The draft was saved.")
    draft.refresh_from_db()
    assert f"{NEW}[[xu-migraine]]" in draft.body
    return draft


def the_writer_may_not_review(writer, draft):
    writer.press("Go to review", role="link")
    writer.sees("You wrote in this draft, so somebody else must review it.", NEW)
    assert writer.page.get_by_role("button", name="I have read it").count() == 0


def a_second_person_reviews_and_publishes(manager, draft):
    manager.open("/library/edit/")
    manager.press("Draft", role="link", exact=True, within=manager.page.get_by_role("row", name="Migraine"))
    manager.press("Go to review", role="link")
    manager.sees("Not reviewed yet", NEW)
    manager.press("I have read it and stand behind it")
    manager.sees("Reviewed. It can be published now.")
    manager.press(f"Publish version {draft.number}")
    manager.sees(f"Version {draft.number} is published.")
    assert Factsheet.objects.get(slug="migraine", language="en").current == draft


def it_is_handed_out(desk):
    page = desk.page
    # Somebody who reads English: others are offered the sheet in their own language first.
    patient = Patient.objects.filter(language__in=["", "English"]).order_by("pk").first()
    desk.open(f"/patients/{patient.pk}/handouts/give/?sheet=migraine")
    with page.expect_response(lambda answer: answer.url.endswith("/give/") or "/handouts/" in answer.url):
        page.get_by_role("button", name="Give and open to print").click()
    page.wait_for_timeout(500)
    handout = Handout.objects.get(patient=patient)
    given = pdf_of(desk, handout)
    assert given.startswith(b"%PDF")
    return handout, given


def pdf_of(desk, handout):
    answer = desk.page.request.get(f"{desk.address}/handouts/{handout.pk}.pdf")
    assert answer.status == 200
    return answer.body()


def it_is_withdrawn(manager, draft, handout):
    manager.press(f"Withdraw version {draft.number}", role="link")
    manager.press(f"Withdraw version {draft.number}")
    manager.sees("There is a problem", "Write in a sentence why this version is withdrawn.")
    manager.page.get_by_label("Why is it withdrawn?").fill("The review was misread.")
    manager.press(f"Withdraw version {draft.number}")
    manager.sees("People to tell", handout.given_to, "The review was misread.", "1 of 1 still to be told.")


def the_patient_is_told_once(desk, handout):
    desk.open(f"/patients/{handout.patient_id}/handouts/")
    desk.press("Withdrawn", role="link")
    desk.press("Told", within=desk.page.locator("main"))
    desk.sees("Everyone has been told.")
    assert RecallContact.objects.get().patient == handout.patient
