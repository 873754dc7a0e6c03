"""What one is told of, over HTTP, and how one wants to hear of it; what others are told does not exist."""

import uuid

import pytest

from core.notifications import notifying
from core.notifications.models import Notification
from ideas.models import Idea, IdeaStatus
from ideas.services import answers
from tests.factories.accounts import signed_in
from tests.factories.ideas import CommentFactory, IdeaFactory
from tests.ideas.conftest import moderator  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def idea(api):
    own = IdeaFactory(by_person=True, title="Bank am Teich")
    api.token = signed_in(own.author, "Telefon").access
    return own


def answer(idea, by, text="Der Bauhof prüft."):
    return answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=by, answer=text)


def test_a_step_of_ones_idea_is_told_in_words(api, idea, moderator):  # noqa: F811
    answer(idea, moderator)
    answer(IdeaFactory(by_person=True), moderator)
    (told,) = api.get("/me/notifications", headers={"Accept-Language": "de"}).json()["results"]
    assert told["title"] == "Neues zu Ihrer Idee: Bank am Teich"
    assert told["text"].endswith("Der Bauhof prüft.")
    assert (told["subject"], told["item"], told["is_read"]) == (
        "own_ideas",
        {"type": "idea", "id": str(idea.pk)},
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_three_queries(api, idea, moderator, count, django_assert_num_queries):  # noqa: F811
    for number in range(count):
        answer(idea, moderator, f"Schritt {number}")
    with django_assert_num_queries(3):
        assert len(api.get("/me/notifications").json()["results"]) == count


def test_read_and_unread_again(api, idea, moderator):  # noqa: F811
    answer(idea, moderator)
    path = f"/me/notifications/{api.get('/me/notifications').json()['results'][0]['id']}"
    for is_read in (True, True, False):
        assert api.patch(path, {"is_read": is_read}).status_code == 204
        assert [row["is_read"] for row in api.get("/me/notifications").json()["results"]] == [is_read]


def told(api, **query):
    return [row["id"] for row in api.get("/me/notifications", **query).json()["results"]]


def test_the_unread_ones_are_listed_and_counted(api, idea, moderator, monkeypatch):  # noqa: F811
    for number in range(3):
        answer(idea, moderator, f"Schritt {number}")
    newest, middle, oldest = told(api)
    api.patch(f"/me/notifications/{middle}", {"is_read": True})
    assert (told(api, is_read="false"), told(api, is_read="true")) == ([newest, oldest], [middle])
    assert api.get("/me/notifications/unread-count").json() == {"unread": 2}
    monkeypatch.setattr("core.notifications.reading.MOST_COUNTED", 1)
    assert api.get("/me/notifications/unread-count").json() == {"unread": 1}
    assert api.get("/me/notifications", is_read="maybe").status_code == 400


def test_what_may_no_longer_be_told_is_not_counted(api, idea):
    comment = CommentFactory(idea=IdeaFactory(visibility="public"))
    notifying.tell("comments", comment.pk, people=[idea.author])
    assert (len(told(api)), api.get("/me/notifications/unread-count").json()) == (1, {"unread": 1})
    Idea.objects.filter(pk=comment.idea_id).update(visibility="in_moderation")
    assert (told(api), api.get("/me/notifications/unread-count").json()) == ([], {"unread": 0})


def test_all_up_to_one_are_read_and_what_came_since_is_not(api, idea, moderator):  # noqa: F811
    for number in range(3):
        answer(idea, moderator, f"Schritt {number}")
    newest, middle, oldest = told(api)
    for _again in range(2):
        assert api.post("/me/notifications/mark-read", {"up_to": middle}).status_code == 204
        assert (told(api, is_read="false"), told(api, is_read="true")) == ([newest], [middle, oldest])
    assert api.post("/me/notifications/mark-read", {}).status_code == 400


def test_what_others_are_told_does_not_exist(api, idea, moderator):  # noqa: F811
    answer(IdeaFactory(by_person=True), moderator)
    foreign = Notification.objects.get(channel="app")
    for key in (foreign.pk, uuid.uuid4()):
        assert api.patch(f"/me/notifications/{key}", {"is_read": True}).status_code == 404
        assert api.post("/me/notifications/mark-read", {"up_to": str(key)}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.read_at is None


def test_the_choice_is_kept_and_holds(api, idea, moderator):  # noqa: F811
    subjects = ("own_ideas", "followed_ideas", "comments", "measures", "solved_questions")
    chosen = dict.fromkeys(subjects, "at_once") | {"registrations": "app"}
    assert api.get("/me/notification-settings").json() == chosen
    chosen["own_ideas"] = "app"
    assert api.patch("/me/notification-settings", {"own_ideas": "app"}).json() == chosen
    assert api.patch("/me/notification-settings", {}).json() == chosen
    answer(idea, moderator)
    assert list(Notification.objects.values_list("channel", flat=True)) == ["app"]


@pytest.mark.parametrize(
    "body", [{"own_ideas": "never"}, {"own_ideas": None}, {"events": "daily"}, {"registrations": "daily"}]
)
def test_a_choice_that_does_not_exist_is_named(api, idea, body):
    refused = api.patch("/me/notification-settings", body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, f"/{next(iter(body))}")
