"""The address book: every room's URLs at the root, as bookmarked and printed (design: addresses)."""

from datetime import date

from allauth.account import views as account
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path, register_converter
from django.views.decorators.http import require_safe

from clinic import home
from clinic.access import public


class IsoDate:
    """A calendar date of this century or its neighbours as YYYY-MM-DD; anything else is no such page."""

    regex = r"(?:19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(IsoDate, "isodate")

# Accounts: the pages of django-allauth that a clinic's staff use. Nobody signs up; the manager makes accounts.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    # Not path(): the key holds a hyphen of its own, and the first part must stop before it.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("favicon.ico", home.favicon, name="favicon"),
    path("health/", home.health, name="health"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", public(require_safe(sitemap)), {"sitemaps": home.SITEMAPS}, name="sitemap"),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("", include("keeping.urls")),
    path("", include("treatments.urls")),
    path("", include("library.urls")),
    path("", include("clinic.diary.urls")),
    path("", include("patients.urls")),
    path("", include("clinic.staff.urls")),
]
