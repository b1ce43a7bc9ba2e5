"""Each shipped rule: a case in which it speaks, and one in which it does not."""

from datetime import date

import pytest

from patients.rules.answers import ScreeningAnswers
from patients.rules.evaluate import Planned, PlannedPoint, findings
from patients.rules.table import shipped_rules

pytestmark = pytest.mark.no_database


def point(code="ST36", *cautions, side="both", region="", mm=None):
    return PlannedPoint(code, side, frozenset(cautions), region, mm)


def screened(**answers):
    return {"screening": ScreeningAnswers(**answers)}


def has(*implants, **more):
    return screened(has_implants="yes", implants=implants, **more)


def swollen(*limbs):
    return screened(has_lymphoedema="yes", lymphoedema=limbs)


def plan(*points, also=()):
    also = (also,) if isinstance(also, str) else also
    return {"planned": Planned(points, frozenset(also))}


NEEDLE = plan(point())
DEEP, SHALLOW = plan(point(mm=25)), plan(point(mm=20))
WOMB, LI4 = plan(point("CV4", region="abdomen")), plan(point("LI4", "pregnancy", region="hand"))
HAND, LEFT_HAND = plan(point("LI4", region="hand")), plan(point("LI4", region="hand", side="left"))


def pregnant(weeks=None):
    return screened(pregnant="yes", pregnant_weeks=weeks)


# rule -> what fires it, what does not
CASES = {
    "device-electro": (has("pump") | plan(also="electroacupuncture"), has("pacemaker") | NEEDLE),
    "implant-site": (has("metal_or_silicone") | NEEDLE, has("pacemaker") | plan(also="tui_na")),
    "pregnancy-early-points": (pregnant(13) | WOMB, pregnant(14) | WOMB),
    "pregnancy-later-points": (pregnant(14) | WOMB, pregnant(13) | WOMB),
    "pregnancy-before-37": (pregnant(36) | LI4, pregnant(37) | LI4),
    "pregnancy-at-term": (pregnant(37) | LI4, pregnant(37) | NEEDLE),
    "pregnancy-week-unknown": (pregnant() | LI4, pregnant(20) | LI4),
    "pregnancy-strong": (screened(pregnant="unknown") | plan(also="strong_stimulation"), pregnant(8) | NEEDLE),
    "anticoagulant-deep": (screened(blood_thinner="yes") | DEEP, screened(blood_thinner="yes") | SHALLOW),
    "anticoagulant": (screened(blood_thinner="yes") | NEEDLE, screened(blood_thinner="no") | NEEDLE),
    "bleeding-disorder-deep": (screened(bleeding_disorder="yes") | DEEP, screened(bleeding_disorder="yes") | SHALLOW),
    "bleeding-disorder": (
        screened(bleeding_disorder="yes") | NEEDLE,
        screened(bleeding_disorder="yes") | plan(also="moxa"),
    ),
    "anticoagulant-cupping": (
        screened(blood_thinner="yes") | plan(also="cupping"),
        screened(blood_thinner="yes") | NEEDLE,
    ),
    "bleeding-disorder-cupping": (
        screened(bleeding_disorder="yes") | plan(also="gua_sha"),
        screened(bleeding_disorder="yes") | NEEDLE,
    ),
    "lymphoedema-limb": (swollen("left_arm") | HAND, swollen("right_arm") | LEFT_HAND),
    "immune-suppressed": (screened(immune_suppressed="yes") | NEEDLE, screened(immune_suppressed="unknown") | NEEDLE),
    "immune-suppressed-indwelling": (
        screened(immune_suppressed="yes") | plan(also="indwelling"),
        screened(immune_suppressed="yes") | NEEDLE,
    ),
    "skin-infection": (
        screened(skin_infection="yes") | plan(also="moxa"),
        screened(skin_infection="yes") | plan(also="tapping"),
    ),
    "infection-risk": (screened(infection_risk="yes") | NEEDLE, screened(infection_risk="yes") | plan(also="moxa")),
    "heart-valve-indwelling": (
        screened(heart_valve_disease="yes") | plan(also="indwelling"),
        screened(heart_valve_disease="yes") | NEEDLE,
    ),
    "heart-valve": (screened(heart_valve_disease="yes") | NEEDLE, screened(heart_valve_disease="no") | NEEDLE),
    "epilepsy-electro": (screened(epilepsy="yes") | plan(also="electroacupuncture"), screened(epilepsy="yes") | NEEDLE),
    "epilepsy": (screened(epilepsy="yes") | NEEDLE, screened(epilepsy="yes") | plan(also="tui_na")),
    "fainting": (screened(fainting="yes") | NEEDLE, screened(fainting="yes") | plan(also="moxa")),
    "diabetes-limbs": (screened(diabetes="yes") | HAND, screened(diabetes="yes") | WOMB),
    "metal-allergy": (screened(metal_allergy="yes") | NEEDLE, screened(metal_allergy="yes") | plan(also="cupping")),
    "recent-surgery": (screened(recent_surgery="yes") | plan(also="tui_na"), screened(recent_surgery="no") | NEEDLE),
    "needle-fear": (screened(needle_fear="yes") | NEEDLE, screened(needle_fear="yes") | plan(also="acupressure")),
    "child-consent": (screened() | plan(also="tui_na") | {"age": 15}, screened() | NEEDLE | {"age": 16}),
    "infant-fontanelle": (
        screened() | plan(point("GV22", "fontanelle")) | {"age": 1},
        screened() | plan(point("GV22", "fontanelle")) | {"age": 2},
    ),
    "forbidden-to-needle": (screened() | plan(point("ST17", "no_needle")), screened() | plan(also="moxa")),
    "lung-deep": (
        screened() | plan(point("GB21", "pneumothorax", mm=14)),
        screened() | plan(point("GB21", "pneumothorax", mm=13)),
    ),
    "lung": (screened() | plan(point("GB21", "pneumothorax")), screened() | plan(point("GB20", "brainstem"))),
    "eye": (screened() | plan(point("BL1", "eye", "vessel")), screened() | plan(point("BL2"))),
    "vessel": (screened() | plan(point("ST9", "vessel")), screened() | plan(point("BL2"))),
    "spinal-cord-deep": (
        screened() | plan(point("GV15", "brainstem", mm=26)),
        screened() | plan(point("GV15", "brainstem", mm=25)),
    ),
    "spinal-cord": (screened() | plan(point("GV14", "spinal_cord")), screened() | plan(point("BL23", "kidney"))),
    "organ-deep": (screened() | plan(point("CV12", "liver", mm=41)), screened() | plan(point("CV12", "liver", mm=40))),
}
STRENGTHS = {
    "stop": {
        *("device-electro", "lymphoedema-limb", "immune-suppressed-indwelling", "heart-valve-indwelling"),
        *("infant-fontanelle", "forbidden-to-needle"),
    },
    "note": {
        *("anticoagulant", "infection-risk", "heart-valve", "epilepsy", "fainting", "diabetes-limbs", "recent-surgery"),
        *("needle-fear", "lung", "vessel", "spinal-cord"),
    },
}


