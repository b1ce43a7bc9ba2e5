"""Booking at the desk: one page, one form; its buttons look for times or book."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinic.access import Permission, require
from clinic.diary import actions
from clinic.diary.errors import Refused, TimeRefused
from clinic.diary.forms import BookForm
from clinic.diary.forms.booking import first_data
from clinic.diary.models import Appointment
from clinic.times import written_date
from clinic.trail.once import AlreadyMade

from .appointment import is_finding


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.DIARY_BOOK)
def book(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if request.method == "POST" and form.is_valid() and not form.finding:
        try:
            appointment = _book(request, form)
        except AlreadyMade as already:
            _say_already_booked(request, form, already.existing)
            return redirect("diary:appointment", already.existing.pk)
        except TimeRefused as refusal:
            form.refuse(refusal)
        except Refused as refusal:
            form.add_error("service", refusal.sentence)
        else:
            when = f"{written_date(appointment.local_day)} at {appointment.local_start:%H:%M}"
            messages.success(request, f"Booked for {when} with {appointment.practitioner.display_name}.")
            return redirect("diary:appointment", appointment.pk)
    return render(request, "diary/book.html", {"form": form, "times": form.times()})


def _form(request: HttpRequest) -> BookForm:
    """The form as sent, or as the address asks for it. `use` takes a person shown as a likely duplicate."""
    if request.method != "POST":
        return BookForm(first_data(request.GET), user=request.user, is_first_look=True)
    data: Any = request.POST
    if use := data.get("use"):
        data = data.copy()
        data["who"], data["patient"], data["patient-search"] = "known", use, ""
    return BookForm(data, user=request.user, finding=bool(use) or is_finding(request))


def _book(request: HttpRequest, form: BookForm) -> Appointment:
    if form.cleaned_data["who"] == "new":
        return actions.book_for_new_person(by=request.user, person=form.newcomer, **form.booking)
    return actions.book_appointment(by=request.user, patient=form.cleaned_data["patient"], **form.booking)


def _say_already_booked(request: HttpRequest, form: BookForm, booked: Appointment) -> None:
    """The same press twice, or the page of a booking brought back and changed: then the change was not made."""
    wanted = form.wanted_time
    if (booked.practitioner, booked.starts_at) == (wanted["practitioner"], wanted["starts_at"]):
        messages.info(request, "This was already saved. Nothing was made twice.")
    else:
        messages.warning(request, "This was booked before, for the time below. To change it, use “Move appointment”.")
