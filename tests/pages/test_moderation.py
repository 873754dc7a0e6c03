"""Objecting to a decision and changing an idea by the mail's link: a GET changes nothing, the button does."""

import pytest

from ideas.models import Appeal, Idea, Report
from ideas.services import moderation
from tests.factories.ideas import CommentFactory, IdeaFactory
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


@pytest.mark.parametrize(("kind", "factory"), [("ideas", IdeaFactory), ("comments", CommentFactory)])
def test_reporting_without_an_account(client, kind, factory):
    item = factory(text="Mit <b>fetten</b> Worten.")
    address = f"/{kind}/{item.pk}/report"
    shown = client.get(address).content.decode()
    assert ("Mit &lt;b&gt;fetten" in shown, Report.objects.exists()) == (True, False)
    assert client.post(address, {"reason": "", "email": "x"}).status_code == 400
    assert client.post(address, {"reason": "other"}).status_code == 400
    sent = client.post(address, {"reason": "spam", "email": "rita@example.org"})
    found = Report.objects.get()
    assert (sent.status_code, found.reference in sent.content.decode(), found.item) == (200, True, item)
    assert client.post(address, {"reason": "insult"}).status_code == 409
    assert client.get(f"/{kind}/{factory(hidden=True).pk}/report").status_code == 404


@pytest.mark.parametrize("page", ["/moderation/appeal", "/ideas/revise"])
@pytest.mark.parametrize("query", [{}, {"token": "x" * 43}])
def test_links_of_nobody_are_gone(client, page, query):
    assert client.get(page, query).status_code == 410
