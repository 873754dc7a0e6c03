"""How often: the rules of RFC 5545 (3.3.10) that a series of dates may follow, and the days they give.

A series has at most one date a day, so rules are about days; the clock comes in `events.occurrences`. They are expanded
period by period up to a given day, so a rule that never comes true (30 February) ends like any other.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid

MOST_DATES = 400
LONGEST_INTERVAL = 99


@dataclass(frozen=True)
class Rule:
    """One rule; weekdays count from Monday = 0, each with an ordinal within its month, 0 for all of them."""

    frequency: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: date | None = None


def check(rule: Rule) -> None:
    """Refuse what RFC 5545 forbids, and what is no calendar of a town hall. Raises Invalid under `/rule`."""
    if rule.frequency not in PERIODS:
        raise invalid(_("Please say how often: daily, weekly, monthly or yearly."))
    if rule.count is not None and rule.until is not None:
        raise invalid(_("Please give either a last day or a number of dates."))
    if not 1 <= rule.interval <= LONGEST_INTERVAL or not 1 <= (rule.count or 1) <= MOST_DATES:
        sentence = _("The interval goes from 1 to 99, the number of dates from 1 to %(most)s.")
        raise invalid(sentence % {"most": MOST_DATES})
    has_ordinals = any(nth for nth, _day in rule.weekdays)
    if has_ordinals and not (rule.frequency == "MONTHLY" or (rule.frequency == "YEARLY" and rule.months)):
        raise invalid(_("“The second Tuesday” needs a month: please choose monthly."))
    if has_ordinals and not all(nth for nth, _day in rule.weekdays):
        raise invalid(_("Please name weekdays either with their place in the month or without."))
    if rule.month_days and rule.frequency == "WEEKLY":
        raise invalid(_("A day of the month does not go with weekly."))
    if rule.positions and not (rule.weekdays or rule.month_days or rule.months):
        raise invalid(_("BYSETPOS chooses among other days: please name them with BYDAY or BYMONTHDAY."))


def days(rule: Rule, starts_on: date, *, first: date, last: date) -> list[date]:
    """The days of the rule from `first` to `last`, of a series that starts on `starts_on`."""
    end = min(last, rule.until) if rule.until else last
    return [day for day in islice(_days(rule, starts_on, end), rule.count) if day >= first]


def first_day(rule: Rule, on_or_after: date) -> date | None:
    """The first day that follows the rule, within the ten years in which 29 February always comes."""
    end = min(rule.until or date.max, on_or_after + timedelta(days=3660))
    return next(_days(rule, on_or_after, end), None)


def _days(rule: Rule, starts_on: date, end: date) -> Iterator[date]:
    for start, length in PERIODS[rule.frequency](starts_on, rule.interval):
        if start > end:
            return
        found = [day for day in (start + timedelta(days=n) for n in range(length)) if _matches(rule, day, starts_on)]
        if rule.positions:
            places = {place - 1 if place > 0 else len(found) + place for place in rule.positions}
            found = [day for place, day in enumerate(found) if place in places]
        yield from (day for day in found if starts_on <= day <= end)


def _matches(rule: Rule, day: date, starts_on: date) -> bool:
    """Whether a day has all that the rule names; what it leaves open is as on the first day (RFC 5545 3.3.10)."""
    length = calendar.monthrange(day.year, day.month)[1]
    if rule.months and day.month not in rule.months:
        return False
    if rule.month_days and not {day.day, day.day - length - 1} & set(rule.month_days):
        return False
    if rule.weekdays:
        nths = {0, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
        return any(weekday == day.weekday() and nth in nths for nth, weekday in rule.weekdays)
    if rule.month_days or rule.frequency == "DAILY":
        return True
    if rule.frequency == "WEEKLY":
        return day.weekday() == starts_on.weekday()
    is_month = rule.frequency == "MONTHLY" or bool(rule.months) or day.month == starts_on.month
    return is_month and day.day == starts_on.day


def _weeks(start: date, interval: int) -> Iterator[tuple[date, int]]:
    yield from _steps(start - timedelta(days=start.weekday()), 7 * interval, 7)


def _steps(start: date, step: int, length: int) -> Iterator[tuple[date, int]]:
    while True:
        yield start, length
        start += timedelta(days=step)


def _months(start: date, interval: int) -> Iterator[tuple[date, int]]:
    number = start.year * 12 + start.month - 1
    while True:
        year, month = divmod(number, 12)
        yield date(year, month + 1, 1), calendar.monthrange(year, month + 1)[1]
        number += interval


def _years(start: date, interval: int) -> Iterator[tuple[date, int]]:
    year = start.year
    while True:
        yield date(year, 1, 1), 366 if calendar.isleap(year) else 365
        year += interval


PERIODS: dict[str, Callable[[date, int], Iterator[tuple[date, int]]]] = {
    "DAILY": lambda start, interval: _steps(start, interval, 1),
    "WEEKLY": _weeks,
    "MONTHLY": _months,
    "YEARLY": _years,
}


def invalid(sentence: str) -> Invalid:
    return Invalid([FieldError("/rule", "rule", sentence)])
