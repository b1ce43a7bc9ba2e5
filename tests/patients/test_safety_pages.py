"""The Safety tab, the questions, red flags and the table of rules, as people use them."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.access import Role
from clinic.trail.models import AccessEntry
from patients.models import RedFlagAcknowledgement, RuleChange, SafetyConfirmation, SafetyScreening
from patients.rules.answers import QUESTIONS
from tests.factories import PatientFactory, RedFlagFactory, SafetyConfirmationFactory, SafetyScreeningFactory

pytestmark = pytest.mark.django_db
LAST_WEEK = timezone.now() - timedelta(days=7)


@pytest.fixture
def patient():
    return PatientFactory(date_of_birth=date(1990, 5, 5))


def url(name, patient):
    return reverse(f"patients:{name}", args=[patient.pk])


def filled(**changes):
    plain = dict.fromkeys(("has_implants", "has_lymphoedema", *QUESTIONS), "no")
    return {"once_key": uuid.uuid4(), "note": "", **plain} | changes


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def test_a_new_patient_is_shown_as_not_screened(practitioner, patient):
    shown = page(practitioner.get(url("safety", patient)))
    assert shown.count("Not screened yet") == 2  # the banner's chip, and the page itself
    assert url("safety-questions", patient) in shown


def test_answers_are_kept_and_shown_and_the_form_starts_from_them(practitioner, patient):
    answers = filled(
        has_implants="yes", implants=["pacemaker"], implant_where="Left chest", pregnant="yes", pregnant_weeks="22"
    )
    shown = page(practitioner.post(url("safety-questions", patient), answers, follow=True))
    for words in ("Yes: pacemaker", "Yes, in week 22", "Left chest", "Pacemaker: no electro-stimulation"):
        assert words in shown
    screening = SafetyScreening.objects.get()
    assert (screening.source, screening.by, screening.patient) == ("staff", practitioner.user, patient)

    form = practitioner.get(url("safety-questions", patient)).context["form"]
    assert (form["pregnant"].value(), form["pregnant_weeks"].value(), form["implants"].value()) == (
        *("yes", 22),
        ["pacemaker"],
    )


def test_pressed_twice_keeps_one(practitioner, patient):
    answers = filled()
    practitioner.post(url("safety-questions", patient), answers)
    assert "Nothing was made twice" in page(practitioner.post(url("safety-questions", patient), answers, follow=True))
    assert SafetyScreening.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"epilepsy": ""}, "Epilepsy or seizures: choose an answer, or “Not asked”."),
        ({"epilepsy": "often"}, "Epilepsy or seizures: choose one of those offered."),
        ({"has_implants": "yes"}, "Implants: choose which, or answer No."),
        ({"implants": ["pump"]}, "Implants: answer Yes, or take away the ticks."),
        ({"has_implants": "yes", "implants": ["bell"]}, "Which implants: choose one of those offered."),
        ({"has_lymphoedema": "yes"}, "Lymphoedema, or lymph nodes removed: choose which, or answer No."),
        ({"pregnant_weeks": "12"}, "Pregnant, or could be: answer Yes, because the week of pregnancy is filled in"),
        ({"pregnant": "yes", "pregnant_weeks": "46"}, "Week of pregnancy must be a whole number from 1 to 45."),
        ({"pregnant": "yes", "pregnant_weeks": "9" * 5000}, "Week of pregnancy must be a whole number from 1 to 45."),
        ({"surgery_what": "Hip"}, "Operation in the last three months: answer Yes, because the operation is named"),
        ({"implant_where": "Chest"}, "Implants: answer Yes, because the place of the implant is filled in"),
        ({"note": "x" * 1001}, "Note must be 1000 characters or fewer; this has 1001."),
        ({"note": "a\x00b"}, "Note holds a character that cannot be kept (NUL). Type it again."),
        (dict.fromkeys(("has_implants", "has_lymphoedema", *QUESTIONS), "not_asked"), "Answer at least one question."),
    ],
)
def test_mistakes_are_told_and_nothing_is_kept(practitioner, patient, wrong, told):
    shown = page(practitioner.post(url("safety-questions", patient), filled(**wrong)))
    assert "There is a problem" in shown
    assert told in shown
    assert not SafetyScreening.objects.exists()


@pytest.mark.parametrize(("born", "is_asked"), [(date(1990, 5, 5), True), (date(1940, 1, 1), False), (None, True)])
def test_pregnancy_is_asked_by_age_and_not_by_sex(practitioner, born, is_asked):
    status = "current" if born else "enquiry"
    patient = PatientFactory(date_of_birth=born, sex="male", status=status)
    assert ("pregnant" in practitioner.get(url("safety-questions", patient)).context["form"].fields) == is_asked
    given = filled()
    practitioner.post(url("safety-questions", patient), given)
    assert SafetyScreening.objects.get().pregnant == ("no" if is_asked else "not_asked")


def test_history_says_what_changed_between_two(practitioner, patient):
    SafetyScreeningFactory(patient=patient, taken_at=LAST_WEEK, blood_thinner="no")
    SafetyConfirmationFactory(screening=SafetyScreening.objects.get(), by__name="Ann Confirmer")
    SafetyScreeningFactory(patient=patient, blood_thinner="yes", note="<b>warfarin</b>")
    shown = page(practitioner.get(url("safety", patient)))
    for words in ("Takes a blood thinner: No → Yes", "First answers.", "Ann Confirmer", "&lt;b&gt;warfarin"):
        assert words in shown
    assert "<b>warfarin" not in shown


def test_history_does_not_cost_more_as_it_grows(practitioner, patient):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            practitioner.get(url("safety", patient))
        return len(asked)

    SafetyConfirmationFactory(screening=SafetyScreeningFactory(patient=patient))
    practitioner.get(url("safety", patient))
    few = queries()
    for _ in range(20):
        SafetyConfirmationFactory(screening=SafetyScreeningFactory(patient=patient))
    assert queries() == few


def test_one_press_confirms(practitioner, patient):
    screening = SafetyScreeningFactory(patient=patient, taken_at=datetime(2026, 3, 3, 9, tzinfo=UTC))
    assert "Nothing has changed since 3 March 2026" in page(practitioner.get(url("safety", patient)))
    pressed = {"once_key": uuid.uuid4(), "screening": screening.pk, "back": "chart"}
    response = practitioner.post(url("safety-confirm", patient), pressed)
    assert response.url == reverse("treatments:chart", args=[patient.pk])
    assert SafetyConfirmation.objects.get().by == practitioner.user
    assert "Nothing was made twice" in page(practitioner.post(url("safety-confirm", patient), pressed, follow=True))
    assert SafetyConfirmation.objects.count() == 1


@pytest.mark.parametrize(
    "tampered", [{}, {"screening": "x"}, {"screening": "9" * 40}, {"screening": "1\x00"}, {"once_key": "y"}]
)
def test_confirming_with_a_tampered_form_saves_nothing(practitioner, patient, tampered):
    screening = SafetyScreeningFactory(patient=patient)
    sent = {"once_key": uuid.uuid4(), "screening": screening.pk} | tampered if tampered else {}
    response = practitioner.post(url("safety-confirm", patient), sent, follow=True)
    assert "Nothing was saved" in page(response)
    assert not SafetyConfirmation.objects.exists()


def test_confirming_old_answers_is_refused(practitioner, patient):
    old = SafetyScreeningFactory(patient=patient)
    SafetyScreeningFactory(patient=patient, epilepsy="yes")
    sent = {"once_key": uuid.uuid4(), "screening": old.pk}
    assert "newer safety answers" in page(practitioner.post(url("safety-confirm", patient), sent, follow=True))
    assert not SafetyConfirmation.objects.exists()


@pytest.mark.parametrize("role", [Role.DESK, Role.MANAGER])
def test_others_see_no_answers_only_that_they_are_missing(login, role, patient):
    client = login(role)
    assert "Safety questions not answered yet" in page(client.get(url("details", patient)))
    SafetyScreeningFactory(patient=patient, needle_fear="yes", blood_thinner="yes")
    shown = page(client.get(url("details", patient)))
    for clinical in ("Needle fear", "Blood thinner", "not answered yet", "No safety alerts", url("safety", patient)):
        assert clinical not in shown


def test_practitioner_sees_alerts_on_every_page_of_the_patient(practitioner, patient):
    SafetyScreeningFactory(patient=patient, needle_fear="yes")
    for name in ("patients:details", "treatments:chart", "treatments:sessions", "treatments:session-new"):
        assert "Needle fear" in page(practitioner.get(reverse(name, args=[patient.pk]))), name


# --- red flags ---


def test_desk_acts_on_a_red_flag_without_its_clinical_part(desk):
    flag = RedFlagFactory(patient__full_name="Urgent Person", patient__phone="07700 900111")
    today = page(desk.get(reverse("treatments:today")))
    for words in ("Urgent Person", "07700 900111", "Answered yes to an urgent question", "call emergency services now"):
        assert words in today
    shown = page(desk.get(url("red-flag", flag)))
    for words in ("Urgent Person", "07700 900111", "Call emergency services now"):
        assert words in shown
    assert "Secret" not in today + shown

    done = {"once_key": uuid.uuid4(), "what_was_done": "Rang, ambulance is there"}
    assert desk.post(url("red-flag", flag), done).url == reverse("treatments:today")
    kept = RedFlagAcknowledgement.objects.get()
    assert (kept.by, kept.what_was_done, kept.flag) == (desk.user, "Rang, ambulance is there", flag)
    assert "Urgent Person" not in page(desk.get(reverse("treatments:today")))
    assert "Acknowledged" in page(desk.get(url("red-flag", flag)))
    assert AccessEntry.objects.filter(what="patients:red-flag", patient_id=flag.patient_id).count() == 3


def test_practitioner_sees_what_was_answered(practitioner):
    flag = RedFlagFactory()
    assert "Secret chest sign" in page(practitioner.get(reverse("treatments:today")))
    assert "Secret words that the patient read." in page(practitioner.get(url("red-flag", flag)))


@pytest.mark.parametrize("blank", ["", "  ", "a\x00b", "x" * 1001])
def test_acknowledging_needs_what_was_done(desk, blank):
    flag = RedFlagFactory()
    shown = page(desk.post(url("red-flag", flag), {"once_key": uuid.uuid4(), "what_was_done": blank}))
    assert "There is a problem" in shown
    assert not RedFlagAcknowledgement.objects.exists()


def test_second_to_acknowledge_is_told_who_was_first(desk, manager):
    flag = RedFlagFactory()
    desk.post(url("red-flag", flag), {"once_key": uuid.uuid4(), "what_was_done": "Rang."})
    again = {"once_key": uuid.uuid4(), "what_was_done": "Rang too."}
    shown = page(manager.post(url("red-flag", flag), again))
    assert f"{desk.user.name} has already said what was done" in shown
    assert RedFlagAcknowledgement.objects.count() == 1


def test_many_red_flags_cost_no_more_queries(desk, django_assert_max_num_queries):
    desk.get(reverse("treatments:today"))
    RedFlagFactory.create_batch(30)
    with django_assert_max_num_queries(9):
        shown = page(desk.get(reverse("treatments:today")))
    assert shown.count("/red-flags/") == 20


# --- rules ---


def test_rules_page_tells_every_rule_with_source_and_state(manager):
    shown = page(manager.get(reverse("patients:rules")))
    assert shown.count('<li class="rule') > 60
    for words in (
        "No electro-stimulation with an implanted electronic device",
        "Carr 2015",
        "Unverified.",
        "Chest pain",
    ):
        assert words in shown


def test_rule_is_switched_off_and_on_with_name_and_reason(manager):
    address = reverse("patients:rule-switch", args=["lung"])
    sent = {"once_key": uuid.uuid4(), "reason": "We draw the limit <i>ourselves</i>", "to": "off"}
    shown = page(manager.post(address, sent, follow=True))
    for words in ("Switched off", "We draw the limit &lt;i&gt;ourselves", manager.user.name):
        assert words in shown
    again = sent | {"once_key": uuid.uuid4()}
    assert "already switched off" in page(manager.post(address, again))
    assert "Nothing was made twice" in page(manager.post(address, sent, follow=True))
    manager.post(address, sent | {"once_key": uuid.uuid4(), "to": "on"})
    assert list(RuleChange.objects.values_list("kind", flat=True)) == ["on", "off"]


def test_switching_needs_a_reason_and_a_rule_that_is_there(manager):
    address = reverse("patients:rule-switch", args=["lung"])
    shown = page(manager.post(address, {"once_key": uuid.uuid4(), "reason": " ", "to": "off"}))
    assert "Enter why." in shown
    assert not RuleChange.objects.exists()
    assert manager.get(reverse("patients:rule-switch", args=["no-such-rule"])).status_code == 404


def new_rule(**changes):
    good = {
        "once_key": uuid.uuid4(),
        **{"answer": "epilepsy=yes", "codes": "gv20, EX-HN3", "says": "Ask the lead.", "strength": "caution"},
        **{"source": "Our lead", "reason": "A bad day in May", "is_checked": "on", "age_from": "10", "age_to": ""},
    }
    return good | changes


def test_clinic_adds_a_rule(practitioner):
    shown = page(practitioner.post(reverse("patients:rule-new"), new_rule(), follow=True))
    for words in ("Ask the lead.", "Added by the clinic.", "A bad day in May", "Our lead"):
        assert words in shown
    change = RuleChange.objects.get()
    assert change.rule["when"] == {
        "answers": {"epilepsy": ["yes"]},
        "point": {"codes": ["GV20", "EX-HN3"]},
        "age": {"from": 10},
    }
    assert change.by == practitioner.user


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"answer": "", "codes": "", "age_from": ""}, "Choose at least one condition"),
        ({"codes": "LI4; drop"}, "is not a code of a point"),
        ({"caution": "eye"}, "Choose a mark or name points, not both."),
        ({"age_to": "3"}, "Age to must not be lower than age from."),
        ({"age_from": "old"}, "Age from must be a whole number from 0 to 130."),
        ({"says": "Ask {who}"}, "Leave out the signs { and }."),
        ({"says": ""}, "Enter what it means."),
        ({"source": ""}, "Enter where it comes from."),
        ({"reason": ""}, "Enter why the clinic adds it."),
        ({"strength": ""}, "Choose how strong the rule is."),
        ({"answer": "moon=full"}, "If the patient answered: choose one of those offered."),
    ],
)
def test_a_rule_with_mistakes_is_not_added(manager, wrong, told):
    shown = page(manager.post(reverse("patients:rule-new"), new_rule(**wrong)))
    assert "There is a problem" in shown
    assert told in shown
    assert not RuleChange.objects.exists()
