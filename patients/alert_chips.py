"""Safety alerts as chips, for the patient's banner and for lists: words and an icon, never colour alone."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from clinic.access import Permission
from patients.models import Patient
from patients.rules.alerts import NOT_ANSWERED, Alert, alerts_of
from patients.safety import state_of

register = template.Library()
NOTHING = Alert("No safety alerts", "check-lg", "chip-quiet")


@register.simple_tag(takes_context=True)
def safety_chips(context: template.Context, patient: Patient) -> SafeString:
    """The alerts of the newest screening, for clinical roles; others learn only whether the questions are answered."""
    state = state_of(patient)
    if Permission.CLINICAL_VIEW not in context["may"]:
        return chips([] if state else [NOT_ANSWERED])
    codes = state.alert_codes if state else None
    return chips(alerts_of(codes, today=timezone.localdate()) or [NOTHING])


def chips(alerts: Iterable[Alert]) -> SafeString:
    """The items of a list of chips. A day's list shows a hundred, so they are written straight."""
    return mark_safe(  # noqa: S308 - words from our own table, escaped all the same
        "".join(
            f'<li class="chip {alert.chip}"><i class="bi bi-{alert.icon}" aria-hidden="true"></i>'
            f"{escape(alert.words)}</li>"
            for alert in alerts
        )
    )
