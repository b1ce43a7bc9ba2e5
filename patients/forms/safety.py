"""The forms of safety: the questions, what was done about a red flag, and changes of the rules."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.forms import OnceMixin, PlainForm
from patients.models import Patient
from patients.rules.answers import (
    ANSWER_WORDS,
    LIST_WORDS,
    LISTS,
    MOST_WEEKS,
    QUESTIONS,
    TEXTS,
    Answer,
    ScreeningAnswers,
)
from patients.rules.table import CAUTIONS, MODALITIES, UNVERIFIED

ANSWERS = [(answer.value, words) for answer, words in ANSWER_WORDS.items()]
PREGNANCY_AGES = range(12, 56)
HINTS = {
    "pregnant": "Asked at ages 12 to 55, whatever the sex on record.",
    "blood_thinner": "Such as warfarin, apixaban, clopidogrel or daily aspirin.",
    "immune_suppressed": "By illness, chemotherapy, steroids or a transplant.",
    "infection_risk": "Such as hepatitis B or C, or HIV.",
}
CODE = re.compile(r"[A-Z]{1,3}(-[A-Z]{1,2})?[0-9]{1,2}")


def one_answer(label: str, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=ANSWERS,
        initial=Answer.NOT_ASKED,
        help_text=hint,
        widget=forms.RadioSelect,
        error_messages={"required": f"{label}: choose an answer, or “Not asked”."},
    )


def short(label: str, limit: int = 300, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **kwargs)


class ScreeningForm(OnceMixin, PlainForm):
    """The safety questions as a practitioner asks them. It starts from the newest answers."""

    field_order = (
        *("has_implants", "implants", "implant_where", "has_lymphoedema", "lymphoedema", "pregnant", "pregnant_weeks"),
        *(name for name in QUESTIONS if name != "pregnant"),
        *("surgery_what", "note"),
    )
    implants = forms.MultipleChoiceField(
        label="Which implants",
        required=False,
        choices=[(name, words[0].upper() + words[1:]) for name, words in LISTS["implants"].items()],
        widget=forms.CheckboxSelectMultiple,
    )
    implant_where = short(TEXTS["implant_where"], required=False)
    lymphoedema = forms.MultipleChoiceField(
        label="Which limbs",
        required=False,
        choices=[(name, words[0].upper() + words[1:]) for name, words in LISTS["lymphoedema"].items()],
        widget=forms.CheckboxSelectMultiple,
    )
    pregnant_weeks = forms.IntegerField(
        label="Week of pregnancy",
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
        help_text="Blank if not known.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Week of pregnancy must be a whole number from 1 to {MOST_WEEKS}."
        ),
    )
    surgery_what = short(TEXTS["surgery_what"], required=False)
    note = short(TEXTS["note"], 1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, patient: Patient, answers: ScreeningAnswers | None = None, **kwargs: Any) -> None:
        if answers is not None:
            kwargs["initial"] = {name: getattr(answers, name) for name in ScreeningAnswers.__dataclass_fields__}
        super().__init__(*args, **kwargs)
        age = patient.age
        if age is not None and age not in PREGNANCY_AGES and not (answers and answers.pregnant == Answer.YES):
            del self.fields["pregnant"], self.fields["pregnant_weeks"]

    @property
    def asked(self) -> list[tuple[Any, list[Any]]]:
        """Each question with the fields that go further into it."""
        further = {
            "pregnant": ["pregnant_weeks"],
            "has_implants": ["implants", "implant_where"],
            "has_lymphoedema": ["lymphoedema"],
            "recent_surgery": ["surgery_what"],
        }
        order = ["has_implants", "has_lymphoedema", *QUESTIONS]
        return [(self[name], [self[f] for f in further.get(name, [])]) for name in order if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in LISTS:
            self._clean_list(name, cleaned)
        self._needs_yes("pregnant_weeks", "pregnant", "the week of pregnancy is filled in", cleaned)
        self._needs_yes("surgery_what", "recent_surgery", "the operation is named", cleaned)
        self._needs_yes("implant_where", "has_implants", "the place of the implant is filled in", cleaned)
        answers = [cleaned.get(name) for name in ("has_implants", "has_lymphoedema", *QUESTIONS) if name in self.fields]
        if not self.errors and set(answers) == {Answer.NOT_ASKED.value}:
            raise ValidationError("Answer at least one question. If nothing was asked there is nothing to keep.")
        return cleaned

    def _clean_list(self, name: str, cleaned: dict[str, Any]) -> None:
        answer, chosen = cleaned.get(f"has_{name}"), cleaned.get(name)
        if answer == Answer.YES and not chosen and name not in self.errors:
            self.add_error(name, f"{LIST_WORDS[name]}: choose which, or answer No.")
        elif answer and answer != Answer.YES and chosen:
            self.add_error(f"has_{name}", f"{LIST_WORDS[name]}: answer Yes, or take away the ticks.")

    def _needs_yes(self, detail: str, question: str, told: str, cleaned: dict[str, Any]) -> None:
        if cleaned.get(detail) and cleaned.get(question) not in (None, Answer.YES):
            label = self.fields[question].label
            self.add_error(question, f"{label}: answer Yes, because {told}, or clear that.")

    def answers(self) -> ScreeningAnswers:
        """What was answered. Only for a valid form."""
        names = ScreeningAnswers.__dataclass_fields__.keys() & self.cleaned_data.keys()
        return ScreeningAnswers(**{name: self.cleaned_data[name] for name in names})


for _name, _label in {**{f"has_{name}": words for name, words in LIST_WORDS.items()}, **QUESTIONS}.items():
    ScreeningForm.base_fields[_name] = one_answer(_label, HINTS.get(_name, ""))  # type: ignore[attr-defined]


class ConfirmForm(OnceMixin, PlainForm):
    """The one press: nothing has changed since the screening that was seen."""

    screening = forms.IntegerField(widget=forms.HiddenInput, max_value=2**62)
    back = forms.ChoiceField(choices=[("safety", ""), ("chart", "")], widget=forms.HiddenInput, required=False)


class AcknowledgeForm(OnceMixin, PlainForm):
    what_was_done = forms.CharField(
        label="What was done",
        max_length=1000,
        help_text="Whom you reached, when, and what was agreed. It cannot be changed afterwards.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter what was done, for example “Rang at 10:15, is on the way to hospital”."},
    )


class ReasonForm(OnceMixin, PlainForm):
    reason = short("Why", widget=forms.TextInput, help_text="Kept with your name and the time.")


def _optional_number(label: str, highest: int) -> forms.IntegerField:
    sentence = f"{label} must be a whole number from 0 to {highest}."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=highest,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 4, "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
    )


def _answer_choices() -> list[tuple[str, str]]:
    plain = [(f"{name}=yes", f"{label}: yes") for name, label in QUESTIONS.items()]
    listed = [
        (f"{name}={option}", f"{LIST_WORDS[name]}: {words}")
        for name, options in LISTS.items()
        for option, words in options.items()
    ]
    return [("", "Whatever the answers"), *plain, *listed]


class RuleForm(OnceMixin, PlainForm):
    """A rule of the clinic's own. The conditions that are chosen must all hold."""

    answer = forms.ChoiceField(label="If the patient answered", choices=_answer_choices, required=False)
    caution = forms.ChoiceField(
        label="And the point is marked",
        choices=[("", "Any point"), *((name, name.replace("_", " ").capitalize()) for name in sorted(CAUTIONS))],
        required=False,
    )
    codes = short("Or the point is one of", required=False, help_text="Codes with commas between, such as LI4, SP6.")
    modality = forms.ChoiceField(
        label="And the treatment includes",
        choices=[("", "Anything"), *((name, words.capitalize()) for name, words in MODALITIES.items())],
        required=False,
    )
    deeper_than_mm = _optional_number("Deeper than, in mm", 100)
    age_from = _optional_number("Age from", 130)
    age_to = _optional_number("Age to", 130)
    says = short("What it means", help_text="One plain sentence for the practitioner.")
    strength = forms.ChoiceField(
        label="How strong",
        choices=[
            ("stop", "Stop: must be taken out before signing"),
            ("caution", "Caution: asks for a reason"),
            ("note", "Note: informs"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how strong the rule is."},
    )
    source = short("Where it comes from", help_text="Who says so, and where.")
    is_checked = forms.BooleanField(label="I have read the source today", required=False)
    reason = short("Why the clinic adds it", help_text="Kept with your name and the time.")

    def clean_codes(self) -> list[str]:
        codes = [code.strip().upper() for code in self.cleaned_data["codes"].split(",") if code.strip()]
        wrong = [code for code in codes if not CODE.fullmatch(code)]
        if wrong:
            raise ValidationError(f"“{wrong[0][:40]}” is not a code of a point. Write codes such as LI4 or EX-HN3.")
        return codes

    def clean_says(self) -> str:
        says = self.cleaned_data["says"]
        if "{" in says or "}" in says:
            raise ValidationError("Leave out the signs { and }.")
        return says

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and first > last:
            self.add_error("age_to", "Age to must not be lower than age from.")
        if cleaned.get("codes") and cleaned.get("caution"):
            self.add_error("codes", "Choose a mark or name points, not both. Make two rules if both are meant.")
        if not self.errors and not self.when():
            raise ValidationError("Choose at least one condition; otherwise the rule would fire at every visit.")
        return cleaned

    def when(self) -> dict[str, Any]:
        """The conditions as the tables write them."""
        cleaned = self.cleaned_data
        when: dict[str, Any] = {}
        if cleaned.get("answer"):
            name, _, value = cleaned["answer"].partition("=")
            when["answers"] = {name: [value]}
        pairs = (("from", cleaned.get("age_from")), ("to", cleaned.get("age_to")))
        point: dict[str, Any] = {"cautions": [cleaned["caution"]]} if cleaned.get("caution") else {}
        if cleaned.get("codes"):
            point["codes"] = cleaned["codes"]
        if cleaned.get("deeper_than_mm") is not None:
            point["deeper_than_mm"] = cleaned["deeper_than_mm"]
        when |= {"point": point} if point else {}
        when |= {"modality": [cleaned["modality"]]} if cleaned.get("modality") else {}
        age = {name: value for name, value in pairs if value is not None}
        return when | ({"age": age} if age else {})

    def rule(self) -> dict[str, Any]:
        """The row as the tables write it, without an id. Only for a valid form."""
        cleaned = self.cleaned_data
        checked = timezone.localdate().isoformat() if cleaned["is_checked"] else UNVERIFIED
        texts = {name: cleaned[name] for name in ("says", "strength", "source")}
        return {"when": self.when(), "checked": checked} | texts
