"""Writes a line of a sheet as HTML: words, bold words and links to sources. All text is escaped."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic.locales import written
from library.finding import Card
from library.models import Factsheet
from library.sheet_text import Cite, Inline, Line, plain
from library.sheet_words import address_of

register = template.Library()
register.filter("written", written)


@register.filter
def local_day(at: datetime) -> str:
    """The day of a moment, as the language that is switched on writes it."""
    return written(timezone.localdate(at))


@register.simple_tag
def sheet_address(sheet: Factsheet | Card) -> str:
    return address_of(sheet)


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
            '<a href="#source-{}"{} aria-label="{} {}">{}</a>',
            (
                (number, _place(item) if not i else "", _("Source"), number, number)
                for i, number in enumerate(item.numbers)
            ),
        )
        return format_html('<sup class="cite">{}</sup>', links)
    return format_html("<strong>{}</strong>", item.text) if item.bold else item.text


def _place(cite: Cite) -> SafeString:
    return format_html(' id="cite-{}"', cite.place)
