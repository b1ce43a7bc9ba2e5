"""Asks the rules about one patient and what is planned. Pure: no database, and quick enough for every keystroke."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from patients.rules.answers import LIMBS, ScreeningAnswers
from patients.rules.table import MODALITIES, PointIs, Rule

ARM = frozenset({"shoulder", "upper arm", "elbow", "forearm", "wrist", "hand"})
LEG = frozenset({"hip/thigh", "knee/leg", "ankle", "foot"})
NEEDLES = "acupuncture"
ORDER = {"stop": 0, "caution": 1, "note": 2}
NOBODY_ASKED = ScreeningAnswers()


@dataclass(frozen=True)
class PlannedPoint:
    """One point as it is to be needled. `side` is left, right, both or midline."""

    code: str
    side: str = "both"
    cautions: frozenset[str] = frozenset()
    region: str = ""
    depth_mm: int | None = None

    @property
    def limbs(self) -> frozenset[str]:
        """The limbs that the needles go into, by the names of the screening."""
        limb = "arm" if self.region in ARM else "leg" if self.region in LEG else ""
        sides = ("left", "right") if self.side == "both" else (self.side,)
        return frozenset(f"{side}_{limb}" for side in sides) & LIMBS.keys()


@dataclass(frozen=True)
class Planned:
    """What is to be done: points, each needled, and modalities. Points by themselves are needles."""

    points: Sequence[PlannedPoint] = ()
    modalities: frozenset[str] = frozenset()

    @property
    def all_modalities(self) -> frozenset[str]:
        return self.modalities | ({NEEDLES} if self.points else set())


@dataclass(frozen=True)
class Finding:
    """One rule that applies. `points` and `modality` are what it concerns; with neither it concerns the whole visit."""

    rule_id: str
    strength: str
    sentence: str
    source: str
    checked: date | None = None
    points: tuple[str, ...] = ()
    modality: str = ""

    @property
    def concerns(self) -> str:
        """The points or the modality in words; nothing where the rule is about needles as such."""
        return ", ".join(self.points) or ("" if self.modality == NEEDLES else MODALITIES.get(self.modality, ""))

    @property
    def is_stop(self) -> bool:
        return self.strength == "stop"

    @property
    def is_caution(self) -> bool:
        return self.strength == "caution"


def findings(
    rules: Iterable[Rule],
    *,
    screening: ScreeningAnswers | None,
    planned: Planned,
    age: int | None = None,
    weeks: int | None = None,
) -> list[Finding]:
    """Return what applies, strongest first. `weeks` of pregnancy are those of the day, not of the answer.

    Without a screening the rules about answers stay silent; those about points and age still speak.
    """
    if not planned.all_modalities:
        return []
    answers = screening or NOBODY_ASKED
    weeks = weeks if weeks is not None else answers.pregnant_weeks
    found = [one for rule in rules if (one := _applied(rule, answers, planned, age, weeks)) is not None]
    return sorted(found, key=lambda finding: ORDER[finding.strength])


def _applied(
    rule: Rule, answers: ScreeningAnswers, planned: Planned, age: int | None, weeks: int | None
) -> Finding | None:
    when = rule.when
    if not all(answered(answers, name, wanted) for name, wanted in when.answers):
        return None
    if when.age is not None and not when.age.holds(age):
        return None
    if when.weeks is not None and not when.weeks.holds(weeks):
        return None
    modalities = sorted(when.modality & planned.all_modalities)
    if when.modality and not modalities:
        return None
    points = [p for p in planned.points if when.point is not None and _is(p, when.point, answers)]
    if when.point is not None and not points:
        return None
    return Finding(
        rule_id=rule.id,
        strength=rule.strength,
        sentence=_said(rule, answers, points),
        source=rule.source,
        checked=rule.checked,
        points=tuple(dict.fromkeys(point.code for point in points)),
        modality=modalities[0] if modalities else "",
    )


def answered(answers: ScreeningAnswers, name: str, wanted: frozenset[str]) -> bool:
    """Whether the answer is one of those wanted; of a list, whether one of them was chosen."""
    given = getattr(answers, name)
    return given in wanted if isinstance(given, str) else bool(wanted & set(given))


def _is(point: PlannedPoint, wanted: PointIs, answers: ScreeningAnswers) -> bool:
    if wanted.cautions and not wanted.cautions & point.cautions:
        return False
    if wanted.codes and point.code not in wanted.codes:
        return False
    if wanted.regions and point.region not in wanted.regions:
        return False
    if wanted.deeper_than_mm is not None and (point.depth_mm or 0) <= wanted.deeper_than_mm:
        return False
    return not wanted.in_affected_limb or bool(point.limbs & set(answers.lymphoedema))


def _said(rule: Rule, answers: ScreeningAnswers, points: Sequence[PlannedPoint]) -> str:
    touched = {limb for point in points for limb in point.limbs} & set(answers.lymphoedema)
    limbs = " and the ".join(words for limb, words in LIMBS.items() if limb in touched)
    return rule.says.format(
        where=answers.implant_where or "ask where it is",
        limbs=limbs or "affected limb",
        surgery=answers.surgery_what or "ask what it was",
    )
