"""Everything that writes about patients, by subject. Each action is one transaction, told who acts with `by`."""

from .intake import (
    Incomplete,
    NotOpen,
    NotSent,
    QuestionnaireChanged,
    StepChangedMeanwhile,
    begin_draft,
    identify,
    make_link,
    revoke_links,
    save_step,
    send_link,
    submit,
    type_in,
    version_of,
)
from .people import DETAILS, ChangedMeanwhile, Details, add_patient, update_patient

__all__ = [
    "DETAILS",
    "ChangedMeanwhile",
    "Details",
    "Incomplete",
    "NotOpen",
    "NotSent",
    "QuestionnaireChanged",
    "StepChangedMeanwhile",
    "add_patient",
    "begin_draft",
    "identify",
    "make_link",
    "revoke_links",
    "save_step",
    "send_link",
    "submit",
    "type_in",
    "update_patient",
    "version_of",
]
