"""Rows of the chart written straight into HTML: a template takes four times as long for a course of eight sessions."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from clinic.frame import at

from .prescription import Needled
from .queries import Visit

register = template.Library()
DRAFT = '<span class="chip chip-caution">Draft</span>'


@register.simple_tag
def score_rows(visits: Iterable[Visit]) -> SafeString:
    """One row for each session: number and day, pain before and after in millimetres, state."""
    return mark_safe("".join(map(_score_row, visits)))  # noqa: S308 - figures and our own words


def _score_row(visit: Visit) -> str:
    before, after = ("–" if score is None else score for score in (visit.before, visit.after))
    return (
        f'<tr><th scope="row"><a href="{at("treatments:session", visit.pk)}">{visit.number}, {visit.day}</a></th>'
        f'<td class="num">{before}</td><td class="num">{after}</td>'
        f"<td>{'Signed' if visit.is_signed else DRAFT}</td></tr>"
    )


@register.simple_tag
def point_chips(uses: Iterable[Needled]) -> SafeString:
    """The points of a session as labelled chips, in their order."""
    chips = "".join(map(_chip, uses))
    if not chips:
        return mark_safe('<p class="soft">No points recorded.</p>')
    return mark_safe(f'<ul class="point-chips">{chips}</ul>')  # noqa: S308 - every part is escaped


def _chip(use: Needled) -> str:
    words = ["both sides" if use.side == "both" else str(use.side)]
    words += [f"{use.depth_mm} mm"] if use.depth_mm else []
    words += [str(use.angle)] if use.angle else []
    point = use.point
    return (
        f'<li class="point-chip"><strong>{escape(point.code)}</strong> '
        f'<span>{escape(point.pinyin)} <span class="han" lang="zh">{escape(point.hanzi)}</span></span> '
        f'<span class="soft">{escape(", ".join(filter(None, words)))}</span></li>'
    )
