"""Wall clocks to instants and back, through both clock changes."""

from datetime import UTC, date, datetime, time

import pytest

from clinic.times import AmbiguousTime, SkippedTime, day_bounds, local_instant, written_date

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 29), "Europe/London", 23),
        (date(2026, 10, 25), "Europe/London", 25),
        (date(2026, 3, 8), "America/New_York", 23),
        (date(2026, 11, 1), "America/New_York", 25),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 6, 1), "Europe/London", 24),
    ],
)
def test_day_is_as_long_as_the_clocks_make_it(day, zone, hours):
    start, end = day_bounds(day, zone)
    assert (end - start).total_seconds() / 3600 == hours


def test_local_instant_follows_summer_time():
    assert local_instant(date(2026, 7, 1), time(9), "Europe/London") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    assert local_instant(date(2026, 12, 1), time(9), "Europe/London") == datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "zone"),
    [(date(2026, 3, 29), time(1, 30), "Europe/London"), (date(2026, 3, 8), time(2, 30), "America/New_York")],
)
def test_skipped_time_is_refused_with_a_sentence(day, clock, zone):
    with pytest.raises(SkippedTime) as refused:
        local_instant(day, clock, zone)
    assert refused.value.sentence.startswith("The clocks go forward then, so ")
    assert written_date(day) in refused.value.sentence


@pytest.mark.parametrize(
    ("day", "clock", "zone"),
    [(date(2026, 10, 25), time(1, 30), "Europe/London"), (date(2026, 11, 1), time(1, 30), "America/New_York")],
)
def test_doubled_time_is_refused_with_a_sentence(day, clock, zone):
    with pytest.raises(AmbiguousTime, match="comes twice"):
        local_instant(day, clock, zone)


def test_first_minute_after_the_gap_exists():
    assert local_instant(date(2026, 3, 29), time(2), "Europe/London") == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_written_date_has_no_leading_zero():
    assert written_date(date(2026, 8, 6)) == "Thursday 6 August 2026"
