"""Dates of birth as other systems write them. Which of 3/4/1984 is the month is asked, never guessed."""

import re
from collections.abc import Iterable
from datetime import date

from clinic.forms import MONTHS

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
SLASHED = re.compile(r"(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4})(?:\s\d{1,2}:\d{2}.*)?")
DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/.,\s]+([A-Za-z]{3,9})\.?[-/.,\s]+(\d{4})")
NAME_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[-/.,\s]+(\d{1,2})(?:st|nd|rd|th)?[,.\s]+(\d{4})")
TWO_FIGURES = re.compile(r"\d{1,2}[-/.\s](?:\d{1,2}|[A-Za-z]{3,9})[-/.\s]\d{2}")


class NoDate(ValueError):
    """The text is no date; the message is a sentence for the report."""


def order_in(values: Iterable[str]) -> str:
    """Say what the dates with strokes show: "day" or "month" comes first, "either" if they do not tell, "" if none.

    "both" if some can only be read the one way and some only the other.
    """
    seen = set()
    for value in values:
        if match := SLASHED.fullmatch(value.strip()):
            first, second = int(match[1]), int(match[2])
            seen.add("day" if first > 12 else "month" if second > 12 else "either")
    if {"day", "month"} <= seen:
        return "both"
    return "day" if "day" in seen else "month" if "month" in seen else "either" if seen else ""


def read_date(text: str, *, month_first: bool) -> date:
    """Return the date that `text` names. Raises NoDate."""
    text = " ".join(text.split())
    if match := ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := SLASHED.fullmatch(text):
        first, second, year = map(int, match.groups())
        day, month = (second, first) if month_first else (first, second)
        if month > 12 >= day:
            raise NoDate(f"There is no month {month}. The {'month' if month_first else 'day'} was said to come first.")
    elif match := DAY_NAMED.fullmatch(text):
        day, month, year = int(match[1]), MONTHS.get(match[2].lower(), 0), int(match[3])
    elif match := NAME_FIRST.fullmatch(text):
        day, month, year = int(match[2]), MONTHS.get(match[1].lower(), 0), int(match[3])
    elif TWO_FIGURES.fullmatch(text):
        raise NoDate("Write the year with four figures.")
    else:
        raise NoDate("This is not a date. Write it like 27/03/1984 or 1984-03-27.")
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDate("There is no such date. Check the day and the month.") from None
