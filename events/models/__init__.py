"""Tables of events, workshops and registrations."""

from events.models.announced import EventChange
from events.models.attachment import EventAttachment
from events.models.event import AttendanceMode, Event, EventKind, EventStatus, TimePrecision
from events.models.incoming import IncomingMail, Outcome
from events.models.message import ParticipantMessage
from events.models.question import Answer, Question, QuestionKind
from events.models.registration import (
    CancelReason,
    Channel,
    Registration,
    RegistrationState,
    RegistrationToken,
    WaitingReason,
)
from events.models.series import Series
from events.models.step import RegistrationStep
from events.models.venue import Venue
from events.models.workshop import Availability, PartyPolicy, Workshop

__all__ = [
    "Answer",
    "AttendanceMode",
    "Availability",
    "CancelReason",
    "Channel",
    "Event",
    "EventAttachment",
    "EventChange",
    "EventKind",
    "EventStatus",
    "IncomingMail",
    "Outcome",
    "ParticipantMessage",
    "PartyPolicy",
    "Question",
    "QuestionKind",
    "Registration",
    "RegistrationState",
    "RegistrationStep",
    "RegistrationToken",
    "Series",
    "TimePrecision",
    "Venue",
    "WaitingReason",
    "Workshop",
]
