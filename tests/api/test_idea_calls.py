"""Calls over HTTP: what they ask, and what their phases allow by time alone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine

from ideas.services import editing
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

NOON = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
DAY = timedelta(days=1)
YES = {"allowed": True, "reason": None}


def no(reason):
    return {"allowed": False, "reason": reason}


def phased(**fields):
    return IdeaCallFactory(
        slug="ruf", opens_at=NOON, closes_at=NOON + DAY, turns_at=NOON,
        discussing_from=NOON + DAY, discussing_until=NOON + 2 * DAY, deciding_from=NOON + 3 * DAY, **fields,
    )  # fmt: skip


def told(api):
    document = api.get("/idea-calls/ruf").json()
    return document["phase"], document["actions"]["submit"], document["actions"]["comment"]


def test_the_phases_switch_what_is_allowed_by_time_alone(api):
    with time_machine.travel(NOON - DAY, tick=False) as clock:
        phased()
        expected = [
            (NOON - DAY, None, no("call_not_open_yet"), no("discussion_closed")),
            (NOON, "collecting", YES, YES),
            (NOON + DAY, "discussing", no("call_closed"), YES),
            (NOON + 2 * DAY, None, no("call_closed"), no("discussion_closed")),
            (NOON + 3 * DAY, "deciding", no("call_closed"), no("discussion_closed")),
        ]
        for moment, *answer in expected:
            clock.move_to(moment)
            editing.turn_due(now=moment)
            assert (moment, *told(api)) == (moment, *answer)
        assert editing.turn_due(now=NOON + 99 * DAY) == 0


def test_a_call_says_what_it_asks_and_what_happens(api):
    with time_machine.travel(NOON, tick=False):
        call = phased(question="Wo fehlt eine Bank?", examples=["Am Mittelweg"], answered_by=NOON.date())
        shown, draft = EventFactory(), EventFactory(publication="draft", published_at=None)
        call.events.set([shown, draft])
        document = api.get("/idea-calls/ruf").json()
    names = ("question", "examples", "answered_by", "participation", "events")
    assert [document[name] for name in names] == [
        "Wo fehlt eine Bank?", ["Am Mittelweg"], "2026-12-01", "consultation", [str(shown.pk)],
    ]  # fmt: skip
    assert [(one["phase"], one["ends_at"]) for one in document["phases"]] == [
        ("collecting", "2026-12-02T12:00:00+01:00"), ("discussing", "2026-12-03T12:00:00+01:00"), ("deciding", None),
    ]  # fmt: skip


def test_a_workshop_that_is_withdrawn_goes_from_its_call(api):
    event = EventFactory()
    phased().events.add(event)
    assert api.get("/idea-calls/ruf").json()["events"] == [str(event.pk)]
    event.publication = "withdrawn"
    event.save()
    assert api.get("/idea-calls/ruf").json()["events"] == []
