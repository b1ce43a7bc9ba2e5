"""Answers a request with rows for a spreadsheet. No cell of it can be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """The value as text; one that a spreadsheet would work out begins with an apostrophe, which it does not show."""
    text = str(value).replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(FORMULAS) else text


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return the rows as a file to save; `name` holds nobody's name."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(heading) for heading in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    # The mark at the beginning tells Excel that names are in UTF-8.
    response = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Return the rows as an Excel workbook to save; every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    for row in (header, *rows):
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", safe_cell(value)) for value in row])
    written = io.BytesIO()
    book.save(written)
    response = HttpResponse(
        written.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
