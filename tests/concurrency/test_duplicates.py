"""The same at the same moment: clerks close ideas as duplicates of each other, a guest presses a button twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.actors import GUEST, SYSTEM
from core.errors import Invalid
from ideas import errors
from ideas.models import Idea, IdeaStatus, IdeaStatusChange
from ideas.services import answers, ideas
from tests.factories.ideas import IdeaFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]


@pytest.mark.parametrize("size", [2, 8])
def test_a_ring_of_duplicates_never_closes(size):
    """Each is closed as a duplicate of the next, all at once: two that name each other, or eight in a ring."""
    ring = [IdeaFactory() for _ in range(size)]
    start = Barrier(size)

    def close(number):
        start.wait(timeout=30)
        target = ring[(number + 1) % size]
        try:
            answers.change_status(ring[number].pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target)
        except (errors.OthersContinueHere, Invalid):
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(size) as pool:
        closed = sum(pool.map(close, range(size)))
    duplicates = Idea.objects.filter(status="duplicate")
    assert (duplicates.count(), IdeaStatusChange.objects.filter(status_to="duplicate").count()) == (closed, closed)
    assert duplicates.filter(duplicate_of__status="duplicate").count() == 0
    assert 1 <= closed <= size // 2


def test_a_button_pressed_twice_hands_in_one_idea():
    start = Barrier(4)
    words = {"title": "Bank am Radweg", "text": "Zum Ausruhen.", "author_name": "Gisela Gast"}

    def press(_number):
        start.wait(timeout=30)
        try:
            return ideas.submit(email="gisela@example.org", language="de", by=GUEST, **words).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        keys = set(pool.map(press, range(4)))
    assert {idea.pk for idea in Idea.objects.filter(email="gisela@example.org")} == keys
    assert len(keys) == 1
