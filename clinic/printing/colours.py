"""The colours of paper. Every one is dark enough to read when a laser printer turns it into grey."""

from reportlab.lib.colors import Color, HexColor

COLOURS: dict[str, Color] = {
    "ink": HexColor("#1f2a2a"),
    "ink-soft": HexColor("#4b5654"),
    "jade": HexColor("#2c6e63"),
    "jade-deep": HexColor("#1d4f47"),
    "clay": HexColor("#a8472a"),
    "line": HexColor("#bdb8ac"),
    "tint": HexColor("#f1f4ee"),
    "clay-tint": HexColor("#fbf1ec"),
    "white": HexColor("#ffffff"),
}
