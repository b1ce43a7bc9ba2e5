"""The point chart as a drawing, for screen and paper: channels, points, and what was used this time and last time."""

from collections.abc import Collection
from dataclasses import dataclass, field

from reportlab.graphics.shapes import Circle, Drawing, Group, PolyLine
from reportlab.lib.colors import Color, HexColor

from clinic.printing.colours import COLOURS
from clinic.printing.drawn import DrawnWords, marked
from patients.bodychart.curves import Node, smooth
from patients.bodychart.drawing import LINE, OUTLINE, path
from patients.bodychart.views import VIEWS, View

from .point_chart import Placed, channel_lines, on_view

Used = tuple[str, str]  # code and side: left, right or ""

MUTED = {
    **{"LU": "#8d8478", "LI": "#7d8a94", "ST": "#9a8a5f", "SP": "#a57c62", "HT": "#a4696a", "SI": "#94777f"},
    **{"BL": "#5f7f95", "KI": "#66748f", "PC": "#97708a", "TE": "#7f789a", "GB": "#6f8c6a", "LR": "#5f8a80"},
    **{"GV": "#6d6d6d", "CV": "#857a6a"},
}
CAUTION_RING = 1.9  # times the radius of a point


@dataclass(frozen=True)
class Window:
    """A part of a view, drawn larger."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


# The face is the figure's own, seen closer.
CLOSER = {"front": Window(395, 20, 605, 320), "back": Window(395, 20, 605, 360)}


@dataclass
class PointDrawing:
    """`used`, `last` and `cautioned` are codes with a side; only the points that carry news are named."""

    view: View
    window: Window
    width: float
    used: Collection[Used] = ()
    last: Collection[Used] = ()
    cautioned: Collection[str] = ()
    radius: float = 2.0
    font_size: float = 8
    is_mirrored: bool = False  # a view of the left, shown as one of the right
    taken: list[tuple[float, float, float, float]] = field(default_factory=list, init=False)

    def draw(self) -> Drawing:
        made = Drawing(self.width, (self.window.bottom - self.window.top) * self.scale)
        made.add(self._figure())
        for stretch in channel_lines(self.view.id):
            self._channel(made, stretch)
        shown = [place for place in on_view(self.view.id) if self.window.holds(place.x, place.y)]
        for place in shown:
            self._point(made, place)
            x, y = self._at(place)
            reach = self.radius * (CAUTION_RING + 0.2 if place.code in self.cautioned else 1.0)
            self.taken.append((x - reach, y - reach, x + reach, y + reach))
        for place in sorted(shown, key=lambda one: (not self._is(self.used, one), one.y)):
            if self._is(self.used, place) or self._is(self.last, place):
                self._name(made, place.code, *self._at(place), "point-name", COLOURS["ink"])
        for stretch in channel_lines(self.view.id):
            self._code(made, stretch)
        return made

    @property
    def scale(self) -> float:
        return self.width / (self.window.right - self.window.left)

    def _at(self, place: Placed) -> tuple[float, float]:
        x = self.window.right - place.x if self.is_mirrored else place.x - self.window.left
        return x * self.scale, (self.window.bottom - place.y) * self.scale

    def _is(self, named: Collection[Used], place: Placed) -> bool:
        return (place.code, "right" if self.is_mirrored and place.side else place.side) in named

    def _figure(self) -> Group:
        thin = 0.8 / max(self.scale, 0.3)
        contours = [
            path(self.view.outline, css="body-outline", colour="ink", width=min(OUTLINE, thin * 1.2), fill="white"),
            *(path(one, css="body-line", colour="ink-soft", width=min(LINE, thin * 0.7)) for one in self.view.lines),
        ]
        made = Group(*contours)
        s = self.scale
        across, start = (-s, self.window.right * s) if self.is_mirrored else (s, -self.window.left * s)
        made.transform = (across, 0, 0, -s, start, self.window.bottom * s)
        return made

    def _channel(self, made: Drawing, stretch: tuple[Placed, ...]) -> None:
        inside = [place for place in stretch if self.window.holds(place.x, place.y)]
        if len(inside) < 2:
            return
        curve = smooth([Node(*self._at(place)) for place in inside], is_calm=True)
        flat = [value for point in curve.polygon for value in point]
        colour = HexColor(MUTED[stretch[0].channel])
        made.add(marked(PolyLine(flat, strokeColor=colour, strokeWidth=0.7), f"channel channel-{stretch[0].channel}"))

    def _point(self, made: Drawing, place: Placed) -> None:
        x, y = self._at(place)
        if place.code in self.cautioned:
            ring = Circle(
                x, y, self.radius * CAUTION_RING, fillColor=None, strokeColor=COLOURS["clay"], strokeWidth=0.7
            )
            made.add(marked(ring, "point-cautioned"))
        css, fill, stroke, size = "point", COLOURS["white"], COLOURS["ink-soft"], 0.6
        if self._is(self.used, place):
            css, fill, stroke, size = "point point-used", COLOURS["jade"], COLOURS["jade"], 1.15
        elif self._is(self.last, place):
            css, stroke, size = "point point-last", COLOURS["jade-deep"], 1.15
        radius = self.radius * size
        made.add(marked(Circle(x, y, radius, fillColor=fill, strokeColor=stroke, strokeWidth=radius * 0.35), css))

    def _name(self, made: Drawing, text: str, x: float, y: float, css: str, colour: Color) -> None:
        """Write beside a point where nothing stands yet, or not at all."""
        words = DrawnWords(0, 0, text, self.font_size, colour, "start", css)
        gap, low, wide = self.radius * 2.4, self.font_size * 0.35, words.width
        for dx, dy in self._beside(gap, wide):
            box = (x + dx, y + dy - low, x + dx + wide, y + dy - low + self.font_size * 0.9)
            if self._is_free(box):
                self.taken.append(box)
                words.x, words.y = box[0], box[1]
                made.add(words)
                return

    def _beside(self, gap: float, wide: float) -> list[tuple[float, float]]:
        up = self.font_size
        near = [(gap, 0.0), (-gap - wide, 0.0), (gap, up), (-gap - wide, up), (gap, -up), (-gap - wide, -up)]
        above = [(-wide / 2, gap + up * 0.4), (-wide / 2, -gap - up * 0.6)]
        far = [
            (side * step * gap - (wide if side < 0 else 0), dy)
            for step in (3, 5, 8)
            for dy in (0, up, -up)
            for side in (1, -1)
        ]
        return [*near, *above, *far]

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        left, bottom, right, top = box
        if left < 0 or right > self.width or bottom < 0 or top > (self.window.bottom - self.window.top) * self.scale:
            return False
        return not any(left < r and l < right and bottom < t and b < top for l, b, r, t in self.taken)  # noqa: E741

    def _code(self, made: Drawing, stretch: tuple[Placed, ...]) -> None:
        """The channel's code at both ends of its line."""
        inside = [place for place in stretch if self.window.holds(place.x, place.y)]
        if len(inside) > 1:
            for place in (inside[0], inside[-1]):
                colour = HexColor(MUTED[place.channel])
                self._name(made, place.channel, *self._at(place), "channel-code", colour)


def point_chart(
    view_id: str,
    *,
    width: float,
    used: Collection[Used] = (),
    last: Collection[Used] = (),
    cautioned: Collection[str] = (),
    closer: bool = False,
    side: str = "left",
) -> Drawing:
    """One view with its points. `closer` shows the head of a figure by itself; `side` is for views of one side."""
    view = VIEWS[view_id]
    window = CLOSER[view_id] if closer else Window(view.window[0], 0, view.window[1], view.height)
    radius = max(1.3, min(3.0, width / 170))
    size = max(7.0, min(10.0, width / 45))
    is_mirrored = view.midline is None and side == "right"
    return PointDrawing(view, window, width, used, last, cautioned, radius, size, is_mirrored).draw()
