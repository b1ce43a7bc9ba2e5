"""Words inside drawings: on paper in fonts that have the glyphs, on screen left to the browser."""

from reportlab.graphics.shapes import Group, Shape, String, UserNode
from reportlab.lib.colors import Color

from clinic.printing import fonts
from clinic.printing.bidi import base_is_rtl, has_rtl, shape, visual_order
from clinic.printing.text import clean


def marked(made: Shape, css: str) -> Shape:
    """Give a shape a class name for the screen's style sheet."""
    made._css = css
    return made


class DrawnWords(UserNode):
    """One line of text in a drawing. `anchor` is start, middle or end."""

    def __init__(
        self, x: float, y: float, text: str, size: float, colour: Color, anchor: str = "start", css: str = ""
    ) -> None:
        self.x, self.y, self.size, self.colour, self.anchor, self._css = x, y, size, colour, anchor, css
        self.text = clean(text).replace("\n", " ")

    @property
    def drawn(self) -> str:
        """The characters from left to right as they stand on paper."""
        if not has_rtl(self.text):
            return self.text
        return "".join(char for _, char in visual_order(shape(self.text), rtl=base_is_rtl(self.text)))

    @property
    def width(self) -> float:
        return fonts.text_width(self.drawn, fonts.SANS, self.size)

    @property
    def left(self) -> float:
        return self.x - {"start": 0.0, "middle": self.width / 2, "end": self.width}[self.anchor]

    def getBounds(self) -> tuple[float, float, float, float]:  # noqa: N802 (ReportLab's name)
        return self.left, self.y - self.size * 0.25, self.left + self.width, self.y + self.size * 0.8

    def provideNode(self) -> Group:  # noqa: N802 (ReportLab's name)
        group, x = Group(), self.left
        for font, part in fonts.runs(self.drawn, fonts.SANS):
            group.add(String(x, self.y, part, fontName=font, fontSize=self.size, fillColor=self.colour))
            x += fonts.text_width(part, font if font in fonts.FALLBACKS else fonts.SANS, self.size)
        return group
