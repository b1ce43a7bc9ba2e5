"""Writing sheets: the list of them, one with its versions, and the draft with its live preview and claim picker."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinic.access import Permission, require
from library import edit_queries, queries
from library.actions import DraftChanged, OpenDraft, discard_draft, save_draft, start_draft
from library.edit_forms import DraftForm, FindClaimForm, RevisionForm
from library.marks import MOST_FOUND, find_choices
from library.models import Factsheet, FactsheetVersion
from library.preview import Preview, preview_of


@require_safe
@require(Permission.LIBRARY_WRITE)
def index(request: HttpRequest) -> HttpResponse:
    """Every sheet by language, and those whose review is due as a list of their own."""
    today = timezone.localdate()
    context = {"languages": edit_queries.rows_by_language(today), "due": queries.due_for_review(today), "today": today}
    return render(request, "library/editing/index.html", context)


@require_safe
@require(Permission.LIBRARY_WRITE)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet with all its versions, and what can be done with each."""
    found = get_object_or_404(Factsheet.objects.select_related("current"), pk=pk)
    versions = list(edit_queries.versions_of(found))
    context = {
        "sheet": found,
        "versions": [version for version in versions if not version.is_open],
        "draft": next((version for version in versions if version.is_open), None),
        "title": (found.current or versions[0]).title if versions else found.slug,
    }
    return render(request, "library/editing/sheet.html", context)


@require_POST
@require(Permission.LIBRARY_WRITE)
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a draft that begins with the words of a published version."""
    words_of = get_object_or_404(FactsheetVersion.objects.select_related("sheet"), pk=pk, status="published")
    try:
        opened = start_draft(sheet=words_of.sheet, words_of=words_of, by=request.user)
    except OpenDraft as already:
        opened = already.existing
        messages.info(request, "This sheet has an open draft already. Here it is.")
    return redirect("library:edit-draft", pk=opened.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LIBRARY_WRITE)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write. Pressing Preview or Find claims saves nothing and keeps what was typed; so does a mistake."""
    version = _drafts().filter(pk=pk).first()
    if version is None or not version.is_open:
        return _closed(request, version)
    is_posted = request.method == "POST"
    form = DraftForm(request.POST if is_posted else None, draft=version)
    is_to_save = is_posted and not {"preview", "find"} & request.POST.keys()
    if not is_to_save or not form.is_valid():
        return _form(request, version, form, shows_errors=is_to_save)
    try:
        save_draft(draft=version, by=request.user, revision=form.cleaned_data["revision"], **form.words)
    except DraftChanged as changed:
        return _met(request, version, form, changed.now)
    messages.success(request, "The draft was saved.")
    return redirect("library:edit-draft", pk=pk)


def _drafts() -> Any:
    return FactsheetVersion.objects.select_related("sheet__condition", "sheet__current")


def _form(
    request: HttpRequest, version: FactsheetVersion, form: DraftForm, *, shows_errors: bool = True, **extra: Any
) -> HttpResponse:
    if form.is_bound and not shows_errors:
        form.errors.clear()  # they are said when it is saved; a preview of half a text is no mistake
    context = {"draft": version, "sheet": version.sheet, "form": form, "preview": _preview(version, form.typed)}
    context |= _found(request.POST, version.sheet.language)
    status = extra.pop("status", 200)
    return render(request, "library/editing/draft.html", context | extra, status=status)


def _preview(version: FactsheetVersion, typed: dict[str, str]) -> Preview:
    return preview_of(sheet=version.sheet, **typed)


def _met(
    request: HttpRequest, version: FactsheetVersion, form: DraftForm, now: FactsheetVersion | None
) -> HttpResponse:
    """Somebody else saved first: show both texts, and keep what was typed in the form."""
    if now is None or not now.is_open:
        return _closed(request, now)
    form.meet(now)
    extra = {
        "now": now,
        "last": now.savings.select_related("by").last(),
        "changes": edit_queries.changes_between(now.body, form.words["body"]),
    }
    return _form(request, version, form, status=409, **extra)


def _closed(request: HttpRequest, now: FactsheetVersion | None) -> HttpResponse:
    """The draft was published or thrown away. What was typed is there to be copied."""
    if request.method != "POST":
        return redirect("library:edit-sheet", pk=now.sheet_id) if now else redirect("library:edit")
    context = {"now": now, "typed": {name: request.POST.get(name, "") for name in ("title", "summary", "body")}}
    return render(request, "library/editing/closed.html", context, status=409)


@require_POST
@require(Permission.LIBRARY_WRITE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview alone, for the page's script."""
    version = get_object_or_404(_drafts(), pk=pk)
    form = DraftForm(request.POST, draft=version)
    return render(request, "library/editing/_preview.html", {"preview": _preview(version, form.typed), "form": form})


@require_safe
@require(Permission.LIBRARY_WRITE)
def claims(request: HttpRequest) -> HttpResponse:
    """The claims found alone, for the page's script."""
    return render(request, "library/editing/_claims.html", _found(request.GET, request.GET.get("lang", "en")))


def _found(asked: Any, language: str) -> dict[str, Any]:
    form = FindClaimForm(asked if "q" in asked else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find_choices(text, language)
    return {"find": form, "q": text, "choices": found[:MOST_FOUND], "more": len(found) - MOST_FOUND}


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.LIBRARY_WRITE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away, after asking."""
    version = _drafts().filter(pk=pk).first()
    if version is None or not version.is_open:
        return redirect("library:edit")
    form = RevisionForm(request.POST or None, initial={"revision": version.revision})
    if request.method == "POST" and form.is_valid():
        try:
            discard_draft(draft=version, revision=form.cleaned_data["revision"])
        except DraftChanged:
            messages.warning(request, "The draft was changed a moment ago, so it was kept. Look at it first.")
            return redirect("library:edit-draft", pk=pk)
        messages.success(request, "The draft was thrown away. What is published stays as it is.")
        return redirect("library:edit-sheet", pk=version.sheet_id)
    return render(request, "library/editing/discard.html", {"draft": version, "form": form})
