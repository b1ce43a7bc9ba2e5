"""One red flag: whom to ring, what the patient was told, and what was done about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from patients import actions
from patients.forms import AcknowledgeForm
from patients.models import RedFlag


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_VIEW, opens="patients.RedFlag")
def red_flag(request: HttpRequest, flag: RedFlag) -> HttpResponse:
    """Anybody at the clinic may deal with it; what the patient answered shows to clinical roles only."""
    form = AcknowledgeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done, once_key = form.cleaned_data["what_was_done"], form.cleaned_data["once_key"]
        try:
            actions.acknowledge(flag=flag, by=request.user, what_was_done=done, once_key=once_key)
            messages.success(request, "Saved. The alert is off Today.")
            return redirect("treatments:today")
        except AlreadyMade:
            messages.info(request, "This was already saved. Nothing was made twice.")
            return redirect("treatments:today")
        except actions.AlreadyAcknowledged as already:
            form.add_error(None, already.sentence)
    return render(request, "patients/red_flag.html", {"flag": flag, "patient": flag.patient, "form": form})
