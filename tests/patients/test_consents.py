import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.trail.once import AlreadyMade
from patients import actions, wording_checks
from patients.actions import Signed
from patients.consent_queries import Wanted, missing_consents, missing_for, standing_consents
from patients.models import Consent, ConsentWording, Countersignature
from patients.wordings import read_text, register
from tests.factories import ConsentFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
TREATMENT, NEW_YORK = register().newest["treatment"], register().newest["new-york-physician"]
STROKES = [[10, 100, 300, 20, 580, 180]]
CHILD = {"date_of_birth": date(2018, 3, 1)}


def give(patient, wording=TREATMENT, **changes):
    signed = changes.pop("signed", Signed(patient.full_name))
    return actions.give_consent(
        by=UserFactory(), once_key=uuid.uuid4(), patient=patient, wording=wording, signed=signed, **changes
    )


def purposes(missing):
    return [one.purpose for one in missing]


BROKEN = {
    "consent_decision_is_known": {"decision": "maybe"},
    "consent_how_is_known": {"how": "shouted"},
    "consent_withdrawal_names_what_it_withdraws": {"decision": "withdrawn"},
    "consent_names_who_signed": {"signed_name": "  "},
    "consent_guardian_says_relation": {"signer": "guardian", "relation": " "},
    "consent_of_a_minor_is_signed_by_a_guardian": {"of_age_on": date(2026, 1, 2)},
    "consent_given_is_signed": {"signature_kind": ""},
    "consent_drawn_signature_has_a_stroke": {"signature_kind": "drawn", "strokes": "[[1,1]]", "ink": 0},
    "consent_signature_has_a_limit": {"signature_kind": "drawn", "strokes": "1" * 60_001, "ink": 99},
    "consent_is_signed_before_it_is_recorded": {"signed_at": datetime(2026, 1, 2, tzinfo=UTC)},
    "consent_names_who_recorded_it": {"recorded_by": None},
}


@pytest.mark.parametrize("name", BROKEN)
def test_database_refuses_what_is_no_consent(name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ConsentFactory(**BROKEN[name])


def test_every_constraint_of_a_consent_is_tried():
    assert {one.name for one in Consent._meta.constraints} == set(BROKEN)


def test_rows_never_change():
    consent = ConsentFactory(purpose="new-york-physician")
    second = Countersignature.objects.create(consent=consent, name="Mei Chen", by=UserFactory())
    for row, name, column in (
        (second, "countersignature_is_final", "name"),
        (consent, "consent_is_final", "signed_name"),
        (consent.wording, "consent_wording_is_final", "text"),
    ):
        rows = type(row).objects.filter(pk=row.pk)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**{column: "Else"})
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows._raw_delete(rows.db)


