"""The frame round every page: what its templates know, and the parts of it that are drawn once and kept.

The links in the head are the same on every page, and the rail is the same for everyone who may do the same; drawing
them anew for each request took a fifth of the time of a short page.
"""

from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from clinic import __version__
from clinic.access import permissions_for, roles_of

register = template.Library()
SOME_KEY = 987654321


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Context for every template: the clinic, and what the person logged in may do (looked up only if used)."""
    user = getattr(request, "user", None)
    return {
        "clinic": settings.CLINIC,
        "hegu_version": __version__,
        "may": SimpleLazyObject(lambda: {str(permission) for permission in permissions_for(user)}),
        "roles": SimpleLazyObject(lambda: roles_of(user)),
    }


@register.simple_tag
def fixed(template_name: str) -> SafeString:
    """Include a template that depends on nothing but the code."""
    return render_to_string(template_name) if settings.DEBUG else _fixed(template_name)


@register.simple_tag(takes_context=True)
def rail(context: template.Context) -> SafeString:
    """The main navigation, with the part of the house marked in which one is."""
    here = context["request"].path.split("/", 2)[1]
    may = frozenset(context["may"])
    return render_rail(here, may) if settings.DEBUG else _rail(here, may)


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file, as `{% static %}` gives it; with DEBUG off names do not change while it runs."""
    return static(path) if settings.DEBUG else _asset(path)


@register.simple_tag
def at(name: str, pk: int | None = None) -> SafeString:
    """The address of a page, or of one row's page, as `{% url %}` gives it, but worked out once per name."""
    if pk is None:
        return _address(name)
    before, after = _around(name)
    return SafeString(f"{before}{int(pk)}{after}")


@lru_cache(maxsize=256)
def _address(name: str) -> SafeString:
    return SafeString(reverse(name))


@lru_cache(maxsize=256)
def _around(name: str) -> tuple[str, str]:
    before, after = reverse(name, args=[SOME_KEY]).split(str(SOME_KEY))
    return before, after


def render_rail(here: str, may: frozenset[str]) -> SafeString:
    return render_to_string("_rail_nav.html", {"here": here, "may": may})


_asset = lru_cache(maxsize=256)(static)
_fixed = lru_cache(maxsize=32)(render_to_string)
_rail = lru_cache(maxsize=256)(render_rail)
