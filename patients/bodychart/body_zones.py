"""The regions of the figure's front and back, for one half: x is the distance from the midline."""

from patients.bodychart.body import HAND
from patients.bodychart.curves import Point
from patients.bodychart.zones import Tree, bands, level, slope, steep, upright, zone

# Arm from trunk: through the fold of the armpit, down between the hand and the hip.
ARM = ((160.0, 502.0), (220.0, 1200.0))
_ARMPIT = ((161.0, 505.0), (255.0, 485.0))
_ABOVE_ELBOW = ((216.0, 706.0), (288.0, 690.0))
_BELOW_ELBOW = ((234.0, 780.0), (314.0, 757.0))
_ABOVE_WRIST = ((288.0, 962.0), (352.0, 944.0))
_WRIST = ((304.0, 1009.0), (360.0, 993.0))


def _hand(x: float, y: float) -> Point:
    return HAND.point(x, y)


def _arm(front: bool) -> Tree:
    at = "front" if front else "back"
    hand = "palm of the {side} hand" if front else "back of the {side} hand"
    thumb = zone(f"thumb-{at}", "{side} thumb, " + ("palm side" if front else "nail side"), "hand")
    fingers = zone(f"fingers-{at}", "{side} fingers, " + ("palm side" if front else "nail side"), "hand")
    palm = zone(f"hand-{at}", hand, "hand", "wrist")
    elbow = "inside of the {side} elbow" if front else "{side} elbow, back"
    return bands(
        zone(f"shoulder-{at}", "{side} shoulder, " + at, "shoulder", "chest", "upper arm"),
        (*_ARMPIT, zone(f"upper-arm-{at}", "{side} upper arm, " + at, "upper arm")),
        (*_ABOVE_ELBOW, zone(f"elbow-{at}", elbow, "elbow", "upper arm")),
        (*_BELOW_ELBOW, zone(f"forearm-{at}", "{side} forearm, " + at, "forearm")),
        (*_ABOVE_WRIST, zone(f"wrist-{at}", "{side} wrist, " + at, "wrist", "forearm")),
        (*_WRIST, steep(_hand(17, 12), _hand(24.5, 43), slope(_hand(-30, 50), _hand(30, 48), palm, fingers), thumb)),
    )


_FACE = level(
    88,
    zone("top-of-head-front", "top of the head, {side} front", "head"),
    level(
        154,
        upright(
            54, zone("forehead", "forehead, {side}", "head", "face"), zone("temple", "{side} temple", "head", "face")
        ),
        level(
            212,
            upright(
                15,
                zone("nose", "nose", "face"),
                upright(
                    62,
                    level(180, zone("eye", "{side} eye", "face"), zone("cheek", "{side} cheek", "face")),
                    zone("ear-front", "{side} ear", "head", "face", "neck"),
                ),
            ),
            upright(30, zone("mouth", "mouth and chin", "face", "mouth"), zone("jaw", "{side} jaw", "face", "neck")),
        ),
    ),
)
_THROAT = upright(26, zone("throat", "throat", "neck"), zone("neck-front", "neck, {side} front", "neck"))
_BELLY = slope(
    (10, 950),
    (175, 868),
    level(
        770,
        upright(
            112,
            zone("upper-belly", "upper belly, {side}", "abdomen"),
            zone("flank-front", "{side} side of the waist, front", "abdomen"),
        ),
        zone("lower-belly", "lower belly, {side}", "abdomen"),
    ),
    zone("groin", "{side} groin", "groin", "abdomen", "hip/thigh"),
)
_FRONT_LEG = steep(
    (128, 940),
    (190, 1120),
    level(
        1424,
        steep(
            (52, 1000),
            (72, 1424),
            zone("inner-thigh", "{side} inner thigh", "hip/thigh", "groin"),
            zone("thigh-front", "{side} thigh, front", "hip/thigh", "groin"),
        ),
        bands(
            zone("knee-front", "{side} knee, front", "knee/leg", "hip/thigh"),
            ((0, 1532), (1, 1532), zone("shin", "{side} shin", "knee/leg")),
            ((0, 1852), (1, 1852), zone("ankle-front", "{side} ankle, front", "ankle", "knee/leg")),
            ((0, 1914), (1, 1914), zone("foot-top", "top of the {side} foot", "foot", "ankle")),
            ((0, 1949), (1, 1949), zone("toes", "{side} toes", "foot")),
        ),
    ),
    zone("hip-front", "{side} hip, front", "hip/thigh"),
)
_CHEST = upright(
    24, zone("breastbone", "breastbone", "chest"), zone("chest", "chest, {side}", "chest", "neck", "shoulder")
)
_PELVIS = upright(28, zone("pubic-area", "pubic area and genitals", "abdomen", "perineum"), _BELLY)
_FRONT_TRUNK = slope((0, 578), (150, 662), _CHEST, level(932, _BELLY, _PELVIS))
FRONT: Tree = slope(
    (0, 386),
    (95, 336),
    slope((0, 286), (60, 256), _FACE, _THROAT),
    steep(*ARM, slope((10, 1028), (175, 932), _FRONT_TRUNK, _FRONT_LEG), _arm(front=True)),
)

