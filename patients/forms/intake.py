"""The forms of an intake: who is there, one page of questions, a paper typed in, a link to send."""

from typing import Any

from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html

from clinic.forms import DateOfBirthField, OnceMixin, PlainForm, ThreeBoxDate, ThreeBoxDateField
from clinic.printing import Paper, PrintSize
from clinic.widgets import QuickHidden
from patients.flow import Flow
from patients.models import Patient
from patients.questionnaire import Questionnaire, Step, Who

from .answers import UNKNOWN_BOX, AnswersForm, needs_box


class BornForm(PlainForm):
    """Asks whoever holds the link for the patient's date of birth."""

    born_on = DateOfBirthField(label="What is your date of birth?", widget=ThreeBoxDate(autocomplete=True))

    def refuse(self, tries_left: int) -> None:
        times = "once more" if tries_left == 1 else f"{tries_left} more times"
        self.add_error("born_on", f"This is not the date of birth that the clinic has. Check it; you can try {times}.")


class StepForm(AnswersForm):
    """One page of the questions."""

    number = forms.IntegerField(
        # A browser that fills in hidden boxes after Back would bring an old number to a page that is shown anew.
        widget=QuickHidden(attrs={"autocomplete": "off"}),
        min_value=0,
        max_value=2_000_000_000,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "This page is out of date. Press Continue once more."
        ),
    )

    def __init__(self, *args: Any, flow: Flow, step: Step, **kwargs: Any) -> None:
        super().__init__(
            *args,
            questionnaire=flow.questionnaire,
            questions=step.questions,
            known=flow.draft.answers,
            who=flow.who,
            initial={"number": flow.draft.number},
            **kwargs,
        )
        if self.is_bound and "number" in self.errors:
            self.meet(flow.draft.number)

    def meet(self, number: int) -> None:
        """Let the next press save over the draft as it stands now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["number"] = str(number)
        self.data = data


class PaperForm(AnswersForm, OnceMixin):
    """A whole intake, typed in from paper: every page as a group."""

    filled_on = ThreeBoxDateField(
        what="Date on the paper", label="Date on the paper", help_text="When the patient filled it in."
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, patient: Patient, who: Who, **kwargs: Any) -> None:
        self.steps = [
            step for step in questionnaire.steps if any(_may_concern(one.relevance, who) for one in step.questions)
        ]
        questions = [
            one
            for step in self.steps
            for one in step.questions
            if not (one.needs_licence and one.instrument not in who.licences)
        ]
        super().__init__(*args, questionnaire=questionnaire, questions=questions, known={}, who=who, **kwargs)
        self.patient = patient
        self.helper.layout = Layout("once_key", "filled_on", *(self._group(step) for step in self.steps))

    def _group(self, step: Step) -> Fieldset:
        names = []
        for question in step.questions:
            if question.id in self.fields:
                names += [question.id, *([f"{question.id}{UNKNOWN_BOX}"] if needs_box(question) else [])]
        lead = [HTML(format_html('<p class="soft measure">{}</p>', step.lead))] if step.lead else []
        return Fieldset(step.title, *lead, *names, css_id=f"step-{step.id}")

    def clean_filled_on(self) -> Any:
        day = self.cleaned_data["filled_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The date on the paper cannot be in the future.")
        if day and self.patient.date_of_birth and day < self.patient.date_of_birth:
            raise ValidationError("The date on the paper is before the patient was born.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.answers = self.questionnaire.kept(self.answers, self.who)
        return cleaned


def _may_concern(relevance: Any, who: Who) -> bool:
    """Whether a question may concern a person of this age, whatever else they answer."""
    return relevance is None or relevance.ages is None or type(relevance)(ages=relevance.ages).holds({}, who)


class OnceForm(PlainForm, OnceMixin):
    """A button that makes something once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=False, **kwargs)


class PrintForm(PlainForm):
    """How a sheet is printed."""

    paper = forms.ChoiceField(choices=[(one.value, one.value) for one in Paper], required=False)
    size = forms.ChoiceField(choices=[(one.value, one.value) for one in PrintSize], required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """The paper and print size; A4 and normal for anything else."""
        self.is_valid()
        paper, size = self.cleaned_data.get("paper"), self.cleaned_data.get("size")
        return {"paper": Paper(paper or Paper.A4), "print_size": PrintSize(size or PrintSize.NORMAL)}
