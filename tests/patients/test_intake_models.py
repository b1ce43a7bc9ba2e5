"""What the database itself refuses about intakes, and what their rows say of themselves."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, transaction
from django.utils import timezone

from patients import checks
from patients.actions import QuestionnaireChanged, version_of
from patients.intake_queries import licences_held
from patients.models import InstrumentLicence, Intake, IntakeDraft, IntakeLink, QuestionnaireVersion
from patients.questionnaire_file import newest, read_text
from tests.factories import IntakeFactory, IntakeLinkFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


def refused(name):
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("intake_link_keeps_a_hash", {"token_hash": "the token itself"}),
        ("intake_link_way_is_known", {"way": "pigeon"}),
        ("intake_link_ends_once", {"revoked_at": timezone.now(), "used_at": timezone.now()}),
        ("intake_link_expires_later", {"expires_at": timezone.now() - timedelta(days=1)}),
    ],
)
def test_the_database_refuses_a_link(constraint, wrong):
    with refused(constraint), transaction.atomic():
        IntakeLinkFactory(**wrong)


def test_one_open_link_a_patient():
    link = IntakeLinkFactory()
    with refused("intake_link_one_open_per_patient|patients_intakelink.patient_id"), transaction.atomic():
        IntakeLinkFactory(patient=link.patient)

    IntakeLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert IntakeLinkFactory(patient=link.patient).is_open


def test_a_link_never_becomes_another_patients_and_is_not_forgotten():
    link = IntakeLinkFactory()
    with refused("intake_link_keeps_its_patient"), transaction.atomic():
        IntakeLink.objects.filter(pk=link.pk).update(patient=PatientFactory())
    with refused("intake_link_keeps_its_patient"), transaction.atomic():
        IntakeLink.objects.filter(pk=link.pk).update(token_hash="0" * 64)
    with refused("intake_link_is_not_forgotten"), transaction.atomic():
        IntakeLink.objects.filter(pk=link.pk).delete()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("intake_how_is_known", {"how": "telepathy"}),
        ("intake_on_paper_names_who_typed_it", {"how": "paper"}),
    ],
)
def test_the_database_refuses_an_intake(constraint, wrong):
    with refused(constraint), transaction.atomic():
        IntakeFactory(**wrong)


def test_a_paper_intake_names_who_typed_it_and_no_link():
    user = UserFactory()

    assert IntakeFactory(how="paper", entered_by=user).entered_by == user
    with refused("intake_on_paper_names_who_typed_it"), transaction.atomic():
        IntakeFactory(how="online", entered_by=user)


def test_an_intake_never_changes():
    intake = IntakeFactory()
    with refused("intake_is_final"), transaction.atomic():
        Intake.objects.filter(pk=intake.pk).update(answers={})
    with refused("intake_is_final"), transaction.atomic():
        Intake.objects.filter(pk=intake.pk).delete()


def test_one_link_makes_one_intake():
    link = IntakeLinkFactory()
    IntakeFactory(patient=link.patient, link=link)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeFactory(patient=link.patient, link=link)


def test_one_draft_a_patient():
    patient, version = PatientFactory(), version_of(newest())
    IntakeDraft.objects.create(patient=patient, version=version)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeDraft.objects.create(patient=patient, version=version)


def test_a_used_questionnaire_stays_as_it_was():
    version = version_of(newest())
    with refused("questionnaire_version_is_final"), transaction.atomic():
        QuestionnaireVersion.objects.filter(pk=version.pk).update(text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireVersion.objects.create(name=version.name, version=version.version, checksum="x", text="x")
    assert version_of(newest()) == version
    assert version.questionnaire == newest()


def test_a_changed_file_is_not_used():
    version_of(newest())
    changed = read_text(newest().text.replace("Since when?", "How long?"), "intake-1.yaml")
    with pytest.raises(QuestionnaireChanged, match="intake-1.yaml"):
        version_of(changed)


def test_the_start_is_refused_when_a_used_file_was_changed(monkeypatch, tmp_path):
    version_of(newest())
    monkeypatch.setattr(checks, "FOLDER", tmp_path)
    (tmp_path / "intake-1.yaml").write_text(newest().text, encoding="utf-8")
    assert checks.used_files_are_unchanged(databases=["default"]) == []

    (tmp_path / "intake-1.yaml").write_text(newest().text + "# edited\n", encoding="utf-8")
    told = checks.used_files_are_unchanged(databases=["default"])
    assert [error.id for error in told] == ["patients.E002"]
    assert "intake-1.yaml" in told[0].msg
    with pytest.raises(SystemCheckError, match="changed after an intake used it"):
        call_command("check", databases=["default"])


def test_the_newest_word_on_a_licence_counts():
    def enter(**fields):
        common = {"instrument": "odi", "holder": "Stillwater", "reference": "L-1", "entered_by": UserFactory()}
        return InstrumentLicence.objects.create(**common | fields)

    today = timezone.localdate()
    assert licences_held({"odi"}) == frozenset()
    first = enter(held_from=today)
    assert licences_held({"odi", "mymop2"}) == {"odi"}
    enter(held_from=today - timedelta(days=9), held_until=today - timedelta(days=1))
    assert licences_held({"odi"}) == frozenset()
    enter(held_from=today + timedelta(days=1))
    assert licences_held({"odi"}) == frozenset()
    with refused("instrument_licence_is_final"), transaction.atomic():
        InstrumentLicence.objects.filter(pk=first.pk).update(reference="L-2")


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("instrument_licence_names_its_papers", {"reference": ""}),
        ("instrument_licence_ends_after_it_begins", {"held_until": date(2019, 1, 1)}),
    ],
)
def test_the_database_refuses_a_licence(constraint, wrong):
    fields = {"instrument": "odi", "holder": "Stillwater", "reference": "L-1", "held_from": date(2020, 1, 1)} | wrong
    with refused(constraint), transaction.atomic():
        InstrumentLicence.objects.create(entered_by=UserFactory(), **fields)


def test_what_ends_up_in_logs_holds_no_answer():
    intake = IntakeFactory(patient__full_name="Sofia Lukasz")

    for row in (intake, intake.version, IntakeLinkFactory(patient=intake.patient)):
        assert "Sofia" not in repr(row)
        assert "back" not in repr(row)
