"""Enlarged drawings of the left head, hand and foot, for what is too small on the figures. y runs down."""

from patients.bodychart import hand
from patients.bodychart.curves import Curve, Placing, closed, line, mirrored
from patients.bodychart.zones import Tree, bands, level, slope, steep, upright, zone

# The head from its left side, facing left.
HEAD = closed(
    "520,58 410,72 310,122 245,205 218,290 210,360 203,398 214,432 192,490 158,545 166,568* 198,578 194,608 180,626 "
    "196,642* 186,664 206,690 192,732 204,782 250,808 330,806 372,838 384,900 374,980* 735,980* 706,890 700,806 "
    "728,730 790,620 826,480 806,310 736,176 634,88"
)
HEAD_LINES: tuple[Curve, ...] = (
    line("226,262 280,262 318,296 322,346 352,392 404,420 428,470 456,520 480,544"),  # hairline, temple, sideburn
    line("592,600 620,650 650,720 702,786"),  # hairline behind the ear
    closed("505,486 520,446 556,432 590,452 598,500 580,550 560,590 534,612 512,600 508,560"),  # ear
    line("528,560 546,520 552,478 540,462 522,480"),
    line("508,540 522,532 520,516 508,512"),  # tragus
    line("518,612 510,676 460,736 370,782 300,800"),  # jaw
    closed("238,432 262,420 296,426 308,438 276,448 248,446"),
    line("222,396 256,378 302,382 330,396"),
    line("192,566 206,552 204,536"),
    line("196,642 222,644 240,652"),
    line("596,650 540,760 470,880 404,962"),  # front edge of the neck muscle
    line("640,706 622,800 590,900 540,974"),
    line("372,838 400,846 416,866"),
)

_PALM = Placing(x=420, y=40, scale=9)
PALM = _PALM.curve(hand.SHAPE)
PALM_LINES = tuple(_PALM.curve(one) for one in hand.PALM_LINES)
HAND_BACK_AXIS = 420.0
HAND_BACK = mirrored(PALM, HAND_BACK_AXIS)
HAND_BACK_LINES = tuple(mirrored(_PALM.curve(one), HAND_BACK_AXIS) for one in hand.BACK_LINES)

FOOT_TOP = closed(
    "205,30* 202,110 184,178 204,244 192,380 166,560 146,680 140,730 158,800 160,870 176,930 206,948 238,930 250,870 "
    "248,806* 258,872 274,920 296,932 316,912 320,866 316,800* 326,854 342,890 358,896 372,878 374,838 368,782* "
    "378,826 394,858 408,862 420,842 422,806 416,760* 428,798 442,822 458,824 472,800 478,752 484,700 472,620 448,500 "
    "438,440 420,340 402,256 418,200 402,140 398,30*"
)
FOOT_TOP_LINES: tuple[Curve, ...] = (
    line("222,262 290,284 382,262"),  # crease of the ankle
    line("178,906 186,886 214,884 228,904"),
    line("282,900 290,890 306,892 312,904"),
    line("344,870 352,862 364,866 368,876"),
    line("392,838 400,832 412,834 416,842"),
    line("442,806 448,798 460,798 466,804"),
    line("184,178 200,166 206,184 196,200"),
    line("418,200 402,186 396,206 408,222"),
    line("276,330 262,520 232,700"),
)
SOLE_AXIS = 290.0
_SOLE = closed(
    "392,60 364,48 338,58 331,100 332,168* 316,116 299,98 283,110 280,150 285,190* 268,146 254,134 242,148 240,180 "
    "246,212* 229,178 216,170 206,184 208,214 214,240* 198,220 186,216 176,230 178,262 172,320 184,420 204,540 212,680 "
    "204,800 222,892 280,940 340,912 366,840 352,720 336,610 352,500 396,400 420,310 414,240 404,190 410,120"
)
SOLE = mirrored(_SOLE, SOLE_AXIS)
_SOLE_LINES: tuple[Curve, ...] = (
    line("404,196 370,178 330,180 290,204 250,226 212,250 180,266"),
    line("418,300 370,352 300,370 240,356 176,330"),
    line("212,800 280,780 362,800"),
)
SOLE_LINES = tuple(mirrored(one, SOLE_AXIS) for one in _SOLE_LINES)
FOOT_INNER = closed(
    "420,30* 424,140 444,236 520,326 640,396 760,452 848,492 906,512 944,542 950,582 924,606 860,612 792,618 732,622 "
    "650,592 520,566 400,590 290,624 206,616 166,562 176,480 214,384 238,256 234,130 226,30*"
)
FOOT_INNER_LINES: tuple[Curve, ...] = (
    closed("340,236 376,250 384,290 356,322 318,306 312,262"),  # ankle bone
    line("886,524 914,520 934,540"),
    line("268,60 280,200 262,340 236,430"),
    line("770,500 790,540 786,590"),  # joint of the big toe
    line("478,300 452,330 430,340"),
)
FOOT_AXIS = 500.0
FOOT_OUTER = mirrored(FOOT_INNER, FOOT_AXIS)
FOOT_OUTER_LINES: tuple[Curve, ...] = (
    closed("642,252 678,262 692,306 664,342 630,326 620,282"),
    *(mirrored(one, FOOT_AXIS) for one in (FOOT_INNER_LINES[2], FOOT_INNER_LINES[4])),
    line("400,560 430,540 452,556"),  # base of the fifth metatarsal
    line("80,590 110,560 150,566 178,584"),
    line("116,548 134,530 180,540 214,570"),
)

_EAR = zone("side-of-head", "side of the head", "head", "face", "neck")
HEAD_TREE: Tree = upright(
    512,
    slope(
        (200, 850),
        (512, 662),
        steep(
            (225, 262),
            (480, 545),
            zone("face-side", "face", "face", "mouth", "head"),
            steep((498, 400), (498, 640), zone("temple-side", "temple and top of the head", "head", "face"), _EAR),
        ),
        zone("neck-side-front", "front of the neck", "neck", "face"),
    ),
    slope((512, 640), (760, 745), _EAR, zone("neck-side", "side of the neck", "neck")),
)


def _hand_tree(at: str) -> Tree:
    return level(
        104, zone(f"detail-wrist-{at}", "wrist", "wrist", "hand"), zone(f"detail-hand-{at}", "hand", "hand", "wrist")
    )


PALM_TREE, HAND_BACK_TREE = _hand_tree("palm"), _hand_tree("back")
FOOT_TOP_TREE: Tree = bands(
    zone("detail-leg-top", "lower leg", "knee/leg", "ankle"),
    ((0, 140), (1, 140), zone("detail-ankle-top", "ankle", "ankle")),
    ((0, 330), (1, 330), zone("detail-foot-top", "top of the foot", "foot")),
)
SOLE_TREE: Tree = zone("detail-sole", "sole", "foot")


def _foot_side(at: str) -> Tree:
    return bands(
        zone(f"detail-leg-{at}", "lower leg", "knee/leg", "ankle"),
        ((0, 190), (1, 190), zone(f"detail-ankle-{at}", "ankle", "ankle", "foot")),
        ((0, 400), (1, 400), zone(f"detail-foot-{at}", "foot", "foot", "ankle")),
    )


FOOT_INNER_TREE, FOOT_OUTER_TREE = _foot_side("inner"), _foot_side("outer")
