"""Who comes to the clinic, and what they have told it."""

from .people import FULL_NAME_LENGTH, SEARCHED, Patient, PatientQuerySet

__all__ = ["FULL_NAME_LENGTH", "SEARCHED", "Patient", "PatientQuerySet"]
