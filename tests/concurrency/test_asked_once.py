"""Workers that all come at once ask each author a single time whether it is solved."""

import pytest
import time_machine
from django.utils import timezone

from core.mail.models import OutgoingMail
from ideas.models import SolvedQuestion
from ideas.services import solved
from tests.concurrency.test_supports import all_at_once
from tests.ideas.test_solved import DONE_AT, FOUR_WEEKS, done

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]


def test_each_author_is_asked_once_however_many_workers_ask():
    ideas = [done() for _ in range(3)]
    now = DONE_AT + FOUR_WEEKS
    with time_machine.travel(now, tick=False):
        all_at_once([lambda: solved.ask_due(now=timezone.now())] * 4)
    asked = SolvedQuestion.objects.values_list("pk", "idea")
    assert {idea for _pk, idea in asked} == {idea.pk for idea in ideas}
    mails = OutgoingMail.objects.filter(letter="idea_solved").values_list("ids__question_id", flat=True)
    assert sorted(mails) == sorted(str(pk) for pk, _idea in asked)
    assert len(asked) == len(ideas)
