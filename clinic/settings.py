"""Settings: closed by default, opened by the environment (see docs/operations.md for each variable)."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from clinic.databases import databases

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """Return SECRET_KEY; with DEBUG on, one made for this copy and kept in var/."""
    key = env.str("SECRET_KEY", default="")
    if key:
        return key
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing. Set it in the environment to a long random text, for example the output of: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'. Only with DEBUG=1 is one made for you."
        )
    path = VAR_DIR / "development-secret-key"
    if not path.exists():
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host not in ("*", "[::1]")]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "clinic.staff.admin_config.HeguAdminConfig",
    "allauth",
    "allauth.account",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "clinic.trail",
    "clinic.staff",
    "patients",
    "clinic.diary",
    "library",
    "treatments",
    "keeping",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clinic.unsent.LoginOrSendAgain",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clinic.access.NoStoreMiddleware",
]

ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.frame.page_context",
            ],
            "libraries": {
                "frame": "clinic.frame",
                "fields": "clinic.drawn_fields",
                "alerts": "patients.alert_chips",
                "rows": "treatments.drawn_rows",
            },
        },
    },
]

DATABASES = databases(env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'hegu.sqlite3'}"))
DATABASE_ROUTERS = ["clinic.trail.router.TrailRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["clinic.staff.backend.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "treatments:today"
ACCOUNT_ADAPTER = "clinic.staff.adapter.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "clinic.staff.account_forms.LoginForm",
    "reauthenticate": "clinic.staff.account_forms.ReauthenticateForm",
    "reset_password": "clinic.staff.account_forms.ResetPasswordForm",
    "reset_password_from_key": "clinic.staff.account_forms.ResetPasswordKeyForm",
    "change_password": "clinic.staff.account_forms.ChangePasswordForm",
}
SESSION_ENGINE = "clinic.staff.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "clinic.unsent.csrf_failure"

# --- the wire ---
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Files of more than this wait on the disk, so that a few people who upload at once do not fill the memory.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = [
    "clinic.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_MB", default=15) * 1_000_000
# A program that is given a file: it ends with 0 for a clean one and with 1 for an infected one, as clamdscan does.
DOCUMENT_SCAN_COMMAND = env.str("DOCUMENT_SCAN_COMMAND", default="")

# --- words, times, files ---
LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("CLINIC_TIME_ZONE", default="Europe/London")
USE_I18N = True
# What patients read in the library; staff pages are in English. A page in another language asks for it itself.
LANGUAGES = [("en", "English"), ("es", "Español"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "clinic" / "locale", BASE_DIR / "library" / "locale"]  # our words before Django's own
USE_TZ = True
# Dates as the house writes them, whatever the locale: 6 August 2026, 17:30.
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Widgets of our own live in templates/forms/.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_FAIL_SILENTLY = False
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

vars().update(env.email_url("EMAIL_URL", default="consolemail://" if DEBUG else "smtp://localhost:25"))
DEFAULT_FROM_EMAIL = env.str("CLINIC_EMAIL", default="hello@stillwater.example")
CLINIC = {
    "name": env.str("CLINIC_NAME", default="Stillwater Acupuncture"),
    "address": env.str("CLINIC_ADDRESS", default="12 Mill Lane, Shaftesbury SP7 0AA"),
    "phone": env.str("CLINIC_PHONE", default="01632 960 210"),
    "email": DEFAULT_FROM_EMAIL,
    "web": env.str("CLINIC_WEB", default="www.stillwater.example"),
}
# A clinic with a name of its own has its own logo, or none; the demo clinic borrows the house's mark.
CLINIC_LOGO = env.str("CLINIC_LOGO", default="" if "CLINIC_NAME" in env.ENVIRON else "mark")
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default=f"https://{CLINIC['web']}").rstrip("/")

# How long a patient may answer before a visit; a link sent anew begins afresh.
INTAKE_LINK_DAYS = env.int("INTAKE_LINK_DAYS", default=30)
# How long records are kept: a row of keeping/data/retention.yaml, or of a file of the clinic's own.
CLINIC_RETENTION = env.str("CLINIC_RETENTION", default="england")
CLINIC_RETENTION_FILE = env.str("CLINIC_RETENTION_FILE", default="")
# A line for each erased record, to be kept apart from the backups: an old backup knows nothing of later erasures.
TOMBSTONES_FILE = env.str("TOMBSTONES_FILE", default=str(VAR_DIR / "tombstones.jsonl"))

# Whether a session may be signed for a patient whose safety questions were never asked.
SAFETY_SCREENING_REQUIRED = env.bool("SAFETY_SCREENING_REQUIRED", default=False)
# Where the clinic works, home first: consents, the age of consent and how telephone numbers are read follow from it.
CLINIC_JURISDICTIONS = env.list("CLINIC_JURISDICTIONS", default=["GB"])
# Whether a session may only be signed when the patient has consented to what was done in it.
CONSENT_REQUIRED = env.bool("CONSENT_REQUIRED", default=True)
# From this age patients sign for themselves; 0: as is usual where the clinic works (16 in the UK, else 18).
CONSENT_AGE = env.int("CONSENT_AGE", default=0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": "clinic.hush.WithoutTokens"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Request paths hold record numbers only, never names; bodies are not logged at all. A token in a path is a key.
    "loggers": {
        "django.server": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django.request": {"filters": ["without_tokens"]},
        "django.security.csrf": {"filters": ["without_tokens"]},
    },
}
