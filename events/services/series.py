"""Verbs about a series as a whole: make it of an event, change its rule or its contents, end it, keep it going."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import SYSTEM, Act, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.models import Publication
from events import errors, occurrences, recurrence, rrule
from events.models import Event, Registration, Series
from events.recurrence import Rule
from events.services import copying, editing, states

# Dates are made this long ahead; a calendar of a year and a little more can be planned with.
AHEAD = timedelta(days=396)


@dataclass
class Outlook:
    """What the rule means for the dates to come: days that have no event yet, and what becomes of those that do.

    `unwanted` are dates that the rule no longer has; those for which somebody is registered are in `awaited` instead.
    """

    new: list[date] = field(default_factory=list)
    kept: list[Event] = field(default_factory=list)
    unwanted: list[Event] = field(default_factory=list)
    awaited: list[Event] = field(default_factory=list)


def dates_of(event: Event, rule: Rule, *, now: datetime) -> list[date]:
    """The days of dates to come that a series of this event would have; writes nothing. Raises Invalid."""
    series = occurrences.clock_of(event)
    check(series, rule, now=now)
    return _days(series, rule, now=now)


def create(event_id: uuid.UUID, *, rule: Rule, by: Actor) -> Series:
    """Make an event the first date of a series. Raises Missing, NotEntrusted, AlreadyInSeries, Invalid."""
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        roles.require(by, Act.EVENTS, event.organization_id)
        if event.series_id is not None:
            raise errors.AlreadyInSeries
        series = occurrences.clock_of(event)
        check(series, rule, now=timezone.now())
        series.rule = _written(series, rule)
        series.publication = Publication.PUBLISHED if event.publication == Publication.PUBLISHED else Publication.DRAFT
        series.save()
        copying.make_pattern(event, series, by=by)
        event.series, event.series_date, event.updated_at = series, series.starts_on, timezone.now()
        event.save(update_fields=["series", "series_date", "updated_at"])
        record("series.created", series, by=by, rule=series.rule)
        _make_new(series, by=by)
    return series


def change(
    series_id: uuid.UUID,
    *,
    rule: Rule,
    starts_on: date,
    starts_time: time | None,
    lasts: timedelta | None,
    calls_off: bool = False,
    by: Actor,
) -> Series:
    """Have the dates to come follow another rule or clock from `starts_on` on, but for those changed on their own.

    A day that stays keeps its event, whose participants are told of another time. A day that goes is withdrawn; where
    somebody is registered it is called off with `calls_off`, or else stays as an event that follows the series no more.
    Raises Missing, NotEntrusted, Invalid.
    """
    with transaction.atomic():
        series = _locked(series_id, by=by)
        now = timezone.now()
        before = series.rule, series.starts_on, series.starts_time, series.lasts
        series.starts_on, series.starts_time, series.lasts = starts_on, starts_time, lasts
        check(series, rule, now=now)
        series.rule = _written(series, rule)
        if before == (series.rule, starts_on, starts_time, lasts):
            return series
        outlook = foresee(series, now=now)
        series.updated_at = now
        series.save()
        record("series.changed", series, by=by, rules=[before[0], series.rule])
        copying.move_pattern(series, by=by)
        for event in outlook.kept:
            copying.follow(event, series=series, by=by)
        for event in outlook.unwanted:
            _leave(event, by=by)
        for event in outlook.awaited:
            states.call_off(event.pk, by=by) if calls_off else Event.objects.set_apart(event.pk)
        for day in outlook.new:
            copying.make_date(series, day, by=by)
    return series


def spread(series_id: uuid.UUID, *, by: Actor) -> int:
    """Bring what the pattern says to the dates to come that nobody has changed on their own; returns how many."""
    with transaction.atomic():
        series = _locked(series_id, by=by)
        if series.title != series.pattern.title:
            series.title, series.updated_at = series.pattern.title, timezone.now()
            series.save(update_fields=["title", "updated_at"])
        kept = foresee(series, now=timezone.now()).kept
        for event in kept:
            copying.follow(event, series=series, by=by)
        record("series.contents_changed", series, by=by, dates=len(kept))
    return len(kept)


def end(series_id: uuid.UUID, *, last_on: date, calls_off: bool = False, by: Actor) -> Series:
    """Have no dates after a day; what becomes of those that are there already as in `change`."""
    with transaction.atomic():
        series = _locked(series_id, by=by)
        return change(
            series_id, rule=replace(series.read_rule(), count=None, until=last_on), starts_on=series.starts_on,
            starts_time=series.starts_time, lasts=series.lasts, calls_off=calls_off, by=by,
        )  # fmt: skip


def keep_going(*, now: datetime) -> int:
    """Make the dates that time has brought within reach; returns how many. One transaction per series."""
    count = 0
    for series in Series.objects.order_by("id"):
        if not foresee(series, now=now).new:
            continue
        with transaction.atomic():
            count += _make_new(_locked(series.pk, by=SYSTEM), by=SYSTEM)
    return count


def check(series: Series, rule: Rule, *, now: datetime) -> None:
    """Raise Invalid where the rule breaks its own bounds, gives too many dates, or does not have the first one."""
    recurrence.check(rule)
    first = recurrence.first_day(rule, series.starts_on)
    if first is None:
        raise recurrence.invalid(_("This rule gives no date at all."))
    if first != series.starts_on:
        sentence = _("The first date does not follow the rule; the first one that does is %(day)s.")
        day = formats.date_format(first, _("l, j F Y"))
        raise Invalid([FieldError("/starts_on", "not_in_rule", sentence % {"day": day})])
    if len(_days(series, rule, now=now)) > recurrence.MOST_DATES:
        sentence = _("These are more than %(most)s dates within a year. Please choose a rarer rule.")
        raise recurrence.invalid(sentence % {"most": recurrence.MOST_DATES})


def foresee(series: Series, *, now: datetime, rule: Rule | None = None) -> Outlook:
    """What its rule, or another one, means for the dates to come; writes nothing."""
    wanted = _days(series, rule or series.read_rule(), now=now)
    rows = Event.objects.filter(series=series, series_date__isnull=False).order_by("series_date")
    known = set(rows.values_list("series_date", flat=True))
    outlook = Outlook(new=[day for day in wanted if day not in known])
    registered = Registration.objects.live().filter(workshop__event__series=series)
    awaited = set(registered.values_list("workshop__event", flat=True))
    for event in rows.filter(starts_at__gt=now, series_date__gte=series.starts_on, is_detached=False):
        if event.series_date in wanted:
            outlook.kept.append(event)
        elif event.publication != Publication.WITHDRAWN:
            (outlook.awaited if event.pk in awaited else outlook.unwanted).append(event)
    return outlook


def _days(series: Series, rule: Rule, *, now: datetime) -> list[date]:
    """The days of dates to come, as far ahead as they are made."""
    today = now.astimezone(ZoneInfo(series.time_zone)).date()
    days = recurrence.days(rule, series.starts_on, first=max(today, series.starts_on), last=today + AHEAD)
    left_out = set(series.exdates)
    return [day for day in days if day not in left_out and occurrences.starts_at(series, day) > now]


def _make_new(series: Series, *, by: Actor) -> int:
    new = foresee(series, now=timezone.now()).new
    for day in new:
        copying.make_date(series, day, by=by)
    return len(new)


def _leave(event: Event, *, by: Actor) -> None:
    """Withdraw a date that the rule no longer has; should the day come back, so does the event."""
    event.publication = Publication.WITHDRAWN
    editing.save(
        event,
        municipalities=event.municipalities.all(),
        districts=event.districts.all(),
        topics=event.topics.all(),
        follows_series=True,
        by=by,
    )


def _locked(series_id: uuid.UUID, *, by: Actor) -> Series:
    series = Series.objects.locked(series_id)
    if series is None:
        raise Missing
    roles.require(by, Act.EVENTS, series.organization_id)
    return series


def _written(series: Series, rule: Rule) -> str:
    return rrule.write(rule, zone=series.time_zone, is_whole_day=series.starts_time is None)
