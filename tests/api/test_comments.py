"""Comments over HTTP: the same for everyone, by pages, and gone with their idea."""

import re

import pytest
from django.core import mail as sent
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.accounts.services import sessions
from core.actors import SYSTEM
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.municipalities.models import Organization
from ideas.models import Comment
from ideas.services import comment_moderation, moderation
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
BODY = {"text": "Gern am Teich.\nMit Lehne.", "author_name": "Gerd Gast", "email": "gerd@example.org"}


def texts(response):
    assert response.status_code == 200, response.content
    return [comment["text"] for comment in response.json()["results"]]


def test_a_guest_writes_confirms_and_is_read_after_a_clerk_has_looked(api, client):
    idea = IdeaFactory()
    path = f"/ideas/{idea.pk}/comments"
    answer = api.post(path, BODY)
    assert (answer.status_code, answer.json()) == (202, {"status": "pending_confirmation"})
    delivery.deliver(OutgoingMail.objects.get().pk)
    (mail,) = sent.outbox
    token = re.search(r"^\S+/comments/confirm\?token=(\S+)$", mail.body, re.MULTILINE)[1]
    page = client.get("/comments/confirm", {"token": token})
    assert (page.status_code, "Gerd Gast" in page.content.decode()) == (200, True)
    assert Comment.objects.get().visibility == "pending_confirmation"
    assert client.post("/comments/confirm", {"token": token}).status_code == 200
    assert api.post("/comments/confirm", {"token": token}).json()["visibility"] == "in_moderation"
    assert texts(api.get(path)) == []
    comment_moderation.approve(Comment.objects.get().pk, by=SYSTEM)
    (shown,) = api.get(path).json()["results"]
    today = Comment.objects.get().written_on.isoformat()
    assert shown == {
        "id": str(Comment.objects.get().pk), "idea": str(idea.pk), "municipality": None, "text": BODY["text"],
        "author_name": "Gerd Gast", "organization": None, "written_on": today, "edited_on": None,
    }  # fmt: skip
    entry = next(one for one in api.get("/sync", types="comment").json()["changes"])
    assert (entry["type"], entry["object"]) == ("comment", shown)


def test_hiding_the_idea_ends_the_list_also_one_without_comments(api):
    commented, silent = CommentFactory().idea, IdeaFactory()
    paths = [f"/ideas/{idea.pk}/comments" for idea in (commented, silent)]
    assert [len(texts(api.get(path))) for path in paths] == [1, 0]
    for idea in (commented, silent):
        moderation.hide(idea.pk, reason="Grund", by=SYSTEM)
    assert [api.get(path).status_code for path in paths] == [404, 404]


def test_pages_follow_the_order_and_cost_the_same(api):
    idea = IdeaFactory()
    written = [CommentFactory(idea=idea, hidden=number == 1).text for number in range(4)]
    del written[1]
    first = api.get(f"/ideas/{idea.pk}/comments", page_size=2)
    second = api.send("GET", first.json()["next"].partition("/api/v1")[2])
    assert (texts(first), texts(second), second.json()["next"]) == (written[:2], written[2:], None)
    CommentFactory(idea=idea)
    for size in (1, 3):
        let_documents_be_kept = api.get(f"/ideas/{idea.pk}/comments", page_size=size)
        assert let_documents_be_kept.status_code == 200
        CommentFactory()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            api.get(f"/ideas/{idea.pk}/comments", page_size=size)
        assert len(asked) == QUERIES


QUERIES = 4


def test_signed_in_a_comment_carries_the_account_name_and_is_mended_and_withdrawn(api):
    idea, anna = IdeaFactory(), AuthorFactory(display_name="Anna Autorin")
    token = sessions.start(anna).access
    written = api.post(f"/ideas/{idea.pk}/comments", {"text": "Ja"}, token=token)
    body = written.json()
    assert (written.status_code, body["author_name"], body["visibility"]) == (201, "Anna Autorin", "in_moderation")
    changed = api.patch(f"/comments/{body['id']}", {"text": "Nein"}, token=token).json()
    assert (changed["text"], changed["edited_on"]) == ("Nein", changed["written_on"])
    assert api.get("/me/comments", token=token).json()["results"] == [changed]
    assert api.delete(f"/comments/{body['id']}", token=token).status_code == 204
    assert api.patch(f"/comments/{body['id']}", {"text": "x"}, token=token).json()["code"] == "comment_withdrawn"


def test_an_official_comment_names_the_organization_and_no_clerk(api):
    idea = IdeaFactory(municipality=Organization.objects.get(slug="gemeinde-borsdorf").municipalities.get())
    clerk = clerk_of("gemeinde-borsdorf", display_name="Klara Klerk")
    body = {"text": "Wir prüfen das.", "official": True}
    answer = api.post(f"/ideas/{idea.pk}/comments", body, token=sessions.start(clerk).access)
    assert answer.status_code == 201
    public = api.get(f"/ideas/{idea.pk}/comments")
    (shown,) = public.json()["results"]
    expected = {"slug": "gemeinde-borsdorf", "name": "Gemeinde Borsdorf"}
    assert (shown["organization"], shown["author_name"], "Klerk" in public.content.decode()) == (expected, None, False)


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"text": " "}, "/text", "blank"),
        ({"text": "x" * 2001}, "/text", "max_length"),
        ({"author_name": ""}, "/author_name", "required"),
        ({"author_name": "www.spam.example"}, "/author_name", "holds_link"),
        ({"email": "keine"}, "/email", "invalid"),
        ({"display": "secret"}, "/display", "invalid_choice"),
        ({"visibility": "public"}, "/visibility", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(api, change, pointer, code):
    response = api.post(f"/ideas/{IdeaFactory().pk}/comments", BODY | change)
    errors = response.json()["errors"]
    assert (response.status_code, [(error["pointer"], error["code"]) for error in errors]) == (400, [(pointer, code)])
    assert Comment.objects.count() == 0
