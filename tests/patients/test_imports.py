"""Imports: nothing is written before the report was seen, no row is imported twice, and what stays out comes back."""

import csv
import io
import uuid
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from clinic.trail.models import AccessEntry
from patients.actions import imports as actions
from patients.imports.reading import read_file
from patients.models import ImportRow, ImportRun, Patient
from tests.factories import AppointmentFactory, ImportRowFactory, ImportRunFactory, PatientFactory, UserFactory

START = reverse("patients:import")
HEAD = "First name,Last name,DOB,Mobile,Email,Sex\n"
GOOD = "Ann,Lee,27/03/1984,07700 900001,ann@example.org,F\nBob,Ray,1990-01-02,,,\n"


def url(name, run):
    return reverse(f"patients:import-{name}", args=[run.pk])


def send(client, content, name="list.csv", **more):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return client.post(START, {"file": file, "once_key": str(uuid.uuid4()), **more})


def match(client, run, **more):
    """Send the columns form as it was shown."""
    form = client.get(url("columns", run)).context["form"]
    data = {field.html_name: field.value() or "" for field in form} | more
    return client.post(url("columns", run), data)


def checked(client, content, **more):
    send(client, content)
    run = ImportRun.objects.first()
    match(client, run, **more)
    while (run := ImportRun.objects.get(pk=run.pk)).is_busy:
        client.post(url("step", run))
    return run


def imported(client, run, **data):
    client.post(url("go", run), data)
    while (run := ImportRun.objects.get(pk=run.pk)).is_busy:
        client.post(url("step", run))
    return run


def test_whole_way_of_a_good_file(manager):
    run = checked(manager, HEAD + GOOD)
    assert run.state == "checked"
    assert Patient.objects.count() == 0
    assert "Every row is good" in manager.get(url("run", run)).content.decode()

    run = imported(manager, run)

    assert run.state == "done"
    ann, bob = Patient.objects.order_by("pk")
    assert (ann.full_name, ann.date_of_birth, ann.phone, ann.sex) == (
        "Ann Lee",
        date(1984, 3, 27),
        "07700 900001",
        "female",
    )
    assert (bob.full_name, bob.status, bob.created_by) == ("Bob Ray", "current", manager.user)
    assert "bob" in bob.search_text
    assert list(run.rows.values_list("cells", "details", "problems", "patient")) == [
        ([], {}, [], ann.pk),
        ([], {}, [], bob.pk),
    ]
    entries = AccessEntry.objects.filter(kind="changed").values_list("patient_id", "user_id", "what")
    assert sorted(entries) == [(one.pk, manager.user.pk, "patients:import-step") for one in (ann, bob)]


def test_bad_rows_stay_out_and_come_back_with_the_reasons(manager):
    bad = "Cat,,31/02/1984,,,\n=cmd,Lee,27/03/2084,,no-at-sign,X\n,,1/13/1990,,,\n"
    run = checked(manager, HEAD + GOOD + bad, month_first="day")
    page = " ".join(manager.get(url("run", run)).content.decode().split())
    assert "Some rows need a look" in page
    for words in ("There is no such date", "must be in the past", "with an @", "This word is not known", "full name"):
        assert words in page, words

    run = imported(manager, run)

    assert Patient.objects.count() == 2
    rows = list(csv.reader(io.StringIO(manager.get(url("left-csv", run)).content.decode("utf-8-sig"), newline="")))
    assert rows[0][-1] == "What to mend"
    assert [row[0] for row in rows[1:]] == ["Cat", "'=cmd", ""]
    assert all(row[-1].endswith(".") for row in rows[1:])
    sheet = load_workbook(io.BytesIO(manager.get(url("left-xlsx", run)).content)).active
    assert [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)] == rows

    manager.post(url("drop", run))
    assert run.rows.count() == 2
    assert ImportRun.objects.get(pk=run.pk).state == "done"


