"""The time zone of the events as calendar files define it (RFC 5545 3.6.5: VTIMEZONE for each TZID)."""

from icalendar import Timezone

# In Germany as in the whole European Union the clock changes at 01:00 UTC on the last Sundays of March and October
# (Directive 2000/84/EC, since 1996). An onset is written as the clock shows it just before (3.8.5.1: “effective onset
# in local time”); icalendar's own `Timezone.from_tzid` writes that of March an hour late, and ends in 2038.
EUROPE_BERLIN = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def definition(zone: str) -> Timezone:
    """How its clock runs."""
    known = Timezone.from_ical(EUROPE_BERLIN) if zone == "Europe/Berlin" else Timezone.from_tzid(zone)
    assert isinstance(known, Timezone)  # noqa: S101 - for the type: the library reads any component
    return known
