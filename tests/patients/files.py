"""Files as people send them, made here."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pypdf import PdfWriter


def pdf(pages=1):
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


def photo(size=(60, 40), kind="JPEG", *, turned=False, mode="RGB"):
    image, out = Image.new(mode, size, "pink" if mode == "RGB" else None), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of Mrs Secret"
    if turned:
        exif[0x0112] = 6
    image.save(out, kind, **({"exif": exif} if kind in ("JPEG", "PNG") else {}))
    return out.getvalue()


def bomb(width=60_000, height=60_000):
    """A PNG of few bytes that says it is enormous."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def zipped(name="../../etc/passwd"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