@pytest.mark.parametrize("name", ["consent_wording_is_one_text", "consent_wording_says_something"])
def test_database_refuses_a_wording(name):
    kept = ConsentFactory().wording
    changes = {"version": 1} if name.endswith("text") else {"version": 2, "text": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentWording.objects.create(**{"purpose": kept.purpose, "title": "T", "text": "t", "checksum": "c"} | changes)


def test_withdrawal_is_of_the_same_patient_and_wording():
    given = ConsentFactory()
    for other in (ConsentFactory(), ConsentFactory(patient=given.patient, purpose="moxa")):
        with pytest.raises(IntegrityError, match="consent_withdraws_its_own"), transaction.atomic():
            ConsentFactory(patient=given.patient, wording=given.wording, decision="withdrawn", withdraws=other)


def test_countersignature_needs_a_name_and_to_be_asked_for():
    with pytest.raises(IntegrityError, match="countersignature_was_asked"), transaction.atomic():
        Countersignature.objects.create(consent=ConsentFactory(), name="Mei Chen", by=UserFactory())
    consent = ConsentFactory(purpose="new-york-physician")
    with pytest.raises(IntegrityError, match="countersignature_has_a_name"), transaction.atomic():
        Countersignature.objects.create(consent=consent, name=" ", by=UserFactory())


def test_newest_decision_counts_and_reading_it_takes_one_query(django_assert_num_queries):
    patient = PatientFactory()
    assert purposes(missing_consents(patient, ["acupuncture"])) == ["treatment"]
    first = give(patient)
    assert missing_consents(patient, ["acupuncture"]) == []
    assert purposes(missing_consents(patient, ["electroacupuncture"])) == ["electroacupuncture"]
    withdraw(first)
    assert purposes(missing_consents(patient, ["acupuncture"])) == ["treatment"]
    give(patient)
    with django_assert_num_queries(1):
        assert standing_consents(patient)["treatment"].decision == "given"
    with django_assert_num_queries(1):
        assert missing_for([Wanted(patient.pk, ["acupuncture"]), Wanted(PatientFactory.build(pk=9).pk, [])]) == [[], []]


def withdraw(consent, **changes):
    given = {"by": UserFactory(), "once_key": uuid.uuid4(), "consent": consent, "signed": Signed("Ann")} | changes
    return actions.withdraw_consent(**given)


def test_withdrawing_twice_or_what_was_no_consent_is_refused():
    consent = give(PatientFactory())
    withdrawal = withdraw(consent, reason="Changed my mind.")
    with pytest.raises(actions.ConsentRefused, match="withdrawn before"):
        withdraw(Consent.objects.get(pk=consent.pk))
    with pytest.raises(actions.ConsentRefused, match="Only a consent"):
        withdraw(withdrawal)


def test_signature_counts_for_its_day_and_a_withdrawal_from_its_moment():
    patient = PatientFactory()
    session_at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    later_that_day = {"signed_at": session_at + timedelta(hours=2), "recorded_at": session_at + timedelta(hours=2)}
    given = ConsentFactory(patient=patient, **later_that_day)
    ConsentFactory(
        patient=patient,
        wording=given.wording,
        decision="withdrawn",
        withdraws=given,
        signature_kind="",
        signed_at=session_at + timedelta(hours=3),
        recorded_at=session_at + timedelta(hours=3),
    )
    assert missing_consents(patient, ["acupuncture"], at=session_at) == []
    assert purposes(missing_consents(patient, ["acupuncture"], at=session_at - timedelta(days=1))) == ["treatment"]
    assert purposes(missing_consents(patient, ["acupuncture"], at=session_at + timedelta(hours=4))) == ["treatment"]


def test_new_york_wants_a_form_that_both_have_signed():
    patient = ConsentFactory().patient
    assert purposes(missing_consents(patient, ["acupuncture"], jurisdiction="US-NY")) == ["new-york-physician"]
    consent = give(patient, NEW_YORK)
    assert purposes(missing_consents(patient, ["acupuncture"], jurisdiction="US-NY")) == ["new-york-physician"]
    for _ in range(2):
        actions.countersign(by=UserFactory(), consent=consent, name="Mei Chen, L.Ac.")
    assert missing_consents(patient, ["acupuncture"], jurisdiction="US-NY") == []
    with pytest.raises(actions.ConsentRefused):
        actions.countersign(by=UserFactory(), consent=give(patient), name="Mei Chen")


def test_guardian_signs_for_a_minor():
    child = PatientFactory(**CHILD)
    with pytest.raises(actions.GuardianSigns, match="under 16"):
        give(child)
    consent = give(child, signed=Signed("Mum Example", "guardian", "mother"))
    assert (consent.of_age_on, consent.who_signed) == (date(2034, 3, 1), "Mum Example (mother)")
    young = PatientFactory(date_of_birth=timezone.localdate().replace(day=1) - timedelta(days=365 * 17))
    assert give(young).signer == "patient"


@pytest.mark.parametrize(("age", "setting", "place"), [(17, 0, "US-NY"), (17, 18, "GB")])
def test_age_follows_the_place_or_the_clinics_own_setting(settings, age, setting, place):
    settings.CLINIC_JURISDICTIONS, settings.CONSENT_AGE = [place], setting
    with pytest.raises(actions.GuardianSigns, match="under 18"):
        give(PatientFactory(date_of_birth=timezone.localdate() - timedelta(days=age * 366)))


def test_born_on_29_february_is_of_age_on_1_march(settings):
    settings.CONSENT_AGE = 18
    consent = give(PatientFactory(date_of_birth=date(2000, 2, 29)))
    assert consent.of_age_on == date(2018, 3, 1)


def test_pressing_twice_makes_one_row():
    patient, key = PatientFactory(), uuid.uuid4()
    given = {"by": UserFactory(), "once_key": key, "patient": patient, "wording": TREATMENT, "signed": Signed("Ann")}
    actions.give_consent(**given)
    with pytest.raises(AlreadyMade):
        actions.give_consent(**given)
    assert patient.consents.count() == 1


def test_paper_of_an_earlier_day_lets_an_old_draft_be_signed():
    patient, at = PatientFactory(), datetime(2026, 3, 2, 10, tzinfo=UTC)
    actions.enter_paper(
        by=UserFactory(),
        once_key=uuid.uuid4(),
        patient=patient,
        wording=TREATMENT,
        signed=Signed("Ann"),
        signed_on=date(2026, 3, 2),
    )
    assert missing_consents(patient, ["acupuncture"], at=at) == []
    assert missing_consents(patient, ["acupuncture"], at=at - timedelta(days=1)) != []


def changed(**values):
    lines = {"title": TREATMENT.title, "word": TREATMENT.text} | values
    words = "\n".join(f"  {line}" for line in lines["word"].splitlines())
    return read_text(
        f"id: treatment\nversion: 1\njurisdictions: any\ntitle: {lines['title']}\nwording: |\n{words}\n"
        "needed_for: []\nsource: Somewhere else\nchecked: 2026-01-01\n",
        "treatment-1.yaml",
    )


def test_wording_changed_after_it_was_signed_is_named_by_file_and_line_and_cannot_be_signed(monkeypatch):
    kept = ConsentFactory().wording
    assert run_checks(databases=["default"], tags=["database"]) == []
    new_words = TREATMENT.text.replace("tired afterwards", "wide awake")
    line = 6 + [
        then == now for then, now in zip(TREATMENT.text.splitlines(), new_words.splitlines(), strict=True)
    ].index(False)

    class Found:
        all = (changed(word=new_words),)

    assert wording_checks.changes([kept], Found) == [
        f"treatment-1.yaml:{line}: This wording was changed after somebody signed it."
    ]
    monkeypatch.setattr(wording_checks, "read_folder", lambda folder: Found)
    assert [one.id for one in wording_checks.signed_wordings_are_unchanged(databases=["default"])] == ["patients.E004"]
    with pytest.raises(actions.WordingChanged):
        give(PatientFactory(), Found.all[0])
    assert Consent.objects.count() == 1


def test_source_and_need_may_be_put_right_later():
    kept = ConsentFactory().wording

    class Found:
        all = (changed(),)

    assert wording_checks.changes([kept], Found) == []
