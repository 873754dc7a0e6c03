"""Copies that follow /me/sync while others write to the person's lists: in the end they equal the lists."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction

from events.models import Event, Registration
from ideas.models import Idea, Support
from tests.api.test_my_sync import lists
from tests.client import ApiClient, let_triggers_act, openapi
from tests.concurrency.test_copies import Crash
from tests.factories.accounts import PersonFactory, signed_in
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.ideas import IdeaFactory, SupportFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
ROUNDS = 15
LOCK_NOT_AVAILABLE = "55P03"


def write(dice, people):
    """One random transaction; some end before they commit, two may meet in a deadlock."""
    try:
        with transaction.atomic():
            for _ in range(dice.randint(1, 3)):
                act(dice, people)
            if dice.random() < 0.2:
                raise Crash  # noqa: TRY301 - inside the transaction is the point
    except (Crash, DatabaseError):
        pass  # nothing of it happened


def act(dice, people):
    one = Registration.objects.filter(pk=dice.choice(list(Registration.objects.values_list("pk", flat=True)) or [None]))
    match dice.randint(0, 6):
        case 0:
            RegistrationFactory(confirmed=True, person=dice.choice(people))
        case 1:
            one.delete()
        case 2:
            one.update(person=dice.choice([*people, None]))
        case 3:
            Event.objects.filter(workshop__registrations__in=one).update(title=f"{dice.random()}")
        case 4:
            Support.objects.update(is_current=dice.random() < 0.7)
        case 5:
            Idea.objects.update(title=f"{dice.random()}")
        case 6:
            Idea.objects.update(visibility=dice.choice(["public", "hidden"]))


def follow(api, copy, cursor, dice):
    """To the end; a reader that crashes before it kept an answer asks with its old cursor again."""
    while True:
        body = api.get("/me/sync", **({"cursor": cursor} if cursor else {})).json()
        if dice.random() < 0.2:
            continue
        for change in body["changes"]:
            key = change["type"], change["id"]
            copy.pop(key, None) if change["deleted"] else copy.__setitem__(key, change["object"])
        cursor = body["cursor"]
        if not body["has_more"]:
            return cursor


def test_every_copy_equals_the_lists_in_the_end(monkeypatch):
    monkeypatch.setattr("api.v1.me.sync.STEP", 3)
    openapi()  # its generator is not made for threads
    people = [PersonFactory() for _ in range(2)]
    tokens = [signed_in(person).access for person in people]
    idea = IdeaFactory(visibility="public")
    for person in people:
        SupportFactory(idea=idea, person=person)
        RegistrationFactory(confirmed=True, person=person)
    stop = threading.Event()

    def writer(number):
        dice = random.Random(f"writer {number}")
        for _ in range(ROUNDS):
            write(dice, people)
        connection.close()

    def reader(number):
        dice, api, copy, cursor = random.Random(f"reader {number}"), ApiClient(tokens[number]), {}, None
        while not stop.is_set():
            cursor = follow(api, copy, cursor, dice)
        follow(api, copy, cursor, dice)
        connection.close()
        return copy

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(reader, number) for number in range(2)]
        for done in [pool.submit(writer, number) for number in range(2)]:
            done.result(timeout=120)
        stop.set()
        copies = [one.result(timeout=120) for one in readers]
    assert copies == [lists(ApiClient(token)) for token in tokens]
    assert any(copies)


def test_nobody_gets_a_place_before_those_with_earlier_places_can_be_seen():
    """But who writes only what is public waits for nobody."""
    first, second = (RegistrationFactory(confirmed=True, person=PersonFactory()) for _ in range(2))
    event = EventFactory()

    def commit(rows):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
                rows.update(**{"name": "Neu"} if rows.model is Registration else {"title": "Neu"})
        except OperationalError as fault:
            return fault.__cause__.sqlstate
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        Registration.objects.filter(pk=first.pk).update(name="Neu")
        let_triggers_act()  # its place is taken, and the transaction goes on
        waited = pool.submit(commit, Registration.objects.filter(pk=second.pk)).result(timeout=20)
        did_not = pool.submit(commit, Event.objects.filter(pk=event.pk)).result(timeout=20)
    assert (waited, did_not) == (LOCK_NOT_AVAILABLE, None)
