"""Writing, reading and signing a session, and a patient's list of them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from clinic.diary.errors import Refused as DiaryRefused
from clinic.diary.models import Appointment
from clinic.staff.models import Practitioner
from clinic.trail.once import AlreadyMade
from patients.models import Patient
from treatments import actions, prescription, queries, safety
from treatments.conflict import Difference, differences
from treatments.errors import AppointmentHasSession, ConsentMissing, NotYours, Refused, StaleDraft
from treatments.forms import NEW, SessionForm, initial_for_draft, initial_for_new
from treatments.models import Session

SIGNED = "This session is signed, so it does not change any more."
SIGNED_MEANWHILE = "This session was signed in another window, so this cannot be saved. Copy what you still need."
NOT_MADE_TWICE = "This was already saved. Nothing was made twice."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSION_WRITE, opens="patients.Patient")
def new(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Log a session; `?appointment=<id>` names the visit that it records."""
    practitioner = _practitioner(request)
    appointment = _appointment(request, patient)
    if appointment is not None and hasattr(appointment, "session"):
        return redirect(_page_of(appointment.session))
    courses, zone = queries.courses_of(patient, user=request.user), actions.zone_of(appointment)
    initial = initial_for_new(courses=courses, started_at=_start(appointment), zone=zone)
    form = _form(request, patient=patient, courses=courses, zone=zone, initial=initial)
    if _is_to_be_saved(request) and form.is_valid():
        try:
            session = actions.start_session(
                by=request.user,
                once_key=form.cleaned_data["once_key"],
                patient=patient,
                practitioner=practitioner,
                content=form.content(),
                appointment=appointment,
            )
            return _saved(request, session)
        except AlreadyMade as already:
            return _sent_before(request, form, already.existing, zone=zone)
        except AppointmentHasSession as already:
            messages.info(request, NOT_MADE_TWICE)
            return redirect(_page_of(already.existing))
        except (Refused, DiaryRefused) as refused:
            form.add_error(None, refused.sentence)
    return _form_page(request, form, patient=patient, appointment=appointment)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SESSION_WRITE, opens="treatments.Session")
def edit(request: HttpRequest, session: Session) -> HttpResponse:
    """Go on with a draft. Two windows may have it open: the later one to save is shown both."""
    is_mine, posted = session.practitioner.user_id == request.user.pk, request.method == "POST"
    if not is_mine or (session.is_signed and not posted):
        messages.warning(request, SIGNED if session.is_signed else NotYours.sentence)
        return redirect("treatments:session", pk=session.pk)
    zone = actions.zone_of(session.appointment)
    patient, initial = session.course.patient, {} if posted else _stored(session, zone)
    # A draft stays with the record that it was begun on: triggers hold it there, also where records were merged.
    courses = [one for one in queries.courses_of(patient, user=request.user) if one.patient_id == patient.pk]
    form = _form(request, session, patient=patient, courses=courses, zone=zone, initial=initial)
    if session.is_signed:
        return _signed_meanwhile(request, form, session, zone=zone)
    conflict: list[Difference] = []
    if _is_to_be_saved(request) and form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            actions.save_draft(by=request.user, session=session, version=version, content=form.content())
            return _saved(request, session)
        except StaleDraft as stale:
            conflict = differences(form, _stored(stale.current, zone))
            form.show_version(stale.current.version)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return _form_page(request, form, patient=patient, session=session, conflict=conflict)


@require_safe
@require(Permission.CLINICAL_VIEW, opens="treatments.Session")
def read(request: HttpRequest, session: Session) -> HttpResponse:
    context = {
        "session": session,
        "patient": session.course.patient,
        "tab": "sessions",
        "number": queries.number_of(session),
        "uses": queries.needled_in(session.pk),
        "scores": queries.scores_of(session),
        "reasons": safety.reasons_of(session.pk).values(),
        "is_mine": session.practitioner.user_id == request.user.pk,
    }
    return render(request, "treatments/session.html", context)


@require_POST
@require(Permission.SESSION_WRITE, opens="treatments.Session")
def sign(request: HttpRequest, session: Session) -> HttpResponse:
    _sign(request, session)
    return redirect(_page_of(session))


