"""What is public, upcoming, for whom, and found by which words."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.models import Publication
from core.municipalities.models import Municipality
from events.models import Event
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
BERLIN = ZoneInfo("Europe/Berlin")


def test_only_published_events_are_public():
    for publication in Publication:
        EventFactory(publication=publication, title=publication)
    assert list(Event.objects.published().values_list("title", flat=True)) == ["published"]


@pytest.mark.parametrize(
    ("starts_at", "over_at"),
    [
        (datetime(2026, 7, 1, 17, tzinfo=BERLIN), datetime(2026, 7, 2, tzinfo=BERLIN)),
        # The nights in which clocks change: the local day has 23 or 25 hours.
        (datetime(2026, 3, 29, 0, 30, tzinfo=BERLIN), datetime(2026, 3, 30, tzinfo=BERLIN)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=BERLIN), datetime(2026, 10, 26, tzinfo=BERLIN)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=BERLIN), datetime(2027, 1, 1, tzinfo=BERLIN)),
    ],
)
def test_an_event_without_end_lasts_to_the_end_of_its_local_day(starts_at, over_at):
    event = Event.objects.get(pk=EventFactory(starts_at=starts_at, ends_at=None).pk)
    assert event.over_at == over_at
    before, after = over_at - timedelta(seconds=1), over_at
    assert Event.objects.upcoming(before).exists()
    assert not Event.objects.upcoming(after).exists()


def test_a_region_wide_event_matches_each_municipality():
    everywhere = EventFactory(addressed=list(Municipality.objects.values_list("slug", flat=True)))
    brandis = EventFactory(addressed=["brandis"])
    assert set(Event.objects.for_municipalities(["machern"])) == {everywhere}
    assert set(Event.objects.for_municipalities(["brandis", "machern"])) == {everywhere, brandis}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Bürgerwerkstatt", True),
        ("buergerwerkstatt", True),
        ("BURGERWERKSTATT", True),
        ("grosspoesna werkstatt", True),
        ("Großpösna", True),
        ("Grosspösna", True),
        ("energie", True),
        ("Bürgerwerkstatt Naunhof", False),
        ("%", False),
        ("_", False),
    ],
)
def test_words_are_found_however_umlauts_are_written(words, found):
    EventFactory(title="Bürgerwerkstatt in Großpösna", summary="Über Häuser", tags=["Energie"])
    assert Event.objects.matching(words).exists() is found
