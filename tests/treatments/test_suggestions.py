"""Which sheet is suggested: pure rules."""

import pytest

from treatments.suggestions import Sheet, suggested

pytestmark = pytest.mark.no_database
KNEE, VISIT = Sheet("knee", 7, "Knee"), Sheet("your-visit", 9, "Your visit")


@pytest.mark.parametrize(
    ("condition", "given", "is_first", "expected"),
    [
        (KNEE, set(), False, KNEE),
        (KNEE, set(), True, KNEE),
        (KNEE, {6}, False, KNEE),  # an older version at home does not count
        (KNEE, {7}, False, None),
        (KNEE, {7}, True, VISIT),
        (KNEE, {7, 9}, True, None),
        (None, set(), True, VISIT),
        (None, set(), False, None),
        (None, {9}, True, None),
    ],
)
def test_the_sheet_that_fits(condition, given, is_first, expected):
    assert suggested(condition=condition, your_visit=VISIT, given=given, is_first=is_first) == expected


def test_without_a_sheet_on_the_visit_there_is_none():
    assert suggested(condition=None, your_visit=None, given=set(), is_first=True) is None
