"""Forms for writing, reviewing and withdrawing sheets."""

from typing import Any

from django import forms

from clinic.forms import OnceMixin, PlainForm
from library.models import FactsheetVersion
from library.models.sheets import LONGEST_REVIEW_MONTHS

LONGEST_BODY = 40_000
BIGGEST_NUMBER = 2_147_483_647


class _Counter(forms.IntegerField):
    """A number that the page carries; a page without it, or with a changed one, is opened again."""

    def __init__(self, *, least: int = 1) -> None:
        lost = "This page has lost its place. Open it again; what you typed can be copied from here."
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), lost)
        widget = forms.HiddenInput(attrs={"autocomplete": "off"})
        super().__init__(min_value=least, max_value=BIGGEST_NUMBER, widget=widget, error_messages=messages)


class RevisionForm(PlainForm):
    """One press that concerns a draft exactly as it was shown."""

    revision = _Counter()


class DraftForm(RevisionForm):
    title = forms.CharField(max_length=150, error_messages={"required": "Enter the title of the sheet."})
    summary = forms.CharField(
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One sentence: what the sheet is about. It stands in lists and under the title.",
        error_messages={"required": "Enter a summary: one sentence on what the sheet is about."},
    )
    body = forms.CharField(
        label="Text",
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true", "lang": ""}),
        help_text="Sections begin with “## ”, smaller headings with “### ”, list items with “- ”. **Two stars** make "
        "words bold. A claim stands after the full stop: [[claim-name]].",
        error_messages={"required": "Enter the text of the sheet."},
    )
    review_months = forms.IntegerField(
        label="Months until the next review",
        min_value=1,
        max_value=LONGEST_REVIEW_MONTHS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4}),
        error_messages={
            "invalid": f"Months until the next review must be a whole number from 1 to {LONGEST_REVIEW_MONTHS}.",
            "min_value": f"Months until the next review must be from 1 to {LONGEST_REVIEW_MONTHS}.",
            "max_value": f"Months until the next review must be from 1 to {LONGEST_REVIEW_MONTHS}.",
        },
    )

    field_order = ("title", "summary", "body", "review_months", "revision")

    def __init__(self, *args: Any, draft: FactsheetVersion, **kwargs: Any) -> None:
        names = ("title", "summary", "body", "review_months", "revision")
        kwargs.setdefault("initial", {name: getattr(draft, name) for name in names})
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["lang"] = draft.sheet.language

    def clean_body(self) -> str:
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")

    def clean_summary(self) -> str:
        return " ".join(self.cleaned_data["summary"].split())

    @property
    def words(self) -> dict[str, Any]:
        """What is to be saved."""
        return {name: self.cleaned_data[name] for name in ("title", "summary", "body", "review_months")}

    @property
    def typed(self) -> dict[str, str]:
        """The words as far as they were typed, for a preview; a text that is much too long is not read."""
        shown = {name: str(self[name].value() or "") for name in ("title", "summary", "body")}
        body = shown["body"].replace("\r\n", "\n").replace("\r", "\n")
        return shown | {"body": body if len(body) <= LONGEST_BODY else ""}

    def meet(self, now: FactsheetVersion) -> None:
        """After somebody else's saving: keep what was typed, and let the next saving replace theirs."""
        self.data = {**self.data.dict(), "revision": str(now.revision)}  # type: ignore[attr-defined]


class FindClaimForm(PlainForm):
    q = forms.CharField(label="Find a claim", max_length=100, required=False)


class WithdrawForm(OnceMixin, PlainForm):
    reason = forms.CharField(
        label="Why is it withdrawn?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A sentence for those who ring the patients and for the record. It is not shown to the public.",
        error_messages={"required": "Write in a sentence why this version is withdrawn."},
    )


class ContactForm(PlainForm):
    """That a patient has been told, or that this was noted by mistake."""

    patient = _Counter()
    turn = _Counter(least=0)
    told = forms.ChoiceField(choices=[("yes", "Told"), ("no", "Not told")])
