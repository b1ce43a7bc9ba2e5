"""The tables of rules: what is shipped can be read, and a mistake is told with file and line."""

import pytest

from patients.rules.red_flags import URGENT_SIGNS, read_red_flags, red_flags_in, shipped_red_flags
from patients.rules.table import CAUTIONS, BadTable, read_rules, shipped_rules
from treatments.catalogue import FILE, read_points

pytestmark = pytest.mark.no_database
GOOD = """
- id: first
  when: {answers: {epilepsy: "yes"}}
  says: Watch.
  strength: note
  source: Somebody.
  checked: 2026-11-24
"""
FLAG = """
- id: first
  when: {signs: chest_pain}
  sign: Chest pain
  told: emergency
  says: Call.
  may_continue: false
  source: Somebody.
  checked: unverified
"""


def mistakes(tmp_path, text, read=read_rules):
    path = tmp_path / "table.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        read(path)
    return str(caught.value)


def test_a_good_table_is_read(tmp_path):
    path = tmp_path / "table.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (rule,) = read_rules(path)
    assert (rule.id, rule.strength, rule.checked.year) == ("first", "note", 2026)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("strength: note", "strength: note\n  colour: red", "line 2: “colour” is not a field of a rule."),
        ("  source: Somebody.\n", "", "line 2: source is missing."),
        ("  checked: 2026-11-24\n", "", "line 2: checked is missing."),
        ("checked: 2026-11-24", "checked: lately", "checked must be a date such as 2026-11-24, or unverified."),
        ("strength: note", "strength: shout", "the strength “shout” must be one of stop, caution, note."),
        ("epilepsy", "epilepsie", "there is no question “epilepsie”."),
        ('"yes"', "often", "“often” is not known for epilepsy."),
        ("when: {answers", "when: {weather: wet, answers", "“weather” is not a condition."),
        ('when: {answers: {epilepsy: "yes"}}', "when: {}", "when is missing."),
        ('when: {answers: {epilepsy: "yes"}}', "when: {modality: magic}", "“magic” is not known for modality."),
        ('when: {answers: {epilepsy: "yes"}}', "when: {weeks: 3}", "weeks must be written as {from: 1, to: 13}"),
        ('when: {answers: {epilepsy: "yes"}}', "when: {age: {from: old}}", "age must be whole numbers."),
        (
            'when: {answers: {epilepsy: "yes"}}',
            "when: {point: {cautions: [lungs]}}",
            "“lungs” is not known for cautions.",
        ),
        ('when: {answers: {epilepsy: "yes"}}', "when: {point: {size: 3}}", "“size” is not a condition of a point."),
        ("says: Watch.", 'says: "Watch {who}."', "the sentence speaks of “who”, which is not known."),
        ("says: Watch.", 'says: "Watch {."', "the sentence has a single { or }."),
        ("id: first", "id: first one", "the id “first one” must be words joined by hyphens."),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path, old, new, told):
    assert old in GOOD
    message = mistakes(tmp_path, GOOD.replace(old, new))
    assert "table.yaml, line 2: " in message
    assert told in message


def test_a_second_rule_of_the_same_name_is_refused_on_its_own_line(tmp_path):
    assert mistakes(tmp_path, GOOD + GOOD) == "table.yaml, line 9: the id “first” is already taken."


@pytest.mark.parametrize("text", ["a: b", "- just words", "[", "\x00"])
def test_what_is_no_table_is_told(tmp_path, text):
    assert "table.yaml" in mistakes(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("told: emergency", "told: shrug", "told must be one of emergency, doctor_today, practitioner."),
        ("may_continue: false", "may_continue: perhaps", "may_continue must be yes or no."),
        ("chest_pain", "chest_hair", "there is no sign “chest_hair”."),
        ("{signs: chest_pain}", "{moon: full, signs: chest_pain}", "“moon” is not a condition."),
        ("{signs: chest_pain}", '{answers: {epilepsy: "yes"}}', "a red flag needs at least one sign."),
        ("{signs: chest_pain}", "{signs: chest_pain, age: old}", "age must be written as {from: 50}."),
    ],
)
def test_a_mistake_in_the_red_flags_names_file_and_line(tmp_path, old, new, told):
    assert old in FLAG
    message = mistakes(tmp_path, FLAG.replace(old, new), read_red_flags)
    assert "table.yaml, line 2: " in message
    assert told in message


def test_the_rules_speak_of_cautions_and_regions_that_the_points_have():
    points = read_points(FILE)
    assert {one for point in points for one in point["cautions"].split(";") if one} == CAUTIONS
    regions = {region for rule in shipped_rules() if rule.when.point for region in rule.when.point.regions}
    assert regions <= {point["region"] for point in points}


@pytest.mark.parametrize("sign", URGENT_SIGNS)
def test_every_urgent_sign_raises_something(sign):
    assert red_flags_in({"urgent_signs": [sign]}, age=60)


CASES = {
    "injury-with-weakness": (
        {"urgent_signs": ["recent_spine_injury", "leg_weakness"]},
        {"urgent_signs": ["leg_weakness"]},
    ),
    "breathless-with-swollen-calf": (
        {"urgent_signs": ["breathless", "hot_swollen_calf"]},
        {"urgent_signs": ["hot_swollen_calf"]},
    ),
    "spinal-infection-weak-immunity": (
        {"urgent_signs": ["fever_with_back_pain"], "immune_suppressed": "yes"},
        {"urgent_signs": ["fever_with_back_pain"], "immune_suppressed": "no"},
    ),
    "bleeding-in-pregnancy": (
        {"urgent_signs": ["unexplained_bleeding"], "pregnant": "unknown"},
        {"urgent_signs": ["unexplained_bleeding"], "pregnant": "no"},
    ),
}


@pytest.mark.parametrize("rule", shipped_red_flags(), ids=lambda rule: rule.id)
def test_red_flag_fires_on_its_answers_and_on_none_less(rule):
    fires, silent = CASES.get(rule.id, ({"urgent_signs": sorted(rule.signs)}, {"urgent_signs": ["none"]}))
    age = rule.age.first or rule.age.last if rule.age else 40
    assert rule.id in {one.id for one in red_flags_in(fires, age)}
    assert rule.id not in {one.id for one in red_flags_in(silent, age)}


def test_a_new_headache_weighs_more_from_fifty_on():
    answers = {"urgent_signs": ["new_headache_after_50"]}
    assert [rule.told for rule in red_flags_in(answers, 50)] == ["doctor_today"]
    assert [rule.told for rule in red_flags_in(answers, 49)] == ["practitioner"]


def test_most_urgent_comes_first_and_emergencies_name_the_numbers():
    found = red_flags_in({"urgent_signs": ["jaundice", "chest_pain", "new_headache_after_50"]}, 30)
    assert [rule.told for rule in found] == ["emergency", "doctor_today", "practitioner"]
    for rule in shipped_red_flags():
        assert rule.told != "emergency" or ("999" in rule.says and "911" in rule.says), rule.id


@pytest.mark.parametrize("answers", [{}, {"urgent_signs": []}, {"urgent_signs": "none"}, {"urgent_signs": "unknown"}])
def test_no_urgent_answer_raises_nothing(answers):
    assert red_flags_in(answers, 40) == []
