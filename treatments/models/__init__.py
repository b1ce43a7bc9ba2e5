"""What was done: points, courses, sessions and their measures."""

from .batches import PrintBatch, PrintItem
from .cautions import CautionReason
from .courses import Course
from .points import CatalogueState, Point, PointAlias
from .sessions import Angle, Measure, PointUse, Session, Side

__all__ = [
    "Angle",
    "CatalogueState",
    "CautionReason",
    "Course",
    "Measure",
    "Point",
    "PointAlias",
    "PointUse",
    "PrintBatch",
    "PrintItem",
    "Session",
    "Side",
]
