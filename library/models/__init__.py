"""What the clinic knows and hands out: where statements come from, the factsheets that use them, and who got one."""

from .evidence import Claim, Listing, Reference, Source
from .handouts import Handout
from .settlements import Settlement
from .sheets import Condition, Factsheet, FactsheetVersion, Saving, Statement
from .signposts import Signpost
from .withdrawals import RecallContact, Withdrawal

__all__ = [
    "Claim",
    "Condition",
    "Factsheet",
    "FactsheetVersion",
    "Handout",
    "Listing",
    "RecallContact",
    "Reference",
    "Settlement",
    "Saving",
    "Signpost",
    "Source",
    "Statement",
    "Withdrawal",
]
