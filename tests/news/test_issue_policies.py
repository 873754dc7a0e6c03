"""When issues go out, by the wall's clock; and whom an item concerns."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured

from news import issue_policies
from news.audience import Reach, Wanted, concerns
from news.models import Frequency, NoveltyType, SubscriptionKind

BERLIN = ZoneInfo("Europe/Berlin")
WEEKLY = issue_policies.read("thu 07:00", frequency=Frequency.WEEKLY)
DAILY = issue_policies.read("07:00", frequency=Frequency.DAILY)
AT_NIGHT = issue_policies.read("02:30", frequency=Frequency.DAILY)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(rhythm, now):
    """The latest and the next one, as day and moment in UTC."""
    found = issue_policies.latest_slot(rhythm, utc(now), BERLIN), issue_policies.next_slot(rhythm, utc(now), BERLIN)
    return [f"{slot.on} {slot.at:%d. %H:%M}" for slot in found]


@pytest.mark.parametrize(
    ("rhythm", "now", "latest", "following"),
    [
        (WEEKLY, "2026-11-30T15:00", "2026-11-26 26. 06:00", "2026-12-03 03. 06:00"),  # the month's end between
        (WEEKLY, "2026-12-03T05:59:59", "2026-11-26 26. 06:00", "2026-12-03 03. 06:00"),
        (WEEKLY, "2026-12-03T06:00", "2026-12-03 03. 06:00", "2026-12-10 10. 06:00"),  # its own moment has come
        (WEEKLY, "2026-12-31T22:30", "2026-12-31 31. 06:00", "2027-01-07 07. 06:00"),
        # Summer begins on Sunday, 29 March 2026, and ends on 25 October: the clock on the wall stays at seven.
        (WEEKLY, "2026-03-28T12:00", "2026-03-26 26. 06:00", "2026-04-02 02. 05:00"),
        (WEEKLY, "2026-10-24T12:00", "2026-10-22 22. 05:00", "2026-10-29 29. 06:00"),
        (DAILY, "2026-03-29T05:00", "2026-03-29 29. 05:00", "2026-03-30 30. 05:00"),
        (DAILY, "2026-10-25T05:30", "2026-10-24 24. 05:00", "2026-10-25 25. 06:00"),
        # Half past two is left out on the one day, and there twice on the other: once it goes out.
        (AT_NIGHT, "2026-03-29T01:10", "2026-03-28 28. 01:30", "2026-03-29 29. 01:30"),
        (AT_NIGHT, "2026-10-25T00:30", "2026-10-25 25. 00:30", "2026-10-26 26. 01:30"),
        (AT_NIGHT, "2026-10-25T01:30", "2026-10-25 25. 00:30", "2026-10-26 26. 01:30"),
        (DAILY, "2028-02-28T12:00", "2028-02-28 28. 06:00", "2028-02-29 29. 06:00"),
        (DAILY, "2026-02-28T12:00", "2026-02-28 28. 06:00", "2026-03-01 01. 06:00"),
        (DAILY, "2026-12-31T23:30", "2026-12-31 31. 06:00", "2027-01-01 01. 06:00"),  # in Berlin it is next year
    ],
)
def test_the_regular_moments_stand_on_the_walls_clock(rhythm, now, latest, following):
    assert slots(rhythm, now) == [latest, following]


def test_each_day_of_a_year_has_one_regular_moment():
    slot, days = issue_policies.latest_slot(AT_NIGHT, utc("2026-01-01T12:00"), BERLIN), []
    for _ in range(365):
        days.append(slot.on)
        slot = issue_policies.next_slot(AT_NIGHT, slot.at, BERLIN)
    assert (days[0].isoformat(), days[-1].isoformat(), len(set(days))) == ("2026-01-01", "2026-12-31", 365)
    assert issue_policies.slot_after(WEEKLY, days[0], BERLIN).on.isoformat() == "2026-01-08"


def test_an_issue_looks_ahead_to_the_end_of_a_day():
    found = [issue_policies.looks_until(one, utc("2026-10-22T05:00"), BERLIN) for one in ("daily", "weekly")]
    assert found == [utc("2026-10-29T23:00"), utc("2026-11-05T23:00")]


@pytest.mark.parametrize(
    ("line", "frequency"),
    [("07:00", "weekly"), ("thu 07:00", "daily"), ("24:00", "daily"), ("do 07:00", "weekly"), ("7:00", "daily")],
)
def test_a_moment_that_nobody_can_read_stops_the_start_with_an_example(line, frequency):
    with pytest.raises(ImproperlyConfigured, match=f"NEWSLETTER_{frequency.upper()} is “{line}”; it must be written"):
        issue_policies.read(line, frequency=frequency)


NAUNHOF, MACHERN, ENERGY, SCHOOL = (uuid4() for _ in range(4))


def item(*topics, kind=NoveltyType.NEWS, is_alert=False):
    return Reach(kind, frozenset({NAUNHOF}), frozenset(topics), is_alert=is_alert)


def wishes(*, places=(), topics=(), kinds=()):
    return Wanted(frozenset(places), frozenset(topics), frozenset(kinds))


@pytest.mark.parametrize(
    ("reach", "wanted", "expected"),
    [
        (item(), wishes(), True),
        (item(), wishes(places=[NAUNHOF, MACHERN]), True),
        (item(), wishes(places=[MACHERN]), False),
        (item(ENERGY, SCHOOL), wishes(topics=[SCHOOL]), True),
        (item(ENERGY), wishes(topics=[SCHOOL]), False),
        (item(), wishes(topics=[SCHOOL]), False),
        (item(is_alert=True), wishes(topics=[SCHOOL]), True),
        (item(is_alert=True), wishes(topics=[SCHOOL], places=[MACHERN]), False),
        (item(is_alert=True), wishes(kinds=[SubscriptionKind.EVENTS]), False),
        (item(), wishes(kinds=[SubscriptionKind.NEWS]), True),
        (item(kind=NoveltyType.EVENT), wishes(kinds=[SubscriptionKind.NEWS, SubscriptionKind.CALLS]), False),
        (item(kind=NoveltyType.EVENT), wishes(kinds=[SubscriptionKind.EVENTS]), True),
        (item(kind=NoveltyType.IDEA_CALL), wishes(kinds=[SubscriptionKind.CALLS]), True),
    ],
)
def test_an_item_concerns_who_named_its_place_its_topic_and_its_kind(reach, wanted, expected):
    assert concerns(reach, wanted) is expected
