"""Marking pain on the figures, as a form's field. Its value is a list of marks as dicts, ready for JSON.

Without scripts it is a list: what is marked, each with a box to remove it, and rows of "where" and "what it is like".
With `js/body-marks.js` one row remains, the figures can be tapped, and what is marked is written back as it changes.
The page adds that script, `css/body-chart.css` and `css/body-marks.css`.
"""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from clinic.printing import drawing_svg
from patients.bodychart import drawing
from patients.bodychart.marks import (
    KINDS,
    MOST_MARKS,
    Mark,
    UnreadableMarks,
    in_order,
    mark_by_name,
    read_marks,
    too_many,
)
from patients.bodychart.views import FIGURES

ROWS = 4  # places that can be added at one go where scripts do not run
LONGEST = 20_000  # characters; the marks allowed take a quarter of it
REGION_SEPARATOR = "/"


class BodyMarks(forms.Widget):
    """Posts `<name>`, the marks as JSON, and `<name>-remove`, `<name>-place` and `<name>-kind` of the list."""

    template_name = "patients/body_marks.html"
    use_fieldset = True
    # Told by the field to its own copy: the rows that an error speaks of.
    wrong_rows: tuple[int, ...] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        return {
            "marks": data.get(name, ""),
            "remove": _list(data, f"{name}-remove"),
            "rows": list(zip(_list(data, f"{name}-place"), _list(data, f"{name}-kind"), strict=False)),
        }

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-place" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def id_for_label(self, id_: str) -> str:
        """The first thing that can be used, for the link in an error summary."""
        return f"{id_}_place_0" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        posted = value if isinstance(value, dict) else {"marks": value or [], "remove": [], "rows": []}
        marks = _readable(posted["marks"])
        removed = {at for at in posted["remove"] if isinstance(at, str)}
        rows = [row for row in posted["rows"] if any(row)]
        rows += [("", "")] * (1 if len(rows) >= ROWS else ROWS - len(rows))
        return context | {
            "marks": [(str(at), mark.words, str(at) in removed) for at, mark in enumerate(marks)],
            "json": json.dumps([mark.as_dict() for mark in marks]),
            "rows": [(at, row[0], row[1], at in self.wrong_rows) for at, row in enumerate(rows)],
            "most": MOST_MARKS,
            **_pictures(),
        }


def _list(data: Any, name: str) -> list[str]:
    if isinstance(data, MultiValueDict):
        return data.getlist(name)
    found = data.get(name, [])
    return found if isinstance(found, list) else [found]


def _readable(given: object) -> list[Mark]:
    """What can be read, for showing again; what cannot has its sentence from the field."""
    try:
        return read_marks(given) if given else []
    except UnreadableMarks:
        return []


_drawn: dict[str, Any] = {}


def _pictures() -> dict[str, Any]:
    """The figures, their regions and the symbols: the same on every page, so they are made once."""
    if not _drawn:
        _drawn.update(
            views=[
                {
                    "id": view.id,
                    "title": view.title,
                    "svg": drawing.view_svg(view),
                    "sides": view.sides,
                    "box": f"{view.window[0]:g} 0 {view.window[1] - view.window[0]:g} {view.height:g}",
                    "regions": [_region(view.id, region) for region in view.regions.values()],
                }
                for view in FIGURES.values()
            ],
            kinds=[{"id": kind, "name": name, "svg": _symbol_svg(kind)} for kind, name in KINDS.items()],
        )
    return _drawn


def _region(view: str, region: Any) -> dict[str, Any]:
    x, y = region.middle
    areas = [" ".join(f"{px:.0f},{py:.0f}" for px, py in polygon) for polygon in region.areas]
    place = f"{view}{REGION_SEPARATOR}{region.id}"
    return {"id": region.id, "place": place, "label": region.label, "x": round(x), "y": round(y), "areas": areas}


def _symbol_svg(kind: str) -> str:
    return drawing_svg(drawing.symbol_drawing(kind), title=KINDS[kind], css_class="body-symbol")


class BodyMarksField(forms.Field):
    widget = BodyMarks
    default_error_messages = {  # noqa: RUF012
        "required": "Mark at least one place: tap the drawing, or choose a place from the list.",
    }

    def clean(self, value: Any) -> list[dict[str, Any]]:
        posted = value if isinstance(value, dict) else {"marks": value or [], "remove": [], "rows": []}
        try:
            marks = self._kept(posted) + self._added(posted)
        except UnreadableMarks as problem:
            raise ValidationError(str(problem), code="unreadable") from None
        marks = list(dict.fromkeys(marks))
        if len(marks) > MOST_MARKS:
            raise ValidationError(too_many(len(marks)), code="too_many")
        if self.required and not marks:
            raise ValidationError(self.error_messages["required"], code="required")
        return [mark.as_dict() for mark in in_order(marks)]

    def _kept(self, posted: dict[str, Any]) -> list[Mark]:
        given = posted["marks"]
        if isinstance(given, str) and len(given) > LONGEST:
            raise UnreadableMarks(f"There are too many marks to read. Mark at most {MOST_MARKS} places.")
        removed = set(posted["remove"])
        return [mark for at, mark in enumerate(read_marks(given) if given else []) if str(at) not in removed]

    def _added(self, posted: dict[str, Any]) -> list[Mark]:
        """The marks of the list's own rows, each put in the middle of its part of the body."""
        added: list[Mark] = []
        kept = self._kept(posted)
        filled = [row for row in posted["rows"] if any(row)]
        if len(filled) > MOST_MARKS:
            raise UnreadableMarks(too_many(len(filled)))
        for at, (place, kind) in enumerate(filled):
            self._check_row(at, place, kind)
            view, _, region = place.partition(REGION_SEPARATOR)
            added.append(mark_by_name(view, FIGURES[view].regions[region], kind, [*kept, *added]))
        return added

    def _check_row(self, at: int, place: str, kind: str) -> None:
        view, _, region = place.partition(REGION_SEPARATOR)
        if isinstance(self.widget, BodyMarks):
            self.widget.wrong_rows = (at,)
        if not place:
            raise UnreadableMarks(f"Choose where you feel the {KINDS.get(kind, 'pain')}, or leave both boxes blank.")
        if view not in FIGURES or region not in FIGURES[view].regions:
            raise UnreadableMarks("Choose one of the places in the list.")
        label = FIGURES[view].regions[region].label
        if not kind:
            raise UnreadableMarks(f"Choose what it feels like at “{label}”.")
        if kind not in KINDS:
            raise UnreadableMarks(f"Choose one of the feelings in the list for “{label}”.")
        if isinstance(self.widget, BodyMarks):
            self.widget.wrong_rows = ()

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != [mark.as_dict() for mark in in_order(_readable(initial))]
        except ValidationError:
            return True
