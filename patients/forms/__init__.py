"""The forms about patients, by subject."""

from .contacts import ContactForm, initial_for_correction
from .documents import DocumentForm, ErrorForm
from .merging import MergeForm, OtherRecordForm, PartForm
from .people import EditPatientForm, NewPatientForm, SearchForm, from_search, text
from .safety import AcknowledgeForm, ConfirmForm, ReasonForm, RuleForm, ScreeningForm

__all__ = [
    "AcknowledgeForm",
    "ConfirmForm",
    "ContactForm",
    "DocumentForm",
    "EditPatientForm",
    "ErrorForm",
    "MergeForm",
    "NewPatientForm",
    "OtherRecordForm",
    "PartForm",
    "ReasonForm",
    "RuleForm",
    "ScreeningForm",
    "SearchForm",
    "from_search",
    "initial_for_correction",
    "text",
]
