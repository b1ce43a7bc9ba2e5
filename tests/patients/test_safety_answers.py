"""Answers as typed values: from a questionnaire, in words, as alerts."""

from datetime import date

import pytest

from patients.rules.alerts import NOT_SCREENED, TABLE, alerts_of, codes_of
from patients.rules.answers import QUESTIONS, ScreeningAnswers, changes, from_questionnaire, told

pytestmark = pytest.mark.no_database
DAY = date(2026, 3, 3)


def test_a_questionnaire_is_read_by_the_ids_of_its_questions():
    read = from_questionnaire(
        {
            "pregnant": "yes",
            "pregnant_weeks": 22,
            "implants": ["pacemaker"],
            "implant_where": "left chest",
            "lymphoedema": ["none"],
            "blood_thinner": "unknown",
            "epilepsy": "no",
            "urgent_signs": ["none"],
        }
    )
    assert (read.pregnant, read.pregnant_weeks, read.implants, read.implant_where) == (
        *("yes", 22),
        *(("pacemaker",), "left chest"),
    )
    assert (read.has_implants, read.has_lymphoedema, read.lymphoedema) == ("yes", "no", ())
    assert (read.blood_thinner, read.epilepsy, read.diabetes) == ("unknown", "no", "not_asked")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (None, ("not_asked", ())),
        ("unknown", ("unknown", ())),
        (["unknown"], ("unknown", ())),
        ([], ("no", ())),
        ("pump", ("yes", ("pump",))),
        (["no_such", "pump"], ("yes", ("pump",))),
    ],
)
def test_lists_tell_no_from_not_asked(given, read):
    answers = from_questionnaire({"implants": given})
    assert (answers.has_implants, answers.implants) == read


@pytest.mark.parametrize("weeks", [0, 46, "22", None, -1])
def test_weeks_that_cannot_be_are_left_out(weeks):
    assert from_questionnaire({"pregnant": "yes", "pregnant_weeks": weeks}).pregnant_weeks is None


def test_what_differs_is_told_in_words():
    old = ScreeningAnswers(pregnant="yes", pregnant_weeks=8, blood_thinner="no")
    new = ScreeningAnswers(pregnant="yes", pregnant_weeks=20, blood_thinner="unknown", implants=("pump",), note="x")
    assert changes(old, new) == [
        "Pregnant, or could be: Yes, in week 8 → Yes, in week 20",
        "Takes a blood thinner: No → Does not know",
        "Implants: Not asked → Yes: medication pump",
        "Note: Nothing → x",
    ]
    assert changes(new, new) == []
    assert set(told(new)) > set(QUESTIONS.values())


def words(answers, today=DAY):
    return [alert.words for alert in alerts_of(codes_of(answers, answered_on=DAY), today=today)]


def test_alerts_in_words_most_serious_first():
    answers = ScreeningAnswers(
        needle_fear="yes", blood_thinner="yes", implants=("pacemaker", "metal_or_silicone"), lymphoedema=("left_arm",)
    )
    assert words(answers) == [
        "Pacemaker: no electro-stimulation",
        "No needles in the left arm",
        "Blood thinner",
        "Implant: not over it",
        "Needle fear",
    ]


def test_week_of_pregnancy_goes_on_counting():
    answers = ScreeningAnswers(pregnant="yes", pregnant_weeks=20)
    assert words(answers) == ["Pregnant, week 20"]
    assert words(answers, date(2026, 3, 17)) == ["Pregnant, week 22"]
    assert words(ScreeningAnswers(pregnant="yes")) == ["Pregnant"]
    assert words(ScreeningAnswers(pregnant="unknown")) == ["May be pregnant"]


def test_no_screening_is_not_the_same_as_no_alerts():
    assert alerts_of(None, today=DAY) == [NOT_SCREENED]
    assert alerts_of("", today=DAY) == []


def test_all_alerts_at_once_fit_into_their_column():
    everything = dict.fromkeys(QUESTIONS, "yes") | {"pregnant_weeks": 40}
    every = ScreeningAnswers(
        implants=("pacemaker", "defibrillator", "pump", "other_electronic", "metal_or_silicone"),
        lymphoedema=("left_arm", "right_arm", "left_leg", "right_leg"),
        **everything,
    )
    text = codes_of(every, answered_on=DAY)
    assert len(text) <= 400
    assert len(text.split()) == len(TABLE) - 1  # "may be" and "is" pregnant do not go together


def test_every_question_is_in_some_alert_or_is_told_by_a_rule():
    silent = {name for name in QUESTIONS if not codes_of(ScreeningAnswers(**{name: "yes"}), answered_on=DAY)}
    assert silent == {"infection_risk"}
