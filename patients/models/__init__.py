"""Who comes to the clinic, and what they have told it."""

from .consents import Consent, ConsentWording, Countersignature
from .imports import ImportRow, ImportRun
from .intake import InstrumentLicence, Intake, IntakeDraft, IntakeLink, QuestionnaireVersion
from .people import DERIVED, FULL_NAME_LENGTH, SEARCHED, Patient, PatientQuerySet
from .red_flags import RedFlag, RedFlagAcknowledgement
from .restrictions import RestrictionChange
from .rule_changes import RuleChange
from .safety import SafetyConfirmation, SafetyScreening

__all__ = [
    "DERIVED",
    "FULL_NAME_LENGTH",
    "SEARCHED",
    "Consent",
    "ConsentWording",
    "Countersignature",
    "ImportRow",
    "ImportRun",
    "InstrumentLicence",
    "Intake",
    "IntakeDraft",
    "IntakeLink",
    "Patient",
    "PatientQuerySet",
    "QuestionnaireVersion",
    "RedFlag",
    "RedFlagAcknowledgement",
    "RestrictionChange",
    "RuleChange",
    "SafetyConfirmation",
    "SafetyScreening",
]
