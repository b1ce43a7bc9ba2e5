"""The figure from the front and from the back, eight heads tall.

x runs from 0 to 1000 with the midline at 500, y from 0 to 2000; the crown stands at 40 and the soles at 1960. Contours
are written for one half, as distances from the midline, and mirrored.
"""

from patients.bodychart import hand
from patients.bodychart.curves import Curve, Node, Placing, closed, line, mirrored, mirrored_nodes, nodes, smooth

MIDLINE = 500
WIDTH, HEIGHT = 1000, 2000

# The hand hangs from the wrist, palm forwards, a little away from the body.
HAND = Placing(x=330, y=990, scale=1.98, turn=-14)

_HEAD = "0,38 30,43 57,60 75,88 81,122 80,154* 89,147 94,160 90,190 79,206* 74,228 64,248 56,262"
_SHOULDER = "56,262 57,294 63,320 82,339 126,356 172,368 205,386 229,420 242,468 251,514"
_OUTER_ARM = "260,572 272,644 288,712 306,760 320,812 330,866 342,926 352,968"
_INNER_ARM = "303,990 283,936 254,866 236,806 222,752 204,690 185,612 171,552 160,502"
_SIDE = "153,545 147,600 137,660 132,712 131,748 139,800 154,858 167,915 175,968 178,1020"
_OUTER_LEG = (
    "177,1080 170,1180 157,1290 146,1380 139,1432 139,1474 136,1518 140,1565 145,1625 141,1690 129,1770 "
    "119,1830 116,1862 121,1882 118,1902"
)
_INNER_LEG = (
    "69,1900 63,1878 66,1856 65,1830 60,1770 47,1690 41,1625 46,1562 53,1515 49,1474 45,1432 "
    "36,1350 23,1220 10,1090 3,1030"
)
_FRONT_FOOT = "124,1922 142,1944 157,1957 158,1967 150,1972 132,1973 110,1973 88,1971 78,1964 77,1945 73,1920"
_BACK_FOOT = "123,1916 140,1934 154,1946 152,1955 134,1957 126,1958 118,1968 95,1972 76,1968 69,1950 71,1922"


def _half(foot: str) -> list[Node]:
    head = nodes(_HEAD)
    arm = [*nodes(_OUTER_ARM), *HAND.nodes(hand.OUTLINE), *nodes(_INNER_ARM)]
    arm[-1] = Node(arm[-1].x, arm[-1].y, True)
    leg = [*nodes(_SIDE), *nodes(_OUTER_LEG), *nodes(foot), *nodes(_INNER_LEG)]
    head[-1] = Node(head[-1].x, head[-1].y, True)
    return [*head[1:], *nodes(_SHOULDER)[1:], *arm, *leg]


def _outline(foot: str) -> Curve:
    right = [Node(MIDLINE + node.x, node.y, node.is_corner) for node in _half(foot)]
    return smooth([Node(500, 38), *right, Node(500, 1012, True), *mirrored_nodes(right, MIDLINE)], is_closed=True)


def _both(*texts: str) -> tuple[Curve, ...]:
    """Lines beside the midline, on both sides."""
    ones = [smooth([Node(MIDLINE + node.x, node.y, node.is_corner) for node in nodes(text)]) for text in texts]
    return (*ones, *(mirrored(one, MIDLINE) for one in ones))


def _hands(lines: tuple[Curve, ...]) -> tuple[Curve, ...]:
    placed = Placing(MIDLINE + HAND.x, HAND.y, HAND.scale, HAND.turn)
    ones = [placed.curve(one) for one in lines]
    return (*ones, *(mirrored(one, MIDLINE) for one in ones))


FRONT_OUTLINE = _outline(_FRONT_FOOT)
BACK_OUTLINE = _outline(_BACK_FOOT)

FRONT_LINES: tuple[Curve, ...] = (
    line("421,146 428,112 446,92 474,83 500,86 526,83 554,92 572,112 579,146"),  # hairline
    *_both(
        "81,154 80,182 80,206",  # the head's own edge, behind the ear
        "17,148 33,144 50,148",  # brow
        "20,167 27,163 34,162 41,163 48,167 41,170 34,171 27,170 20,167",  # eye
        "7,205 11,199 9,192",  # side of the nose
        "60,256 46,272 26,284 0,288",  # chin
        "42,296 26,330 14,360",  # front edge of the neck muscle
        "12,372 50,368 100,372 150,380 186,386",  # clavicle
        "158,502 146,526 118,544 86,548 58,542",  # lower edge of the chest
        "8,566 40,590 72,632 94,676",  # rib arch
        "168,945 132,984 92,1020",  # groin
        "156,436 161,470 158,502",  # front fold of the armpit
        "224,756 248,748 272,742 296,730",  # elbow crease
        "66,1448 84,1438 104,1440 118,1452",  # kneecap, above
        "70,1462 72,1490 90,1506 110,1496 116,1464",
    ),
    line("493,208 500,211 507,208"),  # tip of the nose
    line("484,234 493,231 500,233 507,231 516,234"),  # mouth, shut and level
    line("493,241 500,243 507,241"),
    line("500,392 500,440"),  # breastbone
    closed("500,778 505,785 500,793 495,785"),  # navel
    *_both(*(f"{x},1954 {x + 1},1962 {x + 2},1971" for x in (100, 114, 128, 142))),
    *_hands(hand.FEW_PALM_LINES),
)
BACK_LINES: tuple[Curve, ...] = (
    line("443,262 458,276 480,272 500,278 520,272 542,276 557,262"),  # hairline
    *_both(
        "81,154 80,182 80,206",
        "76,458 66,492 72,548 94,600 112,590 130,560",  # shoulder blade
        "76,458 112,438 156,416 196,404",  # its spine
        "160,502 154,476 156,450",  # back fold of the armpit
        "26,908 40,926 36,940",  # dimple
        "6,1012 50,1042 104,1040 146,1012",  # fold below the buttock
        "224,754 246,746 270,742 290,732",  # elbow
        "240,724 252,717 265,722",  # its tip
        "58,1482 80,1490 106,1490 130,1480",  # crease of the knee
        "92,1560 94,1620 90,1680",  # between the two bellies of the calf
        "84,1800 86,1850 84,1900",  # Achilles tendon
        "104,1800 102,1850 104,1900",
    ),
    line("500,336 500,520 500,700 500,890"),  # spine
    line("500,925 500,975 500,1012"),  # between the buttocks
    *_hands(hand.FEW_BACK_LINES),
)
