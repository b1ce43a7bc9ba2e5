"""`para` and `rich` are the only way text reaches ReportLab, in the whole repository."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

ROOT = Path(__file__).parents[2]
ROOM = "clinic/printing/"
SKIPPED = {".venv", "venv", "node_modules", "var", "staticfiles", ".git", "__pycache__"}

WRITERS = {"Paragraph", "XPreformatted", "Preformatted", "ParaParser", "ParaFrag", "PDFTextObject", "TableOfContents"}
WRITERS |= {"String", "Label", "XLabel", "drawToString", "renderSVG", "renderPM"}
METHODS = {"drawString", "drawCentredString", "drawCenteredString", "drawRightString", "drawAlignedString"}
METHODS |= {"drawInlineImage", "beginText", "textLine", "textLines", "textOut", "setFont"}
# Where each of them may stand, and the parts of ReportLab that carry no text and so may be used by every room.
ALLOWED = {
    "clinic/printing/text.py": {"Paragraph", "ParaFrag"},
    "clinic/printing/drawn.py": {"String"},
}
HARMLESS = {
    "reportlab.graphics.shapes": {
        "Drawing",
        "Group",
        "Line",
        "PolyLine",
        "Polygon",
        "Circle",
        "Ellipse",
        "Rect",
        "Path",
        "Shape",
    },
    "reportlab.lib.colors": {"Color", "HexColor"},
    "reportlab.platypus": {"Flowable", "Spacer", "PageBreak", "CondPageBreak"},
    "reportlab.lib.styles": {"ParagraphStyle"},
    "reportlab.lib.units": {"mm", "cm", "inch"},
}


def faults(source: str, path: str) -> Iterator[str]:
    """Every way in this source by which text could reach ReportLab without being cleaned."""
    allowed = ALLOWED.get(path, set())
    inside = path.startswith(ROOM)
    for node in ast.walk(ast.parse(source)):
        where = f"{path}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Import):
            for name in (alias.name for alias in node.names):
                if name.partition(".")[0] == "reportlab":
                    yield f"{where} imports {name} as a whole"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "reportlab":
            for alias in node.names:
                if alias.name in WRITERS - allowed or alias.name == "*":
                    yield f"{where} imports {alias.name}"
                elif not inside and alias.name not in HARMLESS.get(node.module or "", set()):
                    yield f"{where} imports {alias.name} outside {ROOM}"
        elif isinstance(node, ast.Attribute) and node.attr in METHODS:
            yield f"{where} calls {node.attr}"
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"Paragraph", "XPreformatted"} - allowed:
                yield f"{where} uses {name}"
        elif isinstance(node, ast.Constant) and node.value in METHODS | {"Paragraph", "XPreformatted"}:
            yield f"{where} names {node.value}"


def sources() -> Iterator[Path]:
    for path in ROOT.rglob("*.py"):
        parts = path.relative_to(ROOT).parts
        if not SKIPPED.intersection(parts) and parts[0] != "tests":
            yield path


def test_nothing_but_para_and_rich_hands_text_to_reportlab():
    checked = list(sources())
    assert len(checked) > 20
    found = [
        fault
        for path in checked
        for fault in faults(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from reportlab.platypus import Paragraph",
        "from reportlab.platypus import Paragraph as P\nP('x')",
        "from reportlab.platypus.paragraph import Paragraph",
        "from reportlab.platypus import XPreformatted",
        "from reportlab.platypus import *",
        "import reportlab.platypus as r\nr.Paragraph('x')",
        "import reportlab",
        "from reportlab import platypus",
        "from reportlab.platypus import Table",
        "from reportlab.pdfgen.canvas import Canvas",
        "from reportlab.graphics.shapes import String",
        "canvas.drawString(0, 0, name)",
        "getattr(canvas, 'drawRightString')(0, 0, name)",
        "page.beginText(0, 0)",
        "import importlib\nimportlib.import_module('reportlab.platypus').Paragraph",
    ],
)
def test_the_check_sees_each_way_around(source):
    assert list(faults(source, "library/pdf.py"))


@pytest.mark.parametrize("path", ["clinic/printing/blocks.py", "clinic/printing/page.py"])
def test_the_check_holds_inside_the_room_too(path):
    assert list(faults("from reportlab.platypus import Paragraph", path))
    assert list(faults("canvas.drawString(0, 0, name)", path))


def test_shapes_without_text_are_open_to_every_room():
    assert not list(faults("from reportlab.graphics.shapes import Drawing, Line", "patients/bodychart/draw.py"))
