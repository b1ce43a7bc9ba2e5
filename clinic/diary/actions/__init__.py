"""What people do to appointments. Each action is one short transaction and writes the event that says so."""

from .booking import book_appointment, move_appointment
from .newcomers import book_for_new_person
from .states import cancel_appointment, complete, mark_entered_in_error, mark_status, start, undo

__all__ = [
    "book_appointment",
    "book_for_new_person",
    "cancel_appointment",
    "complete",
    "mark_entered_in_error",
    "mark_status",
    "move_appointment",
    "start",
    "undo",
]
