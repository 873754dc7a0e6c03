"""Reading ideas and calls over HTTP: what everyone sees, and what nobody may."""

import base64
import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.accounts.services import sessions
from core.actors import SYSTEM
from core.municipalities.models import Municipality, Topic
from ideas.models import Idea, IdeaStatus
from ideas.services import answers
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory, MeasureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def titles(response):
    assert response.status_code == 200, response.content
    return [idea["title"] for idea in response.json()["results"]]


def municipality(slug):
    return Municipality.objects.get(slug=slug)


def answered(**fields):
    idea = IdeaFactory(
        measure=MeasureFactory(), call=IdeaCallFactory(), municipality=municipality("borsdorf"),
        topic=Topic.objects.get(slug="smart-mobility"), **fields,
    )  # fmt: skip
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM, answer="Wir prüfen.")
    answers.change_status(idea.pk, IdeaStatus.DONE, by=SYSTEM, answer="Fertig.")
    return idea


def test_an_idea_as_everyone_sees_it(api):
    idea = answered(title="Bank", latitude=51.35, longitude=12.54, submitted_on=date(2026, 3, 1))
    today = timezone.localdate().isoformat()
    assert api.get(f"/ideas/{idea.pk}").json() == {
        "id": str(idea.pk), "reference": idea.reference, "title": "Bank", "text": "Zum Ausruhen.",
        "municipality": "borsdorf", "topic": "smart-mobility", "call": idea.call.slug, "measure": idea.measure.slug,
        "location": {"latitude": 51.35, "longitude": 12.54}, "author_name": "Gisela Gast", "status": "done",
        "duplicate_of": None,
        "support_count": 0,
        "comment_count": 0,
        "answer": {"text": "Fertig.", "on": today, "date_precision": "day", "source_url": None}, "solved": None,
        "submitted_on": "2026-03-01", "date_precision": "day", "origin": "", "event": None, "source_url": None,
        "photos": [],
    }  # fmt: skip


def test_the_public_answer_is_the_same_for_everyone_and_cacheable(api):
    idea = IdeaFactory(by_person=True)
    token = sessions.start(idea.author).access
    for path in (f"/ideas/{idea.pk}", "/ideas", f"/ideas/{idea.pk}/history"):
        anybody, author, english = (
            api.get(path), api.get(path, token=token), api.get(path, headers={"Accept-Language": "en"})
        )  # fmt: skip
        assert anybody.content == author.content == english.content
        assert anybody["Cache-Control"].startswith("public")


@pytest.mark.parametrize("trait", ["pending", "waiting", "hidden"])
def test_what_is_not_public_is_nowhere(api, trait):
    idea = IdeaFactory(title="Geheim", **{trait: True})
    assert titles(api.get("/ideas")) == []
    assert titles(api.get("/ideas", q="Geheim")) == []
    for path in (f"/ideas/{idea.pk}", f"/ideas/{idea.pk}/history"):
        assert api.get(path).status_code == 404


def test_an_anonymous_author_is_in_no_public_byte(api):
    author = AuthorFactory(display_name="Anna Autorin", email="anna.autorin@example.org")
    idea = IdeaFactory(author=author, email="", display="anonymous", author_name="", title="Anonyme Idee")
    IdeaFactory(author=author, email="", author_name="Anna Autorin", title="Offene Idee")
    answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=SYSTEM, answer="Danke.")
    entries = {entry["title"]: entry for entry in api.get("/ideas").json()["results"]}
    anonymous = json.dumps([entries["Anonyme Idee"], api.get(f"/ideas/{idea.pk}/history").json()])
    for secret in ("Anna", "Autorin", "example.org", str(author.pk), "T0", "T1", "T2", "+00:00"):
        assert secret not in anonymous
    assert entries["Anonyme Idee"]["author_name"] is None


def test_neither_list_nor_cursor_tells_the_moment_of_an_idea(api):
    for hour in range(3):
        IdeaFactory(created_at=timezone.now() - timedelta(hours=hour), title=str(hour))
    first = api.get("/ideas", page_size=1).json()
    # Of one day, ideas stand in the order of their random numbers.
    everything = [entry["id"] for entry in api.get("/ideas").json()["results"]]
    assert everything == sorted(everything, reverse=True)
    cursor = first["next"].rpartition("cursor=")[2].partition(".")[0]
    _origin, _backwards, *key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    assert key == [timezone.localdate().isoformat(), everything[0]]


def test_pages_follow_each_other_newest_first_unknown_dates_last(api):
    for title, on in (("alt", date(2020, 1, 1)), ("neu", date(2026, 1, 1)), ("ohne", None)):
        IdeaFactory(title=title, submitted_on=on, date_precision="day" if on else "")
    found, page = [], api.get("/ideas", page_size=1).json()
    while True:
        found += [entry["title"] for entry in page["results"]]
        if page["next"] is None:
            break
        page = api.get("/ideas?" + page["next"].partition("?")[2]).json()
    assert found == ["neu", "alt", "ohne"]


