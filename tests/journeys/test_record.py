"""The record in a browser: duplicates merged and taken apart, documents kept and refused, photographs side by side."""

import datetime

import pytest

from patients.models import Patient, PatientDocument
from tests.factories import ConsentFactory, PatientFactory
from tests.patients import files

pytestmark = pytest.mark.journey
BORN = datetime.date(1984, 3, 27)


def file_of(content, name, kind):
    return {"name": name, "mimeType": kind, "buffer": content}


@pytest.mark.parametrize("width", [1280, 360])
def test_warned_while_typing_then_merged_and_taken_apart(visitor, width):
    kept = PatientFactory(full_name="Maria Kowalska", date_of_birth=BORN, phone="01632 960111")
    desk = visitor(width)
    page = desk.page
    desk.log_in("desk@demo.test")
    desk.open("/patients/new/")
    page.get_by_label("Full name").fill("Maria Kowalska")
    for box, part in (("Day", "27"), ("Month", "3"), ("Year", "1984")):
        page.get_by_label(box, exact=True).fill(part)
    page.get_by_text("1 person may be here already").wait_for()
    desk.check()
    page.get_by_label("Full name").fill("Marya Kowalska")
    page.get_by_label("Phone").fill("01632 960222")
    desk.press("Add patient")
    desk.sees("There is a problem", "May be here already")
    page.get_by_label("This is someone new").check()
    desk.press("Add patient")
    merged = Patient.objects.get(full_name="Marya Kowalska")

    desk.open("/patients/")
    desk.press("Duplicates", role="link")
    desk.sees("Marya Kowalska", "Maria Kowalska")
    row = page.get_by_role("row").filter(has_text="Marya Kowalska")
    desk.press("Compare", role="link", within=row)
    desk.press("Merge", exact=True)
    desk.sees("Choose which record is kept.")
    page.get_by_label(f"Record {kept.pk}:").check()
    page.get_by_label("How do you know").fill("Asked on the phone.")
    desk.press("Merge", exact=True)
    desk.sees(f"Record {merged.pk} was merged into this one")

    desk.open(f"/patients/{merged.pk}/details/")
    assert page.url.endswith(f"/patients/{kept.pk}/details/")
    desk.sees(f"Record {merged.pk} was merged into this one")
    desk.press("Merged records", role="link")
    desk.press("Take apart")
    desk.sees("Say why")
    page.get_by_label("Why are they taken apart?").fill("They are two sisters.")
    desk.press("Take apart")
    assert page.url.endswith(f"/patients/{merged.pk}/details/")
    desk.sees("stands on its own again", "Marya Kowalska")


@pytest.mark.parametrize("width", [1280, 360])
def test_contacts_changes_documents_and_photographs(visitor, width, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    patient = PatientFactory(full_name="Maria Kowalska", date_of_birth=BORN, phone="01632 960111")
    visit = visitor(width)
    page = visit.page
    visit.log_in("practitioner@demo.test")

    visit.open(f"/patients/{patient.pk}/edit/")
    page.get_by_label("Phone").fill("01632 960222")
    visit.press("Save details")
    visit.press("Changes", role="link")
    visit.sees("01632 960111", "01632 960222")
    visit.press("Set back")
    visit.sees("Phone was set back.")

    visit.press("Contact log", role="link")
    visit.press("Add a note", role="link")
    visit.press("Save note")
    visit.sees("Write down what was said.")
    page.get_by_label("They contacted us").check()
    page.get_by_label("Phone", exact=True).check()
    page.get_by_label("What was said").fill("Asked for an earlier time.")
    visit.press("Save note")
    visit.sees("Asked for an earlier time.")

    visit.press("Documents", role="link")
    visit.press("Add a document", role="link")
    page.get_by_label("Letter from a doctor").check()
    page.get_by_label("Title").fill("Letter of the GP")
    page.get_by_label("File").set_input_files(file_of(files.HTML, "letter.pdf", "application/pdf"))
    visit.press("Keep document")
    visit.sees("There is a problem", "This is a web page or a drawing")
    page.get_by_label("File").set_input_files(file_of(files.pdf(), "letter.pdf", "application/pdf"))
    visit.press("Keep document")
    visit.sees("Letter of the GP", "letter.pdf")
    with page.expect_download() as download:
        page.get_by_role("link", name="letter.pdf").click()
    assert download.value.suggested_filename == "letter.pdf"

    ConsentFactory(patient=patient, purpose="photographs")
    for day, colour in (("3", (900, 700)), ("24", (700, 900))):
        visit.open(f"/patients/{patient.pk}/documents/add/?kind=tongue")
        page.get_by_label("Title").fill(f"Day {day}")
        for box, part in (("Day", day), ("Month", "3"), ("Year", "2026")):
            page.get_by_label(box, exact=True).fill(part)
        page.get_by_label("File").set_input_files(file_of(files.photo(colour), "IMG.jpg", "image/jpeg"))
        page.get_by_label("The patient has agreed").check()
        visit.press("Keep document")
    assert PatientDocument.objects.filter(kind="tongue").count() == 2
    right, left = page.get_by_role("img").nth(1), page.get_by_role("img").nth(0)
    assert right.get_attribute("alt") == "Tongue photograph, 24 March 2026: Day 24"
    assert left.get_attribute("alt") == "Tongue photograph, 3 March 2026: Day 3"
    assert right.evaluate("image => image.complete && image.naturalWidth > 0")
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    assert right.get_attribute("alt") == "Tongue photograph, 3 March 2026: Day 3"
    visit.check()
