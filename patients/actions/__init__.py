"""Everything that writes about patients, by subject. Each action is one transaction, told who acts with `by`."""

from .people import DETAILS, ChangedMeanwhile, Details, add_patient, update_patient
from .restrictions import restrict
from .safety import (
    AlreadyAcknowledged,
    BadRule,
    Refused,
    ScreenedMeanwhile,
    acknowledge,
    add_rule,
    confirm_screening,
    raise_red_flags,
    record_screening,
    switch_rule,
)

__all__ = [
    "DETAILS",
    "AlreadyAcknowledged",
    "BadRule",
    "ChangedMeanwhile",
    "Details",
    "Refused",
    "ScreenedMeanwhile",
    "acknowledge",
    "add_patient",
    "add_rule",
    "confirm_screening",
    "raise_red_flags",
    "record_screening",
    "restrict",
    "switch_rule",
    "update_patient",
]
