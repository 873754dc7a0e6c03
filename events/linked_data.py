"""Events as linked data (JSON-LD, https://schema.org/Event), for search engines and other calendars.

It never holds the join link. What is not known is left out: a missing term means unknown, a guessed one is believed.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from events.models import AttendanceMode, Event, EventStatus, TimePrecision, Venue

SCHEMA = "https://schema.org"
STATUS = {
    EventStatus.SCHEDULED: "EventScheduled",
    EventStatus.CANCELLED: "EventCancelled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.RESCHEDULED: "EventRescheduled",
    EventStatus.MOVED_ONLINE: "EventMovedOnline",
}
ATTENDANCE = {
    AttendanceMode.OFFLINE: "OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.MIXED: "MixedEventAttendanceMode",
}
# Notes on the price that say nothing else; of any other one cannot tell for sure.
FREE = {"kostenfrei", "kostenlos", "eintritt frei", "frei", "free"}
AMENITIES = {
    "step_free": "stepFreeAccess",
    "accessible_toilet": "accessibleToilet",
    "hearing_loop": "hearingLoop",
    "parking": "accessibleParking",
}


def document(event: Event) -> dict[str, Any]:
    """One event with all it shows in public."""
    terms = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": f"{settings.PUBLIC_URL}/api/v1/events/{event.pk}",
        "identifier": str(event.pk),
        "name": event.title,
        "description": event.summary or event.description,
        "inLanguage": settings.LANGUAGE_CODE,
        "url": event.public_url,
        **_dates(event),
        "eventStatus": f"{SCHEMA}/{STATUS[EventStatus(event.status)]}",
        "eventAttendanceMode": f"{SCHEMA}/{ATTENDANCE[AttendanceMode(event.attendance_mode)]}",
        "location": _locations(event),
        "organizer": _organizer(event),
        "image": _image(event),
        "keywords": list(event.tags),
        "audience": {"@type": "Audience", "audienceType": event.audience} if event.audience else None,
        "isAccessibleForFree": True if event.price_note.strip().casefold() in FREE else None,
        "potentialAction": _registering(event),
        "maximumAttendeeCapacity": event.workshop.capacity if hasattr(event, "workshop") else None,
    }
    return _known(terms)


def _dates(event: Event) -> dict[str, Any]:
    """Of whole days only dates; a reader takes a date without time for a whole day (schema.org/startDate)."""
    moments = {
        "startDate": event.starts_at,
        "endDate": event.ends_at,
        "doorTime": event.doors_at,
        "previousStartDate": event.previous_starts_at,
    }
    local = {name: moment.astimezone(ZoneInfo(event.time_zone)) for name, moment in moments.items() if moment}
    if event.time_precision == TimePrecision.DAY:
        return {name: moment.date().isoformat() for name, moment in local.items()}
    return {name: moment.isoformat(timespec="seconds") for name, moment in local.items()}


def _locations(event: Event) -> Any:
    """Where one can take part; a place that was left for the screen is none."""
    found = []
    if event.venue is not None and event.attendance_mode != AttendanceMode.ONLINE:
        found.append(_place(event.venue))
    if event.attendance_mode != AttendanceMode.OFFLINE:
        found.append(_known({"@type": "VirtualLocation", "url": event.public_url}))
    return found[0] if len(found) == 1 else found


def _place(venue: Venue) -> dict[str, Any]:
    point = {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}
    facts = {term: getattr(venue, name) for name, term in AMENITIES.items()}
    return _known(
        {
            "@type": "Place",
            "name": venue.name,
            "address": venue.address,
            "geo": point if venue.latitude is not None else None,
            "amenityFeature": [
                {"@type": "LocationFeatureSpecification", "name": term, "value": value}
                for term, value in facts.items()
                if value is not None
            ],
        }
    )


def _organizer(event: Event) -> dict[str, Any]:
    contact = _known(
        {
            "name": event.contact_name,
            "email": event.contact_email,
            "telephone": event.contact_phone,
            "url": event.contact_url,
        }
    )
    return _known(
        {
            "@type": "Organization",
            "name": event.organization.name,
            "url": event.organization.website,
            "contactPoint": {"@type": "ContactPoint", **contact} if contact else None,
        }
    )


def _registering(event: Event) -> dict[str, Any] | None:
    """Where one registers with another site; our own registration is an API, which no browser can open."""
    address = event.workshop.external_url if hasattr(event, "workshop") else ""
    return {"@type": "RegisterAction", "target": address} if address else None


def _image(event: Event) -> dict[str, Any] | None:
    if event.image is None:
        return None
    credit = ", ".join(part for part in (event.image_credit, event.image_licence) if part)
    return _known({"@type": "ImageObject", "url": event.image.url, "caption": event.image_alt, "creditText": credit})


def _known(terms: dict[str, Any]) -> dict[str, Any]:
    return {term: value for term, value in terms.items() if value not in (None, "", [])}
