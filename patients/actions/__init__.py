"""Everything that writes about patients, by subject. Each action is one transaction, told who acts with `by`."""

from .people import DETAILS, ChangedMeanwhile, Details, add_patient, update_patient

__all__ = ["DETAILS", "ChangedMeanwhile", "Details", "add_patient", "update_patient"]
