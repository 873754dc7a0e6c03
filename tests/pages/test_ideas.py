"""Confirming an idea by its mail's link: a GET changes nothing, the button does."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from ideas.models import Idea
from tests.factories.ideas import IdeaFactory
from tests.ideas.conftest import token_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_opening_the_link_shows_the_idea_and_changes_nothing(client):
    idea = IdeaFactory(pending=True, title="Bank <b>fett</b>")
    for _scanner in range(2):
        response = client.get("/ideas/confirm", {"token": token_of(idea)})
        assert response.status_code == 200
    text = response.content.decode()
    assert ("Bank &lt;b&gt;fett&lt;/b&gt;" in text, idea.reference in text, "Gisela Gast" in text) == (True, True, True)
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
    assert Idea.objects.get(pk=idea.pk).visibility == "pending_confirmation"


def test_the_button_confirms_and_may_be_pressed_again(client):
    idea = IdeaFactory(pending=True)
    token = token_of(idea)
    for _again in range(2):
        response = client.post("/ideas/confirm", {"token": token})
        assert (response.status_code, "<form" in response.content.decode()) == (200, False)
    assert Idea.objects.get(pk=idea.pk).visibility == "in_moderation"


def test_an_old_link_says_what_to_do(client):
    idea = IdeaFactory(pending=True)
    token = token_of(idea)
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        for response in (
            client.get("/ideas/confirm", {"token": token}),
            client.post("/ideas/confirm", {"token": token}),
        ):
            assert (response.status_code, token in response.content.decode()) == (410, False)
    assert Idea.objects.get(pk=idea.pk).visibility == "pending_confirmation"


@pytest.mark.parametrize("query", [{}, {"token": ""}, {"token": "x" * 43}])
def test_links_of_nobody_are_gone(client, query):
    assert client.get("/ideas/confirm", query).status_code == 410