@require_safe
@require(Permission.CLINICAL_VIEW, opens="patients.Patient")
def listing(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A patient's sessions, newest first; `?before=<time>` gives the page after."""
    sessions, older = queries.sessions_page(patient, user=request.user, before=_before(request))
    context = {"patient": patient, "tab": "sessions", "sessions": sessions, "older": older}
    return render(request, "treatments/sessions.html", context)


def _before(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(request.GET["before"]).astimezone()
    except (KeyError, ValueError, OverflowError):
        return None


def _practitioner(request: HttpRequest) -> Practitioner:
    if not hasattr(request.user, "practitioner"):
        raise PermissionDenied
    return request.user.practitioner


def _appointment(request: HttpRequest, patient: Patient) -> Appointment | None:
    """The visit named in the address, which must be this patient's."""
    asked = request.GET.get("appointment", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 18):
        raise Http404
    theirs = Appointment.objects.filter(pk=asked, patient__in=patient.record_ids)
    found = theirs.select_related("site", "service", "session").first()
    if found is None:
        raise Http404
    return found


def _start(appointment: Appointment | None) -> datetime:
    """When the session began, most likely: at the booked time, if that has come, else now."""
    now = timezone.now()
    return min(appointment.starts_at, now) if appointment is not None else now


def _stored(session: Session, zone: str) -> dict[str, Any]:
    points = prescription.write(queries.needled_in(session.pk))
    reasons = {rule_id: kept.reason for rule_id, kept in safety.reasons_of(session.pk).items()}
    return initial_for_draft(session, points=points, scores=queries.scores_of(session), reasons=reasons, zone=zone)


def _is_to_be_saved(request: HttpRequest) -> bool:
    """A press on a suggested point, or on "Show points", only shows the page again."""
    return request.method == "POST" and not request.POST.keys() & {"replace", "check"}


def _sent_before(request: HttpRequest, form: SessionForm, existing: Session, *, zone: str) -> HttpResponse:
    """The same form again: a second press goes to what the first one made; anything typed since then goes there too.

    The browser sends the same body to the draft's own page (307), which shows both versions.
    """
    is_mine = existing.practitioner.user_id == request.user.pk
    if is_mine and differences(form, _stored(existing, zone), made=existing):
        return redirect("treatments:session-edit", pk=existing.pk, preserve_request=True)
    messages.info(request, NOT_MADE_TWICE)
    return redirect(_page_of(existing))


def _signed_meanwhile(request: HttpRequest, form: SessionForm, session: Session, *, zone: str) -> HttpResponse:
    """Signed in another window while this one was being typed in: say so, and keep what was typed to be read."""
    conflict = differences(form, _stored(session, zone), made=session) if form.is_valid() else []
    form.add_error(None, SIGNED_MEANWHILE)
    patient = session.course.patient
    return _form_page(request, form, patient=patient, session=session, conflict=conflict, is_over=True)


def _form(request: HttpRequest, session: Session | None = None, **kwargs: Any) -> SessionForm:
    if request.method != "POST":
        return SessionForm(**kwargs)
    data = request.POST.copy()
    if session is not None and not data.get("version") and data.get("course") == NEW:
        data["course"] = str(session.course_id)  # handed on by the form that made the draft, and its course with it
    if "replace" in data:
        typed, _, code = request.POST["replace"].rpartition("=")
        data["points"] = prescription.replace(data.get("points", ""), typed, code)
    form = SessionForm(data, signing=data.get("save") == "sign", **kwargs)
    form.is_valid()
    return form


def _saved(request: HttpRequest, session: Session) -> HttpResponse:
    if request.POST.get("save") == "sign":
        _sign(request, session)
        return redirect(_page_of(session))
    messages.success(request, "Draft saved.")
    return redirect("treatments:session-edit", pk=session.pk)


def _sign(request: HttpRequest, session: Session) -> None:
    try:
        actions.sign_session(by=request.user, session=session)
    except ConsentMissing as refused:
        take = f"{reverse('patients:consent-take', args=[session.patient_id])}?purpose={refused.purpose}"
        messages.error(request, format_html('{} <a href="{}">Take the consent</a>', refused.sentence, take))
    except (Refused, DiaryRefused) as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "Session signed. It does not change any more.")


def _page_of(session: Session) -> str:
    return reverse("treatments:session" if session.is_signed else "treatments:session-edit", args=[session.pk])


def _form_page(request: HttpRequest, form: SessionForm, **context: Any) -> HttpResponse:
    form.look_now()
    return render(request, "treatments/session_form.html", context | {"form": form, "tab": "sessions"})
