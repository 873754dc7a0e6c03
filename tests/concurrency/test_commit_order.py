"""Writers that commit out of order: who has seen position N never finds a new row below N."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core.changes import log
from core.changes.models import Change
from events.models import Event
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]


def in_thread(act):
    def run():
        try:
            return act()
        finally:
            connection.close()

    return run


def test_who_writes_first_but_commits_last_comes_last():
    early, late = EventFactory(), EventFactory()
    wrote, committed = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            Event.objects.filter(pk=early.pk).update(title="first written, last committed")
            wrote.set()
            assert committed.wait(timeout=20)

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(in_thread(slow))
        assert wrote.wait(timeout=20)
        Event.objects.filter(pk=late.pk).update(title="last written, first committed")
        seen = log.versions(["event"])["event"]
        committed.set()
        writer.result(timeout=20)
    delta = log.since(seen, types=["event"], limit=10)
    assert [change.object_id for change in delta.changes] == [early.pk]


def test_a_reader_that_follows_many_writers_misses_nothing():
    events = [EventFactory() for _ in range(8)]
    stop = threading.Event()

    def write(number):
        dice = random.Random(number)
        for round_ in range(25):
            event = events[(number * 2 + round_) % len(events)]
            with transaction.atomic():
                Event.objects.filter(pk=event.pk).update(title=f"{number} {round_}")
                time.sleep(dice.random() / 300)  # lets others commit in between; nothing is expected of it

    def follow():
        copy, position = {}, 0
        while True:
            last_round = stop.is_set()
            delta = log.since(position, types=["event"], limit=3)
            assert all(change.position > position for change in delta.changes)
            position = delta.position
            titles = dict(Event.objects.values_list("pk", "title"))
            copy |= {change.object_id: (change.position, titles[change.object_id]) for change in delta.changes}
            if last_round and not delta.has_more:
                return copy

    with ThreadPoolExecutor(5) as pool:
        reader = pool.submit(in_thread(follow))
        for writer in [pool.submit(in_thread(lambda number=number: write(number))) for number in range(4)]:
            writer.result(timeout=60)
        stop.set()
        copy = reader.result(timeout=60)
    last_written = dict(Change.objects.filter(type="event").values_list("object_id", "position"))
    assert {key: position for key, (position, _) in copy.items()} == last_written
    assert {key: title for key, (_, title) in copy.items()} == dict(Event.objects.values_list("pk", "title"))
