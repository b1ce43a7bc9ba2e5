"""What the rest of the house, and the library's own pages, ask about sheets and handouts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from library.finding import Card
from library.models import Factsheet, Handout, Withdrawal
from patients.folding import fold
from patients.models import Patient

DUE_WITHIN = timedelta(days=90)
AREAS = {
    "head": _("Head"),
    "mouth": _("Mouth and teeth"),
    "shoulder-and-arm": _("Shoulder and arm"),
    "back": _("Back"),
    "belly": _("Belly"),
    "pelvis": _("Pelvis"),
    "leg": _("Hip, knee and leg"),
    "whole-body": _("Whole body"),
    "mind": _("Mind and sleep"),
}

# How people write the languages that the library keeps, folded.
SPOKEN = {
    "es": {"spanish", "espanol", "castellano", "castilian"},
    "zh-hans": {"chinese", "mandarin", "putonghua", "zhongwen", "cantonese", "中文", "汉语", "普通话", "简体中文"},
}


ORDINARY = 100  # what `order` is by itself; the few sheets below it are those that everyone should read


def published_sheets(language: str = "en") -> QuerySet[Factsheet]:
    """Every sheet that is shown, in the library's order, with the version that is shown."""
    shown = Factsheet.objects.filter(current__isnull=False, language=language)
    return shown.select_related("current", "condition").order_by("order", "current__title")


def shown_in_any_language() -> QuerySet[Factsheet]:
    """Every sheet that is shown, those in one language together."""
    shown = Factsheet.objects.filter(current__isnull=False)
    return shown.select_related("current").order_by("language", "order", "current__title")


def other_languages() -> dict[str, list[str]]:
    """Return, by slug, the names of the languages besides English in which a sheet is shown."""
    found: dict[str, list[str]] = {}
    shown = Factsheet.objects.filter(current__isnull=False).exclude(language="en").order_by("language")
    for slug, language in shown.values_list("slug", "language"):
        found.setdefault(slug, []).append(str(Factsheet.Language(language).label))
    return found


def language_for(patient: Patient) -> str:
    """Return the language of sheets that fits what is noted of the patient; English where nothing does."""
    words = set(fold(patient.language).replace(",", " ").split())
    return next((language for language, names in SPOKEN.items() if words & names), "en")


def editions_of(slug: str) -> list[Factsheet]:
    """Return the sheet in every language in which it is shown, English first."""
    shown = Factsheet.objects.filter(slug=slug, current__isnull=False).select_related("current", "condition")
    order = list(Factsheet.Language.values)
    editions = sorted(shown, key=lambda sheet: order.index(sheet.language))
    for sheet in editions:
        if sheet.current:
            sheet.current.sheet = sheet  # so that asking a version for its sheet asks no database
    return editions


def areas_of(cards: Iterable[Card]) -> list[dict[str, Any]]:
    """Return the body areas that the cards are about, in order from head to foot, with how many there are."""
    counted = Counter(card.area for card in cards)
    return [{"slug": slug, "name": name, "sheets": counted[slug]} for slug, name in AREAS.items() if slug in counted]


def related_sheets(sheet: Factsheet) -> list[Factsheet]:
    """Return the sheets to read next, in the order that the sheet gives."""
    found = {other.slug: other for other in published_sheets(sheet.language).filter(slug__in=sheet.related)}
    return [found[slug] for slug in sheet.related if slug in found]


def handouts_of(patient: Patient) -> QuerySet[Handout]:
    """What the patient was given, newest first."""
    return Handout.objects.filter(patient__in=patient.record_ids).select_related("version__withdrawal")


def due_for_review(on: date) -> QuerySet[Factsheet]:
    """The sheets shown, in any language, whose review is overdue or due within 90 days, the most urgent first."""
    shown = Factsheet.objects.filter(current__review_by__lte=on + DUE_WITHIN)
    return shown.select_related("current").order_by("current__review_by", "slug", "language")


def withdrawal_of(slug: str, language: str) -> Withdrawal | None:
    """The last withdrawal of a sheet that is not shown any more; None where nothing was withdrawn."""
    withdrawn = Withdrawal.objects.filter(
        version__sheet__slug=slug, version__sheet__language=language, version__sheet__current__isnull=True
    )
    return withdrawn.select_related("version__sheet").order_by("-at", "-pk").first()
