"""The hand, drawn once: 100 units from the wrist crease (0, 0) down to the tip of the middle finger (0, 100).

A left hand seen from its palm, the thumb towards +x. The chart's own view of it and the two figures use the same nodes.
"""

from math import hypot

from patients.bodychart.curves import Curve, Node, Point, line, nodes, smooth

# Middle of the base, tip, half of the width at base and tip.
FINGERS: dict[str, tuple[Point, Point, float, float]] = {
    "index": ((20.5, 49), (25, 89), 5.6, 4.3),
    "middle": ((8.3, 51.5), (9.2, 100), 5.7, 4.4),
    "ring": ((-3.8, 50), (-6.2, 94), 5.4, 4.2),
    "little": ((-15.2, 45.5), (-21, 77), 5, 3.8),
}
THUMB: tuple[Point, Point, float, float] = ((29, 31), (38.5, 60), 6.2, 4.8)


def along(finger: tuple[Point, Point, float, float], part: float, across: float = 0) -> Point:
    """A place on a finger: `part` of the way from base to tip, `across` it from -1 (towards -x) to 1."""
    (bx, by), (tx, ty), base, tip = finger
    length = hypot(tx - bx, ty - by)
    ux, uy = (tx - bx) / length, (ty - by) / length
    half = (base + (tip - base) * part) * across
    return bx + (tx - bx) * part + uy * half, by + (ty - by) * part - ux * half


def _finger(finger: tuple[Point, Point, float, float], *, start: float = 0.12, end: float = 0.12) -> list[Node]:
    """Once round a finger, from its +x side to its -x side; `start` and `end` are where it leaves the web."""
    tip = finger[3] / hypot(finger[1][0] - finger[0][0], finger[1][1] - finger[0][1])
    round_tip = [(1 - tip * 1.15, 1), (1 - tip * 0.42, 0.78), (1, 0), (1 - tip * 0.42, -0.78), (1 - tip * 1.15, -1)]
    # A finger is a little wider at its joints.
    places = [(start, 1), (0.34, 0.93), (0.47, 1), (0.62, 0.93), *round_tip, (0.62, -0.93), (0.47, -1), (0.34, -0.93)]
    return [Node(*along(finger, part, across)) for part, across in [*places, (end, -1)]]


def _outline() -> list[Node]:
    index, middle, ring, little = FINGERS.values()
    return [
        *nodes("13,0 14.6,6 18,13 24,20.5 30,27"),
        *_finger(THUMB, start=0.25, end=0.2)[1:],
        *nodes("25.2,41.5"),
        *_finger(index, start=0.04),
        *nodes("14.6,54.2"),
        *_finger(middle),
        *nodes("2.2,55"),
        *_finger(ring),
        *nodes("-9.6,52.5"),
        *_finger(little, end=0.1),
        *nodes("-21.5,40 -22,30 -20,17 -15.5,7 -13,0"),
    ]


# From the thumb's side of the wrist round the fingers to the other side.
OUTLINE = _outline()
SHAPE = smooth([Node(13, 0, True), *OUTLINE[1:-1], Node(-13, 0, True)], is_closed=True)


def _crease(finger: tuple[Point, Point, float, float], part: float, reach: float = 0.62) -> Curve:
    a, b, c = along(finger, part, -reach), along(finger, part + 0.012, 0), along(finger, part, reach)
    return smooth([Node(*a), Node(*b), Node(*c)])


def _nail(finger: tuple[Point, Point, float, float]) -> Curve:
    places = [(0.985, -0.5), (0.9, -0.62), (0.835, -0.4), (0.822, 0), (0.835, 0.4), (0.9, 0.62), (0.985, 0.5)]
    return smooth([Node(*along(finger, part, across)) for part, across in places])


PALM_LINES: tuple[Curve, ...] = (
    line("26,41 17,40 9,33 4,22 4,8"),  # round the ball of the thumb
    line("24,47 12,42 -2,38 -17,39"),
    line("14.5,53 9,47 -4,44.5 -20,47.5"),
    line("-10.5,1.5 0,3 10.5,1.5"),
    *(_crease(finger, part) for finger in FINGERS.values() for part in (0.14, 0.45, 0.73)),
    _crease(THUMB, 0.56),
)
BACK_LINES: tuple[Curve, ...] = (
    line("-10.5,1.5 0,0.2 10.5,1.5"),
    *(_crease(finger, 0.46, 0.45) for finger in FINGERS.values()),
    *(_crease(finger, 0.72, 0.4) for finger in FINGERS.values()),
    _crease(THUMB, 0.5, 0.45),
    *(_nail(finger) for finger in [*FINGERS.values(), THUMB]),
    # The knuckles
    line("15.5,43 19,41 22.5,43"),
    line("4,45 8,43 11.5,45"),
    line("-7,44 -3.5,42 0,44"),
    line("-17,40.5 -14,38.5 -11,40.5"),
)
# The little hands of the figures carry fewer lines.
FEW_PALM_LINES = (PALM_LINES[0], PALM_LINES[2])
FEW_BACK_LINES = (line("15,43 4,46 -8,44 -17,40"),)
