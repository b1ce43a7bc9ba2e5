"""The manager's word on licences for published scores."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from clinic.staff.admin_site import ManagedByManager
from patients.models import InstrumentLicence
from patients.questionnaire_file import instruments


class LicenceForm(forms.ModelForm):
    instrument = forms.ChoiceField(
        choices=lambda: [(one.id, f"{one.name}: {one.holder}") for one in instruments().values() if one.needs_licence],
        help_text="Its words must be those of your licensed copy: see patients/questionnaires/README.md.",
    )

    class Meta:
        model = InstrumentLicence
        fields = ("instrument", "holder", "reference", "held_from", "held_until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("held_from"), cleaned.get("held_until")
        if start and end and end < start:
            self.add_error("held_until", "The licence cannot end before it begins.")
        return cleaned


@admin.register(InstrumentLicence)
class InstrumentLicenceAdmin(ManagedByManager, admin.ModelAdmin):
    """Entered once and never changed: the newest entry of a score counts."""

    form = LicenceForm
    list_display = ("instrument", "holder", "reference", "held_from", "held_until", "entered_by", "entered_at")

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)
