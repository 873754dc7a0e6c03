"""Series over HTTP: each date an event, the series named in it, found by it, and in calendars."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from events import rrule
from events.models import Event
from events.services import editing, series
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def made():
    first = EventFactory(title="Sprechstunde", starts_at=timezone.now() + timedelta(days=1))
    rule = rrule.read("FREQ=DAILY;COUNT=3", zone="Europe/Berlin", starts_time=None)
    return series.create(first.pk, rule=rule, by=SYSTEM)


def test_a_date_names_its_series_and_a_single_event_none(api, made):
    EventFactory()
    shown = [event["series"] for event in api.get("/events").json()["results"]]
    own = {"id": str(made.pk), "title": "Sprechstunde", "rule": "FREQ=DAILY;COUNT=3"}
    assert sorted(shown, key=str) == sorted([own, own, own, None], key=str)


def test_the_dates_of_a_series_are_found_by_its_id(api, made):
    EventFactory()
    found = api.get("/events", series=str(made.pk)).json()["results"]
    assert len(found) == len({event["id"] for event in found}) == 3
    assert api.get("/events", series=str(made.pattern.pk)).json()["results"] == []
    assert api.get("/events.ics", series=str(made.pk)).content.count(b"BEGIN:VEVENT") == 3
    errors = api.get("/events", series="x").json()["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("series", "invalid")]


def test_each_date_is_a_component_of_its_own_that_keeps_its_uid(api, made):
    before = api.get("/events.ics").content.decode()
    ids = set(made.dates.filter(series_date__isnull=False).values_list("pk", flat=True))
    assert before.count(f"REFID:{made.pk}") == 3
    assert "RRULE" not in before.split("END:VTIMEZONE")[1]
    series.change(
        made.pk, rule=made.read_rule(), starts_on=made.starts_on, starts_time=made.starts_time,
        lasts=timedelta(hours=3), by=SYSTEM,
    )  # fmt: skip
    after = api.get("/events.ics").content.decode()
    assert all(f"UID:{one}" in text for one in ids for text in (before, after))
    assert (before.count("SEQUENCE:0"), after.count("SEQUENCE:1")) == (3, 3)


def test_a_new_title_of_the_series_reaches_copies_of_its_changed_dates(api, made):
    date = Event.objects.filter(series=made, series_date__isnull=False).order_by("id").first()
    date.title = "Ausnahme"
    editing.save(date, municipalities=date.municipalities.all(), by=SYSTEM)
    cursor = api.get("/sync").json()["cursor"]
    pattern = made.pattern
    pattern.title = "Bürgersprechstunde"
    editing.save(pattern, municipalities=pattern.municipalities.all(), by=SYSTEM)
    series.spread(made.pk, by=SYSTEM)
    items = api.get("/sync", cursor=cursor).json()["changes"]
    titles = {(item["object"]["title"], item["object"]["series"]["title"]) for item in items}
    assert titles == {("Ausnahme", "Bürgersprechstunde"), ("Bürgersprechstunde", "Bürgersprechstunde")}
    assert str(pattern.pk) not in {item["id"] for item in items}


def test_the_pattern_is_no_event_to_programs(api, made):
    assert api.get(f"/events/{made.pattern.pk}").status_code == 404
