"""The part of the session form that speaks of safety: one press for "nothing has changed", one reason per caution."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.widgets import QuickHidden, QuickInput
from patients.models import Patient
from patients.rules.evaluate import Finding
from patients.safety import SafetyState, state_of

from . import safety
from .models.cautions import LONGEST_REASON
from .prescription import Needled

REASON = "reason_"


class SafetyFields(forms.Form):
    """Mixed into the session form. `look_at_safety` must have been called before the form is validated or shown."""

    nothing_changed = forms.BooleanField(required=False)
    seen_screening = forms.IntegerField(required=False, widget=QuickHidden, max_value=2**62)

    signing: bool
    safety_state: SafetyState | None = None
    safety_due = False
    findings: list[Finding]
    _look_later: Callable[[], None] | None = None

    def look_at_safety(self, patient: Patient, needled: tuple[Needled, ...], *, zone: str) -> None:
        """Ask the rules about what is written, and add a box for the reason of each caution.

        A draft that says nothing about safety is saved without asking; `look_now` asks if its page is shown again.
        """
        said = any(name == "nothing_changed" or name.startswith(REASON) for name in self.data)
        if self.is_bound and not self.signing and not said:
            self.findings, self._look_later = [], partial(self._look, patient, needled, zone=zone)
        else:
            self._look(patient, needled, zone=zone)

    def look_now(self) -> None:
        """To be called before the form is shown."""
        if self._look_later is not None:
            self._look_later()
            self._look_later = None

    def _look(self, patient: Patient, needled: tuple[Needled, ...], *, zone: str) -> None:
        day = self._day_of_session()
        self.safety_state = state_of(patient)
        self.safety_due = safety.is_due(self.safety_state, day=day, zone=zone)
        self.findings = safety.findings_of(patient, needled, day=day)
        if self.safety_state is not None:
            self.initial["seen_screening"] = self.safety_state.screening_id
            label = f"Nothing has changed since {timezone.localtime(self.safety_state.checked_at):%-d %B %Y}"
            self.fields["nothing_changed"].label = label
        for finding in self.findings:
            if finding.is_caution:
                self.fields[REASON + finding.rule_id] = forms.CharField(
                    label=f"Why it is right today{f', {finding.concerns}' if finding.concerns else ''}",
                    required=False,
                    max_length=LONGEST_REASON,
                    help_text="Needed to sign",
                    widget=QuickInput(attrs={"autocomplete": "off"}),
                    error_messages={
                        "max_length": f"A reason must be {LONGEST_REASON} characters or fewer.",
                        "null_characters_not_allowed": "The reason holds a character that cannot be kept (NUL).",
                    },
                )

    def _day_of_session(self) -> date:
        """The day that is typed, if it is one; else the day that the form began with, or today."""
        if self.is_bound:
            field = self.fields["day"]
            try:
                typed = field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix("day")))
            except ValidationError:
                typed = None
            return typed or timezone.localdate()
        return self.initial.get("day") or timezone.localdate()

    @property
    def reason_names(self) -> list[str]:
        return [REASON + one.rule_id for one in self.findings if one.is_caution]

    @property
    def findings_with_reasons(self) -> list[tuple[Finding, Any]]:
        """Each finding with the box for its reason, where it asks for one."""
        return [(one, self[REASON + one.rule_id] if one.is_caution else None) for one in self.findings]

    def clean_safety(self, cleaned: dict[str, Any]) -> None:
        """What keeps a session from being signed, each beside the field that mends it."""
        for finding in self.findings:
            name = REASON + finding.rule_id
            if finding.is_stop:
                self.add_error("points", safety.stop_sentence(finding))
            elif finding.is_caution and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, f"Say why {finding.concerns or 'this'} is right today, or take it out.")
        if self.safety_state is not None and self.safety_due and not cleaned.get("nothing_changed"):
            self.add_error("nothing_changed", safety.due_sentence(self.safety_state))

    @property
    def reasons(self) -> list[safety.Reason]:
        """The reasons as typed. Only for a valid form."""
        cautions = [one for one in self.findings if one.is_caution]
        return [safety.Reason(one, self.cleaned_data.get(REASON + one.rule_id, "")) for one in cautions]

    @property
    def confirmed_screening(self) -> int | None:
        """The screening that was seen and confirmed. Only for a valid form."""
        is_confirmed = self.safety_due and self.cleaned_data.get("nothing_changed")
        return self.cleaned_data.get("seen_screening") if is_confirmed else None
