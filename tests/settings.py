"""Settings for tests: the product's own, with a throw-away database, plain static files and a quick hasher."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ["DEBUG"] = "1"
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
else:
    os.environ.pop("DATABASE_URL", None)

from clinic.settings import *  # noqa: E402, F403
from clinic.settings import DATABASES, STORAGES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# A real file, not memory: several processes and the live server's threads share it as they would in a clinic.
SCRATCH = Path(tempfile.mkdtemp(prefix="hegu-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
MEDIA_ROOT = str(SCRATCH / "media")
TOMBSTONES_FILE = str(SCRATCH / "tombstones.jsonl")
for alias, database in DATABASES.items():
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Named as clinic.databases names them, so that a process started with DATABASE_URL finds both.
        name = "clinic.sqlite3" if alias == "default" else "clinic-trail.sqlite3"
        database["TEST"] = {"NAME": str(SCRATCH / name)}
        # Test files are thrown away: no need to wait for the disk. The pragma itself is tested on its own.
        database["OPTIONS"] = database["OPTIONS"] | {
            "init_command": database["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
        }
