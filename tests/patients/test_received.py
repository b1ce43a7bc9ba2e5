"""What is kept of the files that people send, and what is refused with which sentence."""

import io
import tracemalloc

import pytest
from PIL import Image

from patients.received import JPEG, PDF, PNG, NotAccepted, look_into
from tests.patients import files

pytestmark = pytest.mark.no_database


def look(content):
    return look_into(io.BytesIO(content), len(content))


def test_pdf_is_kept_as_it_is():
    content = files.pdf(2)
    assert look(content) == (content, PDF)


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", JPEG), ("PNG", PNG)])
def test_image_is_drawn_anew_without_what_the_camera_wrote(kind, content_type):
    sent = files.photo(kind=kind)
    assert b"Mrs Secret" in sent
    received = look(sent)
    assert received.content_type == content_type
    assert b"Mrs Secret" not in received.content
    with Image.open(io.BytesIO(received.content)) as image:
        assert (image.format, image.size) == (kind, (60, 40))
        assert not image.getexif()


def test_image_is_turned_upright():
    with Image.open(io.BytesIO(look(files.photo((60, 40), turned=True)).content)) as image:
        assert image.size == (40, 60)


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1", "I;16", "LA"])
def test_every_kind_of_png_is_drawn(mode):
    with Image.open(io.BytesIO(look(files.photo(kind="PNG", mode=mode)).content)) as image:
        assert image.mode in ("RGB", "RGBA")


def test_cmyk_photo_is_drawn():
    assert look(files.photo(mode="CMYK")).content_type == JPEG


def test_large_photo_is_made_as_large_as_screens_are():
    with Image.open(io.BytesIO(look(files.photo((6000, 3000))).content)) as image:
        assert max(image.size) == 4000


def test_what_hangs_behind_a_photo_is_gone():
    received = look(files.photo() + files.HTML + files.zipped("evil.txt"))
    assert b"script" not in received.content
    assert b"PK\x03\x04" not in received.content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (files.HTML, "This is a web page or a drawing"),
        (b"\xef\xbb\xbf \r\n" + files.HTML, "This is a web page or a drawing"),
        (files.SVG, "This is a web page or a drawing"),
        (files.zipped(), "This is a ZIP file"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "This is an old Word or Excel file."),
        (b"GIF89a" + b"0" * 100, "This is a GIF image."),
        (b"II*\0" + b"0" * 100, "This is a TIFF scan."),
        (b"\0\0\0\x18ftypheic" + b"0" * 100, "This is a HEIC photo."),
        (b"MZ\x90" + b"0" * 100, "This is not a PDF, JPEG or PNG file, whatever its name says."),
        (b"%PDF-1.7 and nothing else", "This PDF is damaged"),
        (b"%PDF-1.7\n" + files.HTML + b"\nstartxref\n0\n%%EOF", "This PDF is damaged"),
        (files.pdf()[:-200], "This PDF is damaged"),
        (files.pdf(0), "This PDF is damaged"),
        (files.pdf() + files.zipped() + b"0" * 3000, "This PDF is damaged"),
        (b"\xff\xd8\xff" + b"0" * 100, "This photo is damaged"),
        (files.photo((900, 900))[:-2000], "This photo is damaged"),
        (b"\x89PNG\r\n\x1a\n" + files.HTML, "This photo is damaged"),
        (files.bomb(), "more than 50 million dots"),
        (files.bomb(9000, 9000), "more than 50 million dots"),
    ],
)
def test_all_else_is_refused_with_a_sentence(content, sentence):
    with pytest.raises(NotAccepted) as refused:
        look(content)
    assert sentence in refused.value.sentence


def test_size_is_limited_before_anything_is_read(settings):
    with pytest.raises(NotAccepted) as refused:
        look_into(io.BytesIO(b"%PDF-"), 30_000_000)
    assert "This file has 30.0 MB. The limit is 15 MB." in refused.value.sentence


def test_bomb_takes_no_memory():
    tracemalloc.start()
    with pytest.raises(NotAccepted):
        look(files.bomb())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000
