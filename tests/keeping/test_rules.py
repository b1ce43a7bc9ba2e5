"""Until when a record is kept: the rules of trust, table 1a, and what must hold for any rule."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keeping.rules import OF_AGE, BadRule, Rule, age_on, birthday, clinic_rule, keep_until, read_rules, rules

pytestmark = pytest.mark.no_database
UK, NY, FLORIDA = (rules()[slug] for slug in ("england", "new-york", "florida"))
DAYS = st.dates(date(1900, 1, 1), date(2080, 12, 31))
RULES = st.sampled_from(sorted(rules().values(), key=lambda rule: rule.slug))


@pytest.mark.parametrize(
    ("rule", "born", "last", "until"),
    [
        (UK, date(1970, 5, 5), date(2016, 3, 1), date(2024, 3, 1)),
        (UK, date(2010, 5, 5), date(2016, 3, 1), date(2035, 5, 5)),
        (UK, date(2000, 5, 5), date(2018, 5, 4), date(2026, 5, 5)),  # 17 at the end
        (UK, date(2000, 5, 5), date(2018, 5, 5), date(2026, 5, 5)),  # 18 that day: 8 years
        (UK, date(2000, 5, 5), date(2017, 5, 4), date(2025, 5, 5)),  # 16 at the end: 25
        (UK, date(2004, 2, 29), date(2016, 2, 29), date(2029, 3, 1)),
        (UK, date(1970, 1, 1), date(2016, 2, 29), date(2024, 2, 29)),
        (UK, None, date(2016, 3, 1), date(2041, 3, 1)),
        (NY, date(1970, 5, 5), date(2016, 2, 29), date(2022, 3, 1)),
        (NY, date(2010, 5, 5), date(2016, 3, 1), date(2032, 5, 5)),
        (NY, date(2000, 5, 5), date(2017, 3, 1), date(2023, 3, 1)),
        (FLORIDA, date(2010, 5, 5), date(2016, 3, 1), date(2021, 3, 1)),
        (FLORIDA, None, date(2016, 3, 1), date(2021, 3, 1)),
    ],
)
def test_table(rule, born, last, until):
    assert keep_until(rule, born, last) == until


@given(RULES, st.one_of(st.none(), DAYS), DAYS)
def test_never_less_than_the_years(rule, born, last):
    assert keep_until(rule, born, last) >= birthday(last, rule.years)


@given(RULES, DAYS, DAYS)
def test_children_are_kept_until_their_birthday(rule, born, last):
    if rule.minor_until and age_on(min(born, last), last) < OF_AGE:
        assert keep_until(rule, born, last) >= birthday(min(born, last), rule.minor_until)


@given(RULES, DAYS, DAYS, st.integers(1, 4000))
def test_later_visit_of_an_adult_keeps_it_longer(rule, born, last, days):
    later = last + timedelta(days=days)
    if age_on(born, last) >= OF_AGE:
        assert keep_until(rule, born, later) >= keep_until(rule, born, last)


@given(DAYS, st.integers(-100, 100))
def test_birthdays_are_real_and_move_by_years(born, years):
    day = birthday(born, years)
    assert day.year == born.year + years
    assert (day.month, day.day) in {(born.month, born.day), (3, 1)}


def test_own_file_adds_and_replaces(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text("ohio: {place: Ohio, years: 7, source: Board letter, checked: 2026-01-02, verified: true}\n")
    rule = clinic_rule("ohio", str(own))
    assert rule == Rule("ohio", "Ohio", 7, "Board letter", date(2026, 1, 2), verified=True)
    assert clinic_rule("england", str(own)) == UK


@pytest.mark.parametrize(
    "text",
    [
        "- a\n",
        "x: {place: X}\n",
        "x: {place: X, years: many, source: Y, checked: 2026-01-02, verified: true}\n",
        "a: [",
    ],
)
def test_bad_file_says_so(tmp_path, text):
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(BadRule, match=r"own\.yaml"):
        read_rules(own)


def test_unknown_rule_names_those_there_are():
    with pytest.raises(BadRule, match="england"):
        clinic_rule("atlantis")


def test_every_shipped_rule_has_source_and_day():
    assert all(rule.source and rule.checked and rule.place for rule in rules().values())
