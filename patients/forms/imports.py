"""The forms of an import: the file, and which column is which."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from clinic.forms import OnceMixin, PlainForm
from patients.import_queries import import_column, import_samples
from patients.imports.dates import order_in
from patients.imports.headers import JOINED, NAMES, TARGETS, guess
from patients.imports.reading import MOST_BYTES, Sheet, Unreadable, read_file
from patients.imports.rows import Plan
from patients.models import ImportRun, Patient


class FileForm(PlainForm, OnceMixin):
    """Takes the file and reads it: whatever it is called, its content says what it is."""

    file = forms.FileField(
        label="Spreadsheet",
        allow_empty_file=True,
        help_text="A CSV file, or an Excel workbook (.xlsx) whose first sheet holds the patients, under headings. "
        "Up to 20 MB and 60,000 patients.",
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
        error_messages={"required": "Choose the file that holds the patients."},
    )

    def clean_file(self) -> Sheet:
        uploaded = self.cleaned_data["file"]
        if uploaded.size > MOST_BYTES:
            raise ValidationError("The file is larger than 20 MB. Split it into smaller files.")
        try:
            return read_file(uploaded.read())
        except Unreadable as error:
            raise ValidationError(error.sentence) from None


class ColumnsForm(PlainForm):
    """Says for each column of a run where it goes, in which order dates are, and the status of those without one."""

    month_first = forms.ChoiceField(
        label="In dates such as 3/4/1984, which comes first?",
        choices=[("day", "The day: 3 April"), ("month", "The month: 4 March")],
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose whether the day or the month comes first."},
    )
    status = forms.ChoiceField(
        label="Status of those whose row does not say",
        choices=[
            (Patient.Status.CURRENT, "Current patient"),
            (Patient.Status.PAST, "Past patient"),
            (Patient.Status.ENQUIRY, "Enquiry: has asked, has not been treated"),
        ],
        widget=forms.RadioSelect,
        initial=Patient.Status.CURRENT,
        error_messages={"required": "Choose a status.", "invalid_choice": "Choose one of the statuses."},
    )

    def __init__(self, *args: Any, run: ImportRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        self.guess = guess(run.header)
        targets = run.plan.get("targets") or self.guess.targets
        if run.plan:
            self.initial["status"] = run.plan["status"]
            self.initial["month_first"] = "month" if run.plan["month_first"] else "day"
        for at, heading in enumerate(run.header):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=f"Column “{heading or at + 1}”",
                required=False,
                choices=[("", "Leave it out"), *TARGETS.items()],
                initial=targets[at],
                error_messages={"invalid_choice": f"Column “{heading or at + 1}”: choose one of those offered."},
            )

    @property
    def columns(self) -> list[tuple[str, Any, list[str]]]:
        """Heading, field and a few values of each column."""
        samples = import_samples(self.run, columns=len(self.run.header))
        return [
            (heading or f"Column {at + 1}", self[f"column-{at}"], samples[at])
            for at, heading in enumerate(self.run.header)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        targets = [cleaned.get(f"column-{at}", "") for at in range(len(self.run.header))]
        if not set(targets) & set(NAMES):
            self.add_error(
                None, "Say which column holds the name: choose “Full name”, or “First name” and “Last name”."
            )
        for target in TARGETS:
            if target not in JOINED and targets.count(target) > 1:
                at = [at for at, one in enumerate(targets) if one == target][1]
                self.add_error(
                    f"column-{at}", f"{TARGETS[target]} can come from one column only. Leave one of them out."
                )
        if "full_name" in targets and {"given_name", "middle_name", "family_name"} & set(targets):
            self.add_error(
                f"column-{targets.index('full_name')}",
                "Choose either “Full name” or the parts of the name, else parts would stand twice.",
            )
        cleaned["targets"] = targets
        self._ask_for_order(cleaned, targets)
        return cleaned

    def _ask_for_order(self, cleaned: dict[str, Any], targets: list[str]) -> None:
        """Let the dates say which part comes first; ask only where they do not."""
        if cleaned.get("month_first") or "month_first" in self.errors or "date_of_birth" not in targets:
            return
        order = order_in(import_column(self.run, targets.index("date_of_birth")))
        if order in ("either", "both"):
            sentence = "The dates of birth can be read both ways. Say whether the day or the month comes first."
            self.add_error("month_first", sentence)
        cleaned["month_first"] = order

    @property
    def plan(self) -> Plan:
        cleaned = self.cleaned_data
        return {
            "targets": cleaned["targets"],
            "month_first": cleaned["month_first"] == "month",
            "status": cleaned["status"],
        }
