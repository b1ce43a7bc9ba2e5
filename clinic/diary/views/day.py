"""The day, one column per practitioner."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.access import Permission, permissions_for, require
from clinic.diary import queries
from clinic.diary.drawing import list_html
from clinic.diary.finder import default_site
from clinic.diary.grid import day_grid
from clinic.diary.slots import Slot
from clinic.staff.queries import practitioners
from clinic.times import day_bounds, today

# Days that dates and clocks can still step from: nobody's diary is further away.
FIRST_DAY, LAST_DAY = date(1900, 1, 2), date(2199, 12, 30)


@require_safe
@require(Permission.DIARY_VIEW)
def home(request: HttpRequest) -> HttpResponse:
    """Today, or the day asked for by `?day=`."""
    asked = request.GET.get("day", "").strip()
    if asked:
        try:
            return redirect("diary:day", _shown(date.fromisoformat(asked)))
        except ValueError:
            messages.error(request, "That was not a date. Enter one such as 2026-08-06. This is today.")
    return redirect("diary:day", today(queries.diary_zone()))


@require_safe
@require(Permission.DIARY_VIEW)
def day(request: HttpRequest, day: date) -> HttpResponse:
    """One day: drawn on wide screens, a list by time on narrow ones and on paper."""
    day = _shown(day)
    site = default_site()
    if site is None:
        return render(request, "diary/no_site.html")
    window = Slot(*day_bounds(day, site.time_zone))
    hours, off = queries.hours_and_time_off(site=site, window=window)
    rows = queries.day_rows(user=request.user, day=day, zone=site.time_zone)
    can_book = Permission.DIARY_BOOK in permissions_for(request.user)
    grid = day_grid(
        day=day, zone=site.time_zone, now=timezone.now(), window=window, people=practitioners(),
        hours=hours, off=off, rows=rows, can_book=can_book,
    )  # fmt: skip
    now_on = today(site.time_zone)
    context = {"day": day, "site": site, "grid": grid, "rows": rows, "is_today": day == now_on, "can_book": can_book}
    context["list_html"] = list_html(rows)
    context |= {"previous": day - timedelta(days=1), "next": day + timedelta(days=1), "past_day": day < now_on}
    return render(request, "diary/day.html", context)


def _shown(day: date) -> date:
    """The day itself, or the nearest that has a page."""
    return min(max(day, FIRST_DAY), LAST_DAY)
