"""The forms of the evidence pages: finding a claim, and settling one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime

from clinic.forms import OnceMixin, PlainForm
from library.citations import reference_line
from library.evidence_queries import ClaimRow
from library.models import Claim, Reference, Settlement, Source

WITHDRAW = "withdraw"
EVERY = ("", "All")
SETTLED_AS = {
    Claim.Verdict.CITED_AND_LISTED: "Cited and listed: the work below carries the statement",
    Claim.Verdict.NO_CITATION: "No study named: print it only among those",
    Claim.Verdict.OTHER_SUBJECT: "The work is about something else: do not print it",
    Claim.Verdict.CITED_NOT_LISTED: "Cited, not listed: do not print it",
    Claim.Verdict.AMBIGUOUS: "Citation ambiguous: do not print it",
}


class _Choice(forms.ModelChoiceField):
    """A choice by slug. PostgreSQL would stumble over a NUL in the query."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "?") if isinstance(value, str) else value)


class FindClaimsForm(PlainForm):
    q = forms.CharField(
        label="Words",
        max_length=100,
        required=False,
        error_messages={"max_length": "Use fewer than 100 characters, for example “Zhang endorphins”."},
    )
    verdict = forms.ChoiceField(required=False, choices=[EVERY, *Claim.Verdict.choices])
    source = _Choice(
        label="Document", queryset=Source.objects.all(), to_field_name="slug", required=False, empty_label="All"
    )
    use = forms.ChoiceField(
        label="On a sheet", required=False, choices=[EVERY, ("used", "Used on a sheet"), ("unused", "Not used")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if chosen else "form-control"

    def asked(self) -> dict[str, str]:
        """What to look for, as evidence_queries.sift takes it."""
        asked = self.cleaned_data
        source = asked["source"].slug if asked["source"] else ""
        return {"text": asked["q"], "verdict": asked["verdict"], "source": source, "use": asked["use"]}


class _WorkChoice(_Choice):
    def label_from_instance(self, obj: Any) -> str:
        return reference_line(obj.csl)


class SettleForm(OnceMixin, PlainForm):
    """`seen` is the number of the newest settlement that the page showed."""

    seen = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"),
            "This page has lost its place. Open the claim again and settle it there.",
        ),
    )
    verdict = forms.ChoiceField(
        label="What counts from now on",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what counts from now on.",
            "invalid_choice": "Choose one of the verdicts on the list.",
        },
    )
    reference = _WorkChoice(
        label="The work",
        help_text="Needed where the statement is to print with a work.",
        queryset=Reference.objects.filter(is_complete=True),
        to_field_name="slug",
        required=False,
        empty_label="No work",
        error_messages={"invalid_choice": "That work is not among those listed in full. Choose one from the list."},
    )
    reason = forms.CharField(
        label="Why",
        help_text="A sentence that the next editor can check, such as “I read the paper, and it is about the elbow.”",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a sentence why, so that the next editor can check it."},
    )

    def __init__(self, *args: Any, row: ClaimRow, **kwargs: Any) -> None:
        self.row = row
        super().__init__(*args, **kwargs)
        choices = [(verdict.value, label) for verdict, label in SETTLED_AS.items()]
        if row.claim.settled_verdict:
            choices.append((WITHDRAW, "Take the settlement back: what the audit found counts again"))
        self.fields["verdict"].choices = choices  # type: ignore[attr-defined]

    def after(self, newest: Settlement, *, row: ClaimRow) -> "SettleForm":
        """The form once more, with a sentence on what another editor did meanwhile, to be sent on top of that."""
        again = SettleForm(dict(self.data.items()) | {"seen": str(newest.number)}, row=row)
        made = newest.get_verdict_display() if newest.verdict else "taken back"
        again.add_error(
            None,
            f"{newest.by.name} settled this claim on {date_format(localtime(newest.at), 'j F Y, H:i')}, while you had "
            f"this page open: {made}. Reason: {newest.reason} Press the button again if yours is still to count.",
        )
        return again

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        is_cited = cleaned.get("verdict") == Claim.Verdict.CITED_AND_LISTED
        if is_cited and not cleaned.get("reference") and "reference" not in self.errors:
            self.add_error("reference", "Choose the work that carries the statement.")
        if cleaned.get("verdict") and not is_cited and cleaned.get("reference"):
            self.add_error("reference", "Choose “No work”: only “cited and listed” names one.")
        is_same = cleaned.get("verdict") == self.row.verdict
        if is_same and not self.errors and (not is_cited or self.row.works == [cleaned.get("reference")]):
            raise ValidationError("That is what counts already. Choose another verdict or another work, or go back.")
        if cleaned.get("verdict") == WITHDRAW:
            cleaned["verdict"] = ""
        return cleaned
