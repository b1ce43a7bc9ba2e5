"""Whose hours are still free: the demo's own simple diary, one slot an hour, so that no two visits overlap."""

from datetime import date, datetime, time, timedelta
from functools import cache

from clinic.times import local_instant

# Weekday -> first hour and the hour after the last, on the wall clock.
Week = dict[int, tuple[int, int]]
FULL_DAYS: Week = dict.fromkeys(range(5), (9, 18))
FULL_DAYS_AND_WEEKEND_MORNINGS: Week = FULL_DAYS | {5: (9, 13), 6: (10, 13)}
THREE_DAYS: Week = dict.fromkeys((0, 2, 4), (9, 18))
TWO_DAYS_AND_SATURDAY: Week = {1: (10, 18), 3: (10, 18), 5: (9, 14)}


@cache
def hour_of(day: date, hour: int, zone: str) -> datetime:
    return local_instant(day, time(hour), zone)


class Agenda:
    """One practitioner's hours."""

    def __init__(self, week: Week, zone: str) -> None:
        self.week, self.zone = week, zone
        self._taken: dict[date, int] = {}

    def take(self, earliest: date, latest: date, *, hours: int = 1, from_hour: int = 0) -> datetime | None:
        """Take the first `hours` free hours in a row from `earliest` on; None when nothing is left by `latest`."""
        day = earliest
        while day <= latest:
            start = self._take_on(day, hours, from_hour)
            if start is not None:
                return start
            day += timedelta(days=1)
        return None

    def _take_on(self, day: date, hours: int, from_hour: int) -> datetime | None:
        first, end = self.week.get(day.weekday(), (0, 0))
        taken = self._taken.get(day, 0)
        for hour in range(max(first, from_hour), end - hours + 1):
            wanted = ((1 << hours) - 1) << hour
            if not taken & wanted:
                self._taken[day] = taken | wanted
                return hour_of(day, hour, self.zone)
        return None
