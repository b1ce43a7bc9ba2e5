"""Putting two records together and taking them apart: nothing moves, everything is shown, everything is as before."""

import uuid
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from clinic.access import Role
from clinic.trail.models import AccessEntry
from clinic.trail.once import AlreadyMade
from patients import queries
from patients.actions import CannotMerge, merge_patients, part_patients, restrict
from patients.consent_queries import missing_consents, standing_consents
from patients.models import MergeEntry, Patient
from tests import factories
from tests.conftest import client_for
from tests.factories import ConsentFactory, DuplicatePairFactory, PatientFactory, UserFactory


def merge(kept, merged, **known):
    known = {"by": UserFactory(), "reason": "Asked on the phone", "once_key": uuid.uuid4()} | known
    return merge_patients(kept=kept, merged=merged, **known)


def part(merged, **known):
    known = {"by": UserFactory(), "reason": "Two sisters", "once_key": uuid.uuid4()} | known
    return part_patients(merged=merged, **known)


@pytest.fixture
def two(db):
    """Two records, the second with a row of every kind that names a patient."""
    kept = PatientFactory(full_name="Anna Kept", phone="01632 960001")
    merged = PatientFactory(full_name="Anna Merged", phone="01632 960002")
    course = factories.CourseFactory(patient=merged, complaint="The merged complaint")
    factories.SessionFactory(course=course, signed=True)
    later = timezone.now() + timedelta(days=3)
    factories.AppointmentFactory(
        patient=merged, starts_at=later, ends_at=later + timedelta(minutes=45), busy_until=later + timedelta(hours=1)
    )
    factories.HandoutFactory(patient=merged, version__title="The merged sheet")
    factories.ContactNoteFactory(patient=merged, said="The merged note")
    factories.DocumentFactory(patient=merged, title="The merged paper")
    factories.ChangeEntryFactory(patient=merged, after="the merged change")
    factories.SafetyScreeningFactory(patient=merged)
    factories.RedFlagFactory(patient=merged)
    factories.IntakeFactory(patient=merged)
    return kept, merged


def everything():
    """Every row of every table of the clinic, but the entries that say who merged what and who looked."""
    left_out = {MergeEntry, AccessEntry, apps.get_model("sessions", "Session"), apps.get_model("staff", "User")}
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model not in left_out
    }


def test_merging_and_parting_leaves_every_row_as_it_was(two):
    kept, merged = two
    before = everything()
    merge(kept, merged)
    assert everything() != before
    part(merged)
    assert everything() == before
    assert [entry.kind for entry in MergeEntry.objects.all()] == ["parted", "merged"]


def test_merging_touches_the_two_records_only(two):
    kept, merged = two
    before = everything()
    merge(kept, merged)
    after = everything()
    assert {label for label in before if before[label] != after[label]} == {"patients.Patient"}
    changed = {
        name
        for old, new in zip(before["patients.Patient"], after["patients.Patient"], strict=True)
        for name in old
        if old[name] != new[name]
    }
    assert changed == {"merged_into_id", "holds_merged", "search_text"}


def test_kept_record_shows_the_rows_of_both(two):
    kept, merged = two
    merge(kept, merged)
    client = client_for(Role.PRACTITIONER)

    def page(name):
        return client.get(reverse(name, args=[kept.pk])).content.decode()

    assert "The merged complaint" in page("treatments:chart")
    assert "The merged complaint" in page("treatments:sessions")
    assert "The merged sheet" in page("library:patient-handouts")
    assert "The merged note" in page("patients:contacts")
    assert "The merged paper" in page("patients:documents")
    assert "the merged change" in page("patients:history")
    assert len(client.get(reverse("diary:patient-appointments", args=[kept.pk])).context["coming"]) == 1
    assert client.get(reverse("patients:intake", args=[kept.pk])).context["standing"].latest is not None
    assert "The safety questions have not been answered" not in page("patients:safety")


