"""Tables of events, workshops and registrations."""

from events.models.event import AttendanceMode, Event, EventStatus, TimePrecision
from events.models.registration import Registration, RegistrationState, RegistrationToken
from events.models.venue import Venue
from events.models.workshop import PartyPolicy, Workshop

__all__ = [
    "AttendanceMode",
    "Event",
    "EventStatus",
    "PartyPolicy",
    "Registration",
    "RegistrationState",
    "RegistrationToken",
    "TimePrecision",
    "Venue",
    "Workshop",
]
