"""Restricted records: who may restrict one, and how the reason for opening it is asked, kept and forgotten."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone

from clinic.trail.models import AccessEntry
from patients import actions
from patients.models import Patient, RestrictionChange
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
WHY = "patients:say-why"


@pytest.fixture
def restricted():
    patient = PatientFactory(full_name="Famous Person")
    change = {"by": UserFactory(), "on": True, "reason": "Known from television", "once_key": uuid.uuid4()}
    actions.restrict(patient=patient, **change)
    return patient


def details(patient):
    return reverse("patients:details", args=[patient.pk])


def say_why(client, patient, **changes):
    given = {"patient": patient.pk, "next": details(patient), "reason": "She rang about her bill"} | changes
    return client.post(reverse(WHY), given)


def test_manager_restricts_a_record_and_opens_it_again(manager):
    patient = PatientFactory()
    url = reverse("patients:restrict", args=[patient.pk])
    sent = {"once_key": uuid.uuid4(), "reason": "Our own colleague", "to": "on"}
    assert manager.post(url, sent).url == details(patient)
    patient.refresh_from_db()
    assert patient.restricted_at is not None

    say_why(manager, patient)
    page = manager.get(url).content.decode()
    assert "Our own colleague" in page
    assert "Restricted record" in page
    manager.post(url, {"once_key": uuid.uuid4(), "reason": "Has left", "to": "off"})
    patient.refresh_from_db()
    assert patient.restricted_at is None
    assert list(RestrictionChange.objects.values_list("kind", "by")) == [
        ("off", manager.user.pk),
        ("on", manager.user.pk),
    ]


def test_restricting_needs_a_reason(manager):
    patient = PatientFactory()
    sent = {"once_key": uuid.uuid4(), "reason": " ", "to": "on"}
    page = manager.post(reverse("patients:restrict", args=[patient.pk]), sent).content.decode()
    assert "There is a problem" in page
    assert not RestrictionChange.objects.exists()


def test_the_reason_is_forgotten_after_a_quarter_of_an_hour(desk, restricted):
    with time_machine.travel("2026-03-03 10:00Z", tick=False) as clock:
        assert desk.get(details(restricted)).status_code == 403
        say_why(desk, restricted)
        assert desk.get(details(restricted)).status_code == 200
        clock.shift(timedelta(minutes=10))
        assert desk.get(details(restricted)).status_code == 200  # and remembered from here on
        clock.shift(timedelta(minutes=14))
        assert desk.get(details(restricted)).status_code == 200
        clock.shift(timedelta(minutes=16))
        assert desk.get(details(restricted)).status_code == 403
    assert set(AccessEntry.objects.values_list("reason", flat=True)) == {"She rang about her bill"}


def test_a_form_that_was_opened_with_a_reason_can_be_sent_later(desk, restricted):
    url = reverse("patients:edit", args=[restricted.pk])
    with time_machine.travel("2026-03-03 10:00Z", tick=False) as clock:
        say_why(desk, restricted)
        assert desk.get(url).status_code == 200
        clock.shift(timedelta(minutes=40))
        assert desk.post(url, {"full_name": ""}).status_code == 200


def test_a_reason_is_of_one_person_and_one_patient(desk, manager, restricted):
    other = PatientFactory()
    actions.restrict(patient=other, by=manager.user, on=True, reason="Family", once_key=uuid.uuid4())
    say_why(desk, restricted)
    assert desk.get(details(restricted)).status_code == 200
    assert desk.get(details(other)).status_code == 403
    assert manager.get(details(restricted)).status_code == 403


@pytest.mark.parametrize("reason", ["", "  ", "a\x00b", "x" * 301])
def test_without_a_reason_it_stays_closed(desk, restricted, reason):
    answer = say_why(desk, restricted, reason=reason)
    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert "Famous" not in answer.content.decode()
    assert desk.get(details(restricted)).status_code == 403


@pytest.mark.parametrize("patient", ["", "x", "9" * 50, "1\x00"])
def test_tampered_patient_opens_nothing(desk, restricted, patient):
    assert desk.post(reverse(WHY), {"patient": patient, "reason": "r"}).status_code == 400
    assert desk.post(reverse(WHY), {"patient": 987_654, "reason": "r"}).status_code == 404


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil"])
def test_it_never_leads_away(desk, restricted, wanted):
    assert say_why(desk, restricted, next=wanted).url == reverse("treatments:chart", args=[restricted.pk])


def test_what_was_sent_without_a_reason_is_said_to_be_unsaved(desk, restricted):
    answer = desk.post(reverse("patients:edit", args=[restricted.pk]), {"full_name": "Other"})
    assert answer.status_code == 403
    assert "Nothing of what you sent was saved" in answer.content.decode()
    assert Patient.objects.get(pk=restricted.pk).full_name == "Famous Person"


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [("restriction_kind_is_known", {"kind": "half"}), ("restriction_says_why", {"reason": "  "})],
)
def test_the_database_refuses(constraint, wrong):
    given = {"patient": PatientFactory(), "kind": "on", "reason": "r", "by": UserFactory()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        RestrictionChange.objects.create(**given | wrong)


def test_a_change_never_changes(restricted):
    same = models.QuerySet(RestrictionChange).filter(patient=restricted)
    for attempt in (lambda: same.update(reason="x"), lambda: same._raw_delete(same.db)):
        with pytest.raises(IntegrityError, match="restriction_change_never_changes"), transaction.atomic():
            attempt()


def test_unrestricted_records_carry_no_reason(desk):
    desk.get(details(PatientFactory(date_of_birth=timezone.localdate() - timedelta(days=9000))))
    assert AccessEntry.objects.get().reason is None
