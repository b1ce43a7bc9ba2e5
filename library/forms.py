"""The library's forms: finding a sheet, and giving one to a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import OnceMixin, PlainForm
from library.models import Factsheet, Handout
from library.queries import other_languages, published_sheets
from patients.fields import PatientChoiceField


class FindForm(PlainForm):
    q = forms.CharField(
        label=_("Find a sheet"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("Use fewer than 100 characters, for example “sore knee”.")},
    )


class PickPatientForm(PlainForm):
    patient = PatientChoiceField(help_text="A part of the name, the phone or the date of birth.")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].for_user(user)


class _SheetChoice(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "?") if isinstance(value, str) else value)

    def label_from_instance(self, obj: Any) -> str:
        others = getattr(self, "others", {}).get(obj.slug)
        return f"{obj.current.title} (also {', '.join(others)})" if others else obj.current.title


class GiveForm(OnceMixin, PlainForm):
    sheet = _SheetChoice(
        queryset=Factsheet.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the sheet to give.",
            "invalid_choice": "That sheet is not published. Choose one from the list.",
        },
    )
    language = forms.ChoiceField(
        choices=Factsheet.Language.choices,
        initial=Factsheet.Language.ENGLISH,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these languages."},
    )
    print_size = forms.ChoiceField(
        label="Size of print",
        choices=Handout.PrintSize.choices,
        initial=Handout.PrintSize.NORMAL,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the size of print.",
            "invalid_choice": "Choose normal or large print.",
        },
    )
    paper = forms.ChoiceField(
        choices=Handout.Paper.choices,
        initial=Handout.Paper.A4,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the paper.",
            "invalid_choice": "Choose A4 or US Letter.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.queryset = published_sheets()
        field.others = other_languages()

    def clean(self) -> dict[str, Any]:
        """Put the sheet in the language that was chosen in the place of the English one."""
        cleaned = super().clean() or self.cleaned_data
        language = cleaned.pop("language", "") or Factsheet.Language.ENGLISH
        sheet = cleaned.get("sheet")
        if sheet is None or language == sheet.language:
            return cleaned
        edition = published_sheets(language).filter(slug=sheet.slug).first()
        if edition is None:
            name = Factsheet.Language(language).label
            self.add_error(
                "language", f"“{sheet.current.title}” is not in {name} yet. Choose English or another sheet."
            )
        else:
            cleaned["sheet"] = edition
        return cleaned
