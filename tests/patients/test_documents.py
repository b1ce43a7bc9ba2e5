"""Documents: who sees which, what is kept, what is refused, and that no row stands without its file."""

import io
import sys
import uuid
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from clinic import kept_files
from patients.models import PatientDocument
from tests.factories import ConsentFactory, DocumentFactory, PatientFactory
from tests.patients import files


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def stored(store):
    return [path for path in store.rglob("*") if path.is_file()]


def typed(content=None, name="paper.pdf", **changes):
    return {
        "kind": "insurance",
        "title": "Letter of the insurer",
        "taken_on_0": "3",
        "taken_on_1": "3",
        "taken_on_2": "2026",
        "file": SimpleUploadedFile(name, files.pdf() if content is None else content, content_type="application/pdf"),
        "once_key": str(uuid.uuid4()),
    } | changes


def send(client, sent, patient=None, **extra):
    patient = patient or PatientFactory()
    return client.post(reverse("patients:document-add", args=[patient.pk]), sent, **extra)


def test_document_is_kept_and_given_back(desk, store):
    patient, sent = PatientFactory(), files.pdf()
    assert send(desk, typed(sent), patient).url == reverse("patients:documents", args=[patient.pk])
    document = PatientDocument.objects.get()
    assert (document.title, document.taken_on, document.by) == ("Letter of the insurer", date(2026, 3, 3), desk.user)
    assert document.scan == "not_scanned"
    (path,) = stored(store)
    assert path.read_bytes() == sent
    assert "paper" not in path.name
    page = desk.get(reverse("patients:documents", args=[patient.pk])).content.decode()
    for words in ("Letter of the insurer", "paper.pdf", "Not scanned for viruses", "3 March 2026"):
        assert words in page
    answer = desk.get(reverse("patients:document", args=[document.pk]))
    assert answer.content == sent
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_no_address_leads_to_the_store(desk, store):
    send(desk, typed())
    name = PatientDocument.objects.get().file_name
    for path in (f"/media/{name}", f"/{name}", f"/static/{name}"):
        assert desk.get(path).status_code == 404


def test_sent_twice_is_kept_once(desk, store):
    patient, sent = PatientFactory(), typed()
    send(desk, sent, patient)
    sent["file"].seek(0)
    assert send(desk, sent, patient).status_code == 302
    assert PatientDocument.objects.count() == len(stored(store)) == 1
    sent["file"].seek(0)
    assert send(desk, sent).status_code == 404  # the key of another patient's form


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("letter.pdf", files.HTML, "This is a web page or a drawing"),
        ("drawing.png", files.SVG, "This is a web page or a drawing"),
        ("empty.pdf", b"", "This file is empty."),
        ("archive.zip", files.zipped(), "This is a ZIP file"),
        ("bomb.png", files.bomb(), "more than 50 million dots"),
    ],
)
def test_refused_file_leaves_nothing(desk, store, name, content, sentence):
    answer = send(desk, typed(content, name))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in text
    assert "There is a problem" in text
    assert "Letter of the insurer" in text
    assert not PatientDocument.objects.exists()
    assert stored(store) == []


def test_no_file_gets_a_sentence(desk):
    sent = typed()
    del sent["file"]
    assert "Choose a file. Send a PDF" in send(desk, sent).content.decode()


def test_30_mb_get_a_clear_sentence(desk, store):
    text = send(desk, typed(b"%PDF-1.7" + b"0" * 30_000_000)).content.decode()
    assert "This file has 30.0 MB. The limit is 15 MB. Make a photo smaller" in text
    assert stored(store) == []


def test_far_too_large_is_read_past_and_gets_a_sentence(desk, settings, monkeypatch):
    settings.DOCUMENT_MAX_BYTES = 1_000_000
    kept = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", lambda *a: kept.append(a)
    )
    text = send(desk, typed(b"%PDF-1.7" + b"0" * 4_000_000)).content.decode()
    assert "This file is far too large. The limit is 1 MB." in text
    assert "Letter of the insurer" in text
    assert kept == []


@pytest.mark.parametrize(
    "name",
    [
        "x" * 300 + ".pdf",
        "a\r\nSet-Cookie: x=1.pdf",
        'q"uo\\te.pdf',
        "ünï 診.pdf",
        "../../etc/passwd",
        "a\u202efdp.exe",
    ],
)
def test_names_are_shown_as_typed_and_safe_in_headers(desk, name):
    assert send(desk, typed(name=name)).status_code == 302
    document = PatientDocument.objects.get()
    assert len(document.original_name) <= 255
    assert not set(document.original_name) & set("\r\n\0\u202e/")
    disposition = desk.get(reverse("patients:document", args=[document.pk]))["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "\n" not in disposition
    assert "\r" not in disposition
    assert ".pdf" in disposition


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), PermissionError(13, "denied")])
def test_full_disk_gets_a_sentence_and_leaves_no_row(desk, store, monkeypatch, error):
    def full(*args, **kwargs):
        raise error

    monkeypatch.setattr(kept_files.default_storage, "save", full)
    text = send(desk, typed()).content.decode()
    assert "The file could not be stored, so nothing was recorded." in text
    assert not PatientDocument.objects.exists()


