"""Verbs about one date of a series: leave it out, have it go its own way, bring it back into the series."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from events import errors, recurrence
from events.models import Event, Registration, Series
from events.services import copying, states


def skip(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Leave this day out (EXDATE). Where somebody is registered it is called off, else withdrawn.

    Raises Missing, NotEntrusted, NoDateOfSeries, DateIsOver.
    """
    with _locked(event_id, by=by) as (series, event, now):
        assert event.series_date is not None  # noqa: S101 - for the type: _locked has seen to it
        series.exdates, series.updated_at = sorted({*series.exdates, event.series_date}), now
        series.save(update_fields=["exdates", "updated_at"])
        record("series.date_left_out", series, by=by, day=event.series_date.isoformat())
        if is_awaited(event):
            return states.call_off(event.pk, by=by)
        return states.withdraw(event.pk, by=by)


def detach(event_id: uuid.UUID, *, by: Actor) -> None:
    """Have it stay as it is, whatever becomes of the series. Raises as `skip`."""
    with _locked(event_id, by=by) as (_series, event, _now):
        Event.objects.set_apart(event.pk)
        record("event.detached", event, by=by)


def rejoin(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Make it as the series is, and follow it again; also a day that was left out. Raises as `skip`."""
    with _locked(event_id, by=by) as (series, event, now):
        day = event.series_date
        assert day is not None  # noqa: S101 - for the type: _locked has seen to it
        if not recurrence.days(series.read_rule(), series.starts_on, first=day, last=day):
            raise errors.NoDateOfSeries
        if day in series.exdates:
            series.exdates, series.updated_at = [one for one in series.exdates if one != day], now
            series.save(update_fields=["exdates", "updated_at"])
        record("event.rejoined", event, by=by)
        return copying.follow(event, series=series, by=by)


def is_awaited(event: Event) -> bool:
    """Whether somebody is registered for it."""
    return Registration.objects.live().filter(workshop__event=event).exists()


@contextmanager
def _locked(event_id: uuid.UUID, *, by: Actor) -> Iterator[tuple[Series, Event, datetime]]:
    """A date that lies ahead, under the lock of its series, with the one moment of this act."""
    series_id = Event.objects.filter(pk=event_id).values_list("series", flat=True).first()
    with transaction.atomic():
        series = Series.objects.locked(series_id) if series_id else None
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        roles.require(by, Act.EVENTS, event.organization_id)
        now = timezone.now()
        if series is None or event.series_date is None:
            raise errors.NoDateOfSeries
        if event.starts_at <= now:
            raise errors.DateIsOver
        yield series, event, now
