"""The forms that take, enter and withdraw a consent."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.forms import OnceMixin, PlainForm, ThreeBoxDateField
from clinic.printing import Paper, PrintSize
from clinic.widgets import QuickHidden
from patients import signatures
from patients.actions import Signed
from patients.consent_queries import age_of_consent, is_minor
from patients.folding import fold
from patients.forms.people import text
from patients.models import FULL_NAME_LENGTH, Consent, Patient
from patients.models.consents import LONGEST_REASON, LONGEST_RELATION
from patients.wordings import Wording

NO_NAME = "Type the name of the person who signs."
CHANGED = "The wording was changed while this page was open. Read it once more; what you entered is kept."


class SignerForm(OnceMixin, PlainForm):
    """Who signs, or says so: the patient, or somebody for them."""

    name = text("Full name", FULL_NAME_LENGTH, missing=NO_NAME, attrs={"autocapitalize": "words"})
    signer = forms.ChoiceField(
        label="Who signs",
        choices=[("patient", "The patient"), ("guardian", "A parent, guardian or other representative")],
        widget=forms.RadioSelect,
        initial="patient",
        error_messages={"required": "Choose who signs.", "invalid_choice": "Choose who signs."},
    )
    relation = text("How are they related to the patient?", LONGEST_RELATION, help_text="For example mother or carer.")

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patient = patient
        if is_minor(patient):
            self.initial.setdefault("signer", Consent.Signer.GUARDIAN)
            self.fields["signer"].help_text = f"The patient is under {age_of_consent()}, so a parent or guardian signs."

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not fold(name):
            raise ValidationError(NO_NAME)
        return name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("signer") == Consent.Signer.PATIENT:
            cleaned["relation"] = ""
        elif cleaned.get("signer") and not fold(cleaned.get("relation", "")) and "relation" not in self.errors:
            self.add_error("relation", "Say how the person who signs is related to the patient.")
        return cleaned

    @property
    def signed(self) -> Signed:
        cleaned = self.cleaned_data
        return Signed(cleaned["name"], cleaned["signer"], cleaned["relation"], cleaned.get("strokes"))


class WordingForm(SignerForm):
    """Holds on to the wording that was shown, so that nobody signs another one."""

    shown = forms.CharField(widget=QuickHidden, required=False, max_length=64)

    def __init__(self, *args: Any, wording: Wording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wording = wording
        self.initial["shown"] = wording.checksum

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("shown") != self.wording.checksum:
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["shown"] = self.wording.checksum  # the page that comes back shows the words as they are now
            self.data = data
            raise ValidationError(CHANGED)
        return cleaned


class SignForm(WordingForm):
    """What is signed on the tablet: drawn, or the typed name with a tick."""

    strokes = forms.CharField(widget=QuickHidden, required=False, max_length=signatures.LONGEST + 1)
    typed = forms.BooleanField(label="My typed name is my signature", required=False)

    def __init__(self, *args: Any, refusing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusing = refusing
        if refusing:
            self.fields["name"].required = self.fields["signer"].required = False
        self.fields["strokes"].error_messages["max_length"] = signatures.TOO_LONG

    def clean_name(self) -> str:
        """Nobody has to write anything to say no."""
        return self.patient.full_name if self.refusing and not fold(self.cleaned_data["name"]) else super().clean_name()

    def clean_signer(self) -> str:
        return self.cleaned_data["signer"] or Consent.Signer.PATIENT

    def clean_strokes(self) -> signatures.Strokes:
        if self.refusing:
            return []
        try:
            return signatures.read(self.cleaned_data["strokes"])
        except signatures.NotASignature as broken:
            raise ValidationError(broken.sentence) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.refusing and "strokes" in cleaned and not cleaned["strokes"] and not cleaned.get("typed"):
            self.add_error("typed", "Sign in the box, or tick that your typed name is your signature.")
        return cleaned


class PaperForm(WordingForm):
    """A consent that was signed on paper."""

    signed_on = ThreeBoxDateField(what="Date on the paper", label="Date on the paper")
    seen = forms.BooleanField(
        label="I have the signed paper, and it is in these words",
        error_messages={
            "required": "Tick that you have the signed paper in these words. Without it nothing is entered."
        },
    )

    def clean_signed_on(self) -> date | None:
        day = self.cleaned_data["signed_on"]
        if day and day > timezone.localdate():
            raise ValidationError("The date on the paper cannot be in the future.")
        if day and day.year < 1950:
            raise ValidationError("Check the year on the paper.")
        if day and self.patient.date_of_birth and day < self.patient.date_of_birth:
            raise ValidationError("The date on the paper is before the patient was born.")
        return day


class WithdrawForm(SignerForm):
    """Somebody takes a consent back; no signature is asked for that."""

    reason = text("Why", LONGEST_REASON, rows=2, help_text="Only if they wish to say.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("name", self.patient.full_name)
        self.fields["name"].label = "Who tells us"
        self.fields["signer"].label = "They are"
        self.fields["signer"].help_text = ""


def print_options(asked: Any) -> dict[str, Any]:
    """How a sheet is printed: `?paper=letter`, `?print=large`; A4 and normal for anything else."""
    return {
        "paper": Paper.LETTER if asked.get("paper") == "letter" else Paper.A4,
        "print_size": PrintSize.LARGE if asked.get("print") == "large" else PrintSize.NORMAL,
    }
