"""Handing in an idea over HTTP, and what its author, another citizen and a guest may do with it."""

import re
import uuid

import pytest
from django.core import mail as sent

from core.accounts.services import sessions
from core.mail import delivery
from core.mail.models import OutgoingMail
from ideas.models import Idea
from ideas.services import solved
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory, SolvedQuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

IDEA = {"title": "Bank am Radweg", "text": "Zum Ausruhen.\nMit Lehne.", "author_name": "Gisela Gast"}
GUEST = IDEA | {"email": "gisela@example.org"}


@pytest.fixture
def anna():
    return AuthorFactory(display_name="Anna Autorin")


@pytest.fixture
def token(anna):
    return sessions.start(anna).access


def deliver_all():
    for mail in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
        delivery.deliver(mail.pk)
    return sent.outbox


def test_a_guest_hands_in_an_idea_confirms_it_and_waits_for_the_clerks(api):
    response = api.post("/ideas", GUEST)
    assert (response.status_code, response.json()) == (202, {"status": "pending_confirmation"})
    assert response["Cache-Control"] == "no-store"
    (mail,) = deliver_all()
    assert mail.to == ["gisela@example.org"]
    link = re.search(r"^\S+/ideas/confirm\?token=(\S+)$", mail.body, re.MULTILINE)
    for _again in range(2):
        confirmed = api.post("/ideas/confirm", {"token": link[1]})
        assert (confirmed.status_code, confirmed.json()["visibility"]) == (200, "in_moderation")
        assert confirmed["Cache-Control"] == "no-store"
    assert [letter.to for letter in deliver_all()] == [["gisela@example.org"]] * 2
    assert api.get("/ideas").json()["results"] == []


def test_the_answer_to_a_guest_is_the_same_whether_or_not_the_address_is_known(api):
    IdeaFactory(email="gisela@example.org")
    AuthorFactory(email="anna@example.org")
    answers = {api.post("/ideas", IDEA | {"email": address}).content for address in
               ("gisela@example.org", "anna@example.org", "neu@example.org")}  # fmt: skip
    assert answers == {b'{"status":"pending_confirmation"}'}


def test_signed_in_an_idea_goes_to_the_clerks_at_once(api, anna, token):
    response = api.post(
        "/ideas",
        IDEA
        | {"municipality": "brandis", "topic": "smart-mobility", "location": {"latitude": 51.3, "longitude": 12.6}},
        token=token,
    )
    body = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"/api/v1/ideas/{body['id']}"
    assert (body["visibility"], body["author_name"], body["municipality"], body["location"]) == (
        "in_moderation", "Anna Autorin", "brandis", {"latitude": 51.3, "longitude": 12.6},
    )  # fmt: skip
    assert uuid.UUID(body["id"]).version == 4
    own = api.get(f"/ideas/{body['id']}", token=token)
    assert (own.json(), own["Cache-Control"]) == (body, "no-store")


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"title": None}, "/title", "null"),
        ({"title": ""}, "/title", "blank"),
        ({"title": "x" * 201}, "/title", "max_length"),
        ({"title": 7}, "/title", "invalid"),
        ({"title": "a\nb"}, "/title", "invalid_character"),
        ({"title": "Gewinn: www.spam.example"}, "/title", "holds_link"),
        ({"author_name": "https://spam.example"}, "/author_name", "holds_link"),
        ({"text": "  "}, "/text", "blank"),
        ({"text": "x" * 5001}, "/text", "max_length"),
        ({"text": "a\0b"}, "/text", "invalid_character"),
        ({"email": "keine"}, "/email", "invalid"),
        ({"author_name": ""}, "/author_name", "required"),
        ({"display": "secret"}, "/display", "invalid_choice"),
        ({"display": True}, "/display", "invalid_choice"),
        ({"municipality": "leipzig"}, "/municipality", "does_not_exist"),
        ({"municipality": ["brandis"]}, "/municipality", "invalid"),
        ({"municipality": "a\0"}, "/municipality", "invalid_character"),
        ({"topic": 1}, "/topic", "invalid"),
        ({"call": "unbekannt"}, "/call", "does_not_exist"),
        ({"call": "entwurf"}, "/call", "does_not_exist"),
        ({"location": {"latitude": 51.3}}, "/location/longitude", "required"),
        ({"location": {"latitude": 91, "longitude": 12.5}}, "/location/latitude", "max_value"),
        ({"location": {"latitude": "51", "longitude": 12.5}}, "/location/latitude", "invalid"),
        ({"location": [51.3, 12.5]}, "/location", "invalid"),
        ({"follow": "yes"}, "/follow", "invalid"),
        ({"status": "accepted"}, "/status", "unknown_field"),
        ({"visibility": "public"}, "/visibility", "unknown_field"),
        ({"id": str(uuid.uuid4())}, "/id", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(api, change, pointer, code):
    IdeaCallFactory(slug="entwurf", publication="draft")
    response = api.post("/ideas", GUEST | change)
    errors = response.json()["errors"]
    assert (response.status_code, [(error["pointer"], error["code"]) for error in errors]) == (400, [(pointer, code)])
    assert Idea.objects.count() == 0


@pytest.mark.parametrize("missing", ["title", "text", "email"])
def test_what_a_guest_must_give(api, missing):
    response = api.post("/ideas", {name: value for name, value in GUEST.items() if name != missing})
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(f"/{missing}", "required")]


