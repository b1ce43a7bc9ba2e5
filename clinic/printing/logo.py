"""The clinic's logo at the head of each page: a PNG or JPEG that is really decoded, or our own drawn mark."""

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Circle, Drawing, Rect
from reportlab.graphics.shapes import Path as Outline
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from clinic.printing.colours import COLOURS

MARK = "mark"
LARGEST_FILE = 2_000_000  # bytes
MOST_PIXELS = 25_000_000
KEPT = (900, 300)  # pixels: sharp at the size of a page head, and small in every sheet
NARROWEST, WIDEST = 0.25, 8.0  # width divided by height
NOT_AN_IMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError)
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
logger = logging.getLogger(__name__)


class LogoRefused(ValueError):
    """The file cannot be a logo; the text says why, and how to mend it."""


@dataclass(frozen=True)
class Logo:
    """Something drawn at a height; `pixels` is empty for our own mark."""

    ratio: float
    digest: str
    pixels: bytes = b""

    def size(self, height: float, widest: float) -> tuple[float, float]:
        width = min(height * self.ratio, widest)
        return width, width / self.ratio

    def draw(self, canvas: Canvas, x: float, y: float, width: float, height: float) -> None:
        if self.pixels:
            canvas.drawImage(_picture(self.pixels), x, y, width, height)
            return
        canvas.saveState()
        canvas.translate(x, y)
        canvas.scale(width / 32, height / 32)
        renderPDF.draw(_mark(), canvas, 0, 0)
        canvas.restoreState()


def logo_of(setting: str) -> Logo | None:
    """The logo that CLINIC_LOGO names: "mark", a file, or none. A file that went bad is left out, never the print."""
    if not setting:
        return None
    if setting == MARK:
        return Logo(1.0, MARK)
    try:
        return _read(setting, Path(setting).stat().st_mtime_ns)
    except (LogoRefused, OSError, ValueError) as problem:
        logger.warning("Sheets are printed without the logo: %s", problem)
        return None


@lru_cache(maxsize=4)
def _read(path: str, changed: int) -> Logo:
    return read_logo(path)


def read_logo(path: str) -> Logo:
    """Read and decode a logo. Raises LogoRefused."""
    try:
        file = Path(path)
        if not file.is_file():
            raise LogoRefused(f"There is no file {path}.")
        if file.stat().st_size > LARGEST_FILE:
            raise LogoRefused(f"{path} is larger than {LARGEST_FILE // 1_000_000} MB. Save it smaller.")
        content = file.read_bytes()
    except (OSError, ValueError) as problem:
        if isinstance(problem, LogoRefused):
            raise
        raise LogoRefused(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from problem
    image = _decoded(content, path)
    ratio = image.width / image.height
    if not NARROWEST <= ratio <= WIDEST:
        raise LogoRefused(f"{path} is too long and thin for the head of a page. Use a picture nearer to a square.")
    out = BytesIO()
    image.thumbnail(KEPT)
    image.save(out, "PNG")
    return Logo(ratio, hashlib.sha256(content).hexdigest(), out.getvalue())


def _decoded(content: bytes, path: str) -> Image.Image:
    """The picture, upright, on white. Its size is checked before a single pixel is unpacked."""
    too_large = f"{path} has more than {MOST_PIXELS // 1_000_000} million pixels. Save it smaller."
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise LogoRefused(too_large)
            opened.load()
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except TOO_LARGE as problem:
        raise LogoRefused(too_large) from problem
    except NOT_AN_IMAGE as problem:
        if isinstance(problem, LogoRefused):
            raise
        raise LogoRefused(f"{path} is not a PNG or JPEG image. Save the logo as one of these.") from problem
    ground = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(ground, upright).convert("RGB")


@lru_cache(maxsize=4)
def _picture(pixels: bytes) -> ImageReader:
    return ImageReader(BytesIO(pixels))


def _mark() -> Drawing:
    """A needle over the valley between thumb and finger, where Hegu lies; the same as static/img/mark.svg."""
    drawing, white = Drawing(32, 32), COLOURS["white"]
    drawing.add(Rect(0, 0, 32, 32, rx=7, ry=7, fillColor=COLOURS["jade"], strokeColor=None))
    valley = Outline(strokeColor=white, strokeWidth=2.2, fillColor=None, strokeLineCap=1, strokeLineJoin=1)
    valley.moveTo(7, 22.5)
    valley.curveTo(8.2, 13.9, 11, 8.8, 16, 7)
    valley.curveTo(21, 8.8, 23.8, 13.9, 25, 22.5)
    needle = Outline(strokeColor=white, strokeWidth=1.5, fillColor=None, strokeLineCap=1)
    needle.moveTo(16, 26)
    needle.lineTo(16, 17)
    for shape in (valley, needle, Circle(16, 14, 2.5, fillColor=white, strokeColor=None)):
        drawing.add(shape)
    return drawing