def test_every_row_that_names_a_patient_is_shown_or_said_not_to_be():
    """A new table with a patient in it must be gathered by its reads too: write it down here once it is."""
    gathered = {
        *("clinic.diary.Appointment", "treatments.Course", "library.Handout", "patients.ChangeEntry"),
        *("patients.ContactNote", "patients.PatientDocument", "patients.SafetyScreening", "patients.RedFlag"),
        *("patients.Intake", "patients.IntakeDraft", "patients.IntakeLink", "patients.Consent"),
    }
    # About a record itself, not about the person: they stay where they are.
    of_one_record = {"patients.Patient", "patients.DuplicatePair", "patients.MergeEntry", "patients.RestrictionChange"}
    # A list of who was given a sheet: each giving is told of by the record on which it stands.
    # A day's print for the visits of that day, which ends with the handouts it gives.
    of_one_record |= {"library.RecallContact", "treatments.PrintItem"}
    # Where a record came from, and how it goes: one that is merged is taken apart before it is erased.
    of_one_record |= {"patients.ImportRow", "keeping.LegalHold", "keeping.Disclosure"}
    found = {f"{model.__module__.split('.models')[0]}.{model.__name__}" for model in _naming_patients()}
    assert found == gathered | of_one_record


def _naming_patients():
    return {relation.related_model for relation in Patient._meta.get_fields(include_hidden=True) if _points(relation)}


def _points(relation):
    return relation.auto_created and not relation.concrete and relation.related_model is not None


def test_merged_record_leads_to_the_kept_one_with_a_note(two, desk):
    kept, merged = two
    merge(kept, merged)
    answer = desk.get(reverse("patients:contacts", args=[merged.pk]) + "?page=1")
    assert answer.url == reverse("patients:contacts", args=[kept.pk]) + "?page=1"
    assert f"Record {merged.pk} was merged into this one" in desk.get(answer.url).content.decode()


def test_what_is_sent_to_a_merged_record_is_not_saved_and_said_so(two, desk):
    kept, merged = two
    merge(kept, merged)
    answer = desk.post(reverse("patients:edit", args=[merged.pk]), {"full_name": "Other"})
    assert answer.status_code == 409
    assert "was not saved" in answer.content.decode()
    merged.refresh_from_db()
    assert merged.full_name == "Anna Merged"


def test_merged_record_is_in_no_list_and_the_kept_one_is_found_by_both(two, desk):
    kept, merged = two

    def found(text):
        return [patient.pk for patient in queries.search(user=desk.user, text=text).patients]

    merge(kept, merged)
    for text in ("Anna Merged", "01632 960002", "Merged", "Anna"):
        assert found(text) == [kept.pk]
    assert found(merged.date_of_birth.isoformat()) in ([], [kept.pk])
    assert merged not in queries.recently_added(user=desk.user)
    assert merged not in Patient.objects.visible_to(desk.user)
    kept.refresh_from_db()
    kept.phone = "01632 960003"
    kept.save()
    assert found("01632 960002") == [kept.pk]
    part(merged)
    assert found("Anna Merged") == [merged.pk]
    assert set(found("Anna")) == {kept.pk, merged.pk}


def test_merged_record_cannot_be_chosen_for_a_booking(two, desk):
    kept, merged = two
    merge(kept, merged)
    sent = {"patient": merged.pk, "patient-search": ""}
    assert "That patient cannot be found" in desk.post(reverse("diary:book"), sent).content.decode()


def test_opening_the_kept_record_is_written_down_for_both(two, desk):
    kept, merged = two
    merge(kept, merged)
    desk.get(reverse("patients:details", args=[kept.pk]))
    assert set(AccessEntry.objects.values_list("patient_id", flat=True)) == {kept.pk, merged.pk}


def test_safety_answers_of_either_count(db):
    kept, merged = PatientFactory(), PatientFactory()
    factories.SafetyScreeningFactory(patient=kept)
    factories.SafetyScreeningFactory(patient=merged, implants=["pacemaker"])
    merge(kept, merged)
    client = client_for(Role.PRACTITIONER)
    assert "acemaker" in client.get(reverse("treatments:chart", args=[kept.pk])).content.decode()


@pytest.mark.parametrize("on", ["kept", "merged"])
def test_today_shows_the_alerts_of_either(db, on):
    kept, merged = PatientFactory(), PatientFactory()
    factories.SafetyScreeningFactory(patient=kept if on == "merged" else merged, implants=["pacemaker"])
    merge(kept, merged)
    client = client_for(Role.PRACTITIONER)
    now = timezone.now()
    factories.AppointmentFactory(
        patient=kept if on == "kept" else merged,
        practitioner=client.user.practitioner,
        starts_at=now,
        ends_at=now + timedelta(minutes=45),
        busy_until=now + timedelta(minutes=45),
    )
    assert "acemaker" in client.get(reverse("treatments:today")).content.decode()


# --- what is refused ---


