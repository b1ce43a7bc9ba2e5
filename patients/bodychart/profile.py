"""The figure from its left side, facing left, as tall as the others. The arm hangs over the trunk."""

from patients.bodychart import details
from patients.bodychart.curves import Curve, Placing, closed, line, nodes, smooth
from patients.bodychart.zones import Tree, bands, steep, upright, zone

_HEAD = Placing(x=332, y=19, scale=0.33)
_FACE = (
    "520,58 410,72 310,122 245,205 218,290 210,360 203,398 214,432 192,490 158,545 166,568* 198,578 194,608 180,626 "
    "196,642* 186,664 206,690 192,732 204,782 250,808 330,806 372,838 384,900"
)
_BACK_OF_HEAD = "706,890 700,806 728,730 790,620 826,480 806,310 736,176 634,88"
_FRONT = (
    "461,350 448,384 420,432 403,480 398,522 408,566 424,610 431,660 428,710 421,760 417,806 419,856 428,906 434,950 "
    "424,1010 415,1080 414,1170 424,1280 439,1380 446,1430 436,1464 441,1506 453,1545 457,1620 463,1720 470,1820 "
    "467,1868 446,1906 400,1932 352,1946 328,1958 333,1971 400,1974 466,1968 535,1974 566,1962 564,1926 "
    "548,1880 542,1830"
)
_BACK = (
    "557,1760 589,1680 599,1610 591,1550 568,1490 571,1430 590,1330 605,1200 611,1100 613,1046 638,1004 648,945 "
    "633,880 602,812 590,752 594,690 612,606 628,522 630,450 613,392 586,346"
)
OUTLINE = smooth(
    [*_HEAD.nodes(nodes(_FACE)), *nodes(_FRONT), *nodes(_BACK), *_HEAD.nodes(nodes(_BACK_OF_HEAD))], is_closed=True
)
LINES: tuple[Curve, ...] = (
    line(  # the arm
        "506,404 492,440 488,500 491,570 494,650 490,712 483,750 471,820 464,900 465,958 455,996 442,1040 "
        "440,1076 452,1082 457,1120 464,1170 478,1194 494,1188 506,1150 514,1100 516,1050 510,992 517,930 534,860 "
        "547,796 547,742 556,660 567,570 573,490 567,432 548,404"
    ),
    line("452,1082 462,1050 470,1030"),  # thumb
    line("486,1100 487,1150 489,1186"),
    *(_HEAD.curve(one) for one in details.HEAD_LINES[:3]),
    _HEAD.curve(details.HEAD_LINES[4]),
    *(_HEAD.curve(one) for one in details.HEAD_LINES[5:9]),
    line("452,1444 446,1466 452,1494"),  # kneecap
    closed("516,1872 528,1878 530,1894 518,1904 506,1896 506,1880"),  # ankle bone
    line("350,1950 366,1956 372,1966"),
    line("613,1046 592,1050 572,1046"),  # fold below the buttock
)

_NO_ARM_LEG = bands(
    zone("side-thigh", "outer thigh", "hip/thigh"),
    ((0, 1424), (1, 1424), zone("side-knee", "outer knee", "knee/leg", "hip/thigh")),
    ((0, 1540), (1, 1540), zone("side-leg", "outer lower leg", "knee/leg")),
    ((0, 1852), (1, 1852), zone("side-ankle", "outer ankle", "ankle", "knee/leg")),
    ((0, 1914), (1, 1914), zone("side-foot", "outer foot", "foot", "ankle")),
)
_TRUNK_FRONT = bands(
    zone("side-chest", "chest", "chest", "shoulder"),
    ((300, 600), (600, 660), zone("side-belly", "side of the belly", "abdomen")),
    ((300, 905), (600, 905), zone("side-hip-front", "hip, front", "hip/thigh", "abdomen", "groin")),
    ((300, 1010), (600, 1010), _NO_ARM_LEG),
)
_TRUNK_BACK = bands(
    zone("side-upper-back", "upper back", "upper back", "shoulder"),
    ((500, 740), (700, 770), zone("side-lower-back", "lower back", "lower back", "abdomen")),
    ((500, 890), (700, 905), zone("side-buttock", "buttock", "sacrum/buttock", "hip/thigh")),
    ((500, 1046), (700, 1046), _NO_ARM_LEG),
)
_ARM = bands(
    zone("side-shoulder", "shoulder", "shoulder"),
    ((400, 470), (600, 470), zone("side-upper-arm", "outer upper arm", "upper arm")),
    ((400, 708), (600, 708), zone("side-elbow", "outer elbow", "elbow")),
    ((400, 775), (600, 775), zone("side-forearm", "outer forearm", "forearm")),
    ((400, 950), (600, 950), zone("side-hand", "wrist and hand", "wrist", "hand")),
    ((400, 1200), (600, 1200), _NO_ARM_LEG),
)
_BESIDE_ARM = steep((490, 400), (490, 700), _TRUNK_FRONT, steep((570, 400), (570, 700), _ARM, _TRUNK_BACK))
_BESIDE_FOREARM = steep((492, 708), (440, 1060), _TRUNK_FRONT, steep((556, 708), (510, 1060), _ARM, _TRUNK_BACK))
_HEAD_AND_NECK = bands(
    zone("side-head", "head and face", "head", "face", "neck", "mouth"),
    ((440, 288), (580, 240), zone("side-neck", "side of the neck", "neck", "shoulder")),
)
TREE: Tree = bands(
    _HEAD_AND_NECK,
    ((440, 376), (600, 352), _BESIDE_ARM),
    ((0, 708), (1, 708), _BESIDE_FOREARM),
    ((0, 1060), (1, 1060), upright(440, _NO_ARM_LEG, upright(517, bands(_ARM), _NO_ARM_LEG))),
    ((0, 1200), (1, 1200), _NO_ARM_LEG),
)
