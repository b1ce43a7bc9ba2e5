"""Translations in the database: what they note of the English sheet, and whether it has changed since."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from library.models import Factsheet, FactsheetVersion
from library.translations import ENGLISH, text_digest

Published = FactsheetVersion.Status.PUBLISHED


def number_of(slug: str, digest: str) -> int | None:
    """The number of the English version with this wording, the first of them where several have it."""
    published = FactsheetVersion.objects.filter(sheet__slug=slug, sheet__language=ENGLISH, status=Published)
    return next((one.number for one in published.order_by("number") if _digest(one) == digest), None)


def _digest(version: FactsheetVersion) -> str:
    return text_digest(title=version.title, summary=version.summary, body=version.body)


def note_of(version: FactsheetVersion) -> Mapping[str, Any]:
    """What the version notes of its translation: translator, and the English version; empty where it is none."""
    return version.notes.get("translation", {})


def translation_of(version: FactsheetVersion) -> dict[str, Any]:
    """The part of a version's notes that other words do not change."""
    return {"translation": dict(note)} if (note := note_of(version)) else {}


def going_with(version: FactsheetVersion) -> list[FactsheetVersion]:
    """The translations that are withdrawn with an English version: made from it, or shown beside it."""
    if version.sheet.language != ENGLISH:
        return []
    others = FactsheetVersion.objects.filter(sheet__slug=version.sheet.slug, status=Published, withdrawal__isnull=True)
    others = others.exclude(sheet__language=ENGLISH).select_related("sheet").order_by("sheet__language", "number")
    is_shown, digest = version.sheet.current_id == version.pk, _digest(version)
    return [
        other
        for other in others
        if note_of(other).get("of") == digest or (is_shown and other.sheet.current_id == other.pk)
    ]


def lacks_english(sheet: Factsheet) -> bool:
    """Whether this is a translation of a sheet that is not shown in English: then it is not shown either."""
    if sheet.language == ENGLISH:
        return False
    english = Factsheet.objects.select_for_update().filter(slug=sheet.slug, language=ENGLISH).first()
    return english is not None and english.current_id is None


def is_older_than_english(version: FactsheetVersion, *, before: date) -> bool:
    """Whether the English sheet said something else than what this translates, by versions published before a day."""
    of = note_of(version).get("of")
    if not of:
        return False
    english = FactsheetVersion.objects.filter(
        sheet__slug=version.sheet.slug, sheet__language=ENGLISH, status=Published, published_on__lt=before
    )
    newest = english.order_by("-number").first()
    return newest is not None and _digest(newest) != of
