"""Nobody is answered 500 because two writers met, and readers wait for none of them."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from rest_framework.request import Request

from api import rendering
from api.parsers import StrictJSONParser
from core import deadlocks
from core.changes.models import Change
from events.models import Event
from tests.client import ApiClient, openapi
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]


def in_two_threads(*acts):
    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def test_a_view_that_lost_a_deadlock_is_carried_out_once_more():
    first, second = EventFactory(), EventFactory()
    both_hold_one, one_has_committed = threading.Barrier(2, timeout=20), threading.Event()
    calls = []

    def view(request, keys):
        title = Request(request, parsers=[StrictJSONParser()]).data["title"]  # a body can be read anew
        with transaction.atomic():
            calls.append(title)
            if is_again := calls.count(title) > 1:
                assert one_has_committed.wait(20)  # or it could be quicker than the one it lost to, and meet it again
            Event.objects.filter(pk=keys[0]).update(title=title)
            if not is_again:
                both_hold_one.wait()
            Event.objects.filter(pk=keys[1]).update(title=title)
        one_has_committed.set()
        return HttpResponse(title)

    def ask(title, *keys):
        request = RequestFactory().post("/", {"title": title}, content_type="application/json")
        middleware = deadlocks.OnceMore(lambda _request: None)
        return middleware.process_view(request, view, (keys,), {}).content.decode()

    answers = in_two_threads(lambda: ask("one", first.pk, second.pk), lambda: ask("other", second.pk, first.pk))
    assert answers == ["one", "other"]
    assert len(calls) == 3
    # The one that had to begin again committed last.
    assert set(Event.objects.values_list("title", flat=True)) == {calls[2]}


def test_other_faults_and_those_inside_a_transaction_are_not_repeated():
    calls = []

    def fail():
        calls.append(1)
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        deadlocks.carried_out(fail)
    assert len(calls) == 1


def test_a_reader_waits_for_no_writer():
    openapi()  # its generator is not made for threads
    event = EventFactory(title="before")
    before = ApiClient().get(f"/events/{event.pk}").json()
    written, read = threading.Event(), threading.Event()
    Change.objects.filter(object_id=event.pk).update(document=None)

    def write():
        with transaction.atomic():
            Event.objects.filter(pk=event.pk).update(title="after")
            written.set()
            assert read.wait(timeout=20)

    def look():
        assert written.wait(timeout=20)
        found = rendering.fill("event", {event.pk: None})
        read.set()
        return found

    _, found = in_two_threads(write, look)
    assert json.loads(found[event.pk]) == before
    assert Change.objects.get(object_id=event.pk).document is None
    assert ApiClient().get(f"/events/{event.pk}").json()["title"] == "after"
