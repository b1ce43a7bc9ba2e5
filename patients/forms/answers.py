"""Forms made from a questionnaire: a field for each question, whatever is asked."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from clinic.forms import PlainForm, ThreeBoxDateField, VasInput
from clinic.widgets import QuickInput, QuickTextarea
from patients.answers import DONT_KNOW, FEWEST_ACTIVITIES, MOST_ABLE, MOST_ACTIVITIES, YES_NO_WORDS
from patients.bodychart.forms import BodyMarksField
from patients.questionnaire import CHOSEN, SCORES, UNKNOWN, Answers, Question, Questionnaire, Who

TEXT_LENGTH, LONG_LENGTH, ACTIVITY_LENGTH = 300, 4_000, 200
UNKNOWN_BOX = "-unknown"  # ends the name of the box that is ticked for "I don't know"
NUL = "holds a character that cannot be kept. Type it again."


class LaterRequired:
    """Whether an answer is missing is for the form to say: it depends on other answers."""

    required: bool

    def clean(self, value: Any) -> Any:
        required, self.required = self.required, False
        try:
            return super().clean(value)  # type: ignore[misc]
        finally:
            self.required = required


class TextAnswer(LaterRequired, forms.CharField): ...


class NumberAnswer(LaterRequired, forms.IntegerField): ...


class ChoiceAnswer(LaterRequired, forms.ChoiceField): ...


class DateAnswer(LaterRequired, ThreeBoxDateField): ...


class SeveralAnswer(LaterRequired, forms.MultipleChoiceField):
    """Options of which some stand alone, such as “None of these”."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, alone: tuple[str, ...] = (), **kwargs: Any) -> None:
        self.alone = alone
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str] | str:
        chosen = list(dict.fromkeys(super().clean(value)))
        if len(chosen) > 1 and (clash := [one for one in chosen if one in self.alone]):
            words = dict(self.choices)[clash[0]]
            raise ValidationError(f"You ticked “{words}” and something else. Keep one of them.")
        return UNKNOWN if chosen == [UNKNOWN] else chosen


class MarksAnswer(LaterRequired, BodyMarksField): ...


class ActivitiesInput(forms.Widget):
    template_name = "forms/activities.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        return [
            {part: data.get(f"{name}-{row}-{part}", "") for part in ("activity", "score")}
            for row in range(MOST_ACTIVITIES)
        ]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-0-activity" not in data

    def format_value(self, value: Any) -> Any:
        return value

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        filled = [row | {"score": str(row["score"])} for row in value or []]
        blank = [{"activity": "", "score": ""}] * (MOST_ACTIVITIES - len(filled))
        scores = [str(score) for score in range(MOST_ABLE + 1)]
        return super().get_context(name, value, attrs) | {"rows": [*filled, *blank], "scores": scores}


class ActivitiesAnswer(LaterRequired, forms.Field):
    """The Patient-Specific Functional Scale: 3 to 5 activities in the patient's own words, each from 0 to 10."""

    widget = ActivitiesInput

    def clean(self, value: Any) -> list[dict[str, Any]]:
        typed = [(row["activity"].strip(), row["score"].strip()) for row in value or []]
        made = [self._row(*pair) for pair in typed if any(pair)]
        if made and len(made) < FEWEST_ACTIVITIES:
            raise ValidationError(
                f"Name {FEWEST_ACTIVITIES} to {MOST_ACTIVITIES} activities, or leave all of them blank."
            )
        return made

    def _row(self, activity: str, score: str) -> dict[str, Any]:
        if not activity:
            raise ValidationError("You chose a number without an activity. Write which one it is for.")
        if len(activity) > ACTIVITY_LENGTH:
            raise ValidationError(f"An activity must be {ACTIVITY_LENGTH} characters or fewer. Shorten it.")
        if "\0" in activity:
            raise ValidationError(f"An activity {NUL}")
        if score not in {str(number) for number in range(MOST_ABLE + 1)}:
            raise ValidationError(f"Choose a number from 0 to {MOST_ABLE} for each activity.")
        return {"activity": activity, "score": int(score)}


