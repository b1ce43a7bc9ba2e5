"""Telephone numbers in the one form the whole world uses (+441632960210), read from whatever was typed. No database."""

import re

import phonenumbers
from django.conf import settings

LENGTH = 200  # of the column: more numbers than a phone field can hold
LEFT_OVER = 4  # figures beside the numbers: with so many, one was typed too long and what was read is a part of it
FIGURES = re.compile(r"\d")


def region() -> str:
    """The country whose way of writing numbers is meant where none is named."""
    return settings.CLINIC_JURISDICTIONS[0][:2]


def numbers_in(typed: str, *, country: str = "") -> list[str]:
    """Every number in the text that can be dialled, such as +441632960210; each once, in the order typed."""
    country = country or region()
    found = phonenumbers.PhoneNumberMatcher(typed, country, leniency=phonenumbers.Leniency.POSSIBLE)
    good = [match for match in found if _has_full_length(match.number)]
    read = sum(len(FIGURES.findall(match.raw_string)) for match in good)
    if len(FIGURES.findall(typed)) - read >= LEFT_OVER:
        return []
    e164 = phonenumbers.PhoneNumberFormat.E164
    return list(dict.fromkeys(phonenumbers.format_number(match.number, e164) for match in good))


def normal_form(typed: str) -> str:
    """What is kept beside the number as typed, to compare by: the numbers with spaces between them."""
    return " ".join(numbers_in(typed))[:LENGTH] if typed else ""


def national(number: str) -> str:
    """The figures of a number in its normal form that stay the same however it is dialled."""
    return str(phonenumbers.parse(number).national_number)


def doubt_about(typed: str) -> str:
    """A sentence for people if the text holds no number that can be dialled; empty if all is well."""
    if not typed.strip() or numbers_in(typed):
        return ""
    if not FIGURES.search(typed):
        return "This holds no figures, so nobody can be rung with it. It is kept as typed."
    return "This does not read as a full telephone number: figures may be missing or too many. It is kept as typed."


def _has_full_length(number: phonenumbers.PhoneNumber) -> bool:
    """Not merely as long as a number dialled within one town."""
    return phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
