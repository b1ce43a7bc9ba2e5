"""Booking, moving and cancelling, as typed by the desk."""

from .booking import BookForm
from .cancelling import CancelForm
from .when import MoveForm

__all__ = ["BookForm", "CancelForm", "MoveForm"]
