"""Subject access: one ZIP with all of one person's record, and nothing of anybody else's."""

import hashlib
import io
import json
import uuid
import zipfile

import pytest
from fhir.resources.R4B.bundle import Bundle

from clinic import kept_files
from clinic.access import Role
from clinic.trail.models import AccessEntry
from keeping.actions.erasures import MustBeKept, request_erasure
from keeping.archive import archive
from keeping.models import Disclosure
from keeping.registry import exported
from patients.actions import merge_patients, part_patients
from patients.models import Patient
from tests import factories
from tests.printing.reading import text_of


def whole_record():
    """One of everything that a record may hold."""
    patient = factories.PatientFactory(full_name="Zoë Łuków", email="zoe@example.org", sex="female", address="1 Lane")
    appointment = factories.AppointmentFactory(patient=patient)
    appointment.events.create(
        kind="booked", to_status="booked", to_start=appointment.starts_at, to_practitioner=appointment.practitioner
    )
    course = factories.CourseFactory(patient=patient)
    draft = factories.SessionFactory(course=course, appointment=appointment, notes="<b>Slept badly</b>")
    factories.PointUseFactory(session=draft)
    factories.MeasureFactory(session=draft, value_mm=62)
    factories.SessionFactory(course=course, signed=True)
    name, digest = kept_files.keep(b"%PDF-1.4 the very file", folder="handouts", suffix=".pdf")
    factories.HandoutFactory(patient=patient, file_name=name, file_sha256=digest)
    factories.IntakeFactory(patient=patient)
    factories.SafetyConfirmationFactory(screening__patient=patient)
    factories.RedFlagFactory(patient=patient)
    factories.ConsentFactory(patient=patient)
    factories.ChangeEntryFactory(patient=patient)
    factories.ContactNoteFactory(patient=patient, said="Asked for an earlier time")
    name, digest = kept_files.keep(b"%PDF-1.4 a letter", folder="documents", suffix=".pdf")
    factories.DocumentFactory(patient=patient, file_name=name, sha256=digest)
    other = factories.PatientFactory(full_name="Once Merged")
    for act, whom in ((merge_patients, {"kept": other, "merged": patient}), (part_patients, {"merged": patient})):
        act(by=factories.UserFactory(), reason="A slip", once_key=uuid.uuid4(), **whom)
    return Patient.objects.get(pk=patient.pk)


@pytest.fixture
def patient(db):
    return whole_record()


def opened(patient):
    file, digest = archive(patient)
    with file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == digest
    return zipfile.ZipFile(io.BytesIO(content))


def test_bundle_is_valid_and_whole(patient):
    told = json.loads(opened(patient).read("record.fhir.json"))
    bundle = Bundle.model_validate(told)
    kinds = sorted(entry.resource.get_resource_type() for entry in bundle.entry)
    assert kinds == [
        "Appointment",
        "Consent",
        "Consent",
        "DocumentReference",
        "DocumentReference",
        "Encounter",
        "Encounter",
        "Observation",
        "Patient",
        "Procedure",
        "Procedure",
        "QuestionnaireResponse",
    ]
    observation = next(one["resource"] for one in told["entry"] if one["resource"]["resourceType"] == "Observation")
    assert observation["code"]["coding"][0]["code"] == "38214-3"
    assert observation["valueQuantity"]["value"] == 62


def test_manifest_names_every_file_with_its_digest(patient):
    zipped = opened(patient)
    manifest = json.loads(zipped.read("manifest.json"))
    assert set(manifest["files"]) == set(zipped.namelist()) - {"manifest.json"}
    for name, told in manifest["files"].items():
        assert hashlib.sha256(zipped.read(name)).hexdigest() == told["sha256"]
        assert "Zo" not in name
    assert {f"data/{label.lower().replace('.', '-')}.json" for label in exported()} <= set(zipped.namelist())
    handout = patient.handouts.get()
    assert zipped.read(f"files/handout-{handout.pk}.pdf") == b"%PDF-1.4 the very file"


