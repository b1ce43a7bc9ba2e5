"""The clinic's logo: an image that is really decoded, or a sentence that says what is wrong; never a broken print."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

from clinic.printing import build_document, logo_of, para, styles
from clinic.printing.checks import logo_is_an_image
from clinic.printing.logo import LARGEST_FILE, LogoRefused, read_logo
from tests.printing.reading import reader

pytestmark = pytest.mark.no_database
ROOT = Path(__file__).parents[2]


def image(kind="PNG", size=(300, 100), mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, "#204060" if mode != "L" else 90).save(out, kind, **more)
    return out.getvalue()


def bomb(side=60_000):
    """A PNG whose head promises 3,600 million pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    body = b"IDAT" + zlib.compress(b"")
    parts = [struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (chunk, body, b"IEND")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def page(logo):
    return build_document([para("Words", styles().body)], title="T", head="Clinic", head_right="01", logo=logo)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("JPEG", "RGB"), ("JPEG", "CMYK")]
)
def test_an_image_is_printed_at_the_head(tmp_path, kind, mode):
    path = tmp_path / "logo"
    path.write_bytes(image(kind, mode=mode))
    logo = read_logo(str(path))
    pdf = page(logo)

    assert len(reader(pdf).pages[0].images) == 1
    assert pdf == page(read_logo(str(path)))


def test_the_drawn_mark_needs_no_picture_and_no_logo_none():
    assert not reader(page(logo_of("mark"))).pages[0].images
    assert page(logo_of("mark")) != page(logo_of("")) == page(None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a PNG or JPEG image"),
        (b"%PDF-1.7 nothing", "not a PNG or JPEG image"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not a PNG or JPEG image"),
        (image("GIF"), "not a PNG or JPEG image"),
        (image("JPEG", (900, 900))[:400], "not a PNG or JPEG image"),
        (image("PNG", (900, 900))[:60], "not a PNG or JPEG image"),
        (bomb(), "more than 25 million pixels"),
        (bomb(9000), "more than 25 million pixels"),
        (image(size=(2000, 20)), "too long and thin"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST_FILE, "larger than 2 MB"),
    ],
)
def test_what_is_no_logo_is_refused_in_words_and_left_out_of_print(tmp_path, settings, content, sentence):
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(LogoRefused, match=sentence):
        read_logo(str(path))

    settings.CLINIC_LOGO = str(path)
    [error] = logo_is_an_image(None)
    assert (error.id, sentence in error.msg) == ("hegu.E001", True)
    assert "Set CLINIC_LOGO" in error.hint
    assert page(logo_of(str(path))) == page(None)


@pytest.mark.parametrize("path", ["/no/such/file", "/", "", "x" * 5000, "a\0b"])
def test_a_path_that_leads_nowhere_is_refused(path):
    with pytest.raises(LogoRefused):
        read_logo(path)
    assert logo_of(path) is None


def test_the_check_is_content_with_mark_and_nothing(settings):
    for good in ("", "mark"):
        settings.CLINIC_LOGO = good
        assert logo_is_an_image(None) == []


def test_prepare_stops_before_it_touches_anything(tmp_path):
    logo = tmp_path / "logo.png"
    logo.write_text("not an image")
    database = tmp_path / "clinic.sqlite3"
    environment = os.environ | {"DEBUG": "1", "CLINIC_LOGO": str(logo), "DATABASE_URL": f"sqlite:///{database}"}
    environment["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
    run = subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert run.returncode != 0
    assert "not a PNG or JPEG image. Save the logo as one of these." in run.stderr
    assert not database.exists()
