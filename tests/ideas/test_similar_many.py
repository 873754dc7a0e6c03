"""What is similar is found by reading a bounded number of rows, however many ideas there are."""

import pytest

from bench import ideas, plans
from ideas.models import Idea

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

# The window and its rows by key, and hits of rare words from the indexes (core.likeness); `bench.ideas` reads 100,000.
MOST = 6000


def test_whatever_is_typed_reads_a_bounded_number_of_rows():
    ideas.fill(1, 12_000)
    read = {typed: plans.rows_read(Idea.objects.resembling(typed)) for typed in ideas.TYPED}
    assert {typed: number for typed, number in read.items() if number > MOST} == {}
    old = [idea.title for idea in Idea.objects.resembling("Spielplatz am Freibad")[:1]]
    assert old == ["Neue Bank am Radweg 900 mit Spielplatz am Freibad"]
