"""The words that every sheet prints besides its own text, in the language that is switched on while it is drawn."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.locales import written
from library.finding import Card
from library.models import Factsheet, FactsheetVersion
from library.translated import is_older_than_english, note_of
from library.translations import ENGLISH

# "This sheet is not in Spanish yet": whole sentences, because languages bend the names of languages.
NOT_YET = {
    "es": gettext_lazy("This sheet is not in Spanish yet. Here it is in English."),
    "zh-hans": gettext_lazy("This sheet is not in Chinese yet. Here it is in English."),
}


def is_translation(sheet: Factsheet) -> bool:
    return sheet.language != ENGLISH


def language_tag(language: str) -> str:
    """What browsers and PDF readers call a language: en-GB, es, zh-Hans."""
    return {"en": "en-GB", "zh-hans": "zh-Hans"}.get(language, language)


def asked(language: str, sign: str = "?") -> str:
    """What an address says of the language; nothing for English."""
    return f"{sign}lang={language}" if language != ENGLISH else ""


def known_language(text: str) -> str:
    """The language that was asked for, if the library keeps it; else empty."""
    return text if text in Factsheet.Language.values else ""


def address_of(sheet: Factsheet | Card) -> str:
    """Where the sheet stands in the library; the language is part of the address."""
    return reverse("library:sheet", args=[sheet.slug]) + asked(sheet.language)


def sheet_address(sheet: Factsheet) -> str:
    """Where the sheet stands on the web, as printed and as the QR code says it."""
    return f"{settings.PUBLIC_BASE_URL}/library/{sheet.slug}/{asked(sheet.language)}"


def footer(version: FactsheetVersion) -> str:
    said = {"title": version.title, "number": version.number, "day": written(version.review_by)}
    return _("%(title)s · version %(number)s · next review %(day)s") % said


def page_words() -> str:
    return _("Page {page} of {pages}")


def given_line(name: str, on: date, by: str) -> str:
    return _("Given to %(name)s on %(day)s by %(by)s") % {"name": name, "day": written(on), "by": by}


def redrawn_words() -> str:
    """What follows the line above on a print that is not the first one's bytes."""
    return _(". Drawn again from the record: the file that was handed out is not in the store.")


def given_labels() -> list[str]:
    """What stands under the lines to write on."""
    return _("Given to|On|By").split("|")  # together, for so short a word means too many things


def labelled(label: str) -> str:
    """The name of a column before what stands in it."""
    return _("%(label)s: ") % {"label": label}


def overdue_heading() -> str:
    return _("This sheet is overdue for review")


def overdue_line(version: FactsheetVersion) -> str:
    said = _("It should have been reviewed by %(day)s. Ask us whether it still holds before you rely on it.")
    return said % {"day": written(version.review_by)}


def sources_heading() -> str:
    return _("Sources")


def review_mark(version: FactsheetVersion) -> str:
    """Whether a clinician has reviewed the sheet or, for one in another language, its translation."""
    if version.reviewer:
        return _("Reviewed by %(name)s") % {"name": version.reviewer}
    if is_translation(version.sheet):
        return _("Translation not yet reviewed by a clinician")
    return _("Not yet reviewed by a clinician")


def about_lines(version: FactsheetVersion) -> list[str]:
    """Return who stands behind the sheet and until when; the web page says the same."""
    if version.reviewer and version.reviewed_on:
        reviewed = _("Reviewed by %(name)s on %(day)s.")
        reviewed %= {"name": version.reviewer, "day": written(version.reviewed_on)}
    elif is_translation(version.sheet):
        reviewed = _("Translation not yet reviewed by a clinician.")
    else:
        reviewed = _("Not yet reviewed by a clinician.")
    told = _("Version %(number)s, published %(published)s. Next review by %(review)s. Written by %(author)s.") % {
        "number": version.number,
        "published": written(version.published_on),
        "review": written(version.review_by),
        "author": version.author,
    }
    publisher = _("Publisher: %(name)s.") % {"name": settings.CLINIC["name"]}
    return [f"{told} {reviewed} {publisher}", *_translated_lines(version)]


def _translated_lines(version: FactsheetVersion) -> list[str]:
    note = note_of(version)
    if not note:
        return []
    if note["version"] is None:
        said = _("Translated by %(name)s from an earlier version of the English sheet.")
    else:
        said = _("Translated by %(name)s from version %(number)s of the English sheet.")
    return [said % {"name": note["translator"], "number": note["version"]}]


def is_older(version: FactsheetVersion, *, on: date) -> bool:
    """Whether the English sheet says something else by the end of a day."""
    return is_translation(version.sheet) and is_older_than_english(version, before=on + timedelta(days=1))


def older_heading() -> str:
    return _("This translation is older than the English sheet")


def older_line() -> str:
    return _("The English sheet has changed since. Ask us what changed before you rely on this one.")


def about_heading() -> str:
    return _("About this sheet")


def help_line() -> list[Any]:
    """How to ask, to say that something is wrong, and to have the sheet in another form."""
    phone, mail = settings.CLINIC["phone"], settings.CLINIC["email"]
    return [
        (_("Questions, or is something unclear or wrong? "), {"bold": True}),
        _("Tell us: %(phone)s, ") % {"phone": phone},
        (mail, {"link": f"mailto:{mail}"}),
        _(". Ask us too if you would like this sheet in another form, such as large print."),
    ]


def web_line(version: FactsheetVersion) -> list[Any]:
    """Where to read the sheet on a screen, beside the QR code."""
    address = sheet_address(version.sheet)
    shown = address.removeprefix("https://").removeprefix("http://")
    leads = _(" (the square code on the first page leads there). %(name)s, %(address)s.")
    return [(_("On the web: "), {"bold": True}), (shown, {"link": address}), leads % settings.CLINIC]


def editions(sheets: list[Factsheet]) -> list[dict[str, Any]]:
    """The languages in which a sheet stands, each named in itself, with the address and the tag of each."""
    return [
        {
            "language": sheet.language,
            "tag": language_tag(sheet.language),
            "name": sheet.get_language_display(),
            "address": address_of(sheet),
        }
        for sheet in sheets
    ]


# --- the words in pictures ---


def pathway_title() -> str:
    return _("The pathway of a pain signal, as the clinic’s documents describe it")


def pathway_steps() -> list[str]:
    return [
        _("The needle wakes nerve fibres in your skin and around your muscle."),
        _("The signal goes up your spinal cord."),
        _("It reaches a part of your brain that controls pain."),
        _("Your brain sends signals down that hold pain back."),
    ]


def ruler_title() -> str:
    return _("The line for your pain score, and how it is read (not to scale)")


def ruler_words() -> dict[str, str]:
    return {
        "none": _("No pain"),
        "worst": _("Worst pain you can think of"),
        "mark": _("Your mark"),
        "score": _("Score: %(number)s") % {"number": 62},
    }


def electro_title() -> str:
    return _("A small device, clipped to a pair of needles")


def electro_words() -> dict[str, str]:
    return {"device": _("Small device"), "clip": _("Clip"), "needle": _("Needle"), "skin": _("Skin")}
