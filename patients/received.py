"""Looks into files that people send, and makes of them what may be kept. The name and type they claim count nothing.

Images are decoded and written anew, so that nothing of the original file is kept but the picture: no place, no camera,
no hidden second file. A PDF must have its head, its end and pages that can be counted.
"""

import warnings
from io import BytesIO
from typing import IO, NamedTuple

import pikepdf
from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

PIXELS = 50_000_000
LONGEST_SIDE = 4_000
QUALITY = 88
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
OFFERED = "Send a PDF, or a photo as JPEG or PNG."
# Other kinds that people send, by how they begin: the sentence then says how to go on.
OTHERS = (
    (b"PK", f"This is a ZIP file, or a document that is one inside (Word, Excel). Save it as PDF. {OFFERED}"),
    (b"\xd0\xcf\x11\xe0", f"This is an old Word or Excel file. Save it as PDF. {OFFERED}"),
    (b"II*\0", f"This is a TIFF scan. Save it as PDF. {OFFERED}"),
    (b"MM\0*", f"This is a TIFF scan. Save it as PDF. {OFFERED}"),
    (b"GIF8", f"This is a GIF image. {OFFERED}"),
    (b"<", f"This is a web page or a drawing (HTML, SVG), whatever its name says. {OFFERED}"),
)


class NotAccepted(Exception):
    """The file is refused; `sentence` says why and what to send instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Received(NamedTuple):
    """What is to be kept."""

    content: bytes
    content_type: str

    @property
    def suffix(self) -> str:
        return SUFFIXES[self.content_type]


def look_into(file: IO[bytes], size: int) -> Received:
    """Return what may be kept of the file. Raises NotAccepted."""
    most = settings.DOCUMENT_MAX_BYTES
    if size == 0:
        raise NotAccepted("This file is empty. Choose another one, or save it again where it came from.")
    if size > most:
        raise NotAccepted(too_large(size))
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    if start.startswith(b"%PDF-"):
        return Received(_pdf(file.read(most + 1)), PDF)
    if start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _image(file)
    raise NotAccepted(_what_it_is(start))


def too_large(size: int | None = None) -> str:
    most = f"The limit is {settings.DOCUMENT_MAX_BYTES / 1_000_000:.0f} MB."
    has = f"This file has {size / 1_000_000:.1f} MB." if size else "This file is far too large."
    return f"{has} {most} Make a photo smaller, or scan at 150 dots per inch, and send it again."


def _what_it_is(start: bytes) -> str:
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        return f"This is a HEIC photo. On an iPhone choose Settings, Camera, Formats, Most Compatible. {OFFERED}"
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    known = next((sentence for head, sentence in OTHERS if plain.startswith(head)), None)
    return known or f"This is not a PDF, JPEG or PNG file, whatever its name says. {OFFERED}"


def _pdf(content: bytes) -> bytes:
    broken = NotAccepted("This PDF is damaged or not complete. Save or scan it again.")
    if b"%%EOF" not in content[-1024:] or b"startxref" not in content[-2048:]:
        raise broken
    try:
        with pikepdf.open(BytesIO(content)) as opened:
            if len(opened.pages) == 0:
                raise broken
    except pikepdf.PasswordError:
        # Nobody can look inside without its password; whoever may read it knows that.
        return content
    except (pikepdf.PdfError, RuntimeError, ValueError, OSError) as error:
        raise broken from error
    return content


def _image(file: IO[bytes]) -> Received:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=("JPEG", "PNG")) as image:
                return _drawn_anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise NotAccepted(_too_many_pixels()) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, EOFError) as error:
        raise NotAccepted("This photo is damaged and cannot be shown. Take or save it again.") from error


def _too_many_pixels() -> str:
    return f"This picture has more than {PIXELS // 1_000_000} million dots. Make it smaller and send it again."


def _drawn_anew(image: Image.Image) -> Received:
    """The picture alone, upright, not longer than screens can show."""
    if image.width * image.height > PIXELS:
        raise NotAccepted(_too_many_pixels())
    is_jpeg = image.format == "JPEG"
    if is_jpeg:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # decodes a large photo at half its size or less
    image.load()
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    if is_jpeg:
        upright.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
        return Received(out.getvalue(), JPEG)
    clean = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    clean.info.clear()
    clean.save(out, "PNG", optimize=True)
    return Received(out.getvalue(), PNG)
