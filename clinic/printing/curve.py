"""The pain curve: one drawing for the screen and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect

from clinic.printing import fonts
from clinic.printing.colours import COLOURS
from clinic.printing.drawn import DrawnWords, marked

SCREEN_ROOM = 1.3  # a browser that lacks our font writes in a wider one
RESPONDER_PART = 0.6  # a responder's pain is at most this part of the baseline: 40 % below it


@dataclass(frozen=True)
class PainPoint:
    """One visit: when, and the scores in millimetres, 0 to 100 (0 = no pain). None is not zero."""

    on: date | datetime
    before_mm: int | None = None
    after_mm: int | None = None

    @property
    def scored(self) -> bool:
        return self.before_mm is not None or self.after_mm is not None

    @property
    def day(self) -> date:
        return self.on.date() if isinstance(self.on, datetime) else self.on

    @property
    def moment(self) -> float:
        """Days since year 1, with the part of the day that has passed (noon when only the date is known)."""
        clock = self.on.time() if isinstance(self.on, datetime) else time(12)
        return self.day.toordinal() + (clock.hour * 60 + clock.minute) / 1440


@dataclass(frozen=True)
class PainWords:
    """What is written in the drawing, for sheets in other languages."""

    no_pain: str = "no pain"
    worst_pain: str = "worst pain"
    before: str = "before"
    after: str = "after"
    no_score: str = "no score"
    baseline: str = "baseline {mm:g}"
    responder: str = "40 % below: {mm:g}"
    nothing: str = "No pain scores yet"
    months: tuple[str, ...] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

    def day(self, day: date, *, with_year: bool) -> str:
        label = f"{day.day} {self.months[day.month - 1]}"
        return f"{label} {day.year}" if with_year else label


@dataclass(frozen=True)
class CurveScale:
    """Where a moment and a score stand in the drawing."""

    left: float
    right: float
    bottom: float
    top: float
    first: float
    last: float
    inset: float

    def x(self, moment: float) -> float:
        if self.last == self.first:
            return (self.left + self.right) / 2
        start, end = self.left + self.inset, self.right - self.inset
        return start + (moment - self.first) / (self.last - self.first) * (end - start)

    def y(self, mm: float) -> float:
        return self.bottom + mm / 100 * (self.top - self.bottom)


@dataclass
class _Curve:
    points: Sequence[PainPoint]
    baseline: float | None
    width: float
    height: float
    size: float
    words: PainWords
    drawing: Drawing = field(init=False)
    scale: CurveScale = field(init=False)

    def __post_init__(self) -> None:
        self.drawing = Drawing(self.width, self.height)
        self.scale = self._scale()

    def _scale(self) -> CurveScale:
        left = max(self._wide(self.words.no_pain), self._wide(self.words.worst_pain)) * SCREEN_ROOM
        left += self._wide("100") * SCREEN_ROOM + 18
        labels = [text for _, text, _ in self._levels()]
        inset = self.size * 1.4
        date_room = self._widest_date() * SCREEN_ROOM / 2 - inset  # the last date stands below its visit, centred
        right = max([date_room, *(self._wide(text) * SCREEN_ROOM + 8 for text in labels)])
        moments = [point.moment for point in self.points] or [0.0]
        return CurveScale(
            left=left,
            right=max(self.width - right, left + 40),
            bottom=self.size * 2.1,
            top=self.height - self.size * 2.2,
            first=moments[0],
            last=moments[-1],
            inset=inset,
        )

    def _levels(self) -> list[tuple[float, str, str]]:
        if not self.baseline:
            return []
        responder = round(self.baseline * RESPONDER_PART, 1)
        return [
            (self.baseline, self.words.baseline.format(mm=self.baseline), "baseline"),
            (responder, self.words.responder.format(mm=responder), "responder"),
        ]

    def _wide(self, text: str) -> float:
        return fonts.text_width(text, fonts.SANS, self.size)

    def _write(self, x: float, y: float, text: str, anchor: str = "start", colour: str = "ink-soft") -> DrawnWords:
        made = DrawnWords(x, y, text, self.size, COLOURS[colour], anchor, "curve-words")
        self.drawing.add(made)
        return made

    def _line(self, x1: float, y1: float, x2: float, y2: float, css: str, colour: str, width: float, dash=None) -> None:
        made = Line(x1, y1, x2, y2, strokeColor=COLOURS[colour], strokeWidth=width, strokeDashArray=dash)
        self.drawing.add(marked(made, css))

    def draw(self) -> Drawing:
        self._axes()
        self._hairlines()
        self._visits()
        self._dates()
        if any(point.scored for point in self.points):
            self._legend()
        else:
            middle = (self.scale.left + self.scale.right) / 2
            self._write(middle, self.scale.y(50) + self.size * 0.7, self.words.nothing, "middle", "ink")
        return self.drawing

    def _axes(self) -> None:
        scale, lower = self.scale, self.size * 0.33
        for mm in (50, 100):
            self._line(scale.left, scale.y(mm), scale.right, scale.y(mm), "curve-grid", "line", 0.4)
        self._line(scale.left, scale.y(0), scale.right, scale.y(0), "curve-axis", "ink-soft", 0.8)
        self._line(scale.left, scale.y(0), scale.left, scale.y(100), "curve-axis", "ink-soft", 0.8)
        for mm in (0, 50, 100):
            self._line(scale.left - 3, scale.y(mm), scale.left, scale.y(mm), "curve-axis", "ink-soft", 0.8)
            self._write(scale.left - 6, scale.y(mm) - lower, str(mm), "end")
        at = scale.left - 16 - self._wide("100") * SCREEN_ROOM
        self._write(at, scale.y(100) - lower, self.words.worst_pain, "end", "ink")
        self._write(at, scale.y(0) - lower, self.words.no_pain, "end", "ink")

    def _hairlines(self) -> None:
        """Baseline and responder line, their labels moved apart when they would touch."""
        levels = self._levels()
        if not levels:
            return
        heights = [self.scale.y(mm) for mm, *_ in levels]
        places = list(heights)
        lack = self.size * 1.25 - (places[0] - places[1])
        if lack > 0:
            places = [places[0] + lack / 2, places[1] - lack / 2]
            below = self.scale.y(0) - places[1]
            places = [place + max(below, 0) for place in places]
        for (_, text, css), y, place in zip(levels, heights, places, strict=True):
            dash, colour = ([4, 2], "ink-soft") if css == "baseline" else ([1, 2], "jade-deep")
            self._line(self.scale.left, y, self.scale.right, y, f"curve-{css}", colour, 0.7, dash)
            self._write(self.scale.right + 4, place - self.size * 0.33, text, colour=colour)

    def _widest_date(self) -> float:
        return max(self._wide(self.words.day(date(2028, month, 28), with_year=True)) for month in range(1, 13))

    def _radius(self) -> float:
        xs = sorted({self.scale.x(point.moment) for point in self.points})
        nearest = min((b - a for a, b in zip(xs, xs[1:], strict=False)), default=99.0)
        return min(max(nearest * 0.42, 1.7), self.size * 0.34)

    def _visits(self) -> None:
        for piece in self._pieces():
            line = PolyLine(piece, strokeColor=COLOURS["ink-soft"], strokeWidth=0.9)
            self.drawing.add(marked(line, "curve-line"))
        radius = self._radius()
        for point in self.points:
            x = self.scale.x(point.moment)
            if not point.scored:
                self._hollow_tick(x, self.scale.y(0), radius)
                continue
            self._line(x, self.scale.y(0), x, self.scale.y(0) - 3, "curve-axis", "ink-soft", 0.8)
            if point.before_mm is not None and point.after_mm is not None:
                ends = self.scale.y(point.before_mm), self.scale.y(point.after_mm)
                self._line(x, ends[0], x, ends[1], "curve-session", "jade", 1.6)
            self._dot(x, point.before_mm, radius, "before")
            self._dot(x, point.after_mm, radius, "after")

    def _pieces(self) -> list[list[float]]:
        """The line through the scores before each session; a visit without one breaks it."""
        pieces: list[list[float]] = [[]]
        for point in self.points:
            if point.before_mm is None:
                pieces.append([])
            else:
                pieces[-1] += [self.scale.x(point.moment), self.scale.y(point.before_mm)]
        return [piece for piece in pieces if len(piece) > 2]

    def _dot(self, x: float, mm: int | None, radius: float, which: str) -> None:
        if mm is not None:
            self._circle(x, self.scale.y(mm), radius, which)

    def _circle(self, x: float, y: float, radius: float, which: str) -> None:
        fill, stroke = ("white", "ink") if which == "before" else ("jade", "jade")
        made = Circle(x, y, radius, fillColor=COLOURS[fill], strokeColor=COLOURS[stroke], strokeWidth=1.1)
        self.drawing.add(marked(made, f"curve-{which}"))

    def _hollow_tick(self, x: float, y: float, radius: float) -> None:
        half = min(radius * 0.55, 1.8)
        made = Rect(
            x - half, y - 3.5, 2 * half, 7, fillColor=COLOURS["white"], strokeColor=COLOURS["ink-soft"], strokeWidth=0.8
        )
        self.drawing.add(marked(made, "curve-unscored"))

    def _dates(self) -> None:
        room = max(self._widest_date() * SCREEN_ROOM + 8, (self.scale.right - self.scale.left) / 9)
        before: date | None = None
        for point in self._dated(room):
            text = self.words.day(point.day, with_year=before is None or before.year != point.day.year)
            self._write(self.scale.x(point.moment), self.scale.bottom - self.size * 1.55, text, "middle")
            before = point.day

    def _dated(self, room: float) -> list[PainPoint]:
        """The visits whose date is written: the first, the last, and between them as many as fit."""
        if not self.points:
            return []
        first, last = self.points[0], self.points[-1]
        chosen, end = [first], self.scale.x(last.moment)
        for point in self.points[1:-1]:
            x = self.scale.x(point.moment)
            if x - self.scale.x(chosen[-1].moment) >= room and end - x >= room:
                chosen.append(point)
        if end - self.scale.x(first.moment) >= room:
            chosen.append(last)
        return chosen

    def _legend(self) -> None:
        x, y = self.scale.left, self.height - self.size * 0.95
        radius = self.size * 0.32
        entries = [("before", self.words.before), ("after", self.words.after)]
        if any(not point.scored for point in self.points):
            entries.append(("unscored", self.words.no_score))
        for which, text in entries:
            if which == "unscored":
                self._hollow_tick(x + radius, y + self.size * 0.33, self.size)
            else:
                self._circle(x + radius, y + self.size * 0.33, radius, which)
            x += radius * 2 + 4
            x += self._write(x, y, text).width * SCREEN_ROOM + self.size * 1.2


def pain_curve(
    points: Sequence[PainPoint],
    *,
    width: float = 460,
    height: float = 200,
    baseline_mm: float | None = None,
    font_size: float = 10,
    words: PainWords | None = None,
) -> Drawing:
    """Pain before and after each visit. The baseline is the first score before a session unless it is given."""
    ordered = sorted(points, key=lambda point: point.moment)
    if baseline_mm is None:
        baseline_mm = next((point.before_mm for point in ordered if point.before_mm is not None), None)
    return _Curve(ordered, baseline_mm, width, height, font_size, words or PainWords()).draw()
