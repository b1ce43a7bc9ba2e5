"""What was typed is not lost when somebody has logged out, or in again, while a form was open: it can be sent again."""

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure as django_csrf_failure

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of the field
# Pages whose fields are passwords are not written into a page again.
NEVER = ("/accounts/", "/admin/")


class LoginOrSendAgain(LoginRequiredMiddleware):
    """Sends people who are not logged in to the login, and keeps what they were sending."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:  # type: ignore[override]
        if _can_be_kept(request):
            return _kept(request)
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Offer to send a form of our own once more, with a fresh token; refuse everybody else's."""
    if _is_from_here(request) and _can_be_kept(request):
        return _kept(request)
    return django_csrf_failure(request, reason=reason)


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this. Scripts of other sites cannot forge that."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _can_be_kept(request: HttpRequest) -> bool:
    return request.method == "POST" and not request.path.startswith(NEVER) and bool(request.POST.keys() - {TOKEN})


def _kept(request: HttpRequest) -> HttpResponse:
    typed = [(name, value) for name, values in request.POST.lists() if name != TOKEN for value in values]
    view = request.resolver_match.func if request.resolver_match else None
    context = {"typed": typed, "address": request.get_full_path(), "is_public": getattr(view, "is_public", False)}
    return render(request, "send_again.html", context, status=403)
