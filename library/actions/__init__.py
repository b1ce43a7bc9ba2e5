"""What changes the library: writing and reviewing a sheet, publishing and withdrawing it, giving it to a patient."""

from .editing import (
    DraftChanged,
    NotPrintable,
    OpenDraft,
    WroteIt,
    discard_draft,
    review_draft,
    save_draft,
    start_draft,
)
from .handouts import NothingToGive, NotKept, give_handout
from .publishing import publish_draft, publish_version, search_words_for
from .withdrawing import AlreadyWithdrawn, MarkedMeanwhile, mark_contact, withdraw_version
from .wording import Wording

__all__ = [
    "AlreadyWithdrawn",
    "DraftChanged",
    "MarkedMeanwhile",
    "NotKept",
    "NotPrintable",
    "NothingToGive",
    "OpenDraft",
    "Wording",
    "WroteIt",
    "discard_draft",
    "give_handout",
    "mark_contact",
    "publish_draft",
    "publish_version",
    "review_draft",
    "save_draft",
    "search_words_for",
    "start_draft",
    "withdraw_version",
]
