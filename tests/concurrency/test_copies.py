"""Copies that follow /sync while several writers write, delete, restore and crash: in the end they equal the server."""

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import Publication
from core.municipalities.models import Municipality
from events.models import Event
from tests.client import ApiClient, openapi
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
WRITERS, ROUNDS, READERS = 3, 12, 2


class Crash(Exception):  # noqa: N818 - an event, not a mistake
    """A process that dies in the middle of its transaction."""


def write(dice):
    """One random transaction on random events; some end before they commit."""
    try:
        with transaction.atomic():
            for event in Event.objects.order_by("?")[: dice.randint(1, 3)]:
                act(dice, event)
            if dice.random() < 0.3:
                EventFactory(title=f"neu {dice.random()}", publication=dice.choice(Publication.values))
            if dice.random() < 0.2:
                raise Crash  # noqa: TRY301 - inside the transaction is the point
    except (Crash, DatabaseError):
        pass  # nothing of it happened; two writers may also have met in a deadlock


def act(dice, event):
    match dice.randint(0, 4):
        case 0:
            Event.objects.filter(pk=event.pk).update(title=f"{dice.random()}")
        case 1:
            Event.objects.filter(pk=event.pk).update(publication=Publication.WITHDRAWN)
        case 2:
            Event.objects.filter(pk=event.pk).update(publication=Publication.PUBLISHED)
        case 3:
            Event.objects.filter(pk=event.pk).delete()
        case 4:
            event.municipalities.set(Municipality.objects.order_by("?")[: dice.randint(1, 3)])


def follow(filters, copy, cursor, dice, *, until_done):
    """Take some steps, or all; a reader that crashes before it kept an answer asks with its old cursor again."""
    client = ApiClient()
    while True:
        answer = client.get("/sync", **filters, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.content
        body = answer.json()
        if not until_done and dice.random() < 0.2:
            return cursor
        for change in body["changes"]:
            if change["deleted"]:
                copy.pop(change["id"], None)
            else:
                copy[change["id"]] = change["object"]
        cursor = body["cursor"]
        if not body["has_more"]:
            return cursor


def server_state(slugs):
    """What the details say, one by one, past all lists and copies."""
    client, state = ApiClient(), {}
    for key in Event.objects.published().values_list("pk", flat=True):
        document = client.get(f"/events/{key}").json()
        if not slugs or set(slugs) & set(document["municipalities"]):
            state[str(key)] = document
    return state


@pytest.mark.parametrize("seed", range(4))
def test_every_copy_equals_the_server_in_the_end(seed, monkeypatch):
    monkeypatch.setattr("api.v1.sync.views.STEP", 3)
    openapi()  # its generator is not made for threads
    for number in range(8):
        EventFactory(title=f"{number}", addressed=["borsdorf"] if number % 2 else ["brandis"])
    stop = threading.Event()

    def writer(number):
        dice = random.Random(f"{seed} {number}")
        for _ in range(ROUNDS):
            write(dice)
        connection.close()

    def reader(number):
        dice = random.Random(f"{seed} reader {number}")
        slugs = ["borsdorf"] if number % 2 else []
        filters, copy, cursor = {"types": "event"} | ({"municipality": slugs[0]} if slugs else {}), {}, None
        while not stop.is_set():
            cursor = follow(filters, copy, cursor, dice, until_done=False)
        follow(filters, copy, cursor, dice, until_done=True)
        connection.close()
        return slugs, copy

    with ThreadPoolExecutor(WRITERS + READERS) as pool:
        readers = [pool.submit(reader, number) for number in range(READERS)]
        for done in [pool.submit(writer, number) for number in range(WRITERS)]:
            done.result(timeout=120)
        stop.set()
        copies = [one.result(timeout=120) for one in readers]
    for slugs, copy in copies:
        assert json.dumps(copy, sort_keys=True) == json.dumps(server_state(slugs), sort_keys=True)
