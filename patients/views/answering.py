"""The pages on which a patient answers before a visit: public, no account, one step a page, saved at every step.

The address with the token is used once: it puts the link's number into the browser's session and sends the patient
on to pages whose addresses hold no key. A link that does not work gives the same page whatever the reason.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import public
from patients import actions
from patients.after_intake import advice_on, needs_help_first
from patients.answers import by_step
from patients.flow import Flow
from patients.forms.intake import BornForm, StepForm
from patients.intake_queries import link_behind, link_of
from patients.models import IntakeDraft, IntakeLink
from patients.models.intake import MOST_TRIES

SESSION = "intakes"  # link's number -> how far this browser has come with it
OPENED, KNOWN, DONE = "opened", "known", "done"
KIOSK = "intake_kiosk"
View = Callable[..., HttpResponse]
Page = Callable[[], HttpResponse]


def remember(request: HttpRequest, link: IntakeLink, state: str) -> None:
    request.session[SESSION] = request.session.get(SESSION, {}) | {str(link.pk): state}


def gone(request: HttpRequest) -> HttpResponse:
    """The one page for every link that does not work: it tells nothing about why."""
    response = render(request, "patients/intake/gone.html", status=404)
    add_never_cache_headers(response)
    return response


def answering(*, state: str) -> Callable[[View], View]:
    """Give the view the link of the address if this browser has opened it and come as far as `state`."""

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            reached = request.session.get(SESSION, {}).get(str(pk))
            link = link_of(pk) if reached else None
            if link is None:
                return gone(request)
            response = _answer(request, link, reached, state, lambda: view(request, link, **kwargs))
            add_never_cache_headers(response)
            return response

        return public(wrapper)

    return decorator


def _answer(request: HttpRequest, link: IntakeLink, reached: str, state: str, shown: Page) -> HttpResponse:
    """The page, or where a browser belongs that has `reached` something else than the page's `state`."""
    if reached == DONE or (reached == KNOWN and link.used_at is not None):
        return shown() if state == DONE else redirect("patients:intake-done", pk=link.pk)
    if state == DONE or not link.is_open:
        return gone(request)
    if state == KNOWN and reached != KNOWN:
        return redirect("patients:intake-start", pk=link.pk)
    return _while_open(request, link, shown)


def _while_open(request: HttpRequest, link: IntakeLink, shown: Page) -> HttpResponse:
    """The page; the link may stop working at the same moment."""
    try:
        return shown()
    except actions.NotOpen:
        now = link_of(link.pk)
        is_handed_in = now is not None and now.used_at is not None
        return redirect("patients:intake-done", pk=link.pk) if is_handed_in else gone(request)


def _flow(link: IntakeLink) -> Flow:
    """The draft behind the link. Where another link of the patient has handed it in there is none any more."""
    try:
        return Flow(link, link.patient.intake_draft)
    except IntakeDraft.DoesNotExist:
        raise actions.NotOpen from None


def _to(link: IntakeLink, step: Any) -> HttpResponse:
    if step is None:
        return redirect("patients:intake-check", pk=link.pk)
    return redirect("patients:intake-step", pk=link.pk, step=step.id)


@require_safe
@public
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """The address that the patient was given."""
    link = link_behind(token)
    if link is None:
        return gone(request)
    if request.session.get(SESSION, {}).get(str(link.pk)) != KNOWN:
        remember(request, link, OPENED)
    response = redirect("patients:intake-start", pk=link.pk)
    add_never_cache_headers(response)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@answering(state=OPENED)
def start(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """Say what comes, and ask for the date of birth once in each browser."""
    if request.session[SESSION][str(link.pk)] == KNOWN:
        return _to(link, _flow(link).goes_on_with)
    form = BornForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if actions.identify(link=link, born_on=form.cleaned_data["born_on"]):
            request.session.cycle_key()
            remember(request, link, KNOWN)
            return redirect("patients:intake-start", pk=link.pk)
        link.refresh_from_db(fields=["tries"])
        if link.is_locked:
            return gone(request)
        form.refuse(MOST_TRIES - link.tries)
    return render(request, "patients/intake/start.html", {"form": form, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
@answering(state=KNOWN)
def step(request: HttpRequest, link: IntakeLink, step: str) -> HttpResponse:
    """One page of questions."""
    flow = _flow(link)
    here, first = flow.find(step), flow.must_begin_with
    if here is None or (request.method != "POST" and first is not None and first.id != here.id):
        return _to(link, first)
    form = StepForm(request.POST if request.method == "POST" else None, flow=flow, step=here)
    context: dict[str, Any] = {"form": form, "link": link, "flow": flow, "step": here}
    context |= {"number": flow.number_of(here), "before": flow.before(here), "to_check": "check" in request.GET}
    if form.is_valid():
        try:
            number = form.cleaned_data["number"]
            draft = actions.save_step(link=link, step=here, answers=form.answers, number=number)
        except actions.StepChangedMeanwhile as meanwhile:
            form.meet(meanwhile.now.number)
            return render(request, "patients/intake/step.html", context | {"now": meanwhile.now}, status=409)
        return _after(request, Flow(link, draft), form)
    return render(request, "patients/intake/step.html", context)


def _after(request: HttpRequest, flow: Flow, form: StepForm) -> HttpResponse:
    """Where a page that was saved leads."""
    if needs_help_first(form.answers):
        return redirect("patients:intake-help", pk=flow.link.pk)
    if "check" in request.GET and not flow.must_begin_with:
        return _to(flow.link, None)
    return _to(flow.link, flow.goes_on_with)


@require_safe
@answering(state=KNOWN)
def get_help(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """What to do now, for somebody who ticked a sign that a doctor must look at."""
    flow = _flow(link)
    if not needs_help_first(flow.draft.answers):
        return _to(link, flow.goes_on_with)
    urgent = flow.questionnaire.questions["urgent_signs"]
    advice = advice_on(flow.draft)
    context = {
        "link": link,
        "advice": advice,
        "is_emergency": any(rule.told == "emergency" for rule in advice),
        "signs": [urgent.option_text(one) for one in flow.draft.answers[urgent.id]],
        "next": flow.after("urgent") if all(rule.may_continue for rule in advice) else None,
    }
    return render(request, "patients/intake/help.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@answering(state=KNOWN)
def check(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """Show all answers with what is missing; hand them in."""
    flow, is_refused = _flow(link), False
    if request.method == "POST":
        try:
            actions.submit(link=link)
        except actions.Incomplete:
            is_refused = True
        else:
            remember(request, link, DONE)
            return redirect("patients:intake-done", pk=link.pk)
    said = by_step(flow.steps, flow.draft.answers)
    context = {"link": link, "flow": flow, "said": said, "missing": flow.missing, "is_refused": is_refused}
    return render(request, "patients/intake/check.html", context)


@require_safe
@answering(state=DONE)
def done(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    return render(request, "patients/intake/done.html", {"link": link, "kiosk": request.session.get(KIOSK)})


@require_POST
@answering(state=OPENED)
def leave(request: HttpRequest, link: IntakeLink) -> HttpResponse:
    """Forget the link in this browser: on the clinic's tablet, or a device that others use too."""
    kept = {pk: state for pk, state in request.session[SESSION].items() if pk != str(link.pk)}
    request.session[SESSION] = kept
    return render(request, "patients/intake/left.html", {"link": link, "kiosk": request.session.get(KIOSK)})
