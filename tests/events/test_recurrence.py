"""Rules of series: what is accepted, and that they give the days dateutil gives."""

import datetime as dt
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from types import SimpleNamespace

import dateutil.rrule
import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, given
from hypothesis import strategies as st

from core.errors import Invalid
from events import recurrence, rrule
from events.recurrence import Rule

BERLIN = "Europe/Berlin"


def days(text, start, *, years=2):
    rule = rrule.read(text, zone=BERLIN, starts_time=time(18))
    return recurrence.days(rule, start, first=start, last=start.replace(day=1) + timedelta(days=366 * years))


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2027-01-31", ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]),
        ("FREQ=MONTHLY", "2027-01-31", ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("FREQ=YEARLY", "2024-02-29", ["2024-02-29", "2028-02-29", "2032-02-29", "2036-02-29"]),
        ("FREQ=MONTHLY;BYDAY=2TU", "2027-01-12", ["2027-01-12", "2027-02-09", "2027-03-09", "2027-04-13"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2027-01-29",
         ["2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU", "2027-03-02", ["2027-03-02", "2027-03-07", "2027-03-16", "2027-03-21"]),
        ("FREQ=DAILY;UNTIL=20270103", "2027-01-01", ["2027-01-01", "2027-01-02", "2027-01-03"]),
        ("FREQ=DAILY;COUNT=2", "2027-01-01", ["2027-01-01", "2027-01-02"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027-01-01", []),
    ],
)  # fmt: skip
def test_days_of_rules(text, start, expected):
    assert [str(day) for day in days(text, date.fromisoformat(start), years=13)[:4]] == expected


def test_until_is_a_moment_and_the_clock_decides_whether_its_day_counts():
    # 17:30 UTC is 18:30 in Berlin in winter: a date at 18:00 takes place, one at 19:00 does not.
    text = "FREQ=DAILY;UNTIL=20270105T173000Z"
    assert rrule.read(text, zone=BERLIN, starts_time=time(18)).until == date(2027, 1, 5)
    assert rrule.read(text, zone=BERLIN, starts_time=time(19)).until == date(2027, 1, 4)


def test_rules_are_written_in_one_way():
    rule = rrule.read("rrule:until=20270701;byday=th,+2tu,-1mo;interval=1;freq=monthly".replace("th,", ""),
                      zone=BERLIN, starts_time=time(18))  # fmt: skip
    assert rrule.write(rule, zone=BERLIN, is_whole_day=True) == "FREQ=MONTHLY;UNTIL=20270701;BYDAY=-1MO,2TU"
    text = rrule.write(rule, zone=BERLIN, is_whole_day=False)
    assert text == "FREQ=MONTHLY;UNTIL=20270701T215959Z;BYDAY=-1MO,2TU"
    assert rrule.read(text, zone=BERLIN, starts_time=time(23)) == rule


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=3", "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=1,2", "FREQ=DAILY;COUNT=401", "FREQ=DAILY;COUNT=2;UNTIL=20270101",
        "FREQ=WEEKLY;BYDAY=2TU", "FREQ=WEEKLY;BYMONTHDAY=3", "FREQ=YEARLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=TU,2WE",
        "FREQ=MONTHLY;BYDAY=6TU", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=DAILY;BYSETPOS=1",
        "FREQ=DAILY;UNTIL=20270230", "FREQ=DAILY;UNTIL=20270101T000000", "FREQ=WEEKLY;WKST=SU", "FREQ=DAILY;BYMONTH=1,",
        "FREQ=DAILY;INTERVAL=٣", "FREQ=DAILY;X=1", "FREQ=DAILY;" + "BYMONTH=1," * 50,
    ],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_refused_beside_its_field(text):
    with pytest.raises(Invalid) as refusal:
        rrule.read(text, zone=BERLIN, starts_time=time(18))
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/rule", "rule")]


def sets(elements, most):
    return st.sets(elements, max_size=most).map(sorted).map(tuple)


@st.composite
def rules(draw):
    """Any rule that `check` lets pass."""
    nths = st.just(0) if draw(st.booleans()) else st.sampled_from([*range(-5, 0), *range(1, 6)])
    pairs = sets(st.tuples(nths, st.integers(0, 6)), 4)
    rule = Rule(
        draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"])),
        interval=draw(st.integers(1, 5)),
        weekdays=tuple(sorted(draw(pairs), key=lambda pair: (pair[1], pair[0]))),
        month_days=draw(sets(st.integers(-31, 31).filter(bool), 3)),
        months=draw(sets(st.integers(1, 12), 3)),
        positions=draw(sets(st.sampled_from([-3, -2, -1, 1, 2, 3]), 2)),
        count=draw(st.none() | st.integers(1, 30)),
    )
    try:
        recurrence.check(rule)
    except Invalid:
        return draw(rules())
    return rule


@pytest.fixture(scope="module")
def _patient():
    """Dateutil searches for the next date up to the year 9999, for minutes; here the world ends earlier."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dateutil.rrule, "datetime", SimpleNamespace(**{**vars(dt), "MAXYEAR": 2034}))
        yield


@pytest.mark.usefixtures("_patient")
@given(rules(), st.dates(date(2023, 1, 1), date(2028, 12, 31)))
def test_random_rules_give_the_days_of_dateutil(rule, start):
    # Of the first week dateutil sees only what follows the start; RFC 5545 speaks of the whole week's set.
    assume(not (rule.frequency == "WEEKLY" and rule.positions and start.weekday()))
    last = start + timedelta(days=4 * 366)
    ours = recurrence.days(rule, start, first=start, last=last)
    text = rrule.write(rule, zone=BERLIN, is_whole_day=True)
    assert rrule.read(text, zone=BERLIN, starts_time=None) == rule
    theirs = rrulestr(text, dtstart=datetime.combine(start, time()))
    assert ours == [moment.date() for moment in takewhile(lambda moment: moment.date() <= last, theirs)]
