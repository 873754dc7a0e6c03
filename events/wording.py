"""When, where and how many, in the active language: the same words in mails and on pages."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import (
    AttendanceMode,
    Channel,
    Event,
    EventStatus,
    Registration,
    RegistrationState,
    TimePrecision,
)


def facts(registration: Registration) -> list[tuple[str, str]]:
    """What somebody has registered for, as pairs of name and value."""
    people = ngettext("%(count)s person", "%(count)s people", registration.party_size)
    pairs = about(registration.workshop.event)
    # Who wrote a mail says how many come only when confirming.
    if registration.channel != Channel.MAIL or registration.state != RegistrationState.UNCONFIRMED:
        pairs.append((_("Registration for"), people % {"count": registration.party_size}))
    return pairs


def about(event: Event) -> list[tuple[str, str]]:
    """Which event it is, and when and where, as pairs of name and value."""
    pairs = [
        (_("Event"), event.title),
        (_("When"), moment(event.starts_at, event)),
        (_("Where"), place(event)),
    ]
    if event.status != EventStatus.SCHEDULED:
        pairs.insert(1, (_("Please note"), event.get_status_display()))
    return pairs


def place(event: Event) -> str:
    """Where one goes, or that one need not: a place that was left for the screen is not named."""
    if event.venue is None or event.attendance_mode == AttendanceMode.ONLINE:
        return _("Online")
    if event.attendance_mode == AttendanceMode.MIXED:
        return _("%(place)s, or online") % {"place": event.venue}
    return str(event.venue)


def home(event: Event) -> str:
    """Where those live whom it is for: its districts where it names some, else its municipalities."""
    names = [one.name for one in event.districts.all()] or [one.name for one in event.municipalities.all()]
    return ", ".join(sorted(names))


def moment(when: datetime, event: Event) -> str:
    """A moment in words, in the event's own time zone: “Monday, 15 March 2021, 17:00”."""
    local = when.astimezone(ZoneInfo(event.time_zone))
    day = formats.date_format(local, _("l, j F Y"))
    if event.time_precision == TimePrecision.DAY and when in {event.starts_at, event.ends_at}:
        return day
    return _("%(day)s, %(time)s") % {"day": day, "time": formats.time_format(local, "H:i")}
