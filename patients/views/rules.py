"""The table of safety rules as the clinic reads and changes it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from patients import actions
from patients.forms import ReasonForm, RuleForm
from patients.rule_set import all_rules
from patients.rules.red_flags import shipped_red_flags

NOT_MADE_TWICE = "This was already saved. Nothing was made twice."


@require_safe
@require(Permission.SAFETY_RULES)
def rules(request: HttpRequest) -> HttpResponse:
    context = {"standings": all_rules(), "red_flags": shipped_red_flags()}
    return render(request, "patients/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SAFETY_RULES)
def new(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason, once_key = form.cleaned_data["reason"], form.cleaned_data["once_key"]
        try:
            actions.add_rule(by=request.user, rule=form.rule(), reason=reason, once_key=once_key)
            messages.success(request, "The rule was added. It holds from now on.")
            return redirect("patients:rules")
        except AlreadyMade:
            messages.info(request, NOT_MADE_TWICE)
            return redirect("patients:rules")
        except actions.BadRule as bad:
            form.add_error(None, bad.sentence)
    return render(request, "patients/rule_form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SAFETY_RULES)
def switch(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Switch one rule off, or on again, with a reason."""
    standing = next((one for one in all_rules() if one.rule.id == rule_id), None)
    if standing is None:
        raise Http404
    form, on = ReasonForm(request.POST if request.method == "POST" else None), request.POST.get("to") == "on"
    if request.method == "POST" and form.is_valid():
        reason, once_key = form.cleaned_data["reason"], form.cleaned_data["once_key"]
        try:
            actions.switch_rule(by=request.user, rule_id=rule_id, on=on, reason=reason, once_key=once_key)
            messages.success(request, f"The rule was switched {'on' if on else 'off'}.")
            return redirect("patients:rules")
        except AlreadyMade:
            messages.info(request, NOT_MADE_TWICE)
            return redirect("patients:rules")
        except actions.Refused as refused:
            form.add_error(None, refused.sentence)
    return render(request, "patients/rule_switch.html", {"form": form, "standing": standing})
