"""Other people's spreadsheets: each odd file is read as it was meant, or refused with a sentence."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from clinic.spreadsheet import csv_response
from patients.imports import reading
from patients.imports.dates import NoDate, order_in, read_date
from patients.imports.headers import TARGETS, answer, guess, heading_key, table
from patients.imports.reading import Unreadable, read_file
from patients.imports.rows import boxes

pytestmark = pytest.mark.no_database
EXCEL_DAY = datetime(1984, 3, 27)  # noqa: DTZ001 - as the library gives it
TEXT = "Name;Born\nZoë Łuków;27/03/1984\n"


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def zipped(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize(
    ("codec", "said"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "with a mark"), ("utf-16", "UTF-16"), ("utf-16-le", "without a mark")],
)
def test_encodings_are_recognised_and_said(codec, said):
    sheet = read_file(TEXT.encode(codec))
    assert sheet.header == ["Name", "Born"]
    assert sheet.rows == [(2, ["Zoë Łuków", "27/03/1984"])]
    assert said in sheet.how
    assert "semicolons" in sheet.how


@pytest.mark.parametrize(("codec", "said"), [("cp1252", "Windows-1252"), ("latin-1", "Western Europe")])
def test_western_encodings(codec, said):
    sheet = read_file("Name,Town\nZoë,Orléans\n".encode(codec))
    assert sheet.rows == [(2, ["Zoë", "Orléans"])]
    assert said in sheet.how


def test_bytes_that_windows_does_not_know_are_latin_1():
    assert "Latin-1" in read_file(b"Name,Town\nZo\xeb\x81,A\n").how


@pytest.mark.parametrize(("sign", "word"), [(",", "commas"), (";", "semicolons"), ("\t", "tabs")])
def test_delimiters(sign, word):
    sheet = read_file(f'"Name, full"{sign}Born{sign}Note\nAnn{sign}1984-03-27{sign}"a{sign}b ""c"""\n'.encode())
    assert sheet.header == ["Name, full", "Born", "Note"]
    assert sheet.rows[0][1] == ["Ann", "1984-03-27", f'a{sign}b "c"']
    assert word in sheet.how


def test_lines_are_counted_as_an_editor_counts_them():
    sheet = read_file(b'Name,Address\n\nAnn,"1 Mill Lane\nShaftesbury"\nBob,x\n')
    assert [line for line, _ in sheet.rows] == [3, 5]


def test_ragged_rows_formulas_nul_and_long_cells_are_kept():
    sheet = read_file(b"Name,Note\n=cmd|' /C calc'!A0\nAnn,a\0b,extra\n" + b"Bob," + b"x" * 10_000 + b"\n")
    assert sheet.rows[0][1] == ["=cmd|' /C calc'!A0"]
    assert sheet.rows[1][1] == ["Ann", "a\u2400b", "extra"]
    assert len(sheet.rows[2][1][1]) == 10_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n \0", "empty"),
        (b"Name,Born\n", "one line only"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0 old", ".xls"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"PK\x03\x04 rubbish", "damaged"),
        (zipped(**{"../../etc/passwd": "x"}), "archive"),
        (zipped(**{"xl/workbook.xml": "<nonsense"}), "not an Excel workbook"),
        (b"Name\n" + b",".join([b"a"] * 500) + b"\n", "Line 2 has more than 200 columns"),
        (b'Name,Note\nAnn,"' + b"x" * 200_000, "quotation mark"),
        (b"\xff\xfeabc", "UTF-16"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(content, words):
    with pytest.raises(Unreadable) as refused:
        read_file(content)
    assert words in refused.value.sentence


def test_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    monkeypatch.setattr(reading, "load_workbook", lambda *_, **__: pytest.fail("unpacked"))
    with pytest.raises(Unreadable, match="unpacks to more than"):
        read_file(zipped(**{"xl/workbook.xml": "<x/>", "xl/worksheets/sheet1.xml": "0" * 2_000_000}))


def test_too_many_rows_and_bytes(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(Unreadable, match="more than 3 rows"):
        read_file(b"Name\n" + b"Ann\n" * 4)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(Unreadable, match="20 MB"):
        read_file(b"Name,Born\nAnn,x\n")


def test_workbook_gives_text():
    content = workbook(
        ["Name", "Born", "Phone", "Note"],
        ["Ann", EXCEL_DAY, 447700900001, "=1+1"],
        [None],
        ["Bob", date(1990, 1, 2)],
    )
    sheet = read_file(content)
    assert sheet.header == ["Name", "Born", "Phone", "Note"]
    assert sheet.rows == [(2, ["Ann", "1984-03-27", "447700900001", "=1+1"]), (4, ["Bob", "1990-01-02"])]


def test_our_own_file_comes_back_as_it_was():
    told = csv_response("x.csv", ["Name", "Phone"], [["=cmd", "+44 7700 900001"]])
    assert read_file(told.content).rows == [(2, ["=cmd", "+44 7700 900001"])]


@given(st.binary(max_size=300))
def test_no_bytes_fail_without_a_sentence(content):
    try:
        sheet = read_file(content)
    except Unreadable:
        return
    assert all("\0" not in cell for _, cells in sheet.rows for cell in cells)


@pytest.mark.parametrize(
    ("text", "month_first"),
    [
        ("27/03/1984", False),
        ("3/27/1984", True),
        ("27.3.1984", False),
        ("1984-03-27", True),
        ("1984-03-27", False),
        ("1984/3/27 00:00", False),
        ("27 March 1984", True),
        ("27th Mar. 1984", False),
        ("Mar 27, 1984", False),
        ("27-Mar-1984", False),
    ],
)
def test_dates(text, month_first):
    assert read_date(text, month_first=month_first) == date(1984, 3, 27)


@pytest.mark.parametrize(
    ("text", "words"),
    [("3/27/1984", "no month 27"), ("31/02/1984", "no such date"), ("27/3/84", "four figures"), ("soon", "not a date")],
)
def test_wrong_dates(text, words):
    with pytest.raises(NoDate, match=words):
        read_date(text, month_first=False)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["27/03/1984", "1/2/1990"], "day"),
        (["3/27/1984"], "month"),
        (["1/2/1990"], "either"),
        (["27/3/1984", "3/27/1984"], "both"),
        (["1984-03-27", "soon", ""], ""),
    ],
)
def test_order_of_dates(values, order):
    assert order_in(values) == order