def spoken(case):
    return {finding.rule_id for finding in findings(shipped_rules(), **case)}


def test_every_rule_has_its_cases():
    assert set(CASES) == {rule.id for rule in shipped_rules()}


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_rule_speaks_when_it_should_and_only_then(rule_id):
    fires, stays_silent = CASES[rule_id]
    assert rule_id in spoken(fires)
    assert rule_id not in spoken(stays_silent)


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_rule_has_the_strength_that_was_decided(rule_id):
    strength = next(rule.strength for rule in shipped_rules() if rule.id == rule_id)
    expected = next((name for name, ids in STRENGTHS.items() if rule_id in ids), "caution")
    assert strength == expected


def test_pregnancy_never_stops_and_names_the_doubt():
    rules = [rule for rule in shipped_rules() if rule.id.startswith("pregnancy") and rule.when.point]
    assert len(rules) == 5
    assert {rule.strength for rule in rules} == {"caution"}
    assert all("Carr 2015" in rule.source for rule in rules)


def test_pacemaker_stops_current_and_not_needles():
    case = has("pacemaker", implant_where="left chest") | plan(point(), also="electroacupuncture")
    stop, *others = findings(shipped_rules(), **case)
    assert (stop.rule_id, stop.strength, stop.concerns) == ("device-electro", "stop", "electroacupuncture")
    assert [(one.rule_id, one.strength) for one in others] == [("implant-site", "caution")]
    assert "left chest" in others[0].sentence


def test_finding_names_its_points_and_the_limb():
    case = swollen("left_arm", "right_leg") | plan(
        point("LI4", region="hand"), point("ST36", region="knee/leg", side="left"), point("GV20", region="head")
    )
    (finding,) = [one for one in findings(shipped_rules(), **case) if one.is_stop]
    assert finding.points == ("LI4",)
    assert "No needle in the left arm," in finding.sentence


@pytest.mark.parametrize(
    ("region", "side", "limbs"),
    [
        ("hand", "both", {"left_arm", "right_arm"}),
        ("foot", "left", {"left_leg"}),
        ("hand", "midline", set()),
        ("abdomen", "both", set()),
    ],
)
def test_limbs_of_a_point(region, side, limbs):
    assert point("XX1", region=region, side=side).limbs == limbs


def test_nothing_planned_says_nothing():
    assert findings(shipped_rules(), screening=ScreeningAnswers(needle_fear="yes"), planned=Planned()) == []


def test_without_a_screening_points_and_age_still_speak():
    case = plan(point("GB21", "pneumothorax")) | {"screening": None, "age": 9}
    assert spoken(case) == {"lung", "child-consent"}


def test_weeks_of_pregnancy_count_on_from_the_answer():
    answers = ScreeningAnswers(pregnant="yes", pregnant_weeks=30)
    assert answers.weeks_on(date(2026, 3, 15), date(2026, 3, 1)) == 32
    assert answers.weeks_on(date(2026, 2, 1), date(2026, 3, 1)) == 30
    assert "pregnancy-at-term" in spoken(LI4 | {"screening": answers, "weeks": 38})
