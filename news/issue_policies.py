"""When issues of the newsletter go out, and how far they look ahead: pure, in the region's time zone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.core.exceptions import ImproperlyConfigured

from news.models import Frequency

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WRITTEN = re.compile(rf"(?:({'|'.join(DAYS)}) )?([01]\d|2[0-3]):([0-5]\d)")
# From one issue to the next.
TURN = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
# So far each issue tells what is coming up: beyond the next one, so that people can plan.
LOOKS_AHEAD = {Frequency.DAILY: timedelta(days=7), Frequency.WEEKLY: timedelta(days=14)}


@dataclass(frozen=True)
class Rhythm:
    """Each week on this weekday (0 is Monday), without one each day, at this time on the clock."""

    at: time
    weekday: int | None = None


@dataclass(frozen=True)
class Slot:
    """A regular moment of an issue. `on` is its local day, of which there is one in every year; `at` is in UTC."""

    on: date
    at: datetime


def read(line: str, *, frequency: str) -> Rhythm:
    """From “thu 07:00” for weekly and “07:00” for daily issues. Raises ImproperlyConfigured."""
    found = WRITTEN.fullmatch(line.strip().lower())
    if found is None or bool(found[1]) != (frequency == Frequency.WEEKLY):
        name, example = f"NEWSLETTER_{frequency.upper()}", "thu 07:00" if frequency == Frequency.WEEKLY else "07:00"
        raise ImproperlyConfigured(f"{name} is “{line}”; it must be written like “{example}”.")
    return Rhythm(time(int(found[2]), int(found[3])), DAYS.index(found[1]) if found[1] else None)


def latest_slot(rhythm: Rhythm, now: datetime, zone: tzinfo) -> Slot:
    """The last regular moment that has come."""
    return next(slot for slot in _slots(rhythm, now, zone, step=-1) if slot.at <= now)


def next_slot(rhythm: Rhythm, now: datetime, zone: tzinfo) -> Slot:
    """The first regular moment that is still to come."""
    return next(slot for slot in _slots(rhythm, now, zone, step=1) if slot.at > now)


def slot_after(rhythm: Rhythm, day: date, zone: tzinfo) -> Slot:
    """The regular moment that follows that of `day`."""
    return next_slot(rhythm, _slot(rhythm, day, zone).at, zone)


def looks_until(frequency: str, now: datetime, zone: tzinfo) -> datetime:
    """The end of the local day up to which an issue tells what is coming up."""
    day = (now.astimezone(zone) + LOOKS_AHEAD[Frequency(frequency)]).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _slots(rhythm: Rhythm, now: datetime, zone: tzinfo, *, step: int) -> Iterator[Slot]:
    """From a day beyond today, for a clock that is changed at night may put the slot on either side of it."""
    today = now.astimezone(zone).date()
    for count in range(-1, 9):
        day = today + timedelta(days=count * step)
        if rhythm.weekday in {None, day.weekday()}:
            yield _slot(rhythm, day, zone)


def _slot(rhythm: Rhythm, day: date, zone: tzinfo) -> Slot:
    """Days of the wall's calendar, not of 24 hours; an hour that the clock leaves out counts as the one after it."""
    return Slot(day, datetime.combine(day, rhythm.at, zone).astimezone(UTC))
