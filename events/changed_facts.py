"""What participants must hear of when it changes, kept raw so that each letter can say it in its language."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from events import wording
from events.models import AttendanceMode, Event, EventStatus, TimePrecision

# A change of one of these makes what somebody has noted untrue.
COLUMNS = frozenset({"title", "starts_at", "ends_at", "time_precision", "venue_id", "attendance_mode", "status"})


def of(event: Event) -> dict[str, Any]:
    """The facts of this moment, as JSON holds them."""
    return {
        "title": event.title,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat() if event.ends_at else None,
        "time_precision": event.time_precision,
        "time_zone": event.time_zone,
        "venue": str(event.venue) if event.venue and event.attendance_mode != AttendanceMode.ONLINE else "",
        "attendance_mode": event.attendance_mode,
        "status": event.status,
    }


def differences(before: dict[str, Any], event: Event) -> list[tuple[str, str]]:
    """What is different by now, old and new, in the active language; empty where the change was taken back."""
    old, new = _words(before), _words(of(event))
    sentence = _("%(new)s (before: %(old)s)")
    return [(name, sentence % {"new": new[name], "old": old[name]}) for name in new if new[name] != old[name]]


def _words(facts: dict[str, Any]) -> dict[str, str]:
    event = Event(
        starts_at=datetime.fromisoformat(facts["starts_at"]),
        ends_at=datetime.fromisoformat(facts["ends_at"]) if facts["ends_at"] else None,
        time_precision=TimePrecision(facts["time_precision"]),
        time_zone=facts["time_zone"],
        attendance_mode=facts["attendance_mode"],
        status=EventStatus(facts["status"]),
    )
    ends_at = wording.moment(event.ends_at, event) if event.ends_at else _("not known")
    return {
        _("Event"): facts["title"],
        _("Begins"): wording.moment(event.starts_at, event),
        _("Ends"): ends_at,
        _("Where"): facts["venue"] or _("Online"),
        _("Attendance"): event.get_attendance_mode_display(),
        _("Please note"): event.get_status_display(),
    }
