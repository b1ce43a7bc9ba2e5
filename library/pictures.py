"""The one picture that a sheet may print: which sheet, beside which claim, and the claims that carry its words.

A version keeps the name of its picture in its notes, so that older versions print as they were: a picture whose drawing
says something else gets another name. A sheet that does not cite every claim of its picture prints without it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.graphics.shapes import Drawing

from clinic.printing import diagrams, drawing_svg
from library import sheet_words
from library.sheet_text import Block, Cite, Section, cites


@dataclass(frozen=True)
class Picture:
    """`title` and `description` are asked for when it is drawn, as its words are."""

    after: str  # it stands where this claim is first cited, below the summary
    claims: frozenset[str]
    title: Callable[[], str]
    description: Callable[[], str]
    draw: Callable[[float, float], Drawing]  # width and size of its words, in points


PICTURES: Mapping[str, Picture] = {
    "pain-pathway": Picture(
        after="brain-sends-brake",
        claims=frozenset({"needle-wakes-nerves", "signal-to-midbrain", "brain-sends-brake"}),
        title=sheet_words.pathway_title,
        description=lambda: " ".join(f"{n}. {step}" for n, step in enumerate(sheet_words.pathway_steps(), 1)),
        draw=lambda width, size: diagrams.pathway(sheet_words.pathway_steps(), width=width, size=size),
    ),
    "pain-ruler": Picture(
        after="practice-score",
        claims=frozenset({"practice-score"}),
        title=sheet_words.ruler_title,
        description=lambda: "; ".join(sheet_words.ruler_words().values()),
        draw=lambda width, size: diagrams.ruler(sheet_words.ruler_words(), width=width, size=size),
    ),
    "electro-needles": Picture(
        after="practice-needles",
        claims=frozenset({"practice-ea", "practice-needles"}),
        title=sheet_words.electro_title,
        description=lambda: ", ".join(sheet_words.electro_words().values()),
        draw=lambda width, size: diagrams.electro(sheet_words.electro_words(), width=width, size=size),
    ),
}
OF_SHEETS = {
    "how-acupuncture-relieves-pain": "pain-pathway",
    "measuring-progress": "pain-ruler",
    "electroacupuncture": "electro-needles",
}


def picture_note(slug: str, sections: Sequence[Section]) -> dict[str, str]:
    """Return what a new version of the sheet notes of its picture: {"picture": name}, or nothing."""
    name = OF_SHEETS.get(slug)
    cited = {mark for _, cite in cites(sections) for mark in cite.marks}
    return {"picture": name} if name and PICTURES[name].claims <= cited else {}


def picture_of(notes: Mapping[str, Any]) -> Picture | None:
    """The picture that a version with these notes prints."""
    return PICTURES.get(notes.get("picture", ""))


def with_picture(sections: Sequence[Section], notes: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the sections with the picture's block: after what is said under the heading that cites its claim."""
    picture = picture_of(notes)
    made = list(sections)
    for index, section in enumerate(sections if picture else ()):
        blocks = list(section.blocks)
        cited = [i for i, block in enumerate(blocks) if picture and _cites(block, picture.after)]
        if cited and section.kind != "short":
            heads = [i for i, block in enumerate(blocks) if block.kind == "subheading" and i > cited[0]]
            end = heads[0] if heads else len(blocks)
            blocks.insert(end, Block("picture", (), blocks[end - 1].at))
            made[index] = replace(section, blocks=tuple(blocks))
            break
    return tuple(made)


def _cites(block: Block, claim: str) -> bool:
    return any(isinstance(item, Cite) and claim in item.marks for line in block.lines for item in line)


def picture_svg(picture: Picture) -> str:
    """The picture for a web page, once for wide screens and once for phones; one of the two is shown.

    Its words keep a size that can be read, and are told to those who cannot see them.
    """
    told = {"title": picture.title(), "description": picture.description()}
    wide = drawing_svg(picture.draw(460, 13), css_class="drawing picture-wide", **told)
    return wide + drawing_svg(picture.draw(300, 11), css_class="drawing picture-narrow", **told)
