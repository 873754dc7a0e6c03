"""The region's own files: loaded once or twice, the database is the same."""

import pytest
from django.conf import settings
from django.utils import timezone

from core import region as regions
from core.municipalities.models import Municipality, Organization
from events.models import Event, Workshop

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    first = regions.load(settings.REGION_DIR, demo=True)
    before = list(Event.objects.order_by("pk").values())
    assert regions.load(settings.REGION_DIR, demo=True) == first
    assert list(Event.objects.order_by("pk").values()) == before


def test_without_demo_nothing_lies_ahead():
    regions.load(settings.REGION_DIR, demo=False)
    assert not Event.objects.filter(external_id__startswith="demo-").exists()
    assert not Workshop.objects.exists()


def test_naunhof_publishes_for_its_association():
    regions.load(settings.REGION_DIR, demo=False)
    naunhof = Organization.objects.get(slug="stadt-naunhof")
    assert set(naunhof.municipalities.values_list("slug", flat=True)) == {"naunhof", "belgershain", "parthenstein"}


def test_the_real_workshop_is_there():
    regions.load(settings.REGION_DIR, demo=False)
    event = Event.objects.get(external_id="ev-001")
    assert event.starts_at.isoformat() == "2021-03-15T16:00:00+00:00"
    assert list(event.municipalities.values_list("slug", flat=True)) == ["borsdorf"]


def test_the_first_sample_is_an_open_workshop_like_the_one_of_2021():
    regions.load(settings.REGION_DIR, demo=True)
    workshop = Workshop.objects.get(event__external_id="demo-001")
    assert (workshop.keyword, workshop.capacity, workshop.waiting_list) == ("Digitalworkshop Borsdorf", 20, True)
    assert workshop.shows_join_link(timezone.now())
    assert workshop.event.title.endswith("(Beispiel)")


def test_municipalities_sort_as_germans_do():
    regions.load(settings.REGION_DIR, demo=False)
    names = list(Municipality.objects.by_name().values_list("name", flat=True))
    assert names == ["Belgershain", "Borsdorf", "Brandis", "Großpösna", "Machern", "Naunhof", "Parthenstein"]