class AnswersForm(PlainForm):
    """Some questions of a questionnaire. `answers` holds what was answered, once the form is valid."""

    def __init__(
        self,
        *args: Any,
        questionnaire: Questionnaire,
        questions: Iterable[Question],
        known: Answers,
        who: Who,
        **kw: Any,
    ) -> None:
        """`known` are the answers so far: the form starts with them, and what is asked depends on them."""
        self.questionnaire, self.asked, self.known, self.who = questionnaire, tuple(questions), known, who
        self.answers: dict[str, Any] = {}
        super().__init__(*args, **kw)
        for question in self.asked:
            self._add(question)

    def _add(self, question: Question) -> None:
        self.fields[question.id] = field = FIELDS[question.kind](question)
        hangs_on = question.relevance.question if question.relevance else ""
        field.required = question.required and hangs_on not in {one.id for one in self.asked}
        given = self.known.get(question.id)
        if needs_box(question):
            self.fields[f"{question.id}{UNKNOWN_BOX}"] = forms.BooleanField(label=DONT_KNOW, required=False)
            self.initial[f"{question.id}{UNKNOWN_BOX}"] = given == UNKNOWN
            given = None if given == UNKNOWN else given
        self.initial[question.id] = [UNKNOWN] if given == UNKNOWN and question.kind == "several" else given

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for question in self.asked:
            if question.id in cleaned:
                self._take(question, cleaned)
        together = {**self.known, **dict.fromkeys((one.id for one in self.asked), None), **self.answers}
        for question in self.asked:
            is_missing = question.required and question.id not in self.answers and question.id not in self.errors
            if is_missing and self.questionnaire.is_asked(question, together, self.who):
                self.add_error(question.id, f"Answer the question “{question.text}”")
        return cleaned

    def _take(self, question: Question, cleaned: dict[str, Any]) -> None:
        answer = cleaned[question.id]
        is_blank = answer is None or answer in ("", [])
        if cleaned.get(f"{question.id}{UNKNOWN_BOX}"):
            if not is_blank:
                self.add_error(question.id, f"You gave an answer and also ticked “{DONT_KNOW}”. Keep one of them.")
                return
            answer, is_blank = UNKNOWN, False
        if not is_blank:
            self.answers[question.id] = answer.isoformat() if question.kind == "date" and answer != UNKNOWN else answer


def needs_box(question: Question) -> bool:
    """Whether “I don't know” is a box of its own; where one chooses it is one of the choices."""
    return question.takes_unknown and question.kind not in CHOSEN | SCORES | {"yes_no"}


def _common(question: Question) -> dict[str, Any]:
    hint = format_html("{} ", question.hint) if question.hint else ""
    why = format_html('{}<span class="why">Why we ask: {}</span>', hint, question.why)
    return {"label": question.text, "help_text": why}


def _errors(question: Question) -> dict[str, str]:
    return {"invalid_choice": f"Choose from the answers offered to “{question.text}”"}


def _text(question: Question) -> forms.Field:
    is_long = question.kind == "long_text"
    limit = LONG_LENGTH if is_long else TEXT_LENGTH
    attrs = {"autocomplete": "off"}
    told = f"The answer to “{question.text}”"
    too_long = f"{told.replace('%', '%%')} has %(show_value)d characters. Shorten it to {limit}."
    errors = {"max_length": too_long, "null_characters_not_allowed": f"{told} {NUL}"}
    widget = QuickTextarea(attrs={"rows": 4, **attrs}) if is_long else QuickInput(attrs=attrs)
    field = TextAnswer(max_length=limit, widget=widget, error_messages=errors, **_common(question))
    field.widget.attrs.pop("maxlength", None)
    return field


def _number(question: Question) -> forms.Field:
    low, high = (0, 100) if question.kind == "vas" else (question.minimum, question.maximum)
    sentence = f"Give “{question.text}” as a whole number from {low} to {high}."
    widget = VasInput() if question.kind == "vas" else QuickInput(attrs={"inputmode": "numeric", "size": 6})
    errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
    return NumberAnswer(min_value=low, max_value=high, widget=widget, error_messages=errors, **_common(question))


def _choice(question: Question) -> forms.Field:
    known = (
        list(YES_NO_WORDS.items()) if question.kind == "yes_no" else [(one.id, one.text) for one in question.options]
    )
    choices = [*known, (UNKNOWN, DONT_KNOW)] if question.takes_unknown else known
    if question.kind == "several":
        alone = (*question.alone, UNKNOWN)
        return SeveralAnswer(choices=choices, alone=alone, error_messages=_errors(question), **_common(question))
    errors = _errors(question)
    return ChoiceAnswer(choices=choices, widget=forms.RadioSelect, error_messages=errors, **_common(question))


FIELDS: dict[str, Callable[[Question], forms.Field]] = {
    "text": _text,
    "long_text": _text,
    "yes_no": _choice,
    "choice": _choice,
    "several": _choice,
    "number": _number,
    "vas": _number,
    "body_marks": lambda question: MarksAnswer(**_common(question)),
    "activities": lambda question: ActivitiesAnswer(**_common(question)),
    "date": lambda question: DateAnswer(what=question.text.rstrip("?"), **_common(question)),
}
