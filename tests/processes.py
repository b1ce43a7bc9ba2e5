"""Real processes against the test's own database: contests and kills."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment() -> dict[str, str]:
    """The environment in which another process opens this test's database as its own."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{settings['NAME']}"
    else:
        host, port = settings["HOST"] or "127.0.0.1", settings["PORT"] or 5432
        secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
        url = f"postgres://{settings['USER']}{secret}@{host}:{port}/{settings['NAME']}"
    return os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "clinic.settings", "DEBUG": "1"}


def start(code: str, *arguments: str) -> subprocess.Popen:
    """Start Python with Django set up, running `code`; its arguments are sys.argv[1:]."""
    setup = "import django, os, sys; django.setup()\n"
    command = [sys.executable, "-c", setup + code, *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
