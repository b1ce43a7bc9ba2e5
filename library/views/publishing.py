"""From a draft to what patients are given, and back: review, publish, withdraw."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinic.access import Permission, require
from clinic.trail.once import AlreadyMade
from library.actions import (
    AlreadyWithdrawn,
    DraftChanged,
    NotPrintable,
    WroteIt,
    publish_draft,
    review_draft,
    withdraw_version,
)
from library.actions.editing import wrote_in
from library.edit_forms import RevisionForm, WithdrawForm
from library.edit_queries import changes_between
from library.models import FactsheetVersion, Handout
from library.preview import preview_of
from library.translated import going_with

CHANGED = "The draft was changed a moment ago, so nothing was done. Here is how it stands now."


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LIBRARY_REVIEW)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a draft against what is published. One press says that one stands behind exactly these words."""
    draft = _open_draft(pk)
    if draft is None:
        return redirect("library:edit")
    form = RevisionForm(request.POST or None, initial={"revision": draft.revision})
    error = ""
    if request.method == "POST" and form.is_valid():
        error = _reviewed(request, draft, form.cleaned_data["revision"])
        if not error:
            messages.success(request, "Reviewed. It can be published now.")
            return redirect("library:edit-review", pk=pk)
        draft = _open_draft(pk) or draft
        form = RevisionForm(initial={"revision": draft.revision})
    return _review_page(request, draft, form, error)


def _open_draft(pk: int) -> FactsheetVersion | None:
    drafts = FactsheetVersion.objects.exclude(status=FactsheetVersion.Status.PUBLISHED)
    return drafts.select_related("sheet__condition", "sheet__current").filter(pk=pk).first()


def _reviewed(request: HttpRequest, draft: FactsheetVersion, revision: int) -> str:
    """Review it; return why not, or nothing."""
    try:
        review_draft(draft=draft, revision=revision, by=request.user, on=timezone.localdate())
    except WroteIt:
        return "You wrote in this draft, so somebody else must review it."
    except DraftChanged:
        return CHANGED
    except NotPrintable as error:
        return _not_printable(error)
    return ""


def _not_printable(error: NotPrintable) -> str:
    line, sentence = error.problems[0]
    others = len(error.problems) - 1
    more = f" There {'is 1 more thing' if others == 1 else f'are {others} more things'} to mend." if others else ""
    return f"Line {line}: {sentence}{more}" if line else f"{sentence}{more}"


def _review_page(request: HttpRequest, draft: FactsheetVersion, form: RevisionForm, error: str) -> HttpResponse:
    current = draft.sheet.current
    context = {
        "draft": draft,
        "sheet": draft.sheet,
        "current": current,
        "form": form,
        "error": error,
        "preview": preview_of(sheet=draft.sheet, title=draft.title, summary=draft.summary, body=draft.body),
        "changes": changes_between(current.body if current else "", draft.body),
        "wrote_it": wrote_in(draft, request.user),
        "writers": draft.author,
    }
    return render(request, "library/editing/review.html", context, status=409 if error else 200)


@require_POST
@require(Permission.LIBRARY_PUBLISH)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish a reviewed draft exactly as it was reviewed."""
    draft = _open_draft(pk)
    form = RevisionForm(request.POST)
    if draft is None or not form.is_valid():
        messages.warning(request, CHANGED)
        return redirect("library:edit")
    revision = form.cleaned_data["revision"]
    try:
        version = publish_draft(draft=draft, revision=revision, by=request.user, on=timezone.localdate())
    except DraftChanged as changed:
        is_unreviewed = changed.now is not None and changed.now.status == FactsheetVersion.Status.DRAFT
        messages.warning(request, "It must be reviewed by a second person first." if is_unreviewed else CHANGED)
    except NotPrintable as error:
        messages.error(request, f"It was not published. {_not_printable(error)}")
    else:
        messages.success(request, f"Version {version.number} is published. It is what patients see and are given now.")
        return redirect("library:edit-sheet", pk=version.sheet_id)
    return redirect("library:edit-review", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LIBRARY_PUBLISH)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a published version back, with the reason; then the list of those who hold it."""
    published = FactsheetVersion.objects.filter(status=FactsheetVersion.Status.PUBLISHED)
    version = get_object_or_404(published.select_related("sheet__current", "withdrawal"), pk=pk)
    if hasattr(version, "withdrawal"):
        return redirect("library:recall", pk=version.withdrawal.pk)
    together = going_with(version)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            withdrawal = withdraw_version(version=version, by=request.user, **form.cleaned_data)
        except (AlreadyWithdrawn, AlreadyMade) as already:
            withdrawal = already.existing
            messages.info(request, "It was withdrawn already.")
        else:
            messages.success(request, _withdrawn_words(version, together))
        return redirect("library:recall", pk=withdrawal.pk)
    people = Handout.objects.filter(version__in=[version, *together]).values("patient_id").distinct().count()
    context = {"version": version, "form": form, "people": people, "together": together}
    return render(request, "library/editing/withdraw.html", context)


def _withdrawn_words(version: FactsheetVersion, together: list[FactsheetVersion]) -> str:
    said = f"Version {version.number} is withdrawn: it is shown and given no more."
    if not together:
        return said
    names = ", ".join(dict.fromkeys(other.sheet.get_language_display() for other in together))
    return f"{said} So are its translations ({names}); each has a recall list of its own."
