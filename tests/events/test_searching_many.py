"""A search reads a bounded number of rows, however common or rare its words and however many events there are."""

import pytest

from bench import events, plans
from events.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

# The window of the list's own order, the hits beyond it, and each of both looked up again by key (core.search).
MOST = 15_000


def test_any_word_reads_a_bounded_number_of_rows():
    events.fill(1, 20_000)
    read = {word: plans.rows_read(Event.objects.published().matching(word)) for word in events.WORDS}
    assert {word: number for word, number in read.items() if number > MOST} == {}


def test_counting_rows_counts_a_full_scan():
    events.fill(1, 3000)
    assert plans.rows_read(Event.objects.filter(title__contains="7")) >= 3000
