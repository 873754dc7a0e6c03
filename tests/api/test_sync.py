"""Keeping a copy: whoever follows /sync never misses a change and never sees a draft."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.changes import log
from core.changes.models import Change, Log
from core.models import Publication
from core.municipalities.models import Municipality
from events.models import Event
from ideas.services import moderation
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def follow(api, copy=None, cursor=None, **filters):
    """Bring a copy up to date; returns it with the cursor to keep."""
    copy, has_more = {} if copy is None else copy, True
    while has_more:
        answer = api.get("/sync", **filters, **({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.content
        body = answer.json()
        for change in body["changes"]:
            key = change["type"], change["id"]
            if change["deleted"]:
                assert change["object"] is None
                copy.pop(key, None)
            else:
                copy[key] = change["object"]
        cursor, has_more = body["cursor"], body["has_more"]
    return copy, cursor


def titles(copy, type_="event"):
    return {document["title"] for (kind, _), document in copy.items() if kind == type_}


def test_a_new_copy_holds_all_that_is_public_of_every_type(api):
    EventFactory(title="Fest")
    EventFactory(title="Entwurf", publication=Publication.DRAFT)
    ArticleFactory(title="Neues")
    IdeaFactory(title="Idee", visibility="public")
    IdeaFactory(title="Geheim", visibility="in_moderation")
    copy, _ = follow(api)
    assert (titles(copy), titles(copy, "news"), titles(copy, "idea")) == ({"Fest"}, {"Neues"}, {"Idee"})
    assert {kind for kind, _ in copy} == {"event", "news", "idea", "municipality", "organization", "topic"}
    assert b"Geheim" not in api.get("/sync").content + api.get("/sync", types="idea").content


def test_objects_are_the_documents_of_the_lists(api):
    event = EventFactory()
    copy, _ = follow(api)
    assert copy["event", str(event.pk)] == api.get(f"/events/{event.pk}").json()


def test_changes_withdrawals_and_deletions_arrive(api):
    changed, withdrawn, deleted = (EventFactory(title=title) for title in ("alt", "zurückgezogen", "gelöscht"))
    copy, cursor = follow(api, types="event")
    Event.objects.filter(pk=changed.pk).update(title="neu")
    Event.objects.filter(pk=withdrawn.pk).update(publication=Publication.WITHDRAWN)
    deleted.delete()
    EventFactory(title="dazu")
    copy, cursor = follow(api, copy, cursor, types="event")
    assert titles(copy) == {"neu", "dazu"}
    assert api.get("/sync", types="event", cursor=cursor).json()["changes"] == []


def test_what_comes_back_comes_back(api):
    event = EventFactory()
    copy, cursor = follow(api, types="event")
    for publication, expected in ((Publication.WITHDRAWN, set()), (Publication.PUBLISHED, {event.title})):
        Event.objects.filter(pk=event.pk).update(publication=publication)
        copy, cursor = follow(api, copy, cursor, types="event")
        assert titles(copy) == expected


def test_a_hidden_idea_leaves_a_tombstone_without_its_words(api):
    idea = IdeaFactory(title="Unwort", visibility="public")
    _, cursor = follow(api, types="idea")
    moderation.hide(idea.pk, reason="Beleidigung", by=SYSTEM)
    answer = api.get("/sync", types="idea", cursor=cursor)
    assert answer.json()["changes"] == [{"type": "idea", "id": str(idea.pk), "deleted": True, "object": None}]


def test_a_copy_for_one_municipality_holds_what_concerns_it(api):
    EventFactory(title="Borsdorf")
    EventFactory(title="Brandis", addressed=["brandis"])
    moving = EventFactory(title="zieht um")
    IdeaFactory(title="für alle", visibility="public", municipality=None)
    copy, cursor = follow(api, municipality="borsdorf")
    assert (titles(copy), titles(copy, "idea")) == ({"Borsdorf", "zieht um"}, {"für alle"})
    moving.municipalities.set(Municipality.objects.filter(slug="machern"))
    copy, _ = follow(api, copy, cursor, municipality="borsdorf")
    assert titles(copy) == {"Borsdorf"}


def test_filling_a_copy_in_many_steps_sees_no_tombstones(api, monkeypatch):
    monkeypatch.setattr("api.v1.sync.views.STEP", 2)
    events = [EventFactory() for _ in range(5)]
    first = api.get("/sync", types="event").json()
    assert (len(first["changes"]), first["has_more"]) == (2, True)
    events[0].delete()  # told already: its deletion must come
    events[4].delete()  # not told yet: must never be told
    copy = {("event", change["id"]): change["object"] for change in first["changes"]}
    copy, _ = follow(api, copy, first["cursor"], types="event")
    assert {key for _, key in copy} == {str(event.pk) for event in Event.objects.all()}


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"cursor": "x"}, 400, "invalid_cursor"),
        ({"cursor": "x" * 5000}, 400, "invalid_cursor"),
        ({"types": "registration"}, 400, "invalid"),
        ({"municipality": "leipzig"}, 400, "invalid"),
        ({"since": "2026-01-01"}, 400, "invalid"),
    ],
)
def test_what_is_asked_wrongly_is_refused(api, query, status, code):
    answer = api.get("/sync", **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_cursor_belongs_to_its_filters(api):
    _, cursor = follow(api, types="event")
    assert api.get("/sync", types="news", cursor=cursor).json()["code"] == "cursor_mismatch"


@pytest.mark.parametrize("ruin", ["epoch", "forgotten", "restored"])
def test_a_copy_that_cannot_be_brought_up_to_date_begins_again(api, ruin):
    EventFactory()
    _, cursor = follow(api)
    if ruin == "epoch":
        Log.objects.update(epoch="00000000-0000-4000-8000-000000000000")
    elif ruin == "forgotten":
        EventFactory()
        api.get("/events")  # commits
        Log.objects.update(forgotten_up_to=Change.objects.latest("position").position)
    else:
        Change.objects.update(position=None)
        Change.objects.all().delete()
    answer = api.get("/sync", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "copy_too_old")
    assert follow(api)[1] != cursor


def test_a_last_change_stays_however_old_so_that_copies_go_on(api):
    gone = EventFactory()
    held, before = follow(api, types="event")
    gone.delete()
    _, after = follow(api, types="event")
    assert log.forget(now=timezone.now() + timedelta(days=91)) == 0
    for known, cursor in ((held, before), ({}, after), follow(api, types="event")):
        copy, later = follow(api, known, cursor, types="event")
        EventFactory(title="Fest")
        assert (copy, titles(follow(api, cursor=later, types="event")[0])) == ({}, {"Fest"})
        Event.objects.all().delete()