def test_an_anonymous_idea_needs_no_name(api):
    body = {name: value for name, value in GUEST.items() if name != "author_name"} | {"display": "anonymous"}
    assert api.post("/ideas", body).status_code == 202
    assert Idea.objects.get().author_name == ""


@pytest.mark.parametrize(
    ("traits", "code"), [({"closed": True}, "call_closed"), ({"ahead": True}, "call_not_open_yet")]
)
def test_a_call_that_is_not_open_is_a_conflict(api, traits, code):
    response = api.post("/ideas", GUEST | {"call": IdeaCallFactory(**traits).slug})
    assert (response.status_code, response.json()["code"]) == (409, code)


@pytest.mark.parametrize("bad", ["", "x", "x" * 43, "ä" * 43])
def test_a_token_of_nobody_is_gone(api, bad):
    response = api.post("/ideas/confirm", {"token": bad})
    assert (response.status_code, response.json()["code"]) == ((410, "link_expired") if bad else (400, "invalid"))


def test_the_author_changes_and_withdraws(api, anna, token):
    idea = IdeaFactory(author=anna, email="", waiting=True)
    response = api.patch(
        f"/ideas/{idea.pk}", {"text": "Neu.", "location": None, "topic": "smart-mobility"}, token=token
    )
    assert (response.status_code, response.json()["text"], response.json()["topic"]) == (200, "Neu.", "smart-mobility")
    for _again in range(2):
        assert api.delete(f"/ideas/{idea.pk}", token=token).status_code == 204
    assert api.get(f"/ideas/{idea.pk}", token=token).json()["status"] == "withdrawn"
    response = api.patch(f"/ideas/{idea.pk}", {"text": "Doch."}, token=token)
    assert (response.status_code, response.json()["code"]) == (409, "idea_withdrawn")


def test_a_supported_idea_stays_as_it_is_but_may_become_anonymous(api, anna, token):
    idea = IdeaFactory(author=anna, email="", support_count=1)
    response = api.patch(f"/ideas/{idea.pk}", {"text": "Anders."}, token=token)
    assert (response.status_code, response.json()["code"]) == (409, "idea_not_editable")
    assert api.patch(f"/ideas/{idea.pk}", {"display": "anonymous"}, token=token).status_code == 200
    assert api.get(f"/ideas/{idea.pk}").json()["author_name"] is None


def test_a_withdrawn_public_idea_stays_readable(api, anna, token):
    idea = IdeaFactory(author=anna, email="")
    assert api.delete(f"/ideas/{idea.pk}", token=token).status_code == 204
    assert api.get(f"/ideas/{idea.pk}").json()["status"] == "withdrawn"


@pytest.mark.parametrize(
    ("traits", "who", "status"),
    [
        ({}, "other", 403),
        ({"waiting": True}, "other", 404),
        ({"hidden": True}, "other", 404),
        ({}, "nobody", 401),
        ({"waiting": True}, "nobody", 401),
    ],
)
def test_what_others_may_not(api, token, traits, who, status):
    idea = IdeaFactory(by_person=True, **traits)
    credentials = {"token": token} if who == "other" else {}
    assert api.patch(f"/ideas/{idea.pk}", {"text": "Meins."}, **credentials).status_code == status
    assert api.delete(f"/ideas/{idea.pk}", **credentials).status_code == status
    assert api.get(f"/ideas/{idea.pk}", **credentials).status_code == (404 if traits else 200)
    assert Idea.objects.get(pk=idea.pk).text == "Zum Ausruhen."


@pytest.mark.parametrize("change", [{"email": "a@example.org"}, {"status": "done"}, {"author": "x"}])
def test_what_an_author_cannot_change(api, anna, token, change):
    idea = IdeaFactory(author=anna, email="", waiting=True)
    response = api.patch(f"/ideas/{idea.pk}", change, token=token)
    assert [error["code"] for error in response.json()["errors"]] == ["unknown_field"]


@pytest.mark.parametrize("count", [1, 3])
def test_my_ideas_are_all_of_mine_and_only_mine(api, anna, token, django_assert_num_queries, count):
    for _ in range(count):
        IdeaFactory(author=anna, email="", hidden=True)
    IdeaFactory(by_person=True)
    IdeaFactory(email=anna.email)
    with django_assert_num_queries(5):
        mine = api.get("/me/ideas", token=token).json()["results"]
    assert [(idea["visibility"], idea["moderation_note"]) for idea in mine] == [
        ("hidden", "Enthält einen Namen.")
    ] * count
    assert api.get("/me/ideas").status_code == 401


def test_an_author_says_whether_it_is_solved_and_everybody_reads_it_from_the_next_night_on(api, anna, token):
    question = SolvedQuestionFactory(idea__by_person=True, idea__author=anna)
    path = f"/ideas/{question.idea.pk}"
    asked = {"asked_on": question.asked_on.isoformat(), "solved": None}
    assert api.get("/me/ideas", token=token).json()["results"][0]["solved_question"] == asked
    for said in ("yes", "no", "no"):
        answer = api.put(f"{path}/solved", {"solved": said}, token=token)
        assert (answer.status_code, answer.json()["solved_question"]) == (200, asked | {"solved": said})
    assert api.put(f"{path}/solved", {"solved": "vielleicht"}, token=token).status_code == 400
    assert (api.get(path).json()["solved"], api.get("/ideas").json()["results"][0]["solved"]) == (None, None)
    solved.show_answers()
    assert (api.get(path).json()["solved"], api.get("/ideas").json()["results"][0]["solved"]) == ("no", "no")