def test_same_record_gives_the_same_bytes(patient):
    digests = set()
    for _ in range(2):
        file, digest = archive(patient)
        file.close()
        digests.add(digest)
    assert len(digests) == 1


def test_lost_file_is_said_and_stops_nothing(patient):
    kept_files.drop(patient.handouts.get().file_name)
    assert b"not in the store" in opened(patient).read("files/missing.txt")


def test_paper_says_everything_and_takes_nothing_for_markup(patient):
    text = text_of(opened(patient).read("record.pdf"))
    for words in ("Zoë Łuków", "Your sessions", "<b>Slept badly</b>", "62", "My lower back"):
        assert words in text, words


def test_nobody_else_is_in_it(patient):
    for one in range(3):
        other = factories.PatientFactory(full_name=f"Canary {one}")
        factories.SessionFactory(course__patient=other)
        factories.HandoutFactory(patient=other)
        AccessEntry.objects.create(
            user_id=1, roles="", patient_id=other.pk, kind="opened", what="x", object_id=other.pk
        )
    zipped = opened(patient)
    assert all(b"Canary" not in zipped.read(name) for name in zipped.namelist())


def test_access_list_is_in_it(patient):
    user = factories.UserFactory(name="=Eve")
    AccessEntry.objects.create(
        user_id=user.pk, roles="Front desk", patient_id=patient.pk, kind="opened", what="patients:details", object_id=1
    )
    told = opened(patient).read("access.csv").decode("utf-8-sig")
    assert "'=Eve,Front desk,Opened,patients:details" in told


def test_pressing_gives_the_zip_and_writes_it_down(manager, patient):
    page = manager.get(f"/patients/{patient.pk}/export/")
    assert page.status_code == 200
    response = manager.post(f"/patients/{patient.pk}/export/zip/", {"reason": "Asked by letter."})
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"] == f'attachment; filename="record-{patient.pk}.zip"'
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    made = Disclosure.objects.get()
    assert (made.reason, made.by, made.sha256) == (
        "Asked by letter.",
        manager.user,
        hashlib.sha256(content).hexdigest(),
    )
    assert list(AccessEntry.objects.values_list("kind", "what")) == [
        ("exported", "keeping:export-zip"),
        ("opened", "keeping:export"),
    ]


def test_reason_is_asked_for(manager, patient):
    response = manager.post(f"/patients/{patient.pk}/export/zip/", {"reason": " "})
    assert response.status_code == 200
    assert "Say why" in response.content.decode()
    assert Disclosure.objects.count() == 0


@pytest.mark.parametrize("role", [Role.DESK, Role.PRACTITIONER])
def test_only_the_manager_exports(login, role, patient):
    assert login(role).post(f"/patients/{patient.pk}/export/zip/", {"reason": "x"}).status_code == 403


def test_empty_record_exports_too(db):
    patient = Patient.objects.create(full_name="Ann")
    assert "record.pdf" in opened(patient).namelist()


def test_the_records_of_one_person_are_given_out_together(patient):
    other = factories.PatientFactory(full_name="Zoe Lukow")
    factories.ContactNoteFactory(patient=patient, said="Said on the record that was merged")
    merge_patients(kept=other, merged=patient, by=factories.UserFactory(), reason="One person", once_key=uuid.uuid4())
    made = opened(Patient.objects.get(pk=other.pk))
    assert "Said on the record that was merged" in made.read("data/patients-contactnote.json").decode()
    assert [name for name in made.namelist() if name.startswith("files/document-")]


def test_a_merged_record_is_not_erased_before_it_is_taken_apart(patient):
    other = factories.PatientFactory()
    merge_patients(kept=other, merged=patient, by=factories.UserFactory(), reason="One person", once_key=uuid.uuid4())
    for one in (patient, other):
        with pytest.raises(MustBeKept, match="Take them apart first"):
            request_erasure(
                patient=Patient.objects.get(pk=one.pk),
                by=factories.UserFactory(),
                scope="record",
                reason="x",
                once_key=uuid.uuid4(),
            )
