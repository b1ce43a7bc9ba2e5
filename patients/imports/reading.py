"""Turns the bytes of a CSV or XLSX file into rows of text, or says in a sentence why it cannot."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from clinic.spreadsheet import FORMULAS

MOST_BYTES = 20_000_000
MOST_ROWS = 60_000
MOST_COLUMNS = 200
LONGEST_CELL = 20_000
MOST_UNPACKED = 150_000_000
MOST_PARTS = 2_000
NUL_SHOWN = "\u2400"  # stands where a cell held NUL, which no database keeps
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
# What other files begin with, and what to say of them.
OTHERS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"\xff\xd8\xff": "a photograph",
    b"\x89PNG": "a picture",
    b"{\\rtf": "a text document (RTF)",
}


class Unreadable(Exception):
    """The file cannot be read; `sentence` says why and how to mend it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Sheet:
    """What a file holds: its header, its rows with the line each begins on, and how it was read."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    how: str


def read_file(content: bytes) -> Sheet:
    """Return the first sheet of an XLSX file, or a CSV file's rows. The content decides, not the name."""
    if not content.strip(b"\0\t\r\n "):
        raise Unreadable("The file is empty. Choose the file that holds the patients.")
    if len(content) > MOST_BYTES:
        raise Unreadable("The file is larger than 20 MB. Split it into smaller files.")
    if content.startswith(b"PK\x03\x04"):
        return _sheet(_excel_rows(content), "Excel workbook, first sheet")
    for start, kind in OTHERS.items():
        if content.startswith(start):
            raise Unreadable(f"This is {kind}, not a spreadsheet. Save the list as CSV or as Excel (.xlsx).")
    text, encoding = decoded(content)
    if text.lstrip()[:15].lower().startswith(("<!doctype", "<html", "<?xml", "<svg")):
        raise Unreadable("This is a web page, not a spreadsheet. Save the list as CSV or as Excel (.xlsx).")
    delimiter = delimiter_of(text)
    return _sheet(_csv_rows(text, delimiter), f"CSV, {encoding}, columns parted by {DELIMITERS[delimiter]}s")


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text and the name of its encoding: by its mark, else UTF-8 if it is that, else Windows' own."""
    for mark, codec, name in (
        (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8 with a mark"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if content.startswith(mark):
            try:
                return content.decode(codec), name
            except UnicodeDecodeError:
                raise Unreadable(
                    f"The file says that it is {name}, and is not. Save it again as “CSV UTF-8”."
                ) from None
    if codec := _unmarked_utf_16(content):
        return content.decode(codec, "replace"), "UTF-16 without a mark"
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "Windows-1252 (Western Europe)"
    except UnicodeDecodeError:
        return content.decode("latin-1"), "Latin-1 (Western Europe)"


def _unmarked_utf_16(content: bytes) -> str:
    """Name the codec of a text in which every second byte of the header is NUL."""
    head = content[:400]
    if head[1::2].count(0) > 0.8 * len(head[1::2]):
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > 0.8 * len(head[::2]) else ""


def delimiter_of(text: str) -> str:
    """Return the sign that parts the header into most columns, read with its quotation marks."""
    # Tabs first: where two part a line equally often, a comma may stand inside of a cell.
    found = {sign: len(next(_records(text[:100_000], sign), (0, [""]))[1]) for sign in ("\t", ";", ",")}
    best = max(found, key=lambda sign: found[sign])
    return best if found[best] > 1 else ","


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from _records(text, delimiter)
    except csv.Error:
        raise Unreadable(
            "One cell of the file holds more than 131,000 characters. Probably a quotation mark is opened and never "
            'closed: look for a single " in the file, close it, and choose the file again.'
        ) from None


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _excel_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _refuse_bombs(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_col=MOST_COLUMNS + 1)
        for number, cells in enumerate(rows, 1):
            yield number, [_cell_text(cell.value) for cell in cells]
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - a damaged workbook fails in many ways inside of the library
        raise Unreadable(
            "This is not an Excel workbook that can be read. Open it, save it as .xlsx or CSV, and choose it again."
        ) from None


def _refuse_bombs(content: bytes) -> None:
    """Refuse an archive that unpacks to very much more than a list of patients."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable("This file is damaged. Save the list again as .xlsx or CSV.") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable("This workbook unpacks to more than 150 MB. Save the list alone, as CSV.")
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("This is an archive, not an Excel workbook. Choose the .xlsx or CSV file itself.")


def _cell_text(value: Any) -> str:
    """The value of a cell as text: dates as 1984-03-27, whole numbers without a point, formulas as they are typed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _tidy(cell: str) -> str:
    """The cell without blanks around it, and without the apostrophe that our own files put before a formula."""
    text = cell[:LONGEST_CELL].replace("\0", NUL_SHOWN).strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULAS) else text


def _sheet(rows: Iterator[tuple[int, list[str]]], how: str) -> Sheet:
    """Check the size of the whole, and tidy each cell; blank rows are left out, short ones filled up."""
    header: list[str] = []
    kept: list[tuple[int, list[str]]] = []
    for line, raw in rows:
        cells = [_tidy(cell) for cell in raw]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unreadable(
                f"Line {line} has more than {MOST_COLUMNS} columns. Keep those with the patients' details, and delete "
                "the others."
            )
        if not cells:
            continue
        if not header:
            header = cells
            continue
        kept.append((line, cells))
        if len(kept) > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files.")
    if not kept:
        raise Unreadable("The file holds one line only. It needs a line of headings, and below it a line per patient.")
    return Sheet(header, kept, how)
