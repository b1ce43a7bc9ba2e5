"""The questionnaire files: what is shipped, who is asked what, and how a mistake is told."""

import shutil
from pathlib import Path

import pytest

from patients import checks
from patients.answers import in_words, psfs_score, roland_morris_score
from patients.bodychart.marks import mark_by_name
from patients.bodychart.views import FIGURES
from patients.questionnaire import KINDS, Option, Question, Relevance, Who
from patients.questionnaire_file import (
    FOLDER,
    QuestionnaireError,
    all_files,
    instruments,
    newest,
    read_instruments,
    read_text,
)

pytestmark = pytest.mark.no_database

SIMPLE = """name: intake
version: 1
title: Questions
steps:
  - id: one
    title: One
    questions:
      - id: smoke
        kind: yes_no
        text: Do you smoke?
        why: It matters.
      - id: how_many
        kind: number
        text: How many?
        why: It matters too.
        relevance: {question: smoke, any: ["yes"]}
"""
URGENT = {
    *("leg_weakness", "foot_drop", "bladder_bowel", "saddle_numbness", "one_sided_weakness", "face_speech"),
    *("thunderclap_headache", "headache_fever_stiff_neck", "new_headache_after_50", "chest_pain", "breathless"),
    *("weight_loss_with_pain", "fever_with_back_pain", "night_pain_cancer_history", "hot_swollen_calf"),
    *("sudden_sight_change", "suicidal_thoughts", "unexplained_bleeding", "jaundice", "recent_spine_injury", "none"),
}
SAFETY = {
    *("pregnant", "pregnant_weeks", "implants", "implant_where", "blood_thinner", "bleeding_disorder", "epilepsy"),
    *("fainting", "immune_suppressed", "lymphoedema", "metal_allergy", "infection_risk", "skin_infection"),
    *("diabetes", "needle_fear", "recent_surgery", "heart_valve_disease"),
}


@pytest.mark.parametrize("path", all_files(), ids=lambda path: path.name)
def test_every_shipped_file_can_be_read(path):
    questionnaire = read_text(path.read_text(encoding="utf-8"), path.name)

    assert all(question.why and question.text for question in questionnaire.questions.values())
    assert {question.kind for question in questionnaire.questions.values()} <= set(KINDS)


def test_the_intake_asks_what_red_flags_and_safety_need():
    questionnaire = newest()
    questions = questionnaire.questions

    assert {option.id for option in questions["urgent_signs"].options} == URGENT
    assert questions.keys() >= SAFETY
    assert questionnaire.steps[0].questions[0].id == "urgent_signs"
    assert {one.id for one in questions["implants"].options} == {
        *("pacemaker", "defibrillator", "pump", "other_electronic", "metal_or_silicone", "none")
    }
    assert {one.id for one in questions["lymphoedema"].options} == {
        *("left_arm", "right_arm", "left_leg", "right_leg", "none")
    }


def test_roland_morris_has_its_24_sentences_and_no_other_answers():
    question = newest().questions["roland_morris"]

    assert [option.id for option in question.options] == [*(f"rm_{number}" for number in range(1, 25)), "rm_none"]
    assert all("back" in option.text or option.id == "rm_none" for option in question.options if option.id != "rm_13")
    assert not question.takes_unknown
    assert roland_morris_score({"roland_morris": ["rm_1", "rm_24"]}) == 2
    assert roland_morris_score({"roland_morris": ["rm_none"]}) == 0
    assert roland_morris_score({}) is None


@pytest.mark.parametrize("question", newest().questions.values(), ids=lambda question: question.id)
def test_i_do_not_know_is_an_answer_to_everything_but_scores(question):
    assert question.takes_unknown != (question.instrument in instruments())


@pytest.mark.parametrize(("age", "asked"), [(11, False), (12, True), (55, True), (56, False), (None, True)])
def test_pregnancy_is_asked_by_age_and_of_everybody_whose_age_is_not_known(age, asked):
    steps = newest().steps_for({}, Who(age))

    assert ("pregnancy" in [step.id for step in steps]) == asked
    assert ("pregnant" in [one.id for _, one in newest().missing({}, Who(age))]) == asked


def test_back_pain_brings_the_questionnaire_about_the_back():
    def ids(area):
        return [step.id for step in newest().steps_for({"main_area": area}, Who(70))]

    assert "back" in ids("low_back")
    assert "back" not in ids("shoulder_arm")


def test_what_hangs_on_an_answer_is_shown_beside_it_but_kept_only_where_it_is_asked():
    questionnaire = read_text(SIMPLE, "intake-1.yaml")
    shown = [one.id for one in questionnaire.steps_for({}, Who())[0].questions]

    assert shown == ["smoke", "how_many"]
    assert questionnaire.kept({"smoke": "yes", "how_many": 9}, Who()) == {"smoke": "yes", "how_many": 9}
    assert questionnaire.kept({"smoke": "no", "how_many": 9}, Who()) == {"smoke": "no"}


