"""Writes a line of a sheet as HTML: words, bold words and links to sources. All text is escaped."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from library.sheet_text import Cite, Inline, Line, plain

register = template.Library()


@register.simple_tag
def words(line: Line) -> SafeString:
    return format_html_join("", "{}", ((_written(item),) for item in line))


@register.simple_tag
def label(rows: Sequence[Sequence[Line]], column: int) -> str:
    """What heads a column of a table, for phones, where each row is a card."""
    head = rows[0]
    return plain(head[column]) if column < len(head) else ""


def _written(item: Inline) -> str | SafeString:
    if isinstance(item, Cite):
        links = format_html_join(
            ", ",
            '<a href="#source-{}"{} aria-label="Source {}">{}</a>',
            ((number, _place(item) if not i else "", number, number) for i, number in enumerate(item.numbers)),
        )
        return format_html('<sup class="cite">{}</sup>', links)
    return format_html("<strong>{}</strong>", item.text) if item.bold else item.text


def _place(cite: Cite) -> SafeString:
    return format_html(' id="cite-{}"', cite.place)
