"""The words that every sheet prints besides its own text. All of them are asked for when a sheet is drawn."""

from datetime import date
from typing import Any

from django.conf import settings

from library.models import Factsheet, FactsheetVersion


def written(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def sheet_address(sheet: Factsheet) -> str:
    """Where the sheet stands on the web, as printed and as the QR code says it."""
    return f"{settings.PUBLIC_BASE_URL}/library/{sheet.slug}/"


def footer(version: FactsheetVersion) -> str:
    return f"{version.title} · version {version.number} · next review {written(version.review_by)}"


def page_words() -> str:
    return "Page {page} of {pages}"


def given_line(name: str, on: date, by: str) -> str:
    return f"Given to {name} on {written(on)} by {by}"


def redrawn_words() -> str:
    """What follows the line above on a print that is not the first one's bytes."""
    return ". Drawn again from the record: the file that was handed out is not in the store."


def given_labels() -> list[str]:
    """What stands under the lines to write on."""
    return ["Given to", "On", "By"]


def overdue_heading() -> str:
    return "This sheet is overdue for review"


def overdue_line(version: FactsheetVersion) -> str:
    day = written(version.review_by)
    return f"It should have been reviewed by {day}. Ask us whether it still holds before you rely on it."


def sources_heading() -> str:
    return "Sources"


def about_heading() -> str:
    return "About this sheet"


def about_lines(version: FactsheetVersion) -> list[str]:
    """Who stands behind the sheet and until when; the web page says the same."""
    published = f"Version {version.number}, published {written(version.published_on)}."
    if version.reviewer and version.reviewed_on:
        reviewed = f"Reviewed by {version.reviewer} on {written(version.reviewed_on)}."
    else:
        reviewed = "Not yet reviewed by a clinician."
    who = f"Written by {version.author}. {reviewed} Publisher: {settings.CLINIC['name']}."
    return [f"{published} Next review by {written(version.review_by)}. {who}"]


def help_line() -> list[Any]:
    """How to ask, to say that something is wrong, and to have the sheet in another form."""
    phone, mail = settings.CLINIC["phone"], settings.CLINIC["email"]
    return [
        ("Questions, or is something unclear or wrong? ", {"bold": True}),
        f"Tell us: {phone}, ",
        (mail, {"link": f"mailto:{mail}"}),
        ". Ask us too if you would like this sheet in another form, such as large print.",
    ]


def web_line(version: FactsheetVersion) -> list[Any]:
    """Where to read the sheet on a screen, beside the QR code."""
    address = sheet_address(version.sheet)
    shown = address.removeprefix("https://").removeprefix("http://")
    clinic = settings.CLINIC
    return [
        ("On the web: ", {"bold": True}),
        (shown, {"link": address}),
        f" (the square code on the first page leads there). {clinic['name']}, {clinic['address']}.",
    ]


# --- the words in pictures ---


def pathway_title() -> str:
    return "The pathway of a pain signal, as the clinic’s documents describe it"


def pathway_steps() -> list[str]:
    return [
        "The needle wakes nerve fibres in your skin and around your muscle.",
        "The signal goes up your spinal cord.",
        "It reaches a part of your brain that controls pain.",
        "Your brain sends signals down that hold pain back.",
    ]


def ruler_title() -> str:
    return "The line for your pain score, and how it is read (not to scale)"


def ruler_words() -> dict[str, str]:
    return {"none": "No pain", "worst": "Worst pain you can think of", "mark": "Your mark", "score": "Score: 62"}


def electro_title() -> str:
    return "A small device, clipped to a pair of needles"


def electro_words() -> dict[str, str]:
    return {"device": "Small device", "clip": "Clip", "needle": "Needle", "skin": "Skin"}