def test_not_into_itself_not_twice_no_chains(db):
    one, two_, three = PatientFactory(), PatientFactory(), PatientFactory()
    with pytest.raises(CannotMerge, match="into itself"):
        merge(one, one)
    merge(one, two_)
    with pytest.raises(CannotMerge, match="merged these records already"):
        merge(one, two_)
    with pytest.raises(CannotMerge, match="merged into another one meanwhile"):
        merge(two_, three)
    with pytest.raises(CannotMerge, match="stands for others"):
        merge(three, one)
    merge(one, three)
    one.refresh_from_db()
    assert one.record_ids == (one.pk, two_.pk, three.pk)
    part(two_)
    one = Patient.objects.get(pk=one.pk)
    assert (one.holds_merged, one.record_ids) == (True, (one.pk, three.pk))
    with pytest.raises(CannotMerge, match="taken these records apart already"):
        part(two_)


def test_same_form_twice_merges_once(db):
    one, other, key = PatientFactory(), PatientFactory(), uuid.uuid4()
    merge(one, other, once_key=key)
    with pytest.raises(AlreadyMade):
        merge(one, other, once_key=key)


def test_restricted_with_open_record_is_refused(db):
    one, other = PatientFactory(), PatientFactory()
    restrict(patient=other, by=UserFactory(), on=True, reason="Staff", once_key=uuid.uuid4())
    with pytest.raises(CannotMerge, match="is restricted and the other is not"):
        merge(one, other)


def test_restricting_the_kept_record_restricts_all(two):
    kept, merged = two
    merge(kept, merged)
    restrict(patient=Patient.objects.get(pk=kept.pk), by=UserFactory(), on=True, reason="Staff", once_key=uuid.uuid4())
    assert Patient.objects.filter(restricted_at__isnull=False).count() == 2


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("patient_merged_into_another", lambda a, b, c: Patient.objects.filter(pk=c.pk).update(merged_into=c)),
        (
            "patient_merged_holds_no_other",
            lambda a, b, c: Patient.objects.filter(pk=c.pk).update(merged_into=a, holds_merged=True),
        ),
        ("merged_records_make_no_chain", lambda a, b, c: Patient.objects.filter(pk=c.pk).update(merged_into=b)),
        ("merged_records_make_no_chain", lambda a, b, c: Patient.objects.filter(pk=a.pk).update(merged_into=c)),
        ("merge_entry_is_final", lambda a, b, c: MergeEntry.objects.update(reason="x")),
        ("merge_entry_is_final", lambda a, b, c: MergeEntry.objects.all().delete()),
    ],
)
def test_database_refuses(db, name, change):
    kept, merged, third = PatientFactory(), PatientFactory(), PatientFactory()
    Patient.objects.filter(pk=merged.pk).update(merged_into=kept)
    MergeEntry.objects.create(kind="merged", kept=kept, merged=merged, reason="x", by=UserFactory())
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        change(kept, merged, third)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("merge_kind_is_known", {"kind": "x"}),
        ("merge_says_why", {"reason": ""}),
        ("merge_is_of_two_records", {"same": 1}),
    ],
)
def test_merge_entries_make_sense(db, name, fields):
    kept = PatientFactory()
    merged = kept if fields.pop("same", None) else PatientFactory()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        MergeEntry.objects.create(
            **{"kind": "merged", "kept": kept, "merged": merged, "reason": "x", "by": UserFactory()} | fields
        )


# --- pages ---


def sent(keeper, **changes):
    return {"kept": keeper.pk, "reason": "Asked on the phone", "once_key": str(uuid.uuid4())} | changes


def test_compare_page_writes_both_down_and_merges(desk):
    pair = DuplicatePairFactory()
    url = reverse("patients:merge", args=[pair.pk])
    page = desk.get(url).content.decode()
    assert "Is this one person?" in page
    assert set(AccessEntry.objects.values_list("patient_id", flat=True)) == {pair.first_id, pair.second_id}
    answer = desk.post(url, sent(pair.second))
    assert answer.url == reverse("patients:details", args=[pair.second_id])
    pair.first.refresh_from_db()
    assert pair.first.merged_into_id == pair.second_id
    assert "One of these records was merged already" in desk.post(url, sent(pair.second), follow=True).content.decode()
    assert "No likely duplicates" in desk.get(reverse("patients:duplicates")).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kept": ""}, "Choose which record is kept."),
        ({"kept": "987654321"}, "choose one of those offered"),
        ({"reason": " "}, "Say how you know"),
        ({"once_key": "x"}, "lost its key"),
    ],
)
def test_wrong_answers_merge_nothing(desk, changes, sentence):
    pair = DuplicatePairFactory()
    page = desk.post(reverse("patients:merge", args=[pair.pk]), sent(pair.first, **changes))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not MergeEntry.objects.exists()


