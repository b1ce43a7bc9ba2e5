"""What was done: points, courses, sessions and their measures."""

from .batches import PrintBatch, PrintItem
from .courses import Course
from .points import CatalogueState, Point, PointAlias
from .sessions import Angle, Measure, PointUse, Session, Side

__all__ = [
    "Angle",
    "CatalogueState",
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