def test_likely_doubles_are_flagged_and_only_taken_when_ticked(manager):
    PatientFactory(full_name="Ann Lee", date_of_birth=date(1984, 3, 27), email="")
    PatientFactory(full_name="Roberta Ray", date_of_birth=date(1970, 1, 1), email="roberta@example.org")
    content = HEAD + GOOD + "Bob,Ray,02/01/1990,,,\nBobby,Ray,3/3/1999,,ROBERTA@example.org,\nAn,Lee,27/03/1984,,,\n"
    run = checked(manager, content, month_first="day")
    assert list(run.rows.values_list("line", "state")) == [
        (2, "duplicate"),
        (3, "good"),
        (4, "duplicate"),
        (5, "duplicate"),
        (6, "duplicate"),
    ]
    said = [row.problems[0]["sentence"] for row in run.rows.filter(state="duplicate")]
    assert "this name" in said[0]
    assert "line 3" in said[1]
    assert "e-mail" in said[2]
    assert "similar name" in said[3]

    assert imported(manager, run, duplicates="on").rows.filter(state="made").count() == 5


def test_doubles_are_found_across_steps(manager, monkeypatch):
    monkeypatch.setattr(actions, "STEP", 2)
    rows = "".join(f"P{n},Lee,1984-03-{n + 1:02d},,,\n" for n in range(5))
    run = checked(manager, HEAD + rows + "P0,Lee,1984-03-01,,,\n")
    assert list(run.rows.values_list("state", flat=True)) == ["good"] * 5 + ["duplicate"]


def test_both_orders_of_dates_are_asked_about_once(manager):
    send(manager, "Name,DOB\nAnn,3/4/1984\n")
    run = ImportRun.objects.get()
    response = match(manager, run)
    assert "can be read both ways" in response.content.decode()
    assert ImportRun.objects.get().state == "read"

    assert match(manager, run, month_first="month").status_code == 302
    manager.post(url("step", run))
    assert run.rows.get().details["date_of_birth"] == "1984-03-04"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"column-0": "", "column-1": ""}, "which column holds the name"),
        ({"column-0": "email", "column-1": "email", "column-2": "full_name"}, "one column only"),
        ({"column-0": "full_name", "column-1": "family_name"}, "either “Full name” or the parts"),
        ({"column-0": "no-such"}, "choose one of those offered"),
        ({"status": ""}, "Choose a status"),
        ({"month_first": "maybe"}, "Choose whether the day or the month"),
    ],
)
def test_columns_that_make_no_sense(manager, sent, words):
    send(manager, HEAD + GOOD)
    response = match(manager, ImportRun.objects.get(), **sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"%PDF-1.4", "a PDF"), (b"Name\n" + b"," * 500 + b"x\n", "200 columns")]
)
def test_file_that_cannot_be_read_says_why(manager, content, words):
    response = send(manager, content, name="patients.csv")
    assert words in response.content.decode()
    assert ImportRun.objects.count() == 0


def test_no_file_and_no_key(manager):
    assert "Choose the file" in manager.post(START, {}).content.decode()


def test_pressed_twice_is_one_import(manager):
    key = str(uuid.uuid4())
    first, second = (send(manager, HEAD + GOOD, once_key=key) for _ in range(2))
    assert first.url == second.url
    assert ImportRun.objects.count() == 1


def test_row_makes_one_patient_even_if_the_process_dies_in_between(manager, monkeypatch):
    """What a killed process had not committed is done again; what it had is not."""
    monkeypatch.setattr(actions, "STEP", 1)
    run = checked(manager, HEAD + GOOD)
    actions.start_importing(run=run, take_duplicates=False)
    actions.import_step(run=run, by=manager.user, record=lambda made: None)

    def dies(made):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.import_step(run=run, by=manager.user, record=dies)
    assert Patient.objects.count() == 1

    assert imported(manager, run).state == "done"
    assert Patient.objects.count() == 2


