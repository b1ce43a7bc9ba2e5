"""Filters of the evidence pages."""

from django import template

from library.citations import reference_line
from library.models import Claim, Reference

register = template.Library()

LOOKS = {
    Claim.Verdict.CITED_AND_LISTED: ("chip-ok", "bi-check-circle"),
    Claim.Verdict.CITED_NOT_LISTED: ("chip-caution", "bi-question-circle"),
    Claim.Verdict.OTHER_SUBJECT: ("chip-caution", "bi-x-octagon"),
    Claim.Verdict.AMBIGUOUS: ("chip-caution", "bi-signpost-split"),
    Claim.Verdict.NO_CITATION: ("chip-quiet", "bi-chat-left-text"),
}


@register.filter
def chip(verdict: str) -> str:
    return LOOKS[Claim.Verdict(verdict)][0]


@register.filter
def icon(verdict: str) -> str:
    return LOOKS[Claim.Verdict(verdict)][1]


@register.filter
def as_line(work: Reference) -> str:
    """The work as a line of a source list; its name where the entry gives too little for one."""
    return reference_line(work.csl)
