"""The blocks and rows of a day as HTML. Not by a template, which takes ten times as long for sixty appointments.

Every text that somebody typed goes through `escape`; the rest are numbers and words of our own.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

VISIT = (
    '<li class="{} at-{} for-{}"><a href="/diary/appointments/{}/"><span class="visit-time">{}</span> '
    '<strong>{}</strong> <span class="visit-service">{}</span> <span class="visit-state">'
    '<i class="bi bi-{}" aria-hidden="true"></i>{}</span></a></li>'
)
GAP = (
    '<li class="gap at-{} for-{}"><a href="{}"><i class="bi bi-plus" aria-hidden="true"></i>{}'
    '<span class="visually-hidden"> free, book with {}</span></a></li>'
)
REST = '<li class="{} at-{} for-{}" aria-hidden="true"></li>'
AWAY = '<li class="{} at-{} for-{}">{}</li>'
ROW = (
    '<tr class="is-{}"><td class="row-time"><b>{}</b> to {}</td>'
    '<th scope="row"><a href="/diary/appointments/{}/">{}</a></th><td class="row-service">{}</td>'
    '<td class="row-with">{}, {}</td><td class="row-state"><i class="bi bi-{}" aria-hidden="true"></i> {}</td></tr>'
)


def lane_html(blocks: Iterable[dict[str, Any]], practitioner: str) -> SafeString:
    """The blocks of a practitioner's column."""
    with_whom = escape(practitioner)
    return mark_safe("".join([_block(block, with_whom) for block in blocks]))  # noqa: S308 - escaped below


def list_html(rows: Iterable[dict[str, Any]]) -> SafeString:
    """The appointments of the day as rows of a table."""
    return mark_safe("".join([_row(row) for row in rows]))  # noqa: S308 - escaped below


def _block(block: dict[str, Any], with_whom: str) -> str:
    """One block of a practitioner's column: an appointment, a gap, or a stretch without work."""
    at, rows, word = block["at"], block["for"], escape(block["word"])
    if "pk" in block:
        name, service = escape(block["name"]), escape(block["service"])
        return VISIT.format(block["kind"], at, rows, block["pk"], block["clock"], name, service, block["icon"], word)
    if "url" in block:
        return GAP.format(at, rows, escape(block["url"]), word, with_whom)
    return AWAY.format(block["kind"], at, rows, word) if word else REST.format(block["kind"], at, rows)


def _row(row: dict[str, Any]) -> str:
    """One appointment in the list of the day."""
    name, service, whom = escape(row["name"]), escape(row["service"]), escape(row["with"])
    how, state = escape(row["how"]), escape(row["state"])
    start, until, status, icon = row["clock"], row["until"], row["status"], row["icon"]
    return ROW.format(status, start, until, row["pk"], name, service, whom, how, icon, state)
