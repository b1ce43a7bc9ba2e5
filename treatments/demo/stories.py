"""What the demo's patients come with: complaints, the points that their practitioners choose, and how it goes.

Invented for the demo; nothing here is advice. Conditions are named by their slug in the library.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    condition: str
    complaint: str
    goal: str
    points: tuple[str, ...]
    tongue: str
    pulse: str
    patterns: str
    principle: str


STORIES = (
    Story(
        "chronic-low-back-pain",
        "Dull ache across the low back, worse in the morning and after sitting",
        "Dig the vegetable beds again",
        ("BL23 b", "BL25 b 25mm", "BL40 b", "GV3 15mm", "KI3 b 10mm", "EX-B7 b"),
        "Pale, thin white coat",
        "Deep, weak at both chi",
        "Kidney Yang deficiency with cold damp in the channels",
        "Warm the channels, strengthen the Kidney",
    ),
    Story(
        "knee-osteoarthritis",
        "Right knee stiff on the stairs, swollen after walks",
        "Walk to the shops and back without stopping",
        ("ST35 r 20mm", "EX-LE5 r", "ST36 b 25mm", "GB34 r", "SP9 r", "SP10 r"),
        "Slightly purple, greasy coat at the root",
        "Slippery, a little slow",
        "Wind-damp obstruction with Blood stasis",
        "Move Qi and Blood, drain damp",
    ),
    Story(
        "migraine",
        "Throbbing headache behind the left eye, twice a week, with nausea",
        "No more than two attacks a month",
        ("GB20 b 15mm obl", "LR3 b", "LI4 b", "TE5 l", "GB41 l", "EX-HN5 l 8mm"),
        "Red sides, thin yellow coat",
        "Wiry",
        "Kidney Yin deficiency with Liver Yang rising",
        "Calm the Liver, nourish Yin",
    ),
    Story(
        "tension-type-headache",
        "Tight band round the head by the end of the working day",
        "Finish the week without tablets",
        ("GB20 b 15mm obl", "GB21 b 10mm obl", "LI4 b", "LR3 b", "EX-HN3 5mm trans"),
        "Normal body, thin coat",
        "Wiry at the left guan",
        "Liver Qi stagnation",
        "Soothe the Liver, relax the sinews",
    ),
    Story(
        "shoulder-pain",
        "Cannot lift the right arm above the shoulder",
        "Reach the top shelf",
        ("LI15 r 20mm", "TE14 r", "SI11 r 10mm obl", "LI11 r", "ST38 r 25mm"),
        "Pink, thin white coat",
        "Tight",
        "Obstruction of the Large Intestine and Triple Energizer channels",
        "Open the channels, stop pain",
    ),
    Story(
        "nausea-and-vomiting",
        "Queasy most mornings since starting treatment at the hospital",
        "Keep breakfast down",
        ("PC6 b 12mm", "ST36 b 20mm", "CV12 15mm", "SP4 b"),
        "Pale with tooth marks",
        "Soft",
        "Spleen Qi deficiency with rebellious Stomach Qi",
        "Harmonise the middle",
    ),
    Story(
        "fibromyalgia",
        "Aching all over, worst between the shoulder blades, sleep does not refresh",
        "Two good days in a row",
        ("LI4 b", "LR3 b", "SP6 b 20mm", "ST36 b", "GV20 8mm trans", "HT7 b 8mm"),
        "Pale, thin coat",
        "Thin",
        "Qi and Blood deficiency with Liver Qi stagnation",
        "Tonify Qi and Blood, move Liver Qi",
    ),
    Story(
        "tennis-elbow",
        "Sharp pain outside the left elbow when gripping",
        "Play doubles on Sundays",
        ("LI11 l 15mm", "LI10 l 20mm", "LI12 l", "TE5 l", "GB34 l"),
        "Pink, thin coat",
        "Wiry on the left",
        "Local stagnation of Qi and Blood",
        "Move Qi and Blood in the channel",
    ),
    Story(
        "insomnia",
        "Wakes at three, lies thinking, jaw clenched and sore",
        "Sleep through to six",
        ("HT7 b 8mm", "SP6 b", "KI6 b 8mm", "GV20 8mm trans", "EX-HN3 5mm trans", "PC6 b"),
        "Red tip, little coat",
        "Thin and rapid",
        "Heart and Kidney not in harmony",
        "Nourish Yin, calm the Shen",
    ),
)
NOTES = (
    "Slept better for two nights after the last visit. Sore for a day at the needle sites, then easier.",
    "Felt calm on the table. Dull ache at the main points, warmth down the leg.",
    "Busy week, more stress than usual. Gentler stimulation today.",
    "Back to gentle walking. Asked about exercises; showed two stretches.",
    "No change for three days, then clear easing. Keeping the same points.",
    "A little light-headed on getting up; sat for five minutes with water and was well.",
)
CHANGES = ("A little better", "Better for three days", "About the same", "A good week", "A setback after lifting")
ADVICE = ("Keep warm and drink water today.", "Short walks, twice a day.", "Heat on the area in the evening.", "")


@dataclass(frozen=True)
class PainPath:
    """How pain runs over a course: before and after each session in mm, with None where nobody asked."""

    before_mm: tuple[int | None, ...]
    after_mm: tuple[int | None, ...]


def pain_path(sessions: int, *, rng: random.Random) -> PainPath:
    """Return a falling, stubborn or half-way course of pain over `sessions` visits."""
    start = rng.randint(52, 88)
    fall = rng.choices((0.62, 0.38, 0.06), weights=(5, 3, 3))[0]  # share of the pain gone by the end of a long course
    before: list[int | None] = []
    after: list[int | None] = []
    for visit in range(sessions):
        level = start * (1 - fall * visit / max(sessions - 1, 6)) + rng.gauss(0, 4)
        then = max(0, min(100, round(level)))
        eased = max(0, min(100, round(then - rng.uniform(3, 16))))
        skipped = rng.random() < 0.06 and visit > 0
        before.append(None if skipped else then)
        after.append(None if skipped else eased)
    return PainPath(tuple(before), tuple(after))