def test_row_that_cannot_be_written_leaves_no_file(desk, store, monkeypatch):
    def refuse(**values):
        raise DatabaseError("no")

    monkeypatch.setattr(PatientDocument.objects, "create", refuse)
    with pytest.raises(DatabaseError):
        send(desk, typed())
    assert stored(store) == []


def test_file_that_was_changed_or_lost_is_not_given(practitioner, store):
    send(practitioner, typed())
    document = PatientDocument.objects.get()
    (path,) = stored(store)
    path.write_bytes(b"other")
    answer = practitioner.get(reverse("patients:document", args=[document.pk]))
    assert answer.status_code == 410
    assert "has been changed or damaged" in answer.content.decode()
    default_storage.delete(document.file_name)
    assert practitioner.get(reverse("patients:document", args=[document.pk])).status_code == 410


# --- the virus scanner ---


@pytest.fixture
def scanner(settings, tmp_path_factory):
    """A scanner that knows the test virus, as a real one does; `code` makes it answer otherwise."""

    def install(code=None):
        script = tmp_path_factory.mktemp("scanner") / "scan.py"
        known = f"print(1 if {files.EICAR!r}.encode() in open(sys.argv[1], 'rb').read() else 0)"
        script.write_text(f"import sys\nsys.exit({code if code is not None else known[6:-1]})\n")
        settings.DOCUMENT_SCAN_COMMAND = f"{sys.executable} {script}"

    return install


def test_scanner_finds_the_test_virus(desk, store, scanner):
    scanner()
    infected = files.pdf() + b"\n%" + files.EICAR.encode() + b"\n"
    assert "The virus scanner found something" in send(desk, typed(infected)).content.decode()
    assert not PatientDocument.objects.exists()
    assert stored(store) == []
    send(desk, typed())
    assert PatientDocument.objects.get().scan == "clean"


@pytest.mark.parametrize("command", [2, "/no/such/scanner"])
def test_scanner_that_does_not_answer_lets_nothing_in(desk, store, scanner, settings, command):
    if command == 2:
        scanner(code=2)
    else:
        settings.DOCUMENT_SCAN_COMMAND = command
    assert "The virus scanner does not answer" in send(desk, typed()).content.decode()
    assert stored(store) == []


# --- who sees what ---


def test_desk_sees_papers_for_the_desk_only(desk, practitioner):
    patient = PatientFactory()
    paper = DocumentFactory(patient=patient, title="Policy number")
    letter = DocumentFactory(patient=patient, kind="letter", title="Diagnosis")
    at_the_desk = desk.get(reverse("patients:documents", args=[patient.pk])).content.decode()
    assert "Policy number" in at_the_desk
    assert "Diagnosis" not in at_the_desk
    assert desk.get(reverse("patients:document", args=[letter.pk])).status_code == 404
    assert desk.get(reverse("patients:document-strike-out", args=[letter.pk])).status_code == 404
    both = practitioner.get(reverse("patients:documents", args=[patient.pk])).content.decode()
    assert "Policy number" in both
    assert "Diagnosis" in both
    assert paper.pk != letter.pk


def test_desk_cannot_add_what_it_may_not_see(desk):
    text = send(desk, typed(kind="letter")).content.decode()
    assert "choose one of those offered" in text
    assert not PatientDocument.objects.exists()


# --- entered in error ---


