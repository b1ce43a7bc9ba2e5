"""What the web page of a sheet shows: the same tree as the PDF, its sources leading back to where they are cited."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from library.models import FactsheetVersion
from library.pictures import Picture, picture_of, picture_svg, with_picture
from library.sheet_text import Section, cites, numbered, read
from library.sheet_words import about_lines


@dataclass(frozen=True)
class Part:
    anchor: str
    section: Section


@dataclass(frozen=True)
class SheetPage:
    parts: list[Part]
    sources: list[dict[str, Any]]
    safety: str
    about: list[str]
    picture: Picture | None = None

    @property
    def picture_svg(self) -> SafeString:
        return mark_safe(picture_svg(self.picture) if self.picture else "")  # noqa: S308 - our own writer escapes


def page_of(version: FactsheetVersion) -> SheetPage:
    read_sections = with_picture(read(version.body), version.notes)
    sections = numbered(read_sections, version.notes.get("marks", {}))
    places: dict[int, list[int]] = {}
    for _, cite in cites(sections):
        for number in cite.numbers:
            places.setdefault(number, []).append(cite.place)
    return SheetPage(
        parts=[Part(slugify(section.title) or f"part-{i}", section) for i, section in enumerate(sections, 1)],
        sources=[entry | {"places": places.get(entry["number"], [])} for entry in version.notes.get("sources", [])],
        safety=version.notes.get("safety", ""),
        about=about_lines(version),
        picture=picture_of(version.notes),
    )