_BACK_HEAD = level(
    98,
    zone("top-of-head-back", "top of the head, {side} back", "head"),
    upright(
        70,
        zone("back-of-head", "back of the head, {side}", "head", "neck"),
        zone("behind-ear", "behind the {side} ear", "head", "neck"),
    ),
)
_UPPER_BACK = level(
    610,
    upright(
        64,
        zone("beside-spine", "upper back, {side} of the spine", "upper back", "shoulder"),
        level(
            424,
            zone("shoulder-top", "top of the {side} shoulder", "shoulder", "upper back"),
            zone("shoulder-blade", "{side} shoulder blade", "shoulder", "upper back"),
        ),
    ),
    zone("middle-back", "middle of the back, {side}", "upper back"),
)
_LOWER_BACK = upright(
    104,
    zone("lower-back", "lower back, {side}", "lower back", "upper back"),
    zone("flank-back", "{side} side of the waist, back", "lower back", "abdomen"),
)
_BUTTOCK = upright(
    44,
    zone("sacrum", "sacrum and tailbone", "sacrum/buttock", "perineum"),
    steep(
        (120, 905),
        (160, 1040),
        zone("buttock", "{side} buttock", "sacrum/buttock", "hip/thigh"),
        zone("hip-back", "{side} hip, back", "hip/thigh", "sacrum/buttock"),
    ),
)
_BACK_LEG = bands(
    zone("thigh-back", "{side} thigh, back", "hip/thigh", "sacrum/buttock"),
    ((0, 1440), (1, 1440), zone("knee-back", "hollow of the {side} knee", "knee/leg")),
    ((0, 1536), (1, 1536), zone("calf", "{side} calf", "knee/leg")),
    ((0, 1800), (1, 1800), zone("ankle-back", "{side} ankle, back", "ankle", "knee/leg", "foot")),
    ((0, 1914), (1, 1914), zone("heel", "{side} heel and sole", "foot")),
)
_SPINE = level(
    775,
    zone("spine-upper", "spine, upper back", "upper back", "neck"),
    zone("spine-lower", "spine, lower back", "lower back"),
)
_BACK_TRUNK = level(908, upright(18, _SPINE, level(775, _UPPER_BACK, _LOWER_BACK)), _BUTTOCK)
BACK: Tree = slope(
    (0, 356),
    (82, 331),
    slope((0, 278), (60, 264), _BACK_HEAD, zone("neck-back", "back of the neck, {side}", "neck")),
    steep(*ARM, slope((0, 1034), (175, 1034), _BACK_TRUNK, _BACK_LEG), _arm(front=False)),
)