@given(st.dates(date(1890, 1, 1), date(2099, 12, 31)), st.booleans())
def test_every_date_comes_back(day, month_first):
    form = "{0.month}/{0.day}/{0.year}" if month_first else "{0.day}/{0.month}/{0.year}"
    assert read_date(form.format(day), month_first=month_first) == day


@pytest.mark.parametrize("slug", ["jane", "cliniko", "simplepractice"])
def test_systems_are_recognised_by_their_headings(slug):
    system = table()["systems"][slug]
    found = guess([heading.title() for heading in system["tell"]])
    assert (found.system, found.is_verified) == (system["name"], system["verified"])


def test_ordinary_list_is_nobodys_export():
    found = guess(["First Name", "Surname", "DOB", "Mobile", "Home Phone", "Town", "Shoe size", "E-mail"])
    assert found.system == ""
    assert found.targets == ["given_name", "family_name", "date_of_birth", "phone", "phone", "address", "", "email"]


def test_tables_of_headings_are_whole():
    said = table()
    for fields in (said["fields"], *(system["fields"] for system in said["systems"].values())):
        assert set(fields) <= set(TARGETS)
        assert all(heading == heading_key(heading) for headings in fields.values() for heading in headings)
        flat = [heading for headings in fields.values() for heading in headings]
        assert len(flat) == len(set(flat))
    assert all(system["source"] and isinstance(system["checked"], date) for system in said["systems"].values())


@pytest.mark.parametrize(("text", "value"), [("F", "female"), ("Male", "male"), ("unknown", ""), ("x", None)])
def test_answers(text, value):
    assert answer("sex", text) == value


def test_row_joins_what_belongs_together():
    header = ["First", "Last", "Street", "Town", "Mobile", "Home", "Born", "Sex"]
    targets = ["given_name", "family_name", "address", "address", "phone", "phone", "date_of_birth", "sex"]
    plan = {"targets": targets, "month_first": False, "status": "past"}
    made = boxes(["Ann", "Lee", "1 Mill Lane", "Bath", "0770", "0163", "27/3/1984", "F"], header, plan)
    assert made.problems == []
    assert made.data == {
        "full_name": "Ann Lee",
        "address": "1 Mill Lane\nBath",
        "phone": "0770, 0163",
        "sex": "female",
        "status": "past",
        "date_of_birth_0": "27",
        "date_of_birth_1": "3",
        "date_of_birth_2": "1984",
    }


def test_row_says_what_is_wrong_in_it():
    plan = {"targets": ["full_name", "date_of_birth", "sex"], "month_first": False, "status": "past"}
    made = boxes(["A\u2400nn", "3/27/1984", "yes" * 40, "more"], ["Name", "Born", ""], plan)
    assert [(one["column"], one["sentence"][:20]) for one in made.problems] == [
        ("Name", "This holds a charact"),
        ("Column 3", "This word is not kno"),
        ("Born", "There is no month 27"),
        ("", "This line has more c"),
    ]
    assert all(len(one["value"]) <= 60 for one in made.problems)


def test_samples_are_valid_csv():
    """The hostile samples above are what a csv reader sees, not a mistake of the test."""
    assert next(csv.reader(["Ann,a\0b,extra"])) == ["Ann", "a\0b", "extra"]
