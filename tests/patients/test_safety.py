"""Screenings, confirmations, red flags and changes of the rules: what the database refuses, what the actions do."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import IntegrityError, models, transaction

from clinic.access import Role
from clinic.trail.once import AlreadyMade
from patients import actions, safety
from patients.models import RedFlag, RedFlagAcknowledgement, RuleChange, SafetyConfirmation, SafetyScreening
from patients.rule_set import all_rules, rules_in_force
from patients.rules.answers import ScreeningAnswers
from patients.rules.evaluate import Planned, PlannedPoint
from tests.factories import (
    PatientFactory,
    RedFlagFactory,
    SafetyConfirmationFactory,
    SafetyScreeningFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
OWN = {"when": {"point": {"codes": ["LI4"]}}, "says": "Not here.", "strength": "stop", "source": "Us."}
OWN["checked"] = "2026-11-24"


def refused(constraint):
    return pytest.raises(IntegrityError, match=constraint)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("screening_epilepsy_is_an_answer", {"epilepsy": "maybe"}),
        ("screening_pregnant_is_an_answer", {"pregnant": ""}),
        ("screening_has_implants_is_an_answer", {"has_implants": "pacemaker"}),
        ("screening_has_lymphoedema_is_an_answer", {"has_lymphoedema": "left"}),
        ("screening_source_is_known", {"source": "hearsay"}),
        ("screening_asked_at_the_clinic_says_by_whom", {"by": None}),
        ("screening_weeks_1_to_45_if_pregnant", {"pregnant": "no", "pregnant_weeks": 12}),
        ("screening_weeks_1_to_45_if_pregnant", {"pregnant": "yes", "pregnant_weeks": 46}),
        ("screening_weeks_1_to_45_if_pregnant", {"pregnant": "yes", "pregnant_weeks": 0}),
    ],
)
def test_the_database_refuses_a_screening(constraint, wrong):
    good = SafetyScreeningFactory.build(patient=PatientFactory(), by=UserFactory())
    for name, value in wrong.items():
        setattr(good, name, value)
    with refused(constraint), transaction.atomic():
        models.QuerySet(SafetyScreening).bulk_create([good])


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("red_flag_told_is_known", {"told": "shrug"}),
        ("red_flag_says_what_and_who_was_told", {"told_words": ""}),
        ("red_flag_says_what_and_who_was_told", {"told_clinic": ""}),
        ("red_flag_says_what_and_who_was_told", {"sign": ""}),
        ("red_flag_says_what_and_who_was_told", {"rule_id": ""}),
    ],
)
def test_the_database_refuses_a_red_flag(constraint, wrong):
    with refused(constraint), transaction.atomic():
        RedFlagFactory(**wrong)


def test_an_intake_raises_a_red_flag_once():
    patient = PatientFactory()
    RedFlagFactory(patient=patient, intake_number=7)
    RedFlagFactory(patient=patient, intake_number=8)
    with pytest.raises(IntegrityError), transaction.atomic():
        RedFlagFactory(patient=patient, intake_number=7)


@pytest.mark.parametrize("blank", ["", "   "])
def test_an_acknowledgement_says_what_was_done(blank):
    with refused("acknowledgement_says_what_was_done"), transaction.atomic():
        RedFlagAcknowledgement.objects.create(flag=RedFlagFactory(), by=UserFactory(), what_was_done=blank)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("rule_change_kind_is_known", {"kind": "bent"}),
        ("rule_change_names_the_rule_and_a_reason", {"reason": "  "}),
        ("rule_change_names_the_rule_and_a_reason", {"rule_id": ""}),
        ("rule_change_adds_a_rule_and_nothing_else", {"rule": {"says": "x"}}),
        ("rule_change_adds_a_rule_and_nothing_else", {"kind": "added"}),
    ],
)
def test_the_database_refuses_a_rule_change(constraint, wrong):
    with refused(constraint), transaction.atomic():
        RuleChange.objects.create(**({"rule_id": "lung", "kind": "off", "reason": "r", "by": UserFactory()} | wrong))


def test_a_rule_is_added_once():
    for expected in (True, False):
        try:
            with transaction.atomic():
                RuleChange.objects.create(rule_id="clinic-1", kind="added", rule=OWN, reason="r", by=UserFactory())
        except IntegrityError:
            assert not expected
        else:
            assert expected


def rows():
    flag = RedFlagFactory()
    acknowledged = RedFlagFactory()
    return {
        "screening_never_changes": (SafetyScreeningFactory(), {"note": "other"}),
        "confirmation_never_changes": (SafetyConfirmationFactory(), {"visit_number": 4}),
        "rule_change_never_changes": (
            RuleChange.objects.create(rule_id="lung", kind="off", reason="r", by=UserFactory()),
            {"reason": "other"},
        ),
        "red_flag_never_changes": (flag, {"sign": "other"}),
        "acknowledgement_never_changes": (
            RedFlagAcknowledgement.objects.create(flag=acknowledged, by=UserFactory(), what_was_done="Rang."),
            {"what_was_done": "other"},
        ),
    }


@pytest.mark.parametrize(
    "name",
    [
        *("screening_never_changes", "confirmation_never_changes", "rule_change_never_changes"),
        *("red_flag_never_changes", "acknowledgement_never_changes"),
    ],
)
def test_nothing_of_it_is_rewritten_or_taken_away(name):
    row, change = rows()[name]
    same = models.QuerySet(type(row)).filter(pk=row.pk)
    with refused(name), transaction.atomic():
        same.update(**change)
    with refused(name), transaction.atomic():
        same._raw_delete(same.db)


def test_the_newest_screening_counts_and_older_ones_stay():
    patient, user = PatientFactory(), UserFactory()
    old = ScreeningAnswers(blood_thinner="yes", implants=("pump",), has_implants="yes")
    actions.record_screening(patient=patient, by=user, source="staff", answers=old)
    assert safety.state_of(patient).answers.blood_thinner == "yes"
    new = ScreeningAnswers(blood_thinner="no", pregnant="yes", pregnant_weeks=9)
    actions.record_screening(patient=patient, by=None, source="intake", answers=new, intake=12)

    state = safety.state_of(patient)
    assert (state.answers.blood_thinner, state.answers.implants, state.taken_by) == ("no", [], None)
    assert [alert.words for alert in state.alerts] == ["Pregnant, week 9"]
    assert SafetyScreening.objects.filter(patient=patient).count() == 2
    assert SafetyScreening.objects.first().intake_number == 12


def test_state_is_one_query_and_of_this_patient_only(django_assert_num_queries):
    patient = PatientFactory()
    SafetyScreeningFactory(patient=patient, needle_fear="yes")
    SafetyScreeningFactory(epilepsy="yes")
    SafetyConfirmationFactory.create_batch(3, screening=SafetyScreening.objects.filter(patient=patient).get())
    with django_assert_num_queries(1):
        state = safety.state_of(patient)
        assert safety.state_of(patient) is state
    assert [alert.words for alert in state.alerts] == ["Needle fear"]
    assert safety.state_of(PatientFactory()) is None


def test_confirming_says_who_and_when():
    screening = SafetyScreeningFactory(taken_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    user = UserFactory(name="Mei")
    with time_machine.travel("2026-03-03 10:00Z", tick=False):
        actions.confirm_screening(patient=screening.patient, by=user, screening_id=screening.pk, visit=5)
    state = safety.state_of(screening.patient)
    assert (state.confirmed_by, state.checked_at) == ("Mei", datetime(2026, 3, 3, 10, tzinfo=UTC))
    assert SafetyConfirmation.objects.get().visit_number == 5


def test_confirming_what_is_not_the_newest_is_refused():
    screening, user = SafetyScreeningFactory(), UserFactory()
    SafetyScreeningFactory(patient=screening.patient)
    with pytest.raises(actions.ScreenedMeanwhile, match="newer"):
        actions.confirm_screening(patient=screening.patient, by=user, screening_id=screening.pk)
    with pytest.raises(actions.ScreenedMeanwhile, match="no safety answers"):
        actions.confirm_screening(patient=PatientFactory(), by=user)
    assert not SafetyConfirmation.objects.exists()


def test_one_key_makes_one_screening_and_one_confirmation():
    screening, key, user = SafetyScreeningFactory(), uuid.uuid4(), UserFactory()
    for expected in (1, 1):
        with pytest.raises(AlreadyMade) if SafetyConfirmation.objects.exists() else transaction.atomic():
            actions.confirm_screening(patient=screening.patient, by=user, once_key=key)
        assert SafetyConfirmation.objects.count() == expected
    given = {"patient": screening.patient, "by": user, "source": "staff", "answers": ScreeningAnswers()}
    actions.record_screening(**given, once_key=key)
    with pytest.raises(AlreadyMade):
        actions.record_screening(**given, once_key=key)


def test_red_flags_are_raised_with_what_was_told_and_not_twice():
    patient = PatientFactory()
    answers = {"urgent_signs": ["jaundice", "chest_pain"]}
    raised = actions.raise_red_flags(patient=patient, answers=answers, intake=3)
    assert [(flag.rule_id, flag.told) for flag in raised] == [("chest-pain", "emergency"), ("jaundice", "doctor_today")]
    assert "999" in raised[0].told_words
    assert raised[0].told_clinic == "Everybody at the clinic, on Today"

    assert actions.raise_red_flags(patient=patient, answers=answers, intake=3) == raised
    assert actions.raise_red_flags(patient=patient, answers=answers) == raised
    for flag in raised:
        actions.acknowledge(flag=flag, by=UserFactory(), what_was_done="Rang.")
    assert actions.raise_red_flags(patient=patient, answers=answers, intake=3) == raised
    assert RedFlag.objects.count() == 2
    actions.raise_red_flags(patient=patient, answers=answers, intake=4)
    assert RedFlag.objects.count() == 4


def test_red_flags_know_the_age():
    young = PatientFactory(date_of_birth=date(2001, 1, 1))
    (flag,) = actions.raise_red_flags(patient=young, answers={"urgent_signs": ["new_headache_after_50"]})
    assert flag.told == "practitioner"


def test_a_red_flag_is_acknowledged_by_one_person():
    flag, key = RedFlagFactory(), uuid.uuid4()
    actions.acknowledge(flag=flag, by=UserFactory(name="Ann"), what_was_done="Rang at 10.", once_key=key)
    with pytest.raises(AlreadyMade):
        actions.acknowledge(flag=flag, by=UserFactory(), what_was_done="Rang at 10.", once_key=key)
    with pytest.raises(actions.AlreadyAcknowledged, match="Ann has already said"):
        actions.acknowledge(flag=flag, by=UserFactory(), what_was_done="Me too.")
    assert RedFlagAcknowledgement.objects.get().what_was_done == "Rang at 10."
    assert safety.open_red_flags() == []


def test_open_red_flags_emergencies_first():
    doctor, done = RedFlagFactory(told="doctor_today"), RedFlagFactory()
    emergency = RedFlagFactory()
    actions.acknowledge(flag=done, by=UserFactory(), what_was_done="Rang.")
    assert [flag.pk for flag in safety.open_red_flags()] == [emergency.pk, doctor.pk]
    assert safety.has_open_red_flag(doctor.patient)
    assert not safety.has_open_red_flag(done.patient)


LUNG = Planned([PlannedPoint("GB21", cautions=frozenset({"pneumothorax"}))])


def spoken(planned, patient):
    return {one.rule_id for one in safety.check(patient, planned, day=datetime.now(UTC).date())}


def test_a_rule_switched_off_is_silent_until_it_is_switched_on():
    patient, user = PatientFactory(), UserFactory()
    assert "lung" in spoken(LUNG, patient)
    off = {"by": user, "rule_id": "lung", "on": False, "reason": "Tired of it"}
    key = uuid.uuid4()
    actions.switch_rule(**off, once_key=key)
    assert "lung" not in spoken(LUNG, patient)
    with pytest.raises(AlreadyMade):
        actions.switch_rule(**off, once_key=key)
    with pytest.raises(actions.Refused, match="already switched off"):
        actions.switch_rule(**off, once_key=uuid.uuid4())
    actions.switch_rule(**off | {"on": True}, once_key=uuid.uuid4())
    assert "lung" in spoken(LUNG, patient)
    (standing,) = [one for one in all_rules() if one.rule.id == "lung"]
    assert [change.kind for change in standing.changes] == ["on", "off"]
    with pytest.raises(actions.Refused, match="no such rule"):
        actions.switch_rule(**off | {"rule_id": "no-such"}, once_key=uuid.uuid4())


def test_a_rule_of_the_clinic_speaks_like_the_others():
    patient = PatientFactory()
    added = actions.add_rule(by=UserFactory(), rule=OWN, reason="Our lead says so", once_key=uuid.uuid4())
    assert added.rule_id in spoken(Planned([PlannedPoint("LI4")]), patient)
    assert added.rule_id not in spoken(Planned([PlannedPoint("LI5")]), patient)
    actions.switch_rule(by=UserFactory(), rule_id=added.rule_id, on=False, reason="No", once_key=uuid.uuid4())
    assert added.rule_id not in spoken(Planned([PlannedPoint("LI4")]), patient)


@pytest.mark.parametrize("wrong", [{"strength": "shout"}, {"source": ""}, {"when": {}}, {"says": "{who}"}])
def test_a_rule_that_no_table_would_take_is_refused(wrong):
    with pytest.raises(actions.BadRule):
        actions.add_rule(by=UserFactory(), rule=OWN | wrong, reason="r", once_key=uuid.uuid4())
    assert not RuleChange.objects.exists()


def test_rules_that_were_changed_before_the_tables_were_do_no_harm():
    user = UserFactory()
    RuleChange.objects.create(rule_id="rule-of-old", kind="off", reason="r", by=user)
    RuleChange.objects.create(rule_id="clinic-old", kind="added", rule={"when": {"moon": "full"}}, reason="r", by=user)
    assert {rule.id for rule in rules_in_force()} == {one.rule.id for one in all_rules()}


def test_rules_in_force_cost_one_query(django_assert_num_queries):
    rules_in_force()
    with django_assert_num_queries(1):
        rules_in_force()


def test_only_clinical_roles_see_screenings():
    SafetyScreeningFactory()
    seen = {role: SafetyScreening.objects.visible_to(UserFactory(role=role)).count() for role in Role}
    assert seen == {Role.DESK: 0, Role.PRACTITIONER: 1, Role.MANAGER: 0}
