"""The forms about keeping: why a record is exported, held or erased."""

from django import forms

from clinic.forms import OnceMixin, PlainForm
from keeping.models import Erasure
from patients.forms import text


class ExportForm(PlainForm):
    reason = text(
        "Why is it exported?",
        300,
        missing="Say why the record is exported, for example “Asked by letter of 3 March”.",
        help_text="Kept with the record: who asked, and how you know that it was them.",
    )


class HoldForm(PlainForm):
    reason = text("Why must it be held?", 300, missing="Say why the record must be held.")


class ErasureForm(PlainForm, OnceMixin):
    scope = forms.ChoiceField(
        label="What should be erased?",
        choices=[
            (Erasure.Scope.RECORD, "The whole record, if its time is over"),
            (
                Erasure.Scope.OPTIONAL,
                "What no rule tells us to keep: called name, gender, pronouns, language, e-mail, emergency contact",
            ),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what should be erased.", "invalid_choice": "Choose one of the two."},
    )
    reason = text("Why?", 300, missing="Say why it should be erased.")
