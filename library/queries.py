"""What the rest of the house, and the library's own pages, ask about sheets and handouts."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from library.finding import Card
from library.models import Factsheet, Handout, Withdrawal
from patients.models import Patient

DUE_WITHIN = timedelta(days=90)
AREAS = {
    "head": "Head",
    "mouth": "Mouth and teeth",
    "shoulder-and-arm": "Shoulder and arm",
    "back": "Back",
    "belly": "Belly",
    "pelvis": "Pelvis",
    "leg": "Hip, knee and leg",
    "whole-body": "Whole body",
    "mind": "Mind and sleep",
}


ORDINARY = 100  # what `order` is by itself; the few sheets below it are those that everyone should read


def published_sheets(language: str = "en") -> QuerySet[Factsheet]:
    """Every sheet that is shown, in the library's order, with the version that is shown."""
    shown = Factsheet.objects.filter(current__isnull=False, language=language)
    return shown.select_related("current", "condition").order_by("order", "current__title")


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
    return Handout.objects.filter(patient=patient).select_related("version__withdrawal")


def due_for_review(on: date) -> QuerySet[Factsheet]:
    """The sheets shown, in any language, whose review is overdue or due within 90 days, the most urgent first."""
    shown = Factsheet.objects.filter(current__review_by__lte=on + DUE_WITHIN)
    return shown.select_related("current").order_by("current__review_by", "slug", "language")


def withdrawal_of(slug: str, language: str) -> Withdrawal | None:
    """The last withdrawal of a sheet that is not shown any more; None where nothing was withdrawn."""
    withdrawn = Withdrawal.objects.filter(
        version__sheet__slug=slug, version__sheet__language=language, version__sheet__current__isnull=True
    )
    return withdrawn.select_related("version").order_by("-at", "-pk").first()
