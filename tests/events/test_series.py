"""Series of dates: made of an event, changed, ended, and correct across the changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.models import Publication
from events import errors, occurrences, rrule
from events.models import Event, Series, Workshop
from events.services import editing, series, series_dates, states
from tests.factories.events import EventFactory, RegistrationFactory, VenueFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
BERLIN = "Europe/Berlin"


@pytest.fixture(autouse=True)
def _in_january():
    with time_machine.travel("2027-01-04T09:00:00Z", tick=False):
        yield


def rule(text, *, starts_time=time(18)):
    return rrule.read(text, zone=BERLIN, starts_time=starts_time)


def local(year, month, day, hour=18, minute=0):
    return occurrences.moment(datetime(year, month, day, hour, minute), zone=BERLIN)  # noqa: DTZ001 - a clock


def begin(text, *, starts_at=None, lasts=timedelta(hours=2), **more):
    """A series from an event on Tuesday, 5 January 2027, 18:00."""
    start = starts_at or local(2027, 1, 5)
    event = more.pop("event", None) or EventFactory(
        starts_at=start, ends_at=start + lasts, title="Sprechstunde", **more
    )
    return series.create(event.pk, rule=rule(text), by=SYSTEM)


def change(made, text, **more):
    values = {"starts_on": made.starts_on, "starts_time": made.starts_time, "lasts": made.lasts, **more}
    return series.change(made.pk, rule=rule(text), by=SYSTEM, **values)


def dates(made, **narrow):
    return made.dates.filter(series_date__isnull=False, **narrow).order_by("series_date")


def days(made, **narrow):
    return [f"{day:%d.%m.}" for day in dates(made, **narrow).values_list("series_date", flat=True)]


def clock(made):
    """Begin and end of each date as the clock on the wall shows them."""
    return [
        tuple(f"{occurrences.wall(moment, zone=BERLIN):%d.%m. %H:%M}" for moment in pair)
        for pair in dates(made).values_list("starts_at", "ends_at")
    ]


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_each_date_is_an_event_that_says_what_the_first_one_says():
    venue = VenueFactory()
    first = EventFactory(
        starts_at=local(2027, 1, 5), ends_at=local(2027, 1, 5, 20), title="Sprechstunde", tags=["rat"], venue=venue,
        attendance_mode="mixed", price_note="frei", external_id="4711",
    )  # fmt: skip
    WorkshopFactory(
        event=first, capacity=7, keyword="Rat", join_url="https://konferenz.example/a", opens_at=local(2026, 12, 30, 8)
    )
    made = begin("FREQ=WEEKLY;COUNT=3", event=first)
    assert days(made) == ["05.01.", "12.01.", "19.01."]
    second = dates(made)[1]
    assert dates(made)[0].pk == first.pk
    assert (second.title, second.tags, second.venue, second.price_note) == ("Sprechstunde", ["rat"], venue, "frei")
    assert (second.publication, second.external_id, second.is_detached) == ("published", None, False)
    assert list(second.municipalities.values_list("slug", flat=True)) == ["borsdorf"]
    workshop = second.workshop
    assert (workshop.capacity, workshop.keyword, workshop.join_url) == (7, "Rat", "https://konferenz.example/a")
    assert workshop.opens_at == local(2027, 1, 6, 8)
    assert (made.title, made.rule, made.organization) == ("Sprechstunde", "FREQ=WEEKLY;COUNT=3", first.organization)
    assert list(AuditEntry.objects.filter(subject_id=made.pk).values_list("act", flat=True)) == ["series.created"]


def test_the_pattern_is_seen_by_nobody():
    made = begin("FREQ=WEEKLY;COUNT=2")
    assert Event.objects.count() == 3
    assert Event.objects.published().count() == Event.objects.occasions().count() == 2
    with pytest.raises(Invalid) as refusal:
        states.publish(made.pattern.pk, by=SYSTEM)
    assert [error.code for error in refusal.value.errors] == ["pattern"]


def test_a_weekly_date_keeps_its_clock_across_both_changes():
    made = begin("FREQ=MONTHLY;BYDAY=1TU")
    starts = dict(dates(made).values_list("series_date", "starts_at"))
    assert starts[date(2027, 3, 2)] == datetime(2027, 3, 2, 17, tzinfo=UTC)
    assert starts[date(2027, 4, 6)] == datetime(2027, 4, 6, 16, tzinfo=UTC)
    assert starts[date(2027, 11, 2)] == datetime(2027, 11, 2, 17, tzinfo=UTC)


def test_a_time_that_does_not_exist_and_one_that_comes_twice():
    # RFC 5545 3.3.5: the offset before the gap; the first of two. 28 March and 31 October 2027.
    made = begin("FREQ=DAILY;UNTIL=20270329", starts_at=local(2027, 3, 27, 2, 30), lasts=timedelta(minutes=20))
    assert clock(made) == [
        ("27.03. 02:30", "27.03. 02:50"), ("28.03. 03:30", "28.03. 03:50"), ("29.03. 02:30", "29.03. 02:50")
    ]  # fmt: skip
    autumn = begin("FREQ=DAILY;COUNT=2", starts_at=local(2027, 10, 30, 2, 30), lasts=timedelta(minutes=90))
    moments = list(dates(autumn).values_list("starts_at", "ends_at"))
    assert moments[1] == (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 3, tzinfo=UTC))


def test_the_end_is_what_the_clock_shows_unless_it_would_lie_before_the_start():
    night = begin("FREQ=DAILY;COUNT=2", starts_at=local(2027, 3, 26, 22), lasts=timedelta(hours=8))
    assert clock(night)[1] == ("27.03. 22:00", "28.03. 06:00")
    gap = begin("FREQ=DAILY;COUNT=2", starts_at=local(2027, 3, 27, 2, 30), lasts=timedelta(minutes=40))
    assert clock(gap)[1] == ("28.03. 03:30", "28.03. 04:10")


def test_whole_days_last_from_midnight_to_the_last_second():
    first = EventFactory(
        starts_at=local(2027, 3, 27, 0),
        ends_at=local(2027, 3, 28, 23, 59) + timedelta(seconds=59),
        time_precision="day",
    )
    made = begin("FREQ=WEEKLY;UNTIL=20270403", event=first)
    assert made.rule == "FREQ=WEEKLY;UNTIL=20270403"
    assert clock(made) == [("27.03. 00:00", "28.03. 23:59"), ("03.04. 00:00", "04.04. 23:59")]


def test_leap_days_and_months_without_a_31st():
    with time_machine.travel("2027-12-20T09:00:00Z", tick=False):
        monthly = begin("FREQ=MONTHLY", starts_at=local(2027, 12, 31))
        assert days(monthly)[:4] == ["31.12.", "31.01.", "31.03.", "31.05."]
        leap = begin("FREQ=YEARLY", starts_at=local(2028, 2, 29))
        assert days(leap) == ["29.02."]
    with time_machine.travel("2031-06-01T09:00:00Z", tick=False):
        assert series.keep_going(now=datetime.now(UTC)) > 0
        assert [day.year for day in dates(leap).values_list("series_date", flat=True)] == [2028, 2032]


def test_the_first_date_must_follow_the_rule():
    with pytest.raises(Invalid) as refusal:
        begin("FREQ=MONTHLY;BYDAY=2TU")
    (error,) = refusal.value.errors
    assert (error.pointer, error.code) == ("/starts_on", "not_in_rule")
    assert not Series.objects.exists()
    assert Event.objects.count() == 1


def test_a_rule_without_dates_and_an_event_that_has_a_series_are_refused():
    made = begin("FREQ=DAILY;COUNT=2")
    with pytest.raises(errors.AlreadyInSeries):
        series.create(dates(made)[0].pk, rule=rule("FREQ=DAILY"), by=SYSTEM)
    with pytest.raises(Invalid):
        begin("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")


def test_dates_are_made_thirteen_months_ahead_and_go_on():
    made = begin("FREQ=WEEKLY")
    assert dates(made).last().series_date == date(2028, 2, 1)
    assert series.keep_going(now=datetime.now(UTC)) == 0
    with time_machine.travel("2027-01-11T01:15:00Z", tick=False):
        assert series.keep_going(now=datetime.now(UTC)) == 1
        assert series.keep_going(now=datetime.now(UTC)) == 0
    assert dates(made).last().series_date == date(2028, 2, 8)
    assert AuditEntry.objects.latest("id").actor_kind == "system"


def test_another_time_moves_the_dates_to_come_and_tells_their_participants():
    made = begin("FREQ=WEEKLY;COUNT=4")
    ids = list(dates(made).values_list("pk", flat=True))
    _first, second, third, _fourth = dates(made)
    RegistrationFactory(workshop=WorkshopFactory(event=third), confirmed=True)
    states.call_off(second.pk, by=SYSTEM)
    with time_machine.travel("2027-01-06T09:00:00Z", tick=False):
        change(made, "FREQ=WEEKLY;COUNT=4", starts_time=time(19), lasts=None)
    assert list(dates(made).values_list("pk", flat=True)) == ids
    starts = [f"{occurrences.wall(one, zone=BERLIN):%H}" for one in dates(made).values_list("starts_at", flat=True)]
    assert starts == ["18", "18", "19", "19"]  # the first lies behind us, the second is called off
    assert list(dates(made).values_list("sequence", flat=True)) == [0, 1, 1, 1]
    assert letters() == ["event_changed"]


def test_another_rule_withdraws_what_nobody_awaits_and_leaves_the_rest():
    made = begin("FREQ=WEEKLY;COUNT=4")
    awaited, changed = dates(made)[1], dates(made)[2]
    RegistrationFactory(workshop=WorkshopFactory(event=awaited), confirmed=True)
    changed.title = "Ausnahmsweise im Saal"
    editing.save(changed, municipalities=changed.municipalities.all(), by=SYSTEM)
    outlook = series.foresee(made, now=datetime.now(UTC), rule=rule("FREQ=MONTHLY;COUNT=2"))
    assert [event.pk for event in outlook.awaited] == [awaited.pk]
    assert outlook.new == [date(2027, 2, 5)]
    change(made, "FREQ=MONTHLY;COUNT=2")
    assert days(made, publication="published") == ["05.01.", "12.01.", "19.01.", "05.02."]
    assert days(made, publication="withdrawn") == ["26.01."]
    assert days(made, is_detached=True) == ["12.01.", "19.01."]
    assert letters() == []
    # The rule comes back, and with it the same event.
    withdrawn = dates(made, publication="withdrawn").get().pk
    change(made, "FREQ=WEEKLY;COUNT=4")
    assert days(made, publication="published") == ["05.01.", "12.01.", "19.01.", "26.01."]
    assert dates(made, series_date=date(2027, 1, 26)).get().pk == withdrawn


def test_awaited_dates_are_called_off_where_the_clerk_says_so():
    made = begin("FREQ=WEEKLY;COUNT=3")
    RegistrationFactory(workshop=WorkshopFactory(event=dates(made)[2]), confirmed=True)
    series.end(made.pk, last_on=date(2027, 1, 12), calls_off=True, by=SYSTEM)
    assert list(dates(made).values_list("status", flat=True)) == ["scheduled", "scheduled", "cancelled"]
    assert letters() == ["registration_cancelled"]
    assert Series.objects.get().rule == "FREQ=WEEKLY;UNTIL=20270112T225959Z"


def test_an_unchanged_rule_leaves_no_trace():
    made = begin("FREQ=WEEKLY;COUNT=3")
    before = list(Event.objects.order_by("id").values()), Series.objects.values().get(), AuditEntry.objects.count()
    change(made, "FREQ=WEEKLY;COUNT=3")
    after = list(Event.objects.order_by("id").values()), Series.objects.values().get(), AuditEntry.objects.count()
    assert after == before


def test_what_the_pattern_says_reaches_the_unchanged_dates_to_come():
    made = begin("FREQ=WEEKLY;COUNT=4")
    changed = dates(made)[2]
    changed.summary = "Diesmal mit Kaffee"
    editing.save(changed, municipalities=changed.municipalities.all(), by=SYSTEM)
    pattern = made.pattern
    pattern.title = "Bürgersprechstunde"
    editing.save(pattern, municipalities=pattern.municipalities.all(), by=SYSTEM)
    editing.save_workshop(Workshop(event=pattern, capacity=5), by=SYSTEM)
    with time_machine.travel("2027-01-06T09:00:00Z", tick=False):
        assert series.spread(made.pk, by=SYSTEM) == 2
    old, new = "Sprechstunde", "Bürgersprechstunde"
    assert list(dates(made).values_list("title", flat=True)) == [old, new, old, new]
    assert list(dates(made).values_list("workshop__capacity", flat=True)) == [None, 5, None, 5]
    assert Series.objects.get().title == new


def test_seats_of_one_date_are_a_change_of_its_own_and_publishing_is_not():
    made = begin("FREQ=WEEKLY;COUNT=3", publication=Publication.DRAFT, published_at=None)
    first, second, third = dates(made)
    editing.save_workshop(Workshop(event=second, capacity=3), by=SYSTEM)
    states.publish(first.pk, by=SYSTEM)
    states.publish(third.pk, by=SYSTEM)
    states.withdraw(third.pk, by=SYSTEM)
    assert list(dates(made).values_list("publication", flat=True)) == ["published", "draft", "withdrawn"]
    assert list(dates(made).values_list("is_detached", flat=True)) == [False, True, True]


def test_a_day_is_left_out_and_taken_back():
    made = begin("FREQ=WEEKLY;COUNT=3")
    second, third = dates(made)[1:]
    RegistrationFactory(workshop=WorkshopFactory(event=third), confirmed=True)
    series_dates.skip(second.pk, by=SYSTEM)
    series_dates.skip(third.pk, by=SYSTEM)
    assert Series.objects.get().exdates == [date(2027, 1, 12), date(2027, 1, 19)]
    assert list(dates(made).values_list("publication", "status")) == [
        ("published", "scheduled"), ("withdrawn", "scheduled"), ("published", "cancelled")
    ]  # fmt: skip
    assert letters() == ["registration_cancelled"]
    change(Series.objects.get(), "FREQ=WEEKLY;COUNT=4")
    assert days(made, publication="published", status="scheduled") == ["05.01.", "26.01."]
    series_dates.rejoin(second.pk, by=SYSTEM)
    assert days(made, publication="published", status="scheduled") == ["05.01.", "12.01.", "26.01."]
    assert Series.objects.get().exdates == [date(2027, 1, 19)]


def test_a_date_goes_its_own_way_and_only_one_to_come():
    made = begin("FREQ=WEEKLY;COUNT=2")
    series_dates.detach(dates(made)[1].pk, by=SYSTEM)
    change(made, "FREQ=WEEKLY;COUNT=2", starts_time=time(20))
    assert [start for start, _end in clock(made)] == ["05.01. 20:00", "12.01. 18:00"]
    with pytest.raises(errors.NoDateOfSeries):
        series_dates.skip(EventFactory().pk, by=SYSTEM)
    with time_machine.travel("2027-01-06T09:00:00Z", tick=False), pytest.raises(errors.DateIsOver):
        series_dates.skip(dates(made)[0].pk, by=SYSTEM)


def test_a_later_start_of_the_new_rule_leaves_the_dates_before_it():
    made = begin("FREQ=WEEKLY;COUNT=4")
    change(made, "FREQ=WEEKLY;COUNT=2", starts_on=date(2027, 1, 20), starts_time=time(17))
    assert days(made, publication="published") == ["05.01.", "12.01.", "19.01.", "20.01.", "27.01."]
    assert days(made, publication="withdrawn") == ["26.01."]


def test_the_database_lets_a_day_stand_once():
    made = begin("FREQ=WEEKLY;COUNT=2")
    twin = dates(made)[1]
    twin.pk = None
    twin._state.adding = True
    with pytest.raises(IntegrityError, match="events_event_once_per_series_date"), transaction.atomic():
        twin.save(force_insert=True)


def test_a_date_each_day_is_the_most():
    assert dates(begin("FREQ=DAILY")).count() == 396
