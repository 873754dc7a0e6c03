"""Many support one idea at the same moment, some of them twice, some taking it back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection

from core.actors import SYSTEM
from ideas import errors
from ideas.models import Idea, IdeaStatus, InterestRequest, Support, Wish
from ideas.services import answers, interests, supports
from tests.factories.ideas import AuthorFactory, IdeaFactory, SupportFactory
from tests.ideas.test_following import token_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
PEOPLE = 8


def all_at_once(acts):
    """Run each in a thread of its own, all let go together; a fault of one is a fault of the test."""
    barrier = threading.Barrier(len(acts))

    def run(act):
        barrier.wait(timeout=30)
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def stored_and_true(idea):
    return Idea.objects.get(pk=idea.pk).support_count, Support.objects.current().filter(idea=idea).count()


def test_each_person_counts_once_however_often_the_request_comes():
    idea, people = IdeaFactory(), AuthorFactory.create_batch(PEOPLE)
    all_at_once([lambda person=person: supports.give(idea.pk, person=person) for person in people for _twice in (1, 2)])
    assert stored_and_true(idea) == (PEOPLE, PEOPLE)


def test_giving_and_taking_back_at_once_leaves_the_count_true():
    idea = IdeaFactory()
    leaving = [SupportFactory(idea=idea).person for _ in range(PEOPLE)]
    coming = AuthorFactory.create_batch(PEOPLE)
    acts = [lambda person=person: supports.withdraw(idea.pk, person=person) for person in leaving]
    acts += [lambda person=person: supports.give(idea.pk, person=person) for person in coming]
    acts += [supports.recount] * 2
    all_at_once(acts)
    assert stored_and_true(idea) == (PEOPLE, PEOPLE)


def test_a_guests_link_pressed_many_times_at_once_counts_once():
    idea = IdeaFactory()
    interests.ask(idea.pk, email="gerd@example.org", wish=Wish.SUPPORT, language="de")
    token = token_of(InterestRequest.objects.get())
    all_at_once([lambda: interests.confirm(token)] * PEOPLE)
    assert stored_and_true(idea) == (1, 1)


def test_supporting_while_two_ideas_become_one_keeps_both_counts_true():
    duplicate, target = IdeaFactory(email=""), IdeaFactory(email="")
    people = [SupportFactory(idea=duplicate).person for _ in range(PEOPLE // 2)]
    others = AuthorFactory.create_batch(PEOPLE // 2)

    def support(idea, person):
        with suppress(errors.IdeaContinued):
            supports.give(idea.pk, person=person)

    acts = [lambda person=person: support(target, person) for person in people]
    acts += [lambda person=person: support(duplicate, person) for person in others]
    acts.append(lambda: answers.change_status(duplicate.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target))
    all_at_once(acts)
    supporting = set(Support.objects.filter(idea=duplicate).values_list("person", flat=True))
    assert set(Support.objects.filter(idea=target).values_list("person", flat=True)) == supporting
    assert [stored_and_true(idea) for idea in (duplicate, target)] == [(len(supporting), len(supporting))] * 2


def test_without_the_lock_a_support_is_lost(monkeypatch):
    """Proves that the race exists, and that the lock, nothing else, decides it."""
    idea, people = IdeaFactory(), AuthorFactory.create_batch(2)
    together = threading.Barrier(2)
    note = supports.note

    def meet_then_note(found, who, **wanted):
        together.wait(timeout=10)
        note(found, who, **wanted)

    monkeypatch.setattr(supports, "note", meet_then_note)
    monkeypatch.setattr(Idea.objects.__class__, "select_for_update", lambda self, **_: self.all())
    all_at_once([lambda person=person: supports.give(idea.pk, person=person) for person in people])
    monkeypatch.undo()
    assert (stored_and_true(idea), supports.recount(), stored_and_true(idea)) == ((1, 2), 1, (2, 2))
