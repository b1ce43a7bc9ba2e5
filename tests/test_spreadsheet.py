"""Files for spreadsheets: no cell is taken for a formula, and none breaks out of its place."""

import csv
import io

import pytest

from clinic.spreadsheet import csv_response, safe_cell

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "  @"])
def test_formulas_are_text(first):
    assert safe_cell(f"{first}1+1") == f"'{first}1+1"


@pytest.mark.parametrize("text", ["Anne", "O'Brien", "07700 900001", "a=b", "", "王"])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_quotes_and_separators_stay_in_their_cell():
    nasty = ['a","=1', "b\n=2", "c;=3", "d\0"]
    response = csv_response("x.csv", ["A", "B", "C", "D"], [nasty])
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))

    assert rows == [["A", "B", "C", "D"], ['a","=1', "b\n=2", "c;=3", "d"]]
    assert response["X-Content-Type-Options"] == "nosniff"
