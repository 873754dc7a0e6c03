"""The clerks' pages about series: made of an event, changed as a whole, and a date that goes its own way."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from core.accounts.models import Role
from core.actors import SYSTEM
from core.mail.models import OutgoingMail
from events import errors, rrule
from events.models import Channel, Event, Series
from events.services import entering, series
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.roles import clerk_of
from tests.forms import submit

pytestmark = pytest.mark.usefixtures("region")
NOW = datetime(2027, 1, 1, 12, tzinfo=UTC)
TUESDAY = datetime(2027, 1, 12, 17, tzinfo=UTC)  # the second one, 18:00


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk(region):
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of("gemeinde-borsdorf", Role.EDITOR))
    return client


@pytest.fixture
def event():
    return WorkshopFactory(event__title="Sprechstunde", event__starts_at=TUESDAY).event


@pytest.fixture
def made(event):
    rule = rrule.read("FREQ=WEEKLY;COUNT=4", zone="Europe/Berlin", starts_time=None)
    return series.create(event.pk, rule=rule, by=SYSTEM)


def page(one, act):
    return f"/admin/events/{one._meta.model_name}/{one.pk}/{act}/"


def days(**narrow):
    rows = Event.objects.filter(series_date__isnull=False, **narrow).order_by("series_date")
    return [f"{day:%d.%m.}" for day in rows.values_list("series_date", flat=True)]


def told(answer):
    return answer.text.partition("leading-relaxed")[2].partition("</div>")[0]


def test_an_event_becomes_a_series_once_its_dates_were_seen(clerk, event):
    assert page(event, "series") in clerk.get(page(event, "change")).text
    wanted = {"rhythm": "monthly_weekday", "last_on": "2027-04-30"}
    shown = submit(clerk, page(event, "series"), **wanted)
    assert "13 Monate: 4." in told(shown)
    assert "Dienstag, 12. Januar 2027; Dienstag, 9. Februar 2027; Dienstag, 9. März 2027" in told(shown)
    assert not Series.objects.exists()
    seen = shown.context["form"].initial["seen"]
    answer = submit(clerk, page(event, "series"), **wanted, seen=seen)
    made = Series.objects.get()
    assert answer["Location"] == page(made, "change")
    assert (made.rule, days(publication="published")) == (
        "FREQ=MONTHLY;UNTIL=20270430T215959Z;BYDAY=2TU", ["12.01.", "09.02.", "09.03.", "13.04."],
    )  # fmt: skip
    its_page = clerk.get(page(made, "change")).text
    assert "am selben Wochentag" in its_page
    assert "Dienstag, 9. Februar 2027, 18:00 Uhr" in its_page
    assert page(event, "series") not in clerk.get(page(event, "change")).text


def test_a_rule_that_cannot_be_is_refused_beside_its_field(clerk, event):
    answer = submit(clerk, page(event, "series"), rhythm="other", rule="FREQ=HOURLY")
    assert list(answer.context["form"].errors) == ["rule"]
    answer = submit(clerk, page(event, "series"), rhythm="other", rule="FREQ=WEEKLY;COUNT=3", last_on="2027-03-01")
    assert list(answer.context["form"].errors) == ["rule"]
    answer = submit(clerk, page(event, "series"), rhythm="weekly", last_on="2026-03-01")
    assert list(answer.context["form"].errors) == ["rule"]


def test_another_rhythm_and_time_are_shown_and_then_carried_out(clerk, made):
    awaited = Event.objects.get(series_date=date(2027, 1, 26))
    registration = RegistrationFactory(workshop=awaited.workshop, confirmed=True)
    form = clerk.get(page(made, "rhythm")).context["form"]
    assert (form.initial["starts_on"], form.initial["rhythm"]) == (date(2027, 1, 12), "other")
    wanted = {"starts_on": "2027-01-19", "rhythm": "fortnightly", "last_on": "2027-02-28", "starts_time": "19:30",
              "lasts": "01:30:00", "rule": ""}  # fmt: skip
    shown = submit(clerk, page(made, "rhythm"), **wanted, calls_off="on")
    for words in ("Neue Termine: 1.", "erfährt davon: 2.", "zurückgezogen werden: 0.", "Dienstag, 26. Januar 2027"):
        assert words in told(shown)
    assert days() == ["12.01.", "19.01.", "26.01.", "02.02."]
    seen = shown.context["form"].initial["seen"]
    answer = submit(clerk, page(made, "rhythm"), **wanted, calls_off="on", seen=seen)
    assert answer.status_code == 302
    assert days(status="scheduled", publication="published") == ["12.01.", "19.01.", "02.02.", "16.02."]
    assert f"{Event.objects.get(series_date=date(2027, 2, 16)).starts_at:%H:%M}" == "18:30"
    registration.refresh_from_db()
    assert registration.cancel_reason == "event_cancelled"
    assert OutgoingMail.objects.filter(letter="registration_cancelled").count() == 1


def test_what_the_pattern_says_is_brought_to_the_dates(clerk, made):
    answer = clerk.get(page(made, "pattern"))
    assert answer["Location"] == page(made.pattern, "change")
    assert "nie selbst veröffentlicht" in clerk.get(page(made.pattern, "change")).text
    assert page(made.pattern, "enter") not in clerk.get(page(made.pattern, "change")).text
    with pytest.raises(errors.NoRegistration):  # a seat in what never takes place
        entering.enter(
            made.pattern.pk, name="Erika", email="", party_size=1, channel=Channel.PHONE, language="de", by=SYSTEM
        )
    Event.objects.filter(pk=made.pattern.pk).update(title="Bürgersprechstunde")
    assert "Termine: 4." in told(clerk.get(page(made, "spread")))
    assert submit(clerk, page(made, "spread")).status_code == 302
    assert set(Event.objects.values_list("title", flat=True)) == {"Bürgersprechstunde"}


def test_one_date_is_left_out_or_goes_its_own_way_and_comes_back(clerk, made):
    second, third = (Event.objects.get(series_date=date(2027, 1, day)) for day in (19, 26))
    RegistrationFactory(workshop=third.workshop, confirmed=True)
    assert "Niemand ist angemeldet" in told(clerk.get(page(second, "leave-out")))
    assert "sofort" in told(clerk.get(page(third, "leave-out")))
    for one in (second, third):
        assert submit(clerk, page(one, "leave-out")).status_code == 302
    for one in (second, third):
        one.refresh_from_db()
    assert (second.publication, third.publication, third.status) == ("withdrawn", "published", "cancelled")
    assert submit(clerk, page(second, "rejoin")).status_code == 302
    assert submit(clerk, page(second, "detach")).status_code == 302
    second.refresh_from_db()
    assert (second.publication, second.is_detached, second.is_pattern) == ("published", True, False)
    assert "(einzeln geändert)" in clerk.get(page(made, "change")).text


def test_others_neither_see_nor_change_it(made, event):
    client = Client()
    client.force_login(clerk_of("stadt-naunhof", Role.EDITOR))
    assert page(made, "change") not in client.get("/admin/events/series/").text
    other = EventFactory(starts_at=TUESDAY)
    for one, act in ((made, "rhythm"), (made, "spread"), (made, "pattern"), (event, "leave-out"), (other, "series")):
        assert client.post(page(one, act)).status_code in {302, 403, 404}, act
    assert (Series.objects.count(), days(is_detached=True, publication="withdrawn")) == (1, [])
