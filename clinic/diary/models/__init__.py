"""When people come: places, services, hours and appointments."""

from .appointments import Appointment, AppointmentEvent
from .hours import TimeOff, WorkingHours
from .places import Room, Service, Site

__all__ = ["Appointment", "AppointmentEvent", "Room", "Service", "Site", "TimeOff", "WorkingHours"]
