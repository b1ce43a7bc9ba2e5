"""Which database, opened how: SQLite with nothing to install, or PostgreSQL by `DATABASE_URL`."""

import sqlite3
from pathlib import Path
from typing import Any

import environ

# SQLite before 3.51.3 can corrupt a WAL database when several connections write (sqlite.org, 13 March 2026).
WAL_IS_SAFE = sqlite3.sqlite_version_info >= (3, 51, 3)
JOURNAL_MODE = "WAL" if WAL_IS_SAFE else "TRUNCATE"


def databases(url: str) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for `url`.

    On SQLite the access trail has a file of its own ("trail"), so that a read need not wait for the disk while every
    other write does. On PostgreSQL one database holds both (`clinic.trail.entries` relaxes the commit there).
    """
    default = environ.Env.db_url_config(url)
    if default["ENGINE"] != "django.db.backends.sqlite3":
        return {"default": default | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
    path = Path(default["NAME"])
    trail = path.with_name(f"{path.stem}-trail{path.suffix}")
    return {"default": _sqlite(path, synchronous="FULL"), "trail": _sqlite(trail, synchronous="OFF")}


def _sqlite(path: Path, *, synchronous: str) -> dict[str, Any]:
    pragmas = f"PRAGMA journal_mode={JOURNAL_MODE};PRAGMA synchronous={synchronous};PRAGMA temp_store=MEMORY;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": pragmas + "PRAGMA cache_size=-20000;PRAGMA mmap_size=0;",
        },
    }
