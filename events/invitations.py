"""A participant's date as an invitation (RFC 5546): calendars add it, move it, and take it out by themselves.

Its UID is the registration's id: stable, without personal data, and not that of the public event, which the same
person may have subscribed to. The join link never stands in it.
"""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from icalendar import Calendar, vCalAddress, vText

from core.mail.letters import Attachment
from events import calendar
from events.models import Registration

REQUEST = "REQUEST"
CANCEL = "CANCEL"


def attachment(registration: Registration, *, method: str, to: str, now: datetime) -> Attachment:
    """The file for a letter to `to`, typed so that mail programs act on it (RFC 6047 2.4)."""
    content = _calendar(registration, method=method, to=to, now=now).to_ical()
    return Attachment("termin.ics", content, f"text/calendar; charset=utf-8; method={method}")


def _calendar(registration: Registration, *, method: str, to: str, now: datetime) -> Calendar:
    event = registration.workshop.event
    file = calendar.calendar_of(event)
    file.add("method", method)
    (vevent,) = file.walk("VEVENT")
    vevent.pop("uid")
    vevent.add("uid", str(registration.pk))
    # With METHOD, DTSTAMP is when this message was made (RFC 5545 3.8.7.2).
    vevent.pop("dtstamp")
    vevent.add("dtstamp", now)
    organizer = _address(event.organization.email or settings.DEFAULT_FROM_EMAIL, event.organization.name)
    vevent.add("organizer", organizer)
    attendee = _address(to, registration.name)
    attendee.params["PARTSTAT"], attendee.params["RSVP"] = vText("ACCEPTED"), vText("FALSE")
    vevent.add("attendee", attendee)
    if method == CANCEL:
        # What ends a registration comes after everything that was said of its event (RFC 5546 2.1.4).
        vevent.pop("status")
        vevent.add("status", "CANCELLED")
        vevent["sequence"] = event.sequence + 1
    return file


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(email, safe='@')}")
    address.params["CN"] = vText(" ".join(name.replace('"', "").split()))
    return address
