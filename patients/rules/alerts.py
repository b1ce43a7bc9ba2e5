"""What of a screening is shown beside a patient's name wherever one looks: short words, an icon, never colour alone.

A screening keeps its alerts as one text (`codes_of`), so that a list of patients needs no more than that column.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from patients.rules.answers import LIMBS, Answer, ScreeningAnswers

ELECTRONIC = ("pacemaker", "defibrillator", "pump", "other_electronic")
PREGNANT = "pregnant"


@dataclass(frozen=True)
class Alert:
    words: str
    icon: str
    chip: str


STOP, CAUTION, QUIET = "chip-stop", "chip-caution", "chip-quiet"
TABLE: dict[str, Alert] = {
    "pacemaker": Alert("Pacemaker: no electro-stimulation", "heart-pulse", STOP),
    "defibrillator": Alert("Defibrillator: no electro-stimulation", "heart-pulse", STOP),
    "pump": Alert("Medication pump: no electro-stimulation", "heart-pulse", STOP),
    "other_electronic": Alert("Electronic implant: no electro-stimulation", "heart-pulse", STOP),
    **{f"lymph_{limb}": Alert(f"No needles in the {words}", "slash-circle", STOP) for limb, words in LIMBS.items()},
    PREGNANT: Alert("Pregnant", "person-hearts", CAUTION),
    "maybe_pregnant": Alert("May be pregnant", "person-hearts", CAUTION),
    "blood_thinner": Alert("Blood thinner", "droplet-half", CAUTION),
    "bleeding_disorder": Alert("Bleeding disorder", "droplet-half", CAUTION),
    "heart_valve_disease": Alert("Heart valve: no needles left in", "heart", CAUTION),
    "epilepsy": Alert("Epilepsy", "lightning", CAUTION),
    "fainting": Alert("Faints: treat lying down", "arrow-down-circle", CAUTION),
    "immune_suppressed": Alert("Weakened immune system", "shield-exclamation", CAUTION),
    "skin_infection": Alert("Skin infection", "bandaid", CAUTION),
    "metal_allergy": Alert("Metal allergy", "exclamation-triangle", CAUTION),
    "implant": Alert("Implant: not over it", "exclamation-triangle", CAUTION),
    "diabetes": Alert("Diabetes", "info-circle", QUIET),
    "recent_surgery": Alert("Recent operation", "info-circle", QUIET),
    "needle_fear": Alert("Needle fear", "emoji-frown", QUIET),
}
NOT_SCREENED = Alert("Not screened yet", "question-circle", CAUTION)
NOT_ANSWERED = Alert("Safety questions not answered yet", "question-circle", CAUTION)


def codes_of(answers: ScreeningAnswers, *, answered_on: date) -> str:
    """Return the alerts as words of a text in the table's order; a pregnancy carries the day on which it began."""
    codes = {one for one in ELECTRONIC if one in answers.implants}
    codes |= {f"lymph_{limb}" for limb in answers.lymphoedema}
    codes |= {name for name in TABLE if getattr(answers, name, None) == Answer.YES}
    if "metal_or_silicone" in answers.implants:
        codes.add("implant")
    if answers.pregnant == Answer.UNKNOWN:
        codes.add("maybe_pregnant")
    words = [code for code in TABLE if code in codes]
    if PREGNANT in codes and answers.pregnant_weeks is not None:
        began = answered_on - timedelta(weeks=answers.pregnant_weeks)
        words[words.index(PREGNANT)] = f"{PREGNANT}={began.isoformat()}"
    return " ".join(words)


def alerts_of(codes: str | None, *, today: date) -> list[Alert]:
    """Return the alerts of a screening's text; of a patient without a screening, that it is missing."""
    return [NOT_SCREENED] if codes is None else [_alert(word, today) for word in codes.split()]


def _alert(word: str, today: date) -> Alert:
    code, _, began = word.partition("=")
    alert = TABLE[code]
    if not began:
        return alert
    week = (today - date.fromisoformat(began)).days // 7
    return Alert(f"{alert.words}, week {week}", alert.icon, alert.chip)
