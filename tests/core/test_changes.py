"""The change log sees every write, whoever made it, and knows what was ever public."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils import timezone

from core.changes import log
from core.changes.models import Change, Log
from core.models import Publication
from core.municipalities.models import District, Municipality, Organization, Topic
from events.models import Event, Venue, Workshop
from tests.factories.events import EventFactory, VenueFactory, WorkshopFactory
from tests.factories.ideas import IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def commit():
    """Have the triggers do what they do at commit, inside the test's own transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def position(event):
    commit()
    return Change.objects.get(type="event", object_id=event.pk).position


def test_an_object_has_one_row_that_moves_to_the_end_with_each_change():
    first, second = EventFactory(), EventFactory()
    before = position(first), position(second)
    Event.objects.filter(pk=first.pk).update(title="Neu")
    after = position(first), position(second)
    assert before[0] < before[1] == after[1] < after[0]


def test_a_write_that_changes_nothing_is_no_change():
    event = EventFactory()
    before = position(event)
    Event.objects.filter(pk=event.pk).update(title=event.title)
    assert position(event) == before


def test_a_change_voids_the_document():
    event = EventFactory()
    commit()
    Change.objects.filter(object_id=event.pk).update(document="{}")
    Event.objects.filter(pk=event.pk).update(title="Neu")
    assert Change.objects.get(object_id=event.pk).document is None


@pytest.mark.parametrize(
    "write",
    [
        lambda event: event.municipalities.add(Municipality.objects.get(slug="brandis")),
        lambda event: event.municipalities.clear(),
        lambda event: event.topics.add(Topic.objects.first()),
        lambda event: event.districts.add(District.objects.first()),
        lambda event: Workshop.objects.filter(event=event).update(availability="few"),
        lambda event: Workshop.objects.filter(event=event).delete(),
        lambda event: Venue.objects.update(name="Bürgerhaus"),
        lambda event: Organization.objects.filter(slug="gemeinde-borsdorf").update(name="Gemeinde"),
    ],
)
def test_what_a_document_shows_of_other_tables_counts(write):
    event = WorkshopFactory(event__venue=VenueFactory()).event
    before = position(event)
    write(event)
    assert position(event) > before


@pytest.mark.parametrize("model", [Municipality, District, Topic])
def test_a_name_that_documents_call_places_and_topics_by_counts(model):
    event, idea = EventFactory(), IdeaFactory(municipality=Municipality.objects.first())
    before = position(event)
    model.objects.update(slug=Concat("slug", Value("-neu")))
    assert position(event) > before
    assert Change.objects.get(type="idea", object_id=idea.pk).position > before
    before = position(event)
    model.objects.update(slug=F("slug"))
    assert position(event) == before


def test_what_was_never_public_is_told_to_nobody():
    start = log.versions(["event"])["event"]
    draft = EventFactory(publication=Publication.DRAFT)
    draft.delete()
    EventFactory(publication=Publication.SCHEDULED)
    commit()
    assert log.since(start, types=["event"], limit=10).changes == []


def test_what_was_public_leaves_a_tombstone():
    withdrawn, deleted, stays = EventFactory(), EventFactory(), EventFactory()
    ids = [withdrawn.pk, deleted.pk, stays.pk]
    commit()
    start = log.versions(["event"])["event"]
    Event.objects.filter(pk=withdrawn.pk).update(publication=Publication.WITHDRAWN)
    deleted.delete()
    Event.objects.filter(pk=stays.pk).update(title="Neu")
    commit()
    delta = log.since(start, types=["event"], limit=10)
    told = {change.object_id: change.is_public for change in delta.changes}
    assert told == {ids[0]: False, ids[1]: False, ids[2]: True}


def test_a_new_reader_gets_no_tombstones():
    gone, here = EventFactory(), EventFactory()
    gone.delete()
    commit()
    assert [
        change.object_id
        for change in log.since(0, types=["event"], limit=10, without_tombstones_up_to=log.end()).changes
    ] == [here.pk]


def test_reading_in_pages_misses_nothing():
    for _ in range(5):
        EventFactory()
    commit()
    seen, position, more = [], 0, True
    while more:
        delta = log.since(position, types=["event"], limit=2)
        seen += [change.object_id for change in delta.changes]
        position, more = delta.position, delta.has_more
    assert len(seen) == len(set(seen)) == 5
    assert position == log.versions(["event"])["event"]


def test_bulk_writes_are_seen_one_by_one():
    events = [EventFactory() for _ in range(3)]
    commit()
    start = log.versions(["event"])["event"]
    Event.objects.update(starts_at=timezone.now() + timedelta(days=30), ends_at=None)
    commit()
    delta = log.since(start, types=["event"], limit=10)
    assert {change.object_id for change in delta.changes} == {event.pk for event in events}


def test_places_and_topics_are_in_it():
    commit()
    versions = log.versions(["municipality", "organization", "topic", "unknown"])
    assert all(versions[name] > 0 for name in ("municipality", "organization", "topic"))
    assert versions["unknown"] == 0


def test_tombstones_are_forgotten_after_ninety_days():
    gone, drafted, here = EventFactory(), EventFactory(publication=Publication.DRAFT), EventFactory()
    gone.delete()
    drafted.delete()
    commit()
    last = Change.objects.get(type="event", is_public=False, was_public=True).position
    now = timezone.now()
    assert [log.forget(now=now + timedelta(days=days)) for days in (89, 91, 92)] == [0, 1, 0]
    assert Log.objects.get().forgotten_up_to == last
    assert Change.objects.filter(type="event", is_public=True).get().object_id == here.pk


def test_a_restored_backup_begins_a_new_log():
    before = Log.objects.get().epoch
    call_command("begin_new_change_log", stdout=StringIO())
    assert Log.objects.get().epoch != before
