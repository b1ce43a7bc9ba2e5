"""What the clinic knows and hands out: where statements come from, the factsheets that use them, and who got one."""

from .evidence import Claim, Listing, Reference, Source
from .handouts import Handout
from .settlements import Settlement
from .sheets import Condition, Factsheet, FactsheetVersion, Statement

__all__ = [
    "Claim",
    "Condition",
    "Factsheet",
    "FactsheetVersion",
    "Handout",
    "Listing",
    "Reference",
    "Settlement",
    "Source",
    "Statement",
]
