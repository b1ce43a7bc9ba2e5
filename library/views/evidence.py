"""Where the library's statements come from: claims by verdict, the works, and an editor's settlements."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from library import evidence_queries as queries
from library.evidence_forms import FindClaimsForm, SettleForm
from library.models import Claim, Reference
from library.settling import SettledMeanwhile, settle_claim

ON_A_PAGE = 40


@require_safe
@require(Permission.HANDOUT_GIVE)
def claims(request: HttpRequest) -> HttpResponse:
    """Every claim with its verdict; found by words, verdict, document and use."""
    form = FindClaimsForm(request.GET)
    asked = form.asked() if form.is_valid() else {}
    every = queries.claim_rows()
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(queries.sift(every, **asked), ON_A_PAGE).get_page(request.GET.get("page")),
        "shares": queries.shares(every),
        "total": len(every),
        "is_sifted": any(asked.values()),
        "kept": kept.urlencode(),
    }
    return render(request, "library/evidence/claims.html", context)


@require_safe
@require(Permission.HANDOUT_GIVE)
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """One claim: where it stands, what its citation fits, and what editors made of it."""
    return render(request, "library/evidence/claim.html", {"row": _row(slug)})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LIBRARY_EDIT)
def settle(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide what counts for a claim, with a reason."""
    row = _row(slug)
    number = row.settlement.number if row.settlement else 0
    form = SettleForm(request.POST or None, row=row, initial={"seen": number})
    if request.method == "POST" and form.is_valid():
        try:
            settle_claim(claim=row.claim, by=request.user, **form.cleaned_data)
            messages.success(request, "Settled. It counts for every sheet that is published from now on.")
            return redirect("library:evidence-claim", slug=slug)
        except AlreadyMade:
            messages.info(request, "This was already saved. Nothing was made twice.")
            return redirect("library:evidence-claim", slug=slug)
        except SettledMeanwhile as other:
            row = _row(slug)
            form = form.after(other.newest, row=row)
    return render(request, "library/evidence/settle.html", {"row": row, "form": form})


@require_safe
@require(Permission.HANDOUT_GIVE)
def works(request: HttpRequest) -> HttpResponse:
    """Every work that the documents list."""
    return render(request, "library/evidence/works.html", {"works": queries.works_in_order()})


@require_safe
@require(Permission.HANDOUT_GIVE)
def works_as_csl(request: HttpRequest) -> HttpResponse:
    """All works as CSL-JSON, which reference managers read."""
    listed: list[dict[str, Any]] = [work.csl for work in Reference.objects.all()]
    response = JsonResponse(listed, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Type"] = "application/vnd.citationstyles.csl+json; charset=utf-8"
    response["Content-Disposition"] = 'attachment; filename="works.json"'
    return response


def _row(slug: str) -> queries.ClaimRow:
    rows = queries.claim_rows(Claim.objects.filter(slug=slug))
    if not rows:
        raise Http404
    return rows[0]
