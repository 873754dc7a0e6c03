"""Making a date of a series say what its pattern says: columns, addressees, registration, documents, questions."""

from datetime import date, timedelta
from typing import Any

from django.db import models

from core.actors import Actor
from core.models import Publication
from events import occurrences
from events.models import Event, EventStatus, Series, Workshop
from events.services import attachments, editing, questions

# What each event has for itself; all else, also what later comes to the tables, is copied.
OWN = frozenset(
    {"id", "created_at", "updated_at", "external_id", "status", "publication", "published_at", "sequence", "series_id",
     "series_date", "is_detached", "starts_at", "ends_at", "doors_at", "previous_starts_at"}
)  # fmt: skip
OWN_OF_WORKSHOP = frozenset({"id", "created_at", "updated_at", "event_id", "is_open", "availability"})


def make_pattern(event: Event, series: Series, *, by: Actor) -> Event:
    """The pattern of a new series: a copy of its first date that is never public."""
    return _copy(event, Event(series=series), series=series, day=series.starts_on, by=by)


def make_date(series: Series, day: date, *, by: Actor) -> Event:
    """The event of a day that has none yet."""
    return follow(Event(series=series, series_date=day, publication=series.publication), series=series, by=by)


def follow(event: Event, *, series: Series, by: Actor) -> Event:
    """Make a date as the pattern is, and unchanged again; one that was withdrawn comes back."""
    if event.publication == Publication.WITHDRAWN:
        event.publication = series.publication
    event.is_detached = False
    assert event.series_date is not None  # noqa: S101 - for the type: patterns are never copied upon
    return _copy(series.pattern, event, series=series, day=event.series_date, by=by)


def move_pattern(series: Series, *, by: Actor) -> None:
    """Have the pattern begin with its series; the moments of its registration move by as many days."""
    pattern = series.pattern
    _copy(pattern, pattern, series=series, day=series.starts_on, by=by)


def _copy(source: Event, target: Event, *, series: Series, day: date, by: Actor) -> Event:
    doors_ahead = source.starts_at - source.doors_at if source.doors_at else None
    shift = day - occurrences.wall(source.starts_at, zone=source.time_zone).date()
    _copy_columns(source, target, but=OWN, shift=shift, zone=series.time_zone)
    target.starts_at, target.ends_at = occurrences.starts_at(series, day), occurrences.ends_at(series, day)
    target.doors_at = target.starts_at - doors_ahead if doors_ahead is not None else None
    target.status = EventStatus.SCHEDULED
    editing.save(
        target,
        municipalities=source.municipalities.all(),
        districts=source.districts.all(),
        topics=source.topics.all(),
        follows_series=True,
        by=by,
    )
    _copy_workshop(source, target, shift=shift, by=by)
    documents = [(one.document, one.title) for one in source.attachments.select_related("document").order_by("id")]
    attachments.put(target.pk, documents, follows_series=True, by=by)
    questions.put(target.pk, questions.of(source.pk), follows_series=True, by=by)
    return target


def _copy_workshop(source: Event, target: Event, *, shift: timedelta, by: Actor) -> None:
    pattern = Workshop.objects.filter(event=source).first()
    if pattern is None:
        return
    workshop = Workshop.objects.select_related("event").filter(event=target).first() or Workshop(event=target)
    _copy_columns(pattern, workshop, but=OWN_OF_WORKSHOP, shift=shift, zone=target.time_zone)
    editing.save_workshop(workshop, follows_series=True, by=by)


def _copy_columns(source: Any, target: Any, *, but: frozenset[str], shift: timedelta, zone: str) -> None:
    """Moments move by as many days as the date does, and keep their time of the clock."""
    for field in source._meta.concrete_fields:
        if field.attname in but or field.generated:
            continue
        value = getattr(source, field.attname)
        if isinstance(field, models.DateTimeField) and value is not None:
            value = occurrences.moved(value, by=shift, zone=zone)
        setattr(target, field.attname, value)
