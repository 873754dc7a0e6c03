"""Rules of series as RRULE (RFC 5545 3.3.10): read within safe bounds, and written in one canonical way."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from events import recurrence
from events.recurrence import LONGEST_INTERVAL, MOST_DATES, Rule

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LONGEST = 200
UNTIL_DAY, UNTIL_MOMENT = re.compile(r"\d{8}", re.ASCII), re.compile(r"\d{8}T\d{6}Z", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,3}", re.ASCII)
WEEKDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


def read(text: str, *, zone: str, starts_time: time | None) -> Rule:
    """Understand the value of an RRULE. UNTIL becomes the last day on which `starts_time` is not past it.

    Raises Invalid under `/rule`.
    """
    values: dict[str, Any] = {}
    seen: set[str] = set()
    if len(text) > LONGEST:
        raise recurrence.invalid(_("This rule is too long."))
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _equals, value = part.partition("=")
        try:
            values |= READERS[name](value) if name not in seen else _refuse()
        except (KeyError, ValueError) as wrong:
            sentence = _("This part of the rule is not understood here: %(part)s.")
            raise recurrence.invalid(sentence % {"part": part[:50]}) from wrong
        seen.add(name)
    until = values.get("until")
    if isinstance(until, datetime):
        local = until.astimezone(ZoneInfo(zone))
        is_before = starts_time is not None and local.time() < starts_time
        values["until"] = local.date() - timedelta(days=is_before)
    rule = Rule(**{"frequency": "", **values})
    recurrence.check(rule)
    return rule


def write(rule: Rule, *, zone: str, is_whole_day: bool) -> str:
    """The value of an RRULE. Beside a DTSTART with a clock, UNTIL has to be a moment in UTC: the end of its day."""
    parts = [f"FREQ={rule.frequency}"]
    if rule.interval > 1:
        parts.append(f"INTERVAL={rule.interval}")
    if rule.count is not None:
        parts.append(f"COUNT={rule.count}")
    if rule.until is not None:
        end = datetime.combine(rule.until, time(23, 59, 59), ZoneInfo(zone)).astimezone(UTC)
        parts.append(f"UNTIL={rule.until:%Y%m%d}" if is_whole_day else f"UNTIL={end:%Y%m%dT%H%M%SZ}")
    for name, numbers in (("BYMONTH", rule.months), ("BYMONTHDAY", rule.month_days)):
        if numbers:
            parts.append(f"{name}={','.join(map(str, numbers))}")
    if rule.weekdays:
        parts.append("BYDAY=" + ",".join(f"{nth or ''}{WEEKDAYS[day]}" for nth, day in rule.weekdays))
    if rule.positions:
        parts.append(f"BYSETPOS={','.join(map(str, rule.positions))}")
    return ";".join(parts)


def _numbers(value: str, most: int, *, least: int) -> tuple[int, ...]:
    if not all(NUMBER.fullmatch(one) for one in value.split(",")):
        _refuse()
    numbers = {int(one) for one in value.split(",")}
    if any(number == 0 or not least <= number <= most for number in numbers):
        _refuse()
    return tuple(sorted(numbers))


def _number(value: str, most: int) -> int:
    numbers = _numbers(value, most, least=1)
    return numbers[0] if len(numbers) == 1 else _refuse()


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    pairs = set()
    for one in value.split(","):
        found = WEEKDAY.fullmatch(one) or _refuse()
        pairs.add((int(found[1] or 0), WEEKDAYS.index(found[2])))
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))


def _until(value: str) -> date | datetime:
    if UNTIL_DAY.fullmatch(value):
        return datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day
    if not UNTIL_MOMENT.fullmatch(value):
        _refuse()
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _week_start(value: str) -> dict[str, Any]:
    """Weeks begin on Monday, as RFC 5545 has it where nothing is said."""
    return {} if value == "MO" else _refuse()


def _refuse() -> NoReturn:
    raise ValueError


READERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "FREQ": lambda value: {"frequency": value},
    "INTERVAL": lambda value: {"interval": _number(value, LONGEST_INTERVAL)},
    "COUNT": lambda value: {"count": _number(value, MOST_DATES)},
    "UNTIL": lambda value: {"until": _until(value)},
    "BYDAY": lambda value: {"weekdays": _weekdays(value)},
    "BYMONTHDAY": lambda value: {"month_days": _numbers(value, 31, least=-31)},
    "BYMONTH": lambda value: {"months": _numbers(value, 12, least=1)},
    "BYSETPOS": lambda value: {"positions": _numbers(value, 366, least=-366)},
    "WKST": _week_start,
}
