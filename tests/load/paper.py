"""One sheet of two pages, drawn by the product and, from the same words, by WeasyPrint, on the same machine in turns.

Run by `tests.load.bench`; `python -m tests.load.paper` does it alone, in the database that DATABASE_URL names.
WeasyPrint needs Pango: `apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0`.
"""

import copy
import html
import logging
import os
import statistics
import sys
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdf

ROUNDS = 15
MOST_OF_WEASYPRINT = 1 / 3
FONT = Path(__file__).resolve().parents[2] / "clinic/printing/fonts"
STYLE = """
@page { size: A4; margin: 26mm 27mm 22mm; @top-left { content: "%s"; font: 600 9.5pt Source }
        @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 9.5pt Source } }
%s
body { font: 12pt/1.35 Source } h1 { font-size: 26pt; margin: 0 } p { margin: 0 0 7pt }
h2 { font-size: 16pt; break-after: avoid; margin: 12pt 0 4pt } ul, ol { margin: 0 0 8pt; padding-left: 15pt }
h3 { font-size: 13pt; break-after: avoid; margin: 8pt 0 2pt } li, p { orphans: 2; widows: 2 } .lead { font-size: 14pt }
.short, .safety { background: #f1f4ee; border-left: 3.5pt solid #2c6e63; padding: 10pt }
.sources, .about { font-size: 9pt; line-height: 1.3 } img { float: right; width: 66pt } sup { font-size: 0.7em }
"""


def times() -> dict[str, Any]:
    """Milliseconds of each way of printing, and how many pages each made."""
    from clinic.printing import Paper, PrintSize
    from library import sheet_pdf as drawing
    from library.models import FactsheetVersion
    from library.sheet_story import Marks

    form, on = drawing.Form(Paper.A4, PrintSize.NORMAL), date.today()  # noqa: DTZ011 - any day does
    whole = FactsheetVersion.objects.select_related("sheet").get(sheet__slug="migraine", sheet__language="en", number=1)
    version = two_pages(whole, lambda one: drawing._drawn_at(1, one, form, Marks(on))[0])
    page = html_of(version)
    ways: dict[str, Callable[[], bytes]] = {"drawn": lambda: drawing._draw(version, form, Marks(on))}
    logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()  # made once: a server would keep it too
    ways["weasyprint"] = lambda: HTML(string=page).write_pdf(font_config=fonts)
    found: dict[str, Any] = {"ms": {}, "pages": {}}
    with TemporaryDirectory() as folder:
        ways["kept"] = kept_in(folder, version, form, on)
        for round_ in range(-3, ROUNDS):
            for name, draw in ways.items():
                began = time.perf_counter()
                content = draw()
                if round_ >= 0:
                    found["ms"].setdefault(name, []).append((time.perf_counter() - began) * 1000)
                found["pages"][name] = len(pypdf.PdfReader(BytesIO(content)).pages)
    return found


def kept_in(folder: str, version: Any, form: Any, on: date) -> Callable[[], bytes]:
    """The sheet as the product gives it a second time: from the store."""
    from django.test.utils import override_settings

    from library.sheet_pdf import sheet_pdf

    def ask() -> bytes:
        with override_settings(MEDIA_ROOT=folder):
            return sheet_pdf(version, form, on=on)

    return ask


def two_pages(whole: Any, draw: Callable[[Any], bytes]) -> Any:
    """A copy of the version with as many of its sections as fill two pages, as they are."""
    parts = whole.body.split("\n## ")
    for count in range(len(parts), 1, -1):
        version = copy.copy(whole)
        version.body = "\n## ".join(parts[:count])
        if len(pypdf.PdfReader(BytesIO(draw(version))).pages) == 2:
            return version
    raise SystemExit("No part of the sheet fills two pages.")


def html_of(version: Any) -> str:
    """The same words as a page for WeasyPrint: headings, lists, boxes, sources, code, head and foot."""
    from django.conf import settings

    from clinic.printing import drawing_svg, qr
    from library import sheet_words
    from library.sheet_page import page_of
    from library.templatetags.sheets import words

    page, said = page_of(version), []
    code = b64encode(drawing_svg(qr(sheet_words.sheet_address(version.sheet)), title="").encode()).decode()
    for part in page.parts:
        inside = "".join(block_html(block, words) for block in part.section.blocks)
        said.append(
            f'<section class="{part.section.kind}"><h2>{html.escape(part.section.title)}</h2>{inside}</section>'
        )
    sources = "".join(
        f'<li id="source-{s["number"]}">{html.escape(s["text"])} {html.escape(s["place"])}</li>' for s in page.sources
    )
    about = "".join(f"<p>{html.escape(line)}</p>" for line in [*page.about, page.safety])
    faces = "".join(face(weight, name) for weight, name in ((400, "Regular"), (600, "Semibold"), (700, "Bold")))
    style = STYLE % (html.escape(settings.CLINIC["name"]), faces)
    return (
        f'<html lang="en"><head><title>{html.escape(version.title)}</title><style>{style}</style></head><body>'
        f'<img src="data:image/svg+xml;base64,{code}"><h1>{html.escape(version.title)}</h1>'
        f'<p class="lead">{html.escape(version.summary)}</p>{"".join(said)}'
        f'<section class="sources"><h2>Sources</h2><ol>{sources}</ol></section><section class="about">{about}</section>'
    )


def block_html(block: Any, words: Callable[[Any], str]) -> str:
    if block.kind in ("bullets", "numbers"):
        tag = "ul" if block.kind == "bullets" else "ol"
        return f"<{tag}>{''.join(f'<li>{words(line)}</li>' for line in block.lines)}</{tag}>"
    tag = "h3" if block.kind == "subheading" else "p"
    return "".join(f"<{tag}>{words(line)}</{tag}>" for line in block.lines)


def face(weight: int, name: str) -> str:
    [file] = FONT.rglob(f"SourceSans3-{name}.ttf")
    return f"@font-face {{ font-family: Source; font-weight: {weight}; src: url({file.as_uri()}) }}\n"


def report(found: dict[str, Any]) -> bool:
    """Print the table; True when drawing takes at most a third of WeasyPrint's time."""
    p50 = {name: statistics.median(ms) for name, ms in found["ms"].items()}
    out = sys.stdout.write
    out("\nOne sheet of two pages, A4, normal print:\n")
    for name, label in (
        ("drawn", "drawn by the product"),
        ("weasyprint", "drawn by WeasyPrint"),
        ("kept", "kept, read again"),
    ):
        out(f"{label:<28}{p50[name]:>8.2f} ms  {found['pages'][name]} pages\n")
    ratio = p50["drawn"] / p50["weasyprint"]
    out(f"ratio {ratio:.3f}, target {MOST_OF_WEASYPRINT:.3f}: {'yes' if ratio <= MOST_OF_WEASYPRINT else 'NO'}\n")
    return ratio <= MOST_OF_WEASYPRINT


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    import django

    django.setup()
    try:
        found = times()
    except OSError as missing:
        raise SystemExit(f"WeasyPrint cannot start: {missing}\n{__doc__.splitlines()[3]}") from missing
    sys.exit(0 if report(found) else 1)
