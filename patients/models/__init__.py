"""Who comes to the clinic, and what is kept about them."""

from .changes import NOTE_LENGTH, ChangeEntry, ContactNote
from .consents import Consent, ConsentWording, Countersignature
from .documents import FOR_THE_DESK, PatientDocument
from .duplicates import DuplicatePair, MergeEntry
from .imports import ImportRow, ImportRun
from .intake import InstrumentLicence, Intake, IntakeDraft, IntakeLink, QuestionnaireVersion
from .people import DERIVED, FULL_NAME_LENGTH, SEARCHED, Patient, PatientQuerySet
from .red_flags import RedFlag, RedFlagAcknowledgement
from .restrictions import RestrictionChange
from .rule_changes import RuleChange
from .safety import SafetyConfirmation, SafetyScreening

__all__ = [
    "ChangeEntry",
    "Consent",
    "ConsentWording",
    "ContactNote",
    "Countersignature",
    "DERIVED",
    "DuplicatePair",
    "FOR_THE_DESK",
    "FULL_NAME_LENGTH",
    "ImportRow",
    "ImportRun",
    "InstrumentLicence",
    "Intake",
    "IntakeDraft",
    "IntakeLink",
    "MergeEntry",
    "NOTE_LENGTH",
    "Patient",
    "PatientDocument",
    "PatientQuerySet",
    "QuestionnaireVersion",
    "RedFlag",
    "RedFlagAcknowledgement",
    "RestrictionChange",
    "RuleChange",
    "SEARCHED",
    "SafetyConfirmation",
    "SafetyScreening",
]
