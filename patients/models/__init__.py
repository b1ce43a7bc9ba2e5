"""Who comes to the clinic, and what they have told it."""

from .intake import InstrumentLicence, Intake, IntakeDraft, IntakeLink, QuestionnaireVersion
from .people import FULL_NAME_LENGTH, SEARCHED, Patient, PatientQuerySet

__all__ = [
    "FULL_NAME_LENGTH",
    "SEARCHED",
    "InstrumentLicence",
    "Intake",
    "IntakeDraft",
    "IntakeLink",
    "Patient",
    "PatientQuerySet",
    "QuestionnaireVersion",
]
