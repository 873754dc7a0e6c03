"""Loading events from the region's files; an entry is known by its external id, so loading twice changes nothing."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from core import region
from core.actors import SYSTEM
from core.models import Publication
from core.municipalities.models import District, Municipality, Organization, Topic
from events.models import Event, EventStatus, Question, TimePrecision, Venue, Workshop
from events.models.event import EventQuerySet
from events.services import editing, questions

Entry = dict[str, Any]
END_OF_DAY = time(23, 59, 59)


@region.loads("events.json", order=10)
def load_events(entries: list[Entry]) -> int:
    for entry in entries:
        zone = ZoneInfo(entry["time_zone"])
        if entry["time_precision"] == TimePrecision.DAY:
            last_day: str = entry.get("ends_on") or entry["starts_on"]
            starts_at = datetime.combine(date.fromisoformat(entry["starts_on"]), time(), zone)
            ends_at: datetime | None = datetime.combine(date.fromisoformat(last_day), END_OF_DAY, zone)
        else:
            starts_at = datetime.fromisoformat(entry["starts_at"]).replace(tzinfo=zone)
            ends_at = datetime.fromisoformat(entry["ends_at"]).replace(tzinfo=zone) if "ends_at" in entry else None
        _save(entry, starts_at=starts_at, ends_at=ends_at)
    return len(entries)


@region.loads("demo/events.json", order=11, demo=True)
def load_sample_events(entries: list[Entry]) -> int:
    """Sample events lie ahead of today. Once loaded they stay until they are over, then move ahead again."""
    now = timezone.now()
    for entry in entries:
        if _known(entry).upcoming(now).exists():
            continue
        zone = ZoneInfo(entry["time_zone"])
        day = now.astimezone(zone).date() + timedelta(days=entry["starts_in_days"])
        if entry["time_precision"] == TimePrecision.DAY:
            last_day = day + timedelta(days=entry["duration_days"] - 1)
            starts_at = datetime.combine(day, time(), zone)
            ends_at: datetime | None = datetime.combine(last_day, END_OF_DAY, zone)
        else:
            starts_at = datetime.combine(day, time.fromisoformat(entry["local_time"]), zone)
            ends_at = starts_at + timedelta(minutes=entry["duration_minutes"])
        event = _save(entry, starts_at=starts_at, ends_at=ends_at)
        if "registration" in entry:
            _save_workshop(event, entry["registration"], now=now)
    return len(entries)


def _save(entry: Entry, *, starts_at: datetime, ends_at: datetime | None) -> Event:
    event = _known(entry).first() or Event(external_id=entry["external_id"])
    for name in ("title", "kind", "time_precision", "time_zone", "attendance_mode"):
        setattr(event, name, entry[name])
    for name in ("summary", "summary_easy", "description", "audience", "price_note", "public_url", "source_url"):
        setattr(event, name, entry.get(name, ""))
    event.status = entry.get("status", EventStatus.SCHEDULED)
    event.tags = entry.get("tags", [])
    event.starts_at, event.ends_at = starts_at, ends_at
    event.doors_at = _moment(entry.get("doors_at"), zone=entry["time_zone"])
    event.previous_starts_at = _moment(entry.get("previous_starts_at"), zone=entry["time_zone"])
    for name in ("name", "email", "phone", "url"):
        setattr(event, f"contact_{name}", entry.get("contact", {}).get(name, ""))
    event.organization = Organization.objects.get(slug=entry["organization"])
    event.venue = _venue(entry.get("venue"))
    event.publication = Publication.PUBLISHED
    return editing.save(
        event,
        municipalities=Municipality.objects.filter(slug__in=entry["municipalities"]),
        districts=District.objects.filter(slug__in=entry.get("districts", [])),
        topics=Topic.objects.filter(slug__in=entry.get("topics", [])),
        by=SYSTEM,
    )


def _moment(local: str | None, *, zone: str) -> datetime | None:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)) if local else None


def _known(entry: Entry) -> EventQuerySet:
    """An external id is one of its organization: the sites of two may count alike."""
    return Event.objects.filter(external_id=entry["external_id"], organization__slug=entry["organization"])


def _venue(entry: Entry | None) -> Venue | None:
    if entry is None:
        return None
    accessibility = entry.get("accessibility", {})
    venue, _ = Venue.objects.update_or_create(
        name=entry["name"],
        address=entry.get("address") or "",
        defaults={
            "latitude": entry.get("latitude"),
            "longitude": entry.get("longitude"),
            **{name: accessibility.get(name) for name in ("step_free", "accessible_toilet", "hearing_loop", "parking")},
            "accessibility_note": accessibility.get("note", ""),
        },
    )
    return venue


def _save_workshop(event: Event, entry: Entry, *, now: datetime) -> None:
    workshop = Workshop.objects.filter(event=event).first() or Workshop(event=event)
    workshop.capacity = entry.get("capacity")
    workshop.max_party_size = entry.get("max_party_size", 4)
    workshop.waiting_list = entry.get("waiting_list", True)
    workshop.keyword = entry.get("keyword", "")
    workshop.residents_only = entry.get("residents_only", False)
    workshop.external_url = entry.get("external_url", "")
    workshop.join_url = entry.get("join_url", "")
    if "join_available_from_days_before" in entry:
        workshop.join_available_from = event.starts_at - timedelta(days=entry["join_available_from_days_before"])
    if "opens_in_days" in entry:
        workshop.opens_at = now + timedelta(days=entry["opens_in_days"])
    editing.save_workshop(workshop, by=SYSTEM)
    questions.put(event.pk, [Question(**one) for one in entry.get("questions", [])], by=SYSTEM)
