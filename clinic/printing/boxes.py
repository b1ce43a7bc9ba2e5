"""Flowables of our own: a heading that keeps with what follows, and a tinted box that continues on the next page."""

from collections.abc import Sequence

from reportlab.platypus import Flowable

from clinic.printing.colours import COLOURS

BAR = 3.5  # the coloured bar at the left edge of a box, in points
TONES = {"jade": ("tint", "jade"), "clay": ("clay-tint", "clay")}


class Heading(Flowable):
    """A heading with its entry in the outline; it moves to the next page when little room is left below it."""

    def __init__(self, paragraph: Flowable, text: str, level: int, anchor: str, needs: float) -> None:
        super().__init__()
        self.paragraph, self.text, self.level, self.anchor, self.needs = paragraph, text, level, anchor, needs

    def getSpaceBefore(self) -> float:  # noqa: N802 (ReportLab's name)
        return self.paragraph.getSpaceBefore()

    def getSpaceAfter(self) -> float:  # noqa: N802 (ReportLab's name)
        return self.paragraph.getSpaceAfter()

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        width, self.height = self.paragraph.wrap(availWidth, availHeight)
        wanted = self.height if self._at_top else self.height + self.needs
        return width, (self.height if wanted <= availHeight else max(wanted, availHeight + 1))

    @property
    def _at_top(self) -> bool:
        return bool(getattr(getattr(self, "_frame", None), "_atTop", False))

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        """Only a heading longer than a page is cut."""
        return self.paragraph.split(availWidth, availHeight) if self._at_top else []

    def draw(self) -> None:
        canvas = self.canv
        seen = getattr(canvas, "headings_seen", 0)
        canvas.headings_seen = seen + 1
        key = f"heading-{seen + 1}"
        canvas.bookmarkHorizontal(key, 0, self.height)
        if self.anchor:
            canvas.bookmarkHorizontal(self.anchor, 0, self.height)
        canvas.addOutlineEntry(self.text, key, min(self.level, 1 if seen else 0), closed=0)
        self.paragraph.drawOn(canvas, 0, 0)


class Tinted(Flowable):
    """Flowables on a light ground with a bar at the left. It splits between and inside them."""

    def __init__(self, content: Sequence[Flowable], *, tone: str, padding: float, space: float) -> None:
        super().__init__()
        self.content, self.tone, self.padding, self.space = list(content), tone, padding, space

    def getSpaceBefore(self) -> float:  # noqa: N802 (ReportLab's name)
        return self.space * 0.6

    def getSpaceAfter(self) -> float:  # noqa: N802 (ReportLab's name)
        return self.space

    def _inner(self, width: float) -> float:
        return width - 2 * self.padding - BAR

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803
        inner = self._inner(availWidth)
        self.width = availWidth
        self.heights = [item.wrap(inner, 0x7FFFFFFF)[1] for item in self.content]
        self.height = sum(self.heights) + sum(self._gaps()) + 2 * self.padding
        return self.width, self.height

    def _gaps(self) -> list[float]:
        """The space above each item: the larger of what the two neighbours ask for."""
        gaps = [0.0]
        for above, below in zip(self.content, self.content[1:], strict=False):
            gaps.append(max(above.getSpaceAfter(), below.getSpaceBefore()))
        return gaps[: len(self.content)]

    def split(self, availWidth: float, availHeight: float) -> list[Flowable]:  # noqa: N803
        self.wrap(availWidth, availHeight)
        room = availHeight - 2 * self.padding
        for index, (space, height) in enumerate(zip(self._gaps(), self.heights, strict=True)):
            if space + height > room:
                head, tail = self._cut(index, self._inner(availWidth), room - space)
                return [self._like(head), self._like(tail)] if head else []
            room -= space + height
        return [self]

    def _cut(self, index: int, inner: float, room: float) -> tuple[list[Flowable], list[Flowable]]:
        before, item, after = self.content[:index], self.content[index], self.content[index + 1 :]
        pieces = item.splitOn(self.canv, inner, room) if room > 0 and hasattr(self, "canv") else []
        if not pieces and room > 0:
            pieces = item.split(inner, room)
        if len(pieces) > 1:
            return [*before, pieces[0]], [*pieces[1:], *after]
        if len(before) == 1:  # the box's heading never stays behind alone
            return [], self.content
        return before, [item, *after]

    def _like(self, content: Sequence[Flowable]) -> "Tinted":
        return Tinted(content, tone=self.tone, padding=self.padding, space=self.space)

    def draw(self) -> None:
        canvas = self.canv
        ground, bar = TONES[self.tone]
        canvas.saveState()
        canvas.setFillColor(COLOURS[ground])
        canvas.rect(0, 0, self.width, self.height, stroke=0, fill=1)
        canvas.setFillColor(COLOURS[bar])
        canvas.rect(0, 0, BAR, self.height, stroke=0, fill=1)
        canvas.restoreState()
        y = self.height - self.padding
        for item, space, height in zip(self.content, self._gaps(), self.heights, strict=True):
            y -= space + height
            item.drawOn(canvas, BAR + self.padding, y)