def test_row_cannot_be_made_twice_past_the_actions(manager):
    run = checked(manager, HEAD + GOOD)
    row = run.rows.first()
    PatientFactory(once_key=actions.row_key(run, row))
    actions.start_importing(run=run, take_duplicates=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.import_step(run=run, by=manager.user, record=lambda made: None)
    assert Patient.objects.count() == 1


def test_nothing_is_imported_when_the_trail_cannot_be_written(manager):
    run = checked(manager, HEAD + GOOD)
    actions.start_importing(run=run, take_duplicates=False)

    def full_disk(made):
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        actions.import_step(run=run, by=manager.user, record=full_disk)
    assert Patient.objects.count() == 0


def test_steps_out_of_turn_write_nothing(manager):
    send(manager, HEAD + GOOD)
    run = ImportRun.objects.get()
    for name in ("go", "step", "undo"):
        assert manager.post(url(name, run), follow=True).status_code == 200
    assert ImportRun.objects.get().state == "read"
    manager.post(url("drop", run))
    assert ImportRun.objects.get().state == "dropped"
    assert manager.get(url("columns", run), follow=True).status_code == 200
    assert ImportRow.objects.count() == 0


def test_step_answers_the_script(manager):
    send(manager, HEAD + GOOD)
    run = ImportRun.objects.get()
    match(manager, run)
    answer = manager.post(url("step", run), headers={"Accept": "application/json"})
    assert answer.json() == {"busy": False, "done": 2}


def test_import_can_be_taken_back_until_it_is_used(manager):
    run = imported(manager, checked(manager, HEAD + GOOD))
    appointment = AppointmentFactory(patient=Patient.objects.first())
    response = manager.post(url("undo", run), follow=True)
    assert "1 of these patients" in response.content.decode()
    assert Patient.objects.count() == 2

    appointment.delete()
    manager.post(url("undo", run))
    assert Patient.objects.count() == 0
    assert ImportRun.objects.get().state == "undone"


def test_changed_patient_keeps_the_import(manager):
    run = imported(manager, checked(manager, HEAD + GOOD))
    Patient.objects.filter(pk=Patient.objects.first().pk).update(version=2)
    with pytest.raises(actions.InUse):
        actions.undo(run=run, record=lambda made: None)


def test_hundred_hostile_files_never_fail(manager):
    for content in (b"a\0b,c\nx,y\n", b"'\n'\n", b",,,\n,,,x\n", b'"a\n"\nb\n', "名前\n王秀英\n".encode("utf-16")):
        response = send(manager, content)
        assert response.status_code in (200, 302)
        if response.status_code == 302:
            run = ImportRun.objects.first()
            assert match(manager, run, **{"column-0": "full_name", "month_first": "day"}).status_code == 302
            assert manager.post(url("step", run), follow=True).status_code == 200


def test_all_rules_of_the_patient_form_hold(manager):
    rows = [f"{'x' * 301},,1984-03-27,,,", "Old,Lee,1880-01-01,,,", "New,Lee,2990-01-01,,,", "No,Birthday,,,,"]
    run = checked(manager, HEAD + "\n".join(rows) + "\n")
    said = [row.problems[0]["sentence"] for row in run.rows.all()]
    assert "300 characters or fewer" in said[0]
    assert "130 years" in said[1]
    assert "in the past" in said[2]
    assert "Enter the date of birth" in said[3]


def test_report_queries_do_not_grow(manager):
    def queries(rows):
        run = checked(manager, HEAD + "".join(f"P{n},Lee,never,,,\n" for n in range(rows)))
        with CaptureQueriesContext(connection=transaction.get_connection()) as caught:
            assert manager.get(url("run", run)).status_code == 200
        return len(caught)

    assert queries(2) == queries(40)


def test_list_of_imports_queries_do_not_grow(manager, django_assert_max_num_queries):
    ImportRunFactory.create_batch(3)
    with CaptureQueriesContext(connection=transaction.get_connection()) as few:
        manager.get(START)
    ImportRunFactory.create_batch(20)
    with django_assert_max_num_queries(len(few)):
        manager.get(START)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("import_state_is_known", {"state": "lost"}),
        ("import_finished_says_when", {"state": "done"}),
    ],
)
def test_database_refuses_runs(name, change, db):
    run = ImportRunFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(**change)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("import_row_state_is_known", {"state": "lost"}),
        ("import_row_made_is_a_patient_and_holds_nothing_else", {"state": "made"}),
    ],
)
def test_database_refuses_rows(name, change, db):
    row = ImportRowFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ImportRow.objects.filter(pk=row.pk).update(**change)


def test_made_row_holds_nothing_else(db):
    row, patient = ImportRowFactory(), PatientFactory()
    with pytest.raises(IntegrityError, match="made_is_a_patient"), transaction.atomic():
        ImportRow.objects.filter(pk=row.pk).update(state="made", patient=patient)
    ImportRow.objects.filter(pk=row.pk).update(state="made", patient=patient, cells=[], key="")


def test_line_stands_once_in_a_run(db):
    row = ImportRowFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRowFactory(run=row.run, line=row.line)


def test_take_in_keeps_who_and_how(db):
    by = UserFactory()
    run = actions.take_in(sheet=read_file(b"Name\nAnn\n"), by=by, once_key=uuid.uuid4())
    assert (run.started_by, run.rows_total, str(run)) == (by, 1, f"Import {run.pk}")
