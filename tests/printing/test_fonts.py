"""The vendored fonts are those of the manifest and may be given away."""

import hashlib
import tomllib

import pytest

from clinic.printing import fonts

pytestmark = pytest.mark.no_database

MANIFEST = tomllib.loads((fonts.FOLDER / "MANIFEST.toml").read_text(encoding="utf-8"))["font"]


def test_every_font_file_is_in_the_manifest_unchanged():
    listed = {name: digest for font in MANIFEST for name, digest in font["sha256"].items()}
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.FOLDER.glob("*.ttf")}
    assert found == listed
    assert set(fonts.FILES.values()) == set(listed)


def test_every_font_is_open_and_has_its_licence_beside_it():
    for font in MANIFEST:
        assert font["licence"].startswith("OFL-1.1")
        assert "SIL OPEN FONT LICENSE" in (fonts.FOLDER / font["licence_file"]).read_text(encoding="utf-8")


def test_fonts_stay_small_enough_to_ship():
    assert sum(path.stat().st_size for path in fonts.FOLDER.iterdir() if path.is_file()) < 25_000_000


def test_figures_are_all_of_one_width():
    for font in (fonts.SANS, fonts.SEMIBOLD, fonts.BOLD):
        assert len({fonts.text_width(figure, font, 12) for figure in "0123456789"}) == 1


def test_the_sans_has_every_pinyin_vowel():
    vowels = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüĀÁǍÀĒÉĚÈŌÓǑÒ"
    assert list(fonts.runs(vowels, fonts.SANS)) == [(fonts.SANS, vowels)]


def test_each_run_has_a_font_with_its_glyphs():
    runs = list(fonts.runs("a合ش😀\U00013000", fonts.BOLD))
    assert runs == [
        (fonts.BOLD, "a"),
        ("HeguHan", "合"),
        ("HeguArabicBold", "ش"),
        ("HeguEmoji", "😀"),
        (fonts.BOLD, fonts.MISSING),
    ]