def test_filters(api):
    borsdorf, brandis = municipality("borsdorf"), municipality("brandis")
    mobility = Topic.objects.get(slug="smart-mobility")
    IdeaFactory(title="Radweg für Großpösna", municipality=borsdorf, topic=mobility, submitted_on=date(2026, 5, 1))
    IdeaFactory(title="Bank", municipality=brandis, submitted_on=date(2025, 5, 1), call=IdeaCallFactory(slug="ruf"))
    IdeaFactory(title="Region", submitted_on=date(2024, 5, 1), measure=MeasureFactory(slug="tat"))
    done = IdeaFactory(title="Fertig", municipality=brandis, submitted_on=date(2023, 5, 1))
    answers.change_status(done.pk, IdeaStatus.DONE, by=SYSTEM)
    cases = [
        ({"municipality": "borsdorf"}, ["Radweg für Großpösna", "Region"]),
        ({"municipality": "borsdorf,brandis"}, ["Radweg für Großpösna", "Bank", "Region", "Fertig"]),
        ({"municipality": ["borsdorf", "brandis"]}, ["Radweg für Großpösna", "Bank", "Region", "Fertig"]),
        ({"municipality": "machern"}, ["Region"]),
        ({"topic": "smart-mobility"}, ["Radweg für Großpösna"]),
        ({"call": "ruf"}, ["Bank"]),
        ({"measure": "tat"}, ["Region"]),
        ({"status": "done"}, ["Fertig"]),
        ({"status": "received", "municipality": "brandis"}, ["Bank", "Region"]),
        ({"submitted_after": "2025-05-01"}, ["Radweg für Großpösna", "Bank"]),
        ({"q": "grosspoesna"}, ["Radweg für Großpösna"]),
        ({"q": "GROSSPÖSNA radweg"}, ["Radweg für Großpösna"]),
        ({"q": "nichts"}, []),
    ]
    for query, expected in cases:
        assert (query, titles(api.get("/ideas", **query))) == (query, expected)


def test_a_draft_call_is_as_unknown_as_any_other_word(api):
    IdeaFactory(call=IdeaCallFactory(slug="geheim", publication="draft"), title="Idee")
    IdeaCallFactory(slug="offen")
    response = api.get("/ideas", call="geheim")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"], error["detail"].count("geheim")) == ("call", "unknown_value", 1)
    (entry,) = api.get("/ideas").json()["results"]
    assert entry["call"] is None


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("municipality=leipzig", "municipality"),
        ("topic=x", "topic"),
        ("status=public", "status"),
        ("status=", "status"),
        ("submitted_after=gestern", "submitted_after"),
        ("submitted_after=2026-02-30", "submitted_after"),
        ("measure=%00", "measure"),
        ("visibility=hidden", "visibility"),
        ("author=x", "author"),
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
    ],
)
def test_unknown_parameters_and_values_are_named(api, query, pointer):
    response = api.get(f"/ideas?{query}")
    assert (response.status_code, [error["pointer"] for error in response.json()["errors"]]) == (400, [pointer])


def test_the_history_tells_each_public_step_oldest_first(api, django_assert_num_queries):
    idea = answered()
    with django_assert_num_queries(2):
        steps = api.get(f"/ideas/{idea.pk}/history").json()["results"]
    assert [(step["previous_status"], step["status"], step["answer"]) for step in steps] == [
        (None, "received", ""), ("received", "under_review", "Wir prüfen."), ("under_review", "done", "Fertig."),
    ]  # fmt: skip
    assert set(steps[0]) == {
        "status", "previous_status", "on", "date_precision", "answer", "reason", "source_url",
    }  # fmt: skip


def test_a_duplicate_names_the_idea_it_is_continued_as(api):
    idea, target = IdeaFactory(), IdeaFactory()
    answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=SYSTEM, duplicate_of=target)
    assert api.get(f"/ideas/{idea.pk}").json()["duplicate_of"] == str(target.pk)
    Idea.objects.filter(pk=target.pk).update(visibility="hidden", moderation_note="Grund")
    assert api.get(f"/ideas/{idea.pk}").json()["duplicate_of"] is None


def test_a_call_as_everyone_sees_it_and_drafts_as_nobody(api):
    call = IdeaCallFactory(slug="ruf")
    IdeaCallFactory(slug="entwurf", publication="draft")
    entry = api.get("/idea-calls/ruf").json()
    assert (entry["id"], entry["municipalities"], entry["topics"], entry["organization"]["slug"]) == (
        str(call.pk), ["borsdorf"], ["smart-mobility"], "gemeinde-borsdorf",
    )  # fmt: skip
    assert api.get("/idea-calls/entwurf").status_code == 404
    assert [entry["slug"] for entry in api.get("/idea-calls").json()["results"]] == ["ruf"]
    assert api.get("/idea-calls?state=open").status_code == 400
