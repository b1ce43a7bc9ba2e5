"""The door: permissions, the roles that hold them, and `@require`, which every view behind the login goes through."""

import time
from collections.abc import Callable
from enum import StrEnum, auto
from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from clinic.trail.entries import READING, record_opening

REASONS = "reasons to open"
REASON_SECONDS = 15 * 60
View = Callable[..., HttpResponse]


class Permission(StrEnum):
    TODAY_VIEW = auto()
    PATIENT_VIEW = auto()
    PATIENT_EDIT = auto()
    PATIENT_MERGE = auto()
    PATIENT_IMPORT = auto()
    PATIENT_EXPORT = auto()
    RETENTION = auto()
    DIARY_VIEW = auto()
    DIARY_BOOK = auto()
    CLINICAL_VIEW = auto()
    SESSION_WRITE = auto()
    SAFETY_RULES = auto()
    HANDOUT_GIVE = auto()
    LIBRARY_EDIT = auto()
    LIBRARY_WRITE = auto()
    LIBRARY_REVIEW = auto()
    LIBRARY_PUBLISH = auto()
    CREDENTIAL_VIEW = auto()
    CREDENTIAL_EDIT = auto()
    ADMIN = auto()


class Role(StrEnum):
    """A person's work, kept as a Django group of this name; one person may hold several."""

    DESK = "Front desk"
    PRACTITIONER = "Practitioner"
    MANAGER = "Manager"


_DESK = {
    Permission.TODAY_VIEW,
    Permission.PATIENT_VIEW,
    Permission.PATIENT_EDIT,
    Permission.DIARY_VIEW,
    Permission.DIARY_BOOK,
    Permission.HANDOUT_GIVE,
    Permission.CREDENTIAL_VIEW,
}
GRANTS: dict[str, frozenset[Permission]] = {
    Role.DESK: frozenset(_DESK | {Permission.PATIENT_MERGE}),
    Role.PRACTITIONER: frozenset(
        _DESK
        | {
            Permission.CLINICAL_VIEW,
            Permission.SESSION_WRITE,
            Permission.SAFETY_RULES,
            Permission.LIBRARY_WRITE,
            Permission.LIBRARY_REVIEW,
        },
    ),
    Role.MANAGER: frozenset(
        _DESK
        | {
            Permission.PATIENT_MERGE,
            Permission.LIBRARY_EDIT,
            Permission.LIBRARY_WRITE,
            Permission.LIBRARY_REVIEW,
            Permission.LIBRARY_PUBLISH,
            Permission.CREDENTIAL_EDIT,
            Permission.SAFETY_RULES,
            Permission.PATIENT_IMPORT,
            Permission.PATIENT_EXPORT,
            Permission.RETENTION,
            Permission.ADMIN,
        },
    ),
}


def roles_of(user: Any) -> list[str]:
    """Return the names of the user's roles; one query per request, none for people who are not logged in."""
    if not getattr(user, "is_active", False):
        return []
    if not hasattr(user, "_role_names"):
        user._role_names = sorted(user.groups.values_list("name", flat=True))
    return user._role_names


def permissions_for(user: Any) -> frozenset[Permission]:
    """Return what the user's roles grant. Being a superuser grants nothing."""
    return _granted(tuple(roles_of(user)))


@cache
def _granted(roles: tuple[str, ...]) -> frozenset[Permission]:
    return frozenset().union(*(GRANTS.get(role, frozenset()) for role in roles))


def public(view: View) -> View:
    """Let anyone see the view. Each one stands on the list in tests/test_access.py."""
    view = login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view


def require(permission: Permission, *, opens: str | None = None, kind: str = "opened") -> Callable[[View], View]:
    """Refuse the view with 403 unless the user's role grants `permission`.

    With `opens` ("app.Model") the view concerns one patient's record: the object with the URL's `pk` is looked up
    among those the user may see (404 otherwise), the access entry is written, and the view is called with the object.
    An entry that cannot be written raises, so that nothing is shown. `kind` says what a GET does: opened or printed.
    A restricted record asks for a reason first, which goes into the entries until it is forgotten.
    """

    def decorator(view: View) -> View:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if permission not in permissions_for(request.user):
                raise PermissionDenied
            if opens is None:
                return view(request, *args, **kwargs)
            opened = find_visible(apps.get_model(opens), request.user, kwargs.pop("pk"))
            if (kept := getattr(opened, "merged_into_id", None)) is not None:
                return _go_to_kept(request, opened.pk, kept, kwargs)
            reason = reason_to_open(request, opened)
            if reason is None:
                return ask_for_reason(request, opened.patient_id)
            record_opening(request, opened, kind=kind, roles=roles_of(request.user), reason=reason)
            return view(request, opened, *args, **kwargs)

        wrapper.permission = permission  # type: ignore[attr-defined]
        wrapper.opens = opens  # type: ignore[attr-defined]
        return wrapper

    return decorator


def reason_to_open(request: HttpRequest, opened: Any) -> str | None:
    """Return why this person opens a restricted record, an empty text for other records; None if it must be asked.

    A form that was opened with a reason may be sent later too: what was typed is not lost to a forgotten reason.
    """
    if getattr(getattr(opened, "patient", opened), "restricted_at", None) is None:
        return ""
    given = request.session.get(REASONS, {}).get(str(opened.patient_id))
    if given is None:
        return None
    reason, until = given
    left = until - time.time()
    if left <= 0 and request.method in READING:
        return None
    if left < REASON_SECONDS / 2:
        remember_reason(request, opened.patient_id, reason)
    return reason


def remember_reason(request: HttpRequest, patient_id: int, reason: str) -> None:
    """Keep the reason with the log-in, on the server, for a quarter of an hour after the record was last opened."""
    kept = request.session.get(REASONS, {})
    request.session[REASONS] = {**kept, str(patient_id): [reason, time.time() + REASON_SECONDS]}


def ask_for_reason(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Show nothing of the record but the question why."""
    context = {"patient_id": patient_id, "next": request.get_full_path(), "lost": request.method not in READING}
    return render(request, "restricted.html", context, status=403)


def _go_to_kept(request: HttpRequest, merged: int, kept: int, kwargs: dict[str, Any]) -> HttpResponse:
    """Lead from a record that was merged to the one that stands for it; what was sent to it is not saved."""
    address = reverse(request.resolver_match.view_name, kwargs={**kwargs, "pk": kept})  # type: ignore[union-attr]
    if request.method not in READING:
        return render(request, "merged.html", {"merged": merged, "kept": kept, "address": address}, status=409)
    messages.info(request, f"Record {merged} was merged into this one, record {kept}.")
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address)


def find_visible(model: Any, user: Any, pk: int) -> Any:
    """Return the row that the user may see, or raise Http404. A model may bring a quicker way of its own."""
    if hasattr(model, "find_visible"):
        found = model.find_visible(user, pk)
        if found is None:
            raise Http404
        return found
    return get_object_or_404(model.objects.visible_to(user), pk=pk)


class NoStoreMiddleware:
    """Keep every page behind the login out of browser and proxy caches, public pages too while logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        view = getattr(getattr(request, "resolver_match", None), "func", None)
        is_anonymous_public = getattr(view, "is_public", False) and settings.SESSION_COOKIE_NAME not in request.COOKIES
        if not is_anonymous_public:
            patch_cache_control(response, no_store=True, private=True)
        return response
