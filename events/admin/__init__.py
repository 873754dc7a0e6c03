"""Events, their venues and registrations in the administration."""

from events.admin.event import EventAdmin
from events.admin.incoming_mail import IncomingMailAdmin
from events.admin.registration import RegistrationAdmin
from events.admin.series import SeriesAdmin
from events.admin.venue import VenueAdmin

__all__ = ["EventAdmin", "IncomingMailAdmin", "RegistrationAdmin", "SeriesAdmin", "VenueAdmin"]
