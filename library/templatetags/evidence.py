"""Filters of the evidence pages."""

from django import template

from library.citations import reference_line
from library.models import Reference

register = template.Library()


@register.filter
def as_line(work: Reference) -> str:
    """The work as a line of a source list; its name where the entry gives too little for one."""
    return reference_line(work.csl)
