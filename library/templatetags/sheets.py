"""Writes a line of a sheet as HTML: words, bold words and links to sources. All text is escaped."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic.locales import written
from library.models import Factsheet
from library.sheet_text import Cite, Inline, Line
from library.sheet_words import address_of

register = template.Library()
register.filter("written", written)


@register.simple_tag
def sheet_address(sheet: Factsheet) -> str:
    return address_of(sheet)


@register.simple_tag
def words(line: Line) -> SafeString:
    return format_html_join("", "{}", ((_written(item),) for item in line))


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
