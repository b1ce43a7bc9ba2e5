"""The forms for finding, adding and changing a patient."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from clinic.forms import DateOfBirthField, OnceMixin, PlainForm, PlainHelper
from clinic.widgets import QuickInput, QuickTextarea
from patients.actions import DETAILS
from patients.actions.changes import as_text
from patients.folding import fold
from patients.models import FULL_NAME_LENGTH, Patient
from patients.phones import doubt_about
from patients.queries import Duplicate, likely_duplicates
from patients.terms import read_query

QUERY_LENGTH = 300
PHONE_LENGTH = 100


def text(label: str, limit: int, *, missing: str = "", rows: int = 0, **options: Any) -> forms.CharField:
    """Return a field for a line of text (or several `rows`) that says its own limit in words."""
    errors = {
        "max_length": f"{label.rstrip('?')} must be {limit} characters or fewer. Shorten it.",
        "null_characters_not_allowed": f"{label.rstrip('?')} holds a character that cannot be kept. Type it again.",
    }
    if missing:
        errors["required"] = missing
    attrs: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"} | options.pop("attrs", {})
    widget = QuickTextarea(attrs={"rows": rows, **attrs}) if rows else QuickInput(attrs=attrs)
    field = forms.CharField(
        label=label, max_length=limit, required=bool(missing), widget=widget, error_messages=errors, **options
    )
    # The server says what is too long: a box that stops taking letters loses the end of what is pasted.
    field.widget.attrs.pop("maxlength", None)
    return field


class SearchForm(PlainForm):
    q = text(
        "Name, phone, e-mail or date of birth",
        QUERY_LENGTH,
        missing="Type a name, phone number, e-mail address or date of birth.",
        help_text="Any part of it, for example lukasz, 960 210 or 27 Mar 1984",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="patient-%s", **kwargs)
        self.fields["q"].widget.input_type = "search"


class BirthdayField(DateOfBirthField):
    """A date of birth that is not marked as optional; who can do without one is the form's own rule."""

    def validate(self, value: Any) -> None:
        """Let a blank through to `PatientForm.clean`."""


