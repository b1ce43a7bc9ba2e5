"""The yardstick: a Django page with session and authentication middleware only, and a one-line template.

Run by `script/bench` on the same server, workers, database file and session as the product, so that every figure is
a ratio taken in one run.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

os.environ.setdefault("DEBUG", "0")
from clinic.databases import databases  # noqa: E402

settings.configure(
    DEBUG=False,
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "clinic.trail",
        "clinic.staff",
    ],
    AUTH_USER_MODEL="staff.User",
    AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={"default": databases(os.environ["DATABASE_URL"])["default"]},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)


def page(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string("<p>Logged in as {{ request.user.name }}</p>")
    return HttpResponse(template.render({}, request))


urlpatterns = [path("bare/", page)]
application = get_wsgi_application()
