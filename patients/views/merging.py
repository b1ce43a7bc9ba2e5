"""Records that may be of one person: the work list, merging two, and taking them apart again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, ask_for_reason, reason_to_open, require, roles_of
from clinic.trail.entries import record_openings
from clinic.trail.once import AlreadyMade
from patients import actions, record_queries
from patients.duplicates import pair_of
from patients.forms import MergeForm, OtherRecordForm, PartForm
from patients.merge_warnings import warnings_before_merging
from patients.models import DuplicatePair, Patient


@require_safe
@require(Permission.PATIENT_MERGE)
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that nobody has decided on, likeliest first."""
    pairs = record_queries.waiting_pairs(user=request.user)
    page = Paginator(pairs, record_queries.ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "patients/record/duplicates.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_MERGE)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Look at two records side by side, and let one stand for both."""
    pairs = DuplicatePair.objects.visible_to(request.user).select_related("first", "second")
    pair = get_object_or_404(pairs, pk=number)
    for one in (pair.first, pair.second):
        if reason_to_open(request, one) is None:
            return ask_for_reason(request, one.pk)
    record_openings(request, [pair.first, pair.second], kind="opened", roles=roles_of(request.user))
    if pair.first.merged_into_id or pair.second.merged_into_id:
        messages.info(request, "One of these records was merged already. Nothing was changed.")
        return redirect("patients:duplicates")
    form = MergeForm(request.POST if request.method == "POST" else None, pair=pair)
    if form.is_valid() and (kept := _merged(request, form)):
        return redirect("patients:details", pk=kept.pk)
    sides = [(one, record_queries.holdings(one)) for one in (pair.first, pair.second)]
    context = {"pair": pair, "form": form, "sides": sides}
    context["warnings"] = warnings_before_merging(pair.first, pair.second)
    return render(request, "patients/record/merge.html", context)


def _merged(request: HttpRequest, form: MergeForm) -> Patient | None:
    """Merge, and return the record that is kept; where that is refused, say why on the form."""
    kept, merged = form.kept_and_merged
    asked = {"reason": form.cleaned_data["reason"], "once_key": form.cleaned_data["once_key"]}
    try:
        actions.merge_patients(kept=kept, merged=merged, by=request.user, **asked)
    except actions.CannotMerge as refused:
        form.add_error(None, refused.sentence)
        return None
    except AlreadyMade:
        messages.info(request, "This was already saved. Nothing was made twice.")
    else:
        messages.success(request, f"Record {merged.pk} was merged into this one, record {kept.pk}.")
    return kept


@require_POST
@require(Permission.PATIENT_MERGE)
def dismiss(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that these are two people."""
    pair = get_object_or_404(DuplicatePair.objects.visible_to(request.user), pk=number)
    if actions.dismiss_pair(pair=pair, by=request.user):
        messages.success(request, "It is noted that these are two people. The pair leaves the list.")
    else:
        messages.info(request, "Somebody has noted that already.")
    return redirect("patients:duplicates")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_MERGE, opens="patients.Patient")
def other_record(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Choose by hand which record is of the same person."""
    form = OtherRecordForm(request.POST if request.method == "POST" else None, user=request.user, patient=patient)
    if form.is_valid():
        return redirect("patients:merge", number=pair_of(patient, form.cleaned_data["other"]).pk)
    return render(request, "patients/record/other_record.html", {"patient": patient, "tab": "details", "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PATIENT_MERGE, opens="patients.Patient")
def merged(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The records that this one stands for; each can be taken out again."""
    records = record_queries.merged_records(patient)
    forms = {one.pk: PartForm(merged=one) for one, _ in records}
    if request.method == "POST":
        asked = request.POST.get("merged", "")
        one = next((one for one, _ in records if str(one.pk) == asked), None)
        if one is None:
            return _gone(request, patient, asked)
        form = forms[one.pk] = PartForm(request.POST, merged=one)
        if form.is_valid():
            return _taken_out(request, patient, form)
    sides = [(one, entry, forms[one.pk]) for one, entry in records]
    context = {"patient": patient, "tab": "details", "part": "merged", "sides": sides}
    context["form"] = next((form for form in forms.values() if form.is_bound), None)
    return render(request, "patients/record/merged.html", context)


def _taken_out(request: HttpRequest, patient: Patient, form: PartForm) -> HttpResponse:
    asked = {"reason": form.cleaned_data["reason"], "once_key": form.cleaned_data["once_key"]}
    try:
        actions.part_patients(merged=form.merged, by=request.user, **asked)
    except (actions.CannotMerge, AlreadyMade):
        return _gone(request, patient, str(form.merged.pk))
    messages.success(request, f"Record {form.merged.pk} stands on its own again, as it did before.")
    return redirect("patients:details", pk=form.merged.pk)


def _gone(request: HttpRequest, patient: Patient, asked: str) -> HttpResponse:
    if not asked.isascii() or not asked.isdigit():
        raise Http404
    messages.info(request, "That record is not merged into this one any more. Nothing was changed.")
    return redirect("patients:details", pk=patient.pk)
