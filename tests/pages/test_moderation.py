"""Objecting to a decision and changing an idea by the mail's link: a GET changes nothing, the button does."""

import pytest

from ideas.models import Appeal, Idea
from ideas.services import moderation
from tests.factories.ideas import IdeaFactory
from tests.ideas.conftest import letter, moderator  # noqa: F401 - a fixture
from tests.ideas.test_moderating import link_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_objecting(client, moderator):  # noqa: F811
    idea = IdeaFactory()
    moderation.hide(idea.pk, reason="Beleidigung <b>", by=moderator)
    token = link_in(letter("idea_hidden", idea_id=idea.pk))
    shown = client.get("/moderation/appeal", {"token": token})
    assert (shown.status_code, "Beleidigung &lt;b&gt;" in shown.content.decode()) == (200, True)
    assert client.post("/moderation/appeal", {"token": token, "text": " "}).status_code == 400
    assert not Appeal.objects.exists()
    for _again in range(2):
        sent = client.post("/moderation/appeal", {"token": token, "text": "Das ist keine."})
        assert (sent.status_code, "<form" in sent.content.decode()) == (200, False)
    assert Appeal.objects.get().text == "Das ist keine."


def test_changing(client, moderator):  # noqa: F811
    idea = IdeaFactory(waiting=True)
    moderation.request_changes(idea.pk, reason="Bitte ohne Namen.", by=moderator)
    token = link_in(letter("idea_changes_requested", idea_id=idea.pk))
    assert "Bitte ohne Namen." in client.get("/ideas/revise", {"token": token}).content.decode()
    same = client.post("/ideas/revise", {"token": token, "title": idea.title, "text": idea.text})
    assert same.status_code == 400
    changed = client.post("/ideas/revise", {"token": token, "title": idea.title, "text": "Ohne."})
    assert (changed.status_code, Idea.objects.get().text) == (200, "Ohne.")
    assert client.get("/ideas/revise", {"token": token}).status_code == 409


@pytest.mark.parametrize("page", ["/moderation/appeal", "/ideas/revise"])
@pytest.mark.parametrize("query", [{}, {"token": "x" * 43}])
def test_links_of_nobody_are_gone(client, page, query):
    assert client.get(page, query).status_code == 410