def test_an_answer_that_hangs_on_one_that_is_not_asked_is_not_asked():
    answers = {"pregnant": "yes", "pregnant_weeks": 12}

    assert newest().kept(answers, Who(30)) == answers
    assert newest().kept(answers, Who(70)) == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("kind: yes_no", "kind: maybe", 8, "`kind` must be one of"),
        ("id: smoke", "id: Smoke!", 8, "small letters"),
        ("id: how_many", "id: smoke", 12, "there twice"),
        ("        why: It matters.\n", "", 8, "needs `why`"),
        ('any: ["yes"]', "any: [yes]", 16, "in quotes"),
        ("question: smoke, any", "question: drink, any", 16, "does not stand before it"),
        ("version: 1", "version: 2", 1, "must be those of the file"),
        ("kind: number", "kind: choice", 12, "a list of options is needed"),
        ("kind: number", "kind: number\n        minimum: low", 12, "whole number"),
        ("kind: number", "kind: number\n        colour: red", 12, "has no `colour`"),
        ("kind: number", "kind: number\n        required: maybe", 12, "true or false"),
        ("kind: number", "kind: number\n        dont_know: false", 12, "only an instrument"),
        ("kind: number", "kind: vas\n        required: true", 12, "left blank"),
        ("kind: number", "kind: number\n        instrument: sf36", 12, "not an instrument"),
        ("text: How many?", "text: 7", 12, "must be text"),
        ("        kind: number\n", "        kind: number\n        kind: text\n", 13, "kind is there twice"),
        ("title: One", "title: [", 8, "not valid YAML"),
        ("steps:", "stages:", 1, "has no `stages`"),
        ('{question: smoke, any: ["yes"]}', "{ages: [12]}", 16, "two whole numbers"),
        ('{question: smoke, any: ["yes"]}', "{}", 12, "must name ages"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(old, new, line, part):
    assert old in SIMPLE
    with pytest.raises(QuestionnaireError) as caught:
        read_text(SIMPLE.replace(old, new, 1), "intake-1.yaml")

    told = [str(problem) for problem in caught.value.problems]
    assert any(one.startswith(f"intake-1.yaml:{line}: ") and part in one for one in told), told


def test_a_file_that_is_no_questionnaire_is_refused():
    for text in ("", "- a\n", "just words"):
        with pytest.raises(QuestionnaireError):
            read_text(text, "intake-1.yaml")


def test_a_score_that_needs_a_licence_is_asked_only_of_a_clinic_that_holds_one():
    text = SIMPLE.replace("kind: number", "kind: number\n        instrument: mymop2")
    questionnaire = read_text(text, "intake-1.yaml")
    answers = {"smoke": "yes", "how_many": 3}

    assert questionnaire.kept(answers, Who()) == {"smoke": "yes"}
    assert questionnaire.kept(answers, Who(licences=frozenset({"mymop2"}))) == answers
    assert [one.id for one in questionnaire.steps_for(answers, Who())[0].questions] == ["smoke"]


def test_instruments_say_who_holds_the_rights():
    assert {one.id for one in instruments().values() if one.needs_licence} == {"mymop2", "odi"}
    assert all(one.holder and one.apply_at for one in instruments().values() if one.needs_licence)
    with pytest.raises(QuestionnaireError, match=r"instruments.yaml:1: Instrument x: `licence` must be free or needed"):
        read_instruments("- {id: x, name: X, licence: maybe, scale: s, better: lower, source: s}\n")


def test_the_start_is_refused_with_the_mistake_of_a_file(monkeypatch, tmp_path):
    shutil.copytree(FOLDER, tmp_path / "files")
    (tmp_path / "files" / "intake-9.yaml").write_text("name: intake\n", encoding="utf-8")
    monkeypatch.setattr(checks, "FOLDER", Path(tmp_path / "files"))

    told = [str(error.msg) for error in checks.files_can_be_read()]
    assert any(one.startswith("intake-9.yaml:1: ") for one in told)


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        ("text", "unknown", ["I don’t know"]),
        ("long_text", "one\ntwo", ["one", "two"]),
        ("yes_no", "yes", ["Yes"]),
        ("choice", "a", ["Option A"]),
        ("several", ["a", "gone"], ["Option A", "gone"]),
        ("vas", 0, ["0 of 100 mm"]),
        ("date", "2026-08-06", ["Thursday 6 August 2026"]),
        (
            "body_marks",
            [mark_by_name("back", FIGURES["back"].regions["lower-back-left"], "ache", []).as_dict()],
            [f"{FIGURES['back'].regions['lower-back-left'].label}: ache"],
        ),
        ("number", None, []),
        ("several", [], []),
    ],
)
def test_answers_in_words(kind, answer, words):
    question = Question("q", kind, "Text?", "Why.", options=(Option("a", "Option A"),))

    assert in_words(question, answer) == words


def test_activities_in_words_with_their_mean():
    made = [{"activity": "Walk", "score": 3}, {"activity": "Sleep", "score": 6}, {"activity": "Read", "score": 10}]
    question = Question("psfs", "activities", "Which?", "Why.")

    assert in_words(question, made)[0] == "Walk: 3 of 10"
    assert in_words(question, made)[-1] == "Mean 6.3 of 10 (higher is better)"
    assert psfs_score([]) is None


def test_relevance_by_several_answers():
    relevance = Relevance(question="implants", any=("pump", "pacemaker"))

    assert relevance.holds({"implants": ["none", "pump"]}, Who())
    assert not relevance.holds({"implants": "unknown"}, Who())
    assert not relevance.holds({}, Who())
