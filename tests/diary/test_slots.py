"""Free times, held against a model that looks at every minute by itself."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic.diary.slots import Slot, Weekly, free_slots, merged, without
from clinic.times import day_bounds, local_instant

LONDON = "Europe/London"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def day_window(day, zone=LONDON, days=1):
    return Slot(day_bounds(day, zone)[0], day_bounds(day + timedelta(days=days - 1), zone)[1])


def clocks(slots, zone=LONDON):
    return [f"{slot.start.astimezone(ZoneInfo(zone)):%H:%M}" for slot in slots]


def slot(day, start, end, zone=LONDON):
    return Slot(local_instant(day, time.fromisoformat(start), zone), local_instant(day, time.fromisoformat(end), zone))


MONDAY = date(2026, 8, 3)
NINE_TO_TWELVE = [Weekly(0, time(9), time(12))]


def test_free_day_offers_every_step_that_fits():
    found = free_slots(NINE_TO_TWELVE, [], [], 45, 30, day_window(MONDAY), LONG_AGO, LONDON)

    assert clocks(found) == ["09:00", "09:30", "10:00", "10:30", "11:00"]
    assert found[0] == slot(MONDAY, "09:00", "09:45")


def test_busy_and_off_are_left_out_and_touching_is_free():
    busy, off = [slot(MONDAY, "09:30", "10:00")], [slot(MONDAY, "11:00", "11:15")]

    found = free_slots(NINE_TO_TWELVE, busy, off, 30, 15, day_window(MONDAY), LONG_AGO, LONDON)

    assert clocks(found) == ["09:00", "10:00", "10:15", "10:30", "11:15", "11:30"]


def test_buffer_keeps_its_distance_from_the_next_appointment_but_may_pass_closing():
    busy = [slot(MONDAY, "10:00", "10:30")]

    found = free_slots(NINE_TO_TWELVE, busy, [], 30, 30, day_window(MONDAY), LONG_AGO, LONDON, buffer=10)

    assert clocks(found) == ["09:00", "10:30", "11:00", "11:30"]


def test_nothing_in_the_past():
    now = local_instant(MONDAY, time(10, 1), LONDON)

    assert clocks(free_slots(NINE_TO_TWELVE, [], [], 30, 30, day_window(MONDAY), now, LONDON)) == [
        "10:30",
        "11:00",
        "11:30",
    ]


def test_skipped_hour_is_not_offered():
    # On Sunday 29 March 2026 London goes from 01:00 straight to 02:00.
    night = [Weekly(6, time(0), time(4))]

    found = free_slots(night, [], [], 30, 30, day_window(date(2026, 3, 29)), LONG_AGO, LONDON)

    assert clocks(found) == ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]
    assert len({one.start for one in found}) == 6


def test_repeated_hour_is_not_offered():
    # On Sunday 25 October 2026 London has 01:00 to 02:00 twice.
    night = [Weekly(6, time(0), time(4))]

    found = free_slots(night, [], [], 30, 30, day_window(date(2026, 10, 25)), LONG_AGO, LONDON)

    assert clocks(found) == ["00:00", "00:30", "02:00", "02:30", "03:00", "03:30"]


def test_nine_stays_nine_over_the_clock_change():
    weekly = [Weekly(day, time(9), time(10)) for day in range(7)]

    found = free_slots(weekly, [], [], 60, 60, day_window(date(2026, 10, 24), days=3), LONG_AGO, LONDON)

    assert clocks(found) == ["09:00"] * 3
    assert [one.start.hour for one in found] == [8, 9, 9]


def test_hours_that_touch_are_one_stretch():
    halves = [Weekly(0, time(9), time(10)), Weekly(0, time(10), time(11))]

    found = free_slots(halves, [], [], 90, 30, day_window(MONDAY), LONG_AGO, LONDON)

    assert clocks(found) == ["09:00", "09:30"]


def test_merged_and_without_keep_the_minutes():
    a, b, c = (LONG_AGO + minutes * MINUTE for minutes in (0, 10, 20))

    assert merged([Slot(b, c), Slot(a, b)]) == [Slot(a, c)]
    assert without([Slot(a, c)], [Slot(a, b)]) == [Slot(b, c)]


# --- the minute model ---


def minute_model(hours, busy, off, minutes, step, window, now, zone, buffer):
    """The same answer by looking at each minute: slow, and with no interval arithmetic to get wrong."""
    zoned = ZoneInfo(zone)

    def is_within(slots, minute):
        return any(one.start <= minute < one.end for one in slots)

    def is_working(minute):
        wall = minute.astimezone(zoned)
        comes_twice = wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()
        clock = wall.time().replace(tzinfo=None, fold=0)
        return not comes_twice and any(
            row.weekday == wall.weekday() and row.from_time <= clock < row.until_time for row in hours
        )

    length = (window.end - window.start) // MINUTE
    every = [window.start + offset * MINUTE for offset in range(length + minutes + buffer)]
    can_work = [is_working(minute) and not is_within(off, minute) for minute in every]
    is_busy = [is_within(busy, minute) for minute in every]
    result = []
    for offset in range(length):
        wall = every[offset].astimezone(zoned)
        if every[offset] < now or (wall.hour * 60 + wall.minute) % step:
            continue
        if all(can_work[offset : offset + minutes]) and not any(is_busy[offset : offset + minutes + buffer]):
            result.append(Slot(every[offset], every[offset] + minutes * MINUTE))
    return result


ZONES_AND_WEEKS = [
    (LONDON, date(2026, 3, 28)),
    (LONDON, date(2026, 10, 24)),
    ("America/New_York", date(2026, 3, 7)),
    ("America/New_York", date(2026, 10, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 4)),
    ("America/Havana", date(2026, 10, 31)),
    ("Asia/Beirut", date(2026, 3, 28)),
    ("Asia/Kathmandu", date(2026, 6, 6)),
]
quarters = st.integers(min_value=0, max_value=95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def situations(draw):
    zone, first = draw(st.sampled_from(ZONES_AND_WEEKS))
    window = day_window(first, zone, days=2)
    pairs = st.tuples(st.integers(0, 6), quarters, quarters).filter(lambda row: row[1] < row[2])
    hours = [Weekly(*row) for row in draw(st.lists(pairs, min_size=2, max_size=8))]
    hours += [Weekly(6, time(0), time(5))]
    lengths = st.tuples(st.integers(-120, 2900), st.integers(1, 120))

    def some(count):
        rows = draw(st.lists(lengths, max_size=count))
        return [Slot(window.start + at * MINUTE, window.start + (at + long) * MINUTE) for at, long in rows]

    now = window.start + draw(st.integers(-60, 1500)) * MINUTE
    minutes, buffer = draw(st.sampled_from([15, 30, 45, 75])), draw(st.sampled_from([0, 5, 25]))
    return hours, some(12), some(2), minutes, draw(st.sampled_from([5, 15, 30])), window, now, zone, buffer


@settings(max_examples=60, deadline=None)
@given(situations())
def test_agrees_with_the_minute_model(situation):
    *arguments, buffer = situation

    assert free_slots(*arguments, buffer=buffer) == minute_model(*arguments, buffer)


@pytest.mark.parametrize("minutes", [5, 480])
def test_no_hours_no_slots(minutes):
    assert free_slots([], [], [], minutes, 15, day_window(MONDAY), LONG_AGO, LONDON) == []
