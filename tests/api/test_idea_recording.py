"""POST /ideas/recorded: staff writes down what somebody said, and everybody reads where it came from."""

import pytest

from core.accounts.models import Role
from events.models import Event
from ideas.models import Idea
from tests.factories.accounts import signed_in
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory, IdeaFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
SAID = {"title": "Bank am Radweg", "text": "Zum Ausruhen.", "municipality": "borsdorf", "channel": "paper"}


@pytest.fixture
def moderator(api):
    api.token = signed_in(clerk_of("gemeinde-borsdorf", Role.MODERATOR)).access


@pytest.fixture
def evening():
    return EventFactory(title="Ideenabend", organization=IdeaCallFactory().organization)


@pytest.mark.usefixtures("moderator")
def test_an_idea_of_a_workshop_is_written_down_and_names_it(api, evening):
    body = SAID | {
        "channel": "workshop", "event": str(evening.pk), "submitted_on": "2026-11-03", "display": "pseudonym",
        "author_name": "Gisela", "has_consent": True, "email": "gisela@example.org",
    }  # fmt: skip
    answer = api.post("/ideas/recorded", body)
    told = answer.json()
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/ideas/{told['id']}")
    names = ("visibility", "origin", "event", "submitted_on", "author_name")
    assert [told[name] for name in names] == ["public", "Ideenabend", str(evening.pk), "2026-11-03", "Gisela"]
    public = api.get(f"/ideas/{told['id']}").content.decode()
    assert ("Ideenabend" in public, "gisela@example.org" in public) == (True, False)
    Event.objects.filter(pk=evening.pk).update(publication="withdrawn")
    assert api.get(f"/ideas/{told['id']}").json()["event"] is None


def test_an_editor_of_the_workshop_hands_it_to_the_moderators(api, evening):
    api.token = signed_in(clerk_of("gemeinde-borsdorf", Role.EDITOR)).access
    answer = api.post("/ideas/recorded", SAID | {"channel": "workshop", "event": str(evening.pk)})
    assert (answer.status_code, answer.json()["visibility"], answer.json()["author_name"]) == (
        201, "in_moderation", None,
    )  # fmt: skip
    refused = api.post("/ideas/recorded", SAID | {"municipality": "naunhof"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_entrusted")


@pytest.mark.usefixtures("moderator")
@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"channel": "online"}, "/channel", "invalid_choice"),
        ({"event": "01a20bf0-1c7e-7d11-9a53-0d1f6a1b2c3d"}, "/event", "does_not_exist"),
        ({"submitted_on": "3.11.2026"}, "/submitted_on", "invalid"),
        ({"submitted_on": "2099-11-03"}, "/submitted_on", "in_future"),
        ({"email": "gisela@example.org"}, "/has_consent", "required"),
        ({"status": "accepted"}, "/status", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(api, change, pointer, code):
    answer = api.post("/ideas/recorded", SAID | change)
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert Idea.objects.count() == 0


def test_the_event_of_an_idea_costs_a_list_nothing(api, evening, django_assert_num_queries):
    for _ in range(3):
        IdeaFactory(channel="workshop", has_consent=True, event=evening)
    with django_assert_num_queries(3):
        list(Idea.objects.public().with_details())
    assert {one["event"] for one in api.get("/ideas").json()["results"]} == {str(evening.pk)}
