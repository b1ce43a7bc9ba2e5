"""The forms about patients, by subject."""

from .people import EditPatientForm, NewPatientForm, SearchForm, from_search, text
from .safety import AcknowledgeForm, ConfirmForm, ReasonForm, RuleForm, ScreeningForm

__all__ = [
    "AcknowledgeForm",
    "ConfirmForm",
    "EditPatientForm",
    "NewPatientForm",
    "ReasonForm",
    "RuleForm",
    "ScreeningForm",
    "SearchForm",
    "from_search",
    "text",
]
