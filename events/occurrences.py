"""The clock of a series: when a date begins and ends.

A time that does not exist on a day is read with the offset before the gap, one that comes twice as its first: RFC 5545
3.3.5, to which 3.3.10 refers for computed times; Python's `fold=0` is the same (PEP 495). The end is what the clock on
the wall shows then, as it was announced; only where that would lie before the start, the date lasts as long as usual.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from events.models import Event, Series, TimePrecision

END_OF_DAY = time(23, 59, 59)


def starts_at(series: Series, day: date) -> datetime:
    return moment(datetime.combine(day, series.starts_time or time()), zone=series.time_zone)


def ends_at(series: Series, day: date) -> datetime | None:
    if series.starts_time is None:
        return moment(datetime.combine(day + (series.lasts or timedelta()), END_OF_DAY), zone=series.time_zone)
    if series.lasts is None:
        return None
    end = moment(datetime.combine(day, series.starts_time) + series.lasts, zone=series.time_zone)
    start = starts_at(series, day)
    return end if end > start else start + series.lasts


def moment(wall: datetime, *, zone: str) -> datetime:
    """The moment at which the clock on the wall shows this."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def wall(when: datetime, *, zone: str) -> datetime:
    """What the clock on the wall shows at a moment."""
    return when.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def moved(when: datetime, *, by: timedelta, zone: str) -> datetime:
    """The same time of the clock so many days later."""
    return moment(wall(when, zone=zone) + by, zone=zone)


def clock_of(event: Event) -> Series:
    """A series, not yet stored and still without a rule, whose first date is this event."""
    start = wall(event.starts_at, zone=event.time_zone)
    end = wall(event.ends_at, zone=event.time_zone) if event.ends_at else None
    is_whole_day = event.time_precision == TimePrecision.DAY
    on_the_wall = None if end is None else end - start
    lasts = (end or start).date() - start.date() if is_whole_day else on_the_wall
    return Series(
        organization_id=event.organization_id,
        title=event.title,
        time_zone=event.time_zone,
        starts_on=start.date(),
        starts_time=None if is_whole_day else start.time(),
        lasts=lasts,
    )
