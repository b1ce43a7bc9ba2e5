"""Until when a record is kept: rules as data, and the sum. Pure, no database."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).resolve().parent / "data" / "retention.yaml"
OF_AGE = 18


class BadRule(Exception):
    """A file of rules is not as it must be; the message says where."""


@dataclass(frozen=True)
class Rule:
    """How long records are kept in one place. The last two are birthdays, None where none counts."""

    slug: str
    place: str
    years: int
    source: str
    checked: date
    verified: bool
    minor_until: int | None = None
    seventeen_until: int | None = None


def birthday(born: date, age: int) -> date:
    """The day on which somebody is `age`; those born on 29 February are so on 1 March of other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def keep_until(rule: Rule, born: date | None, last_entry: date) -> date:
    """The first day on which the record need not be kept any more. A later entry starts the years anew.

    Without a date of birth nobody can tell that the person was of age, so the years of a minor born on the day of the
    last entry hold.
    """
    adult = birthday(last_entry, rule.years)
    if rule.minor_until is None:
        return adult
    born = min(born, last_entry) if born else last_entry
    age = age_on(born, last_entry)
    if age >= OF_AGE:
        return adult
    until = rule.seventeen_until if age == OF_AGE - 1 and rule.seventeen_until else rule.minor_until
    return max(adult, birthday(born, until))


def read_rules(path: Path) -> dict[str, Rule]:
    """Return the rules of a file by name. Raises BadRule."""
    try:
        rows: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = {slug: Rule(slug=slug, **row) for slug, row in rows.items()}
    except (OSError, yaml.YAMLError, AttributeError, TypeError) as error:
        raise BadRule(f"{path}: {error}") from error
    for rule in rules.values():
        numbers = [n for n in (rule.years, rule.minor_until, rule.seventeen_until) if n is not None]
        if not all(isinstance(n, int) and 0 < n < 120 for n in numbers) or not isinstance(rule.checked, date):
            raise BadRule(f"{path}: {rule.slug}: years are whole numbers, checked is a date")
    return rules


@cache
def rules(own_file: str = "") -> dict[str, Rule]:
    """The shipped rules, and the clinic's own over them."""
    return read_rules(SHIPPED) | (read_rules(Path(own_file)) if own_file else {})


def clinic_rule(slug: str, own_file: str = "") -> Rule:
    """The rule that the clinic has chosen. Raises BadRule where there is none of that name."""
    known = rules(own_file)
    if slug not in known:
        raise BadRule(f"CLINIC_RETENTION is {slug!r}; there are {', '.join(sorted(known))}.")
    return known[slug]