def test_striking_out_keeps_row_and_file(desk, store):
    send(desk, typed())
    document = PatientDocument.objects.get()
    url = reverse("patients:document-strike-out", args=[document.pk])
    assert "Say why" in desk.post(url, {"reason": ""}).content.decode()
    page = desk.post(url, {"reason": "Belongs to another patient"}, follow=True).content.decode()
    assert "Entered in error" in page
    assert "Belongs to another patient" in page
    document.refresh_from_db()
    assert (document.error_by, document.error_reason) == (desk.user, "Belongs to another patient")
    assert len(stored(store)) == 1
    assert "marked already" in desk.post(url, {"reason": "Again"}, follow=True).content.decode()
    document.refresh_from_db()
    assert document.error_reason == "Belongs to another patient"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("document_stays", lambda rows: rows.delete()),
        ("document_changes_only_to_an_error", lambda rows: rows.update(title="x")),
        ("document_changes_only_to_an_error", lambda rows: rows.update(taken_on=date(2020, 1, 1))),
        ("document_changes_only_to_an_error", lambda rows: rows.update(sha256="1" * 64)),
        ("document_changes_only_to_an_error", lambda rows: rows.update(file_name="other.pdf")),
    ],
)
def test_rows_do_not_change(db, name, change):
    DocumentFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change(PatientDocument.objects.all())


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("document_kind_is_known", {"kind": "secret"}),
        ("document_type_is_allowed", {"content_type": "text/html"}),
        ("document_scan_is_known", {"scan": "perhaps"}),
        ("document_has_a_title", {"title": " "}),
        ("document_has_its_file", {"size": 0}),
        ("document_has_its_file", {"sha256": ""}),
        ("document_tongue_is_a_dated_photograph_agreed_to", {"tongue": True, "taken_on": None}),
        ("document_tongue_is_a_dated_photograph_agreed_to", {"tongue": True, "has_agreed": False}),
        ("document_tongue_is_a_dated_photograph_agreed_to", {"tongue": True, "content_type": "application/pdf"}),
        ("document_error_says_who_when_why", {"error_reason": "x"}),
    ],
)
def test_database_refuses(db, name, fields):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        DocumentFactory(**fields)


def test_list_asks_no_more_when_it_grows(practitioner, django_assert_max_num_queries):
    patient = PatientFactory()
    url = reverse("patients:documents", args=[patient.pk])
    DocumentFactory(patient=patient)
    practitioner.get(url)
    with django_assert_max_num_queries(50) as few:
        practitioner.get(url)
    DocumentFactory.create_batch(20, patient=patient)
    with django_assert_max_num_queries(len(few)):
        practitioner.get(url)


# --- tongue photographs ---


def tongue(**changes):
    return typed(files.photo(turned=True), "IMG_1.jpg", kind="tongue", title="Before", has_agreed="on") | changes


def photographed():
    """A patient who has signed for photographs."""
    return ConsentFactory(purpose="photographs").patient


def test_photograph_is_drawn_anew_and_shown_in_place(practitioner):
    patient = photographed()
    assert send(practitioner, tongue(), patient).url == reverse("patients:tongue", args=[patient.pk])
    document = PatientDocument.objects.get()
    assert document.has_agreed
    answer = practitioner.get(reverse("patients:document", args=[document.pk]))
    assert answer["Content-Disposition"] == 'inline; filename="IMG_1.jpg"'
    assert b"Mrs Secret" not in answer.content
    page = practitioner.get(reverse("patients:tongue", args=[patient.pk])).content.decode()
    assert 'alt="Tongue photograph, 3 March 2026: Before"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"has_agreed": ""}, "Ask the patient first"),
        ({"taken_on_0": "", "taken_on_1": "", "taken_on_2": ""}, "Enter the day on which the photograph was taken."),
        ({"taken_on_2": "2999"}, "The date is in the future."),
        ({"file": SimpleUploadedFile("a.pdf", files.pdf())}, "must be a JPEG or PNG image"),
    ],
)
def test_photograph_needs_a_date_an_image_and_the_patients_word(practitioner, changes, sentence):
    text = send(practitioner, tongue(**changes), photographed()).content.decode()
    assert sentence in text
    assert not PatientDocument.objects.exists()


@pytest.mark.parametrize("refused", [None, False, True])
def test_photograph_needs_a_consent_that_stands(practitioner, refused):
    patient = PatientFactory()
    if refused is not None:
        ConsentFactory(patient=patient, purpose="photographs", refused=refused)
    is_kept = send(practitioner, tongue(), patient).status_code == 302
    assert is_kept == (refused is False)
    assert PatientDocument.objects.exists() == is_kept


def test_two_days_side_by_side_can_be_chosen(practitioner):
    patient = PatientFactory()
    first, second, third = (
        DocumentFactory(patient=patient, tongue=True, taken_on=date(2026, 1, day)) for day in (5, 6, 7)
    )
    struck = DocumentFactory(patient=patient, tongue=True, title="Struck out")
    PatientDocument.objects.filter(pk=struck.pk).update(
        error_at="2026-02-01T10:00Z", error_by=practitioner.user, error_reason="Blurred"
    )
    url = reverse("patients:tongue", args=[patient.pk])

    def shown(query=""):
        context = practitioner.get(url + query).context
        return context["left"], context["right"]

    assert shown() == (first, third)
    assert shown(f"?left={second.pk}&right={first.pk}") == (second, first)
    assert shown(f"?left={struck.pk}&right=x") == (first, third)
    assert shown(f"?left={'9' * 40}&right=%00") == (first, third)


def test_file_names_in_the_store_say_nothing(practitioner, store):
    send(practitioner, tongue(), photographed())
    (path,) = stored(store)
    assert Path(path).stem.isalnum()
    assert io.BytesIO(path.read_bytes()).read(3) == b"\xff\xd8\xff"