class PatientForm(PlainForm):
    """What is kept about a patient. Bound data is checked here; `patients.actions` writes it."""

    full_name = text(
        "Full name", FULL_NAME_LENGTH, missing="Enter the full name.", help_text="As the person writes it, in one line."
    )
    preferred_name = text("What should we call them?", 100)
    date_of_birth = BirthdayField(help_text="For example, 27 3 1984. Only an enquiry can do without it.")
    sex = forms.ChoiceField(
        label="Sex",
        required=False,
        choices=[(value, label) for value, label in Patient.Sex.choices if value] + [("", "Not asked yet")],
        widget=forms.RadioSelect,
        help_text="For clinical safety only: some points and herbs are not used in pregnancy.",
        error_messages={"invalid_choice": "Choose one of the answers for sex."},
    )
    gender = text("Gender", 100, help_text="In their own words, if they wish to say.")
    pronouns = text("Pronouns", 60)
    language = text("Language", 100, help_text="The one they would rather speak or read, for example Polish.")
    phone = text(
        "Phone", PHONE_LENGTH, help_text="In any form; several numbers may stand here.", attrs={"inputmode": "tel"}
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    address = text("Address", 500, rows=3)
    doctor = text("Doctor", 500, rows=2, help_text="Name and practice of their GP or other doctor.")
    emergency_contact = text("Emergency contact", 500, rows=2, help_text="Name, phone and how they are related.")
    status = forms.ChoiceField(
        label="Status",
        choices=[
            (Patient.Status.CURRENT, "Current patient"),
            (Patient.Status.ENQUIRY, "Enquiry: has asked, has not been treated"),
            (Patient.Status.PAST, "Past patient"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a status.", "invalid_choice": "Choose one of the statuses."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs.pop("maxlength", None)
        self._doubt_the_phone()
        self.helper.layout = self.layout()

    def _doubt_the_phone(self) -> None:
        """Say beside the field that a number does not read as one. It is kept all the same."""
        typed = self.data.get(self.add_prefix("phone")) if self.is_bound else self.initial.get("phone")
        if doubt := doubt_about(str(typed or "")[:PHONE_LENGTH]):
            hint, mark = self.fields["phone"].help_text, "bi bi-exclamation-triangle-fill"
            warning = format_html('<span class="doubt"><i class="{}" aria-hidden="true"></i> {}</span>', mark, doubt)
            self.fields["phone"].help_text = format_html("{} {}", hint, warning)

    def layout(self) -> Layout:
        return Layout(
            Fieldset("Who they are", "full_name", "preferred_name", "date_of_birth", "status"),
            Fieldset("How to reach them", "phone", "email", "address"),
            Fieldset("About them", "sex", "gender", "pronouns", "language"),
            Fieldset("Other people", "doctor", "emergency_contact"),
        )

    def clean_full_name(self) -> str:
        name = self.cleaned_data["full_name"]
        if not fold(name):
            raise ValidationError("Enter the full name: this one has no letters that can be seen.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        needs_birthday = cleaned.get("status") == Patient.Status.CURRENT
        if needs_birthday and not cleaned.get("date_of_birth") and "date_of_birth" not in self.errors:
            self.add_error(
                "date_of_birth", "Enter the date of birth. For someone who has only asked so far, choose Enquiry below."
            )
        return cleaned

    @property
    def details(self) -> dict[str, Any]:
        """The cleaned values that `patients.actions` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in DETAILS}


class NewPatientForm(PatientForm, OnceMixin):
    """Adds the warning about duplicates: it has to be answered once for each set of people shown."""

    is_new = forms.BooleanField(label="This is someone new", required=False)
    shown = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.duplicates: list[Duplicate] = []

    def layout(self) -> Layout:
        return Layout(*super().layout().fields, "once_key")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("full_name"):
            return cleaned
        known = {name: cleaned[name] for name in ("full_name", "date_of_birth", "phone", "email") if name in cleaned}
        found = likely_duplicates(user=self.user, **known)
        # A second press of the button finds the patient that the first one made.
        self.duplicates = [one for one in found if one.patient.once_key != cleaned.get("once_key")]
        seen = cleaned.get("shown", "").split("-")
        is_answered = cleaned.get("is_new") and all(str(one.patient.pk) in seen for one in self.duplicates)
        if self.duplicates and not is_answered:
            self.add_error(
                "is_new", "This may be someone who is here already. Open their record, or tick “This is someone new”."
            )
        return cleaned

    @property
    def helper_without_summary(self) -> PlainHelper:
        """For the page with the warning, which stands between the summary and the fields."""
        helper = PlainHelper()
        helper.layout = self.layout()
        helper.form_show_errors = True
        helper.hide_summary = True
        return helper

    @property
    def shown_now(self) -> str:
        """The people shown on this page, for the answer to refer to."""
        return "-".join(str(duplicate.patient.pk) for duplicate in self.duplicates)


class EditPatientForm(PatientForm):
    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2_000_000_000,
        error_messages={"required": "This page is out of date. Open it again."},
    )

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        initial = {name: getattr(patient, name) for name in (*DETAILS, "version")}
        super().__init__(*args, initial=initial, **kwargs)

    def layout(self) -> Layout:
        return Layout("version", *super().layout().fields)

    @classmethod
    def sent_for(cls, patient: Patient, changed: dict[str, str]) -> dict[str, str]:
        """What this form would send for the patient with some details changed, given as the history holds them."""
        values = {name: as_text(getattr(patient, name)) for name in (*DETAILS, "version")} | changed
        year, month, day = (values.pop("date_of_birth") or "--").split("-")
        return values | {"date_of_birth_0": day, "date_of_birth_1": month, "date_of_birth_2": year}

    def differences(self, now: Patient) -> list[tuple[str, Any]]:
        """Return label and present value of each field in which the record differs from what was typed."""
        shown = {
            "sex": now.get_sex_display(),
            "status": now.get_status_display(),
            "date_of_birth": now.born_in_words,
        }
        return [
            (str(self.fields[name].label), shown.get(name, getattr(now, name)))
            for name in self.fields
            if name in DETAILS and getattr(now, name) != self.cleaned_data[name]
        ]

    def meet(self, now: Patient) -> None:
        """Let the next press save over the record as it stands now, which the page has shown."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(now.version)
        self.data = data


def from_search(typed: str) -> dict[str, str]:
    """Return initial values for a new patient from what was typed into the search box."""
    query = read_query(typed[:QUERY_LENGTH])
    typed = " ".join(typed.split())[:QUERY_LENGTH]
    if "@" in typed:
        return {"email": typed}
    if query.figures:
        return {} if query.words else {"phone": typed}
    return {"full_name": typed}
