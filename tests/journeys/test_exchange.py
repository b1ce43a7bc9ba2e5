"""A manager brings 2,000 people in from a spreadsheet, exports one record, and looks at what is due."""

import io
import json
import zipfile

import pytest
from fhir.resources.R4B.bundle import Bundle

from patients.models import ImportRun, Patient
from tests.load.bench_import import as_file

pytestmark = pytest.mark.journey
BAD = "Cat,Double,27/03/1984,,,,,F\nCat,Double,27/03/1984,,,,,F\nNobody,,31/02/1984,,,,,F\n=cmd,Calc,27/03/2084,,,,,\n"


@pytest.mark.parametrize("width", [1280, 360])
def test_import_of_two_thousand_people(visitor, width, tmp_path):
    before = Patient.objects.count()
    listed = tmp_path / "list.csv"
    listed.write_bytes(as_file(2_000, excel=False).rstrip() + b"\r\n" + BAD.encode())
    manager = visitor(width)
    manager.log_in("manager@demo.test")
    manager.open("/patients/")
    manager.press("Import", role="link", exact=True)
    manager.press("Read the file")
    manager.sees("Choose the file that holds the patients.")
    manager.page.get_by_label("Spreadsheet").set_input_files(listed)
    manager.press("Read the file")
    manager.sees("Match the columns", "2004 rows", "commas")
    manager.page.get_by_role("button", name="Check the rows").click()
    manager.page.get_by_role("heading", name="Some rows need a look").wait_for(timeout=60_000)
    manager.check()
    manager.sees("There is no such date", "Line 2004" if width < 768 else "2004")
    assert Patient.objects.count() == before

    manager.page.get_by_label("Also import").check()
    manager.page.get_by_role("button", name="Import the good ones").click()
    manager.page.reload()
    manager.page.get_by_role("heading", name="2002 patients imported").wait_for(timeout=60_000)
    manager.check()
    assert Patient.objects.count() == before + 2_002
    with manager.page.expect_download() as asked:
        manager.page.get_by_role("link", name="Rows to mend (CSV)").click()
    assert "'=cmd" in asked.value.path().read_text(encoding="utf-8-sig")
    assert ImportRun.objects.get().state == "done"


def test_export_and_keeping(visitor):
    manager = visitor()
    manager.log_in("manager@demo.test")
    patient = Patient.objects.filter(courses__sessions__status="signed").first()
    manager.open(f"/patients/{patient.pk}/export/")
    manager.page.get_by_label("Why is it exported?").fill("Asked by letter.")
    with manager.page.expect_download() as asked:
        manager.page.get_by_role("button", name="Make the ZIP file").click()
    zipped = zipfile.ZipFile(io.BytesIO(asked.value.path().read_bytes()))
    bundle = Bundle.model_validate(json.loads(zipped.read("record.fhir.json")))
    assert {"Patient", "Encounter", "Procedure"} <= {one.resource.get_resource_type() for one in bundle.entry}

    manager.page.set_viewport_size({"width": 360, "height": 900})
    manager.open(f"/patients/{patient.pk}/retention/")
    manager.sees("It must be kept until")
    manager.page.get_by_label("The whole record").check()
    manager.page.get_by_label("Why?", exact=True).fill("Asked for it.")
    manager.press("Ask for the erasure")
    manager.sees("This record must be kept until")
    manager.open("/patients/retention/")
    manager.sees("Nothing is due")