def test_compare_page_of_a_restricted_record_asks_why(desk):
    pair = DuplicatePairFactory()
    Patient.objects.filter(pk=pair.second_id).update(restricted_at=timezone.now())
    answer = desk.get(reverse("patients:merge", args=[pair.pk]))
    assert answer.status_code == 403
    assert pair.first.full_name not in answer.content.decode()
    assert not AccessEntry.objects.exists()


def test_visits_at_the_same_time_are_told_of(desk):
    pair = DuplicatePairFactory()
    start = timezone.now() + timedelta(days=2)
    for patient in (pair.first, pair.second):
        factories.AppointmentFactory(
            patient=patient,
            starts_at=start,
            ends_at=start + timedelta(minutes=45),
            busy_until=start + timedelta(hours=1),
        )
    url = reverse("patients:merge", args=[pair.pk])
    assert "Both are booked at the same time" in desk.get(url).content.decode()
    assert desk.post(url, sent(pair.first)).status_code == 302
    coming = desk.get(reverse("diary:patient-appointments", args=[pair.first_id])).context["coming"]
    assert len(coming) == 2


def test_parting_from_the_page(desk):
    kept, merged = PatientFactory(), PatientFactory()
    merge(kept, merged)
    url = reverse("patients:merged", args=[kept.pk])
    assert "Asked on the phone" in desk.get(url).content.decode()
    part_form = {"merged": merged.pk, "once_key": str(uuid.uuid4())}
    assert "Say why" in desk.post(url, part_form | {"reason": ""}).content.decode()
    page = desk.post(url, part_form | {"reason": "Two sisters"}, follow=True)
    assert "stands on its own again" in page.content.decode()
    assert "Nothing was changed" in desk.post(url, part_form | {"reason": "Again"}, follow=True).content.decode()
    assert desk.post(url, {"merged": "\0"}).status_code == 404


def test_other_record_is_chosen_by_hand(desk):
    one, other = PatientFactory(), PatientFactory()
    url = reverse("patients:other-record", args=[one.pk])
    assert "This is the same record" in desk.post(url, {"other": one.pk}).content.decode()
    answer = desk.post(url, {"other": other.pk}, follow=True)
    assert "Is this one person?" in answer.content.decode()


def test_session_of_a_visit_booked_on_the_merged_record_can_be_logged(db):
    kept, merged = PatientFactory(), PatientFactory()
    client = client_for(Role.PRACTITIONER)
    now = timezone.now()
    visit = factories.AppointmentFactory(
        patient=merged,
        practitioner=client.user.practitioner,
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(minutes=40),
        busy_until=now + timedelta(minutes=40),
    )
    merge(kept, merged)
    asked = reverse("treatments:session-new", args=[merged.pk]) + f"?appointment={visit.pk}"
    page = client.get(asked, follow=True)
    assert page.redirect_chain[0][0].endswith(f"?appointment={visit.pk}")
    assert page.status_code == 200


def test_merged_pages_ask_no_more_when_rows_grow(two, desk, django_assert_max_num_queries):
    kept, merged = two
    merge(kept, merged)
    pages = [reverse(name, args=[kept.pk]) for name in ("patients:contacts", "patients:documents", "patients:details")]
    for page in pages:
        desk.get(page)
    with django_assert_max_num_queries(200) as few:
        for page in pages:
            desk.get(page)
    factories.ContactNoteFactory.create_batch(20, patient=merged)
    factories.DocumentFactory.create_batch(20, patient=merged)
    with django_assert_max_num_queries(len(few)):
        for page in pages:
            desk.get(page)


def test_a_consent_on_either_record_counts_for_both(two):
    kept, merged = two

    def missing():
        kept.refresh_from_db()
        merged.refresh_from_db()
        return [[one.purpose for one in missing_consents(record, ["acupuncture"])] for record in two]

    assert missing() == [["treatment"], []]
    merge(kept, merged)
    assert missing() == [[], []]
    assert "treatment" in standing_consents(kept)
    later = timezone.now()
    ConsentFactory(patient=kept, refused=True, signed_at=later, recorded_at=later)
    assert missing() == [["treatment"], ["treatment"]]
    part(merged)
    assert missing() == [["treatment"], []]
