"""Choosing a patient inside another form: a search box, and the people found to choose from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from patients import queries
from patients.models import Patient

PEOPLE = 8
BIGGEST_ID = 2**63 - 1


class PatientChoice(forms.Widget):
    """Posts `<name>`, the chosen patient's number, and `<name>-search`, the text typed to find them.

    Without scripts the text comes back with the people found as radio buttons; `js/patient-picker.js` shows them
    while one types. The page adds that script and `css/patient-picker.css`.
    """

    template_name = "patients/patient_choice.html"
    # Told by the field to its own copy: the people to choose from.
    people: tuple[Patient, ...] = ()
    note = ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        return {"pk": data.get(name, ""), "text": data.get(f"{name}-search", "")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-search" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, dict) else {"pk": value or "", "text": ""}
        return context | {
            "text": typed["text"],
            "chosen": str(typed["pk"]),
            "people": self.people,
            "note": self.note,
            "lookup": reverse_lazy("patients:lookup"),
        }


class PatientChoiceField(forms.Field):
    """One patient the person logged in may see. Call `for_user` in the form's `__init__`."""

    widget = PatientChoice
    default_error_messages = {  # noqa: RUF012
        "required": "Type a part of the patient's name, phone or date of birth, and choose the person.",
        "choose": "Choose the person from those found.",
        "nobody": "Nobody matches what was typed. Try a part of the name, the phone or the date of birth.",
        "gone": "That patient cannot be found. Search again.",
        "too_long": "Type less: a part of the name, the phone or the date of birth.",
    }

    def for_user(self, user: Any, *, initial: Any = None) -> None:
        """Say who asks, and which patient (a number) the form starts with if it may be seen."""
        self.user = user
        if initial and (patient := self._patient(str(initial))):
            self.initial = patient.pk
            self.widget.people = (patient,)

    def clean(self, value: Any) -> Patient | None:
        pk, text = (value or {}).get("pk", "").strip(), (value or {}).get("text", "").strip()
        if pk:
            if not (patient := self._patient(pk)):
                raise ValidationError(self.error_messages["gone"], code="gone")
            self.widget.people = (patient,)
            return patient
        if text:
            raise self._ask(text)
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return None

    def _patient(self, pk: str) -> Patient | None:
        if not (pk.isascii() and pk.isdigit() and len(pk) < 20 and int(pk) <= BIGGEST_ID):
            return None
        return Patient.objects.visible_to(self.user).filter(pk=int(pk)).first()

    def _ask(self, text: str) -> ValidationError:
        """Put the people who match beside the box, and return the error that asks to choose."""
        if len(text) > 300 or "\0" in text:
            return ValidationError(self.error_messages["too_long"], code="too_long")
        found = queries.search(user=self.user, text=text, limit=PEOPLE)
        self.widget.people = tuple(found.patients)
        if found.more:
            self.widget.note = "There are more. Type more of the name, or add the date of birth."
        code = "choose" if found.patients else "nobody"
        return ValidationError(self.error_messages[code], code=code)
