"""The library's forms: finding a sheet, and giving one to a patient."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import OnceMixin, PlainForm
from library.models import Factsheet, Handout
from library.queries import published_sheets


class FindForm(PlainForm):
    q = forms.CharField(
        label=_("Find a sheet"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("Use fewer than 100 characters, for example “sore knee”.")},
    )


class _SheetChoice(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "?") if isinstance(value, str) else value)

    def label_from_instance(self, obj: Any) -> str:
        return obj.current.title


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
        self.fields["sheet"].queryset = published_sheets()  # type: ignore[attr-defined]
