"""Sends access entries to their own SQLite file where there is one (`clinic.databases`)."""

from typing import Any

from django.conf import settings

SEPARATE_MODELS = {"accessentry"}


class TrailRouter:
    def db_for_read(self, model: Any, **hints: Any) -> str | None:
        return self._home(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool | None:
        return None

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        if "trail" not in settings.DATABASES:
            return None
        if app_label == "trail" and model_name in SEPARATE_MODELS:
            return db == "trail"
        return db != "trail"

    def _home(self, app_label: str, model_name: str) -> str | None:
        is_separate = app_label == "trail" and model_name in SEPARATE_MODELS
        return "trail" if is_separate and "trail" in settings.DATABASES else None
