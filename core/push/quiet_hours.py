"""Quiet hours: clock times in the region's time zone, so they mean the same on the days that have 23 or 25 hours."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone


def end_of(quiet_from: time | None, quiet_until: time | None, *, now: datetime) -> datetime | None:
    """When the quiet hours end that hold now; None where none hold. From 22:00 until 6:00 they cross midnight."""
    if quiet_from is None or quiet_until is None:
        return None
    local = timezone.localtime(now)
    clock, crosses_midnight = local.time(), quiet_from > quiet_until
    is_quiet = (clock >= quiet_from or clock < quiet_until) if crosses_midnight else quiet_from <= clock < quiet_until
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if crosses_midnight and clock >= quiet_from else local.date()
    end = datetime.combine(day, quiet_until, local.tzinfo)
    # What the clock shows twice in an autumn night ends the second time where the first has passed.
    return (end if end.timestamp() > now.timestamp() else end.replace(fold=1)).astimezone(UTC)
