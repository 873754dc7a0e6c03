"""Confirming an idea by its mail's link: a GET changes nothing, the button does."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import tokens
from core.actors import SYSTEM
from ideas.models import Idea, IdeaStatus, IdeaToken, InterestRequest, InterestToken, Measure, SolvedQuestion
from ideas.services import answers, interests, measures, moderation
from tests.factories.ideas import IdeaFactory, MeasureFactory, SolvedQuestionFactory
from tests.ideas.conftest import moderator, token_of  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_everybody_reads_a_public_idea_and_what_has_become_of_it(reader, moderator, django_assert_num_queries):  # noqa: F811
    idea, target = (
        IdeaFactory(title="Bank <b>fett</b>", display="anonymous", author_name=""),
        IdeaFactory(title="Bänke"),
    )
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=moderator, answer="Erster Absatz.\n\nZweiter <i>.")
    answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=target)
    with django_assert_num_queries(4):
        response = reader.open(f"/ideas/{idea.pk}")
    text = response.text
    assert [
        part in text for part in ("Bank &lt;b&gt;fett&lt;/b&gt;", "<p>Erster Absatz.</p>", "<p>Zweiter &lt;i&gt;.</p>")
    ] == [True] * 3
    assert [part in text for part in (f'href="/ideas/{target.pk}"', "Anonym", idea.email)] == [True, True, False]
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("public, no-cache", "noindex")
    target.refresh_from_db()
    moderation.hide(target.pk, reason="Irrtum", by=moderator)
    assert "Bänke" not in reader.open(f"/ideas/{idea.pk}").text


def test_who_comes_to_support_a_repeated_idea_finds_the_one_that_goes_on(reader, moderator):  # noqa: F811
    idea, target = IdeaFactory(), IdeaFactory(title="Bänke")
    interests.ask(idea.pk, email="gerd@example.org", wish="support", language="de")
    row = InterestRequest.objects.get()
    later = timezone.now() + timedelta(hours=1)
    token = tokens.mint(InterestToken, purpose=InterestToken.CONFIRM, expires_at=later, request=row)
    answers.change_status(idea.pk, IdeaStatus.DUPLICATE, by=moderator, duplicate_of=target)
    link = "/ideas/interests/confirm"
    for response in (
        reader.open(f"{link}?token={token}"), reader.press(link, token=token), reader.open(f"/ideas/{idea.pk}/support")
    ):  # fmt: skip
        text = response.text
        assert (response.status_code, f'<a href="/ideas/{target.pk}">Bänke</a>' in text) == (409, True)
        assert ("duplicate_of" in text, "<form" in text) == (False, False)
    moderation.hide(target.pk, reason="Irrtum", by=moderator)
    assert "Bänke" not in reader.open(f"{link}?token={token}").text


@pytest.mark.parametrize("state", ["pending", "waiting", "hidden"])
def test_what_is_not_public_has_no_page(reader, state):
    assert reader.open(f"/ideas/{IdeaFactory(**{state: True}).pk}").status_code == 404


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


def link_to(question):
    expires_at = timezone.now() + timedelta(days=1)
    return tokens.mint(IdeaToken, purpose=IdeaToken.SOLVED, expires_at=expires_at, idea=question.idea)


def buttons(response):
    assert response.status_code == 200
    return [word for word in ("yes", "no") if f'value="{word}"' in response.content.decode()]


def test_one_click_says_whether_it_is_solved_and_another_changes_it(client):
    question = SolvedQuestionFactory()
    token = link_to(question)
    assert buttons(client.get("/ideas/solved", {"token": token, "solved": "yes"})) == ["yes", "no"]
    assert SolvedQuestion.objects.get().answer == ""
    for said, left in (("yes", ["no"]), ("yes", ["no"]), ("no", ["yes"])):
        assert buttons(client.post("/ideas/solved", {"token": token, "solved": said})) == left
        assert SolvedQuestion.objects.get().answer == said
    assert buttons(client.post("/ideas/solved", {"token": token, "solved": "vielleicht"})) == ["yes"]


def test_a_question_that_is_void_says_so(client):
    question = SolvedQuestionFactory()
    token = link_to(question)
    Idea.objects.update(status="in_progress")
    assert client.get("/ideas/solved", {"token": token}).status_code == 409
    assert client.post("/ideas/solved", {"token": token, "solved": "yes"}).status_code == 409
    assert client.get("/ideas/solved", {"token": "x" * 43}).status_code == 410


def test_the_page_of_an_idea_tells_of_its_measure_and_whether_it_is_solved(client):
    measure = MeasureFactory(name="Bänke für Borsdorf", progress=40)
    idea = SolvedQuestionFactory(idea__measure=measure).idea
    path = f"/ideas/{idea.pk}"
    measures.save(measure, municipalities=measure.municipalities.all(), news="Bestellt.", by=SYSTEM)
    said = ("Bänke für Borsdorf", "40&nbsp;%", "Bestellt.", "Ja, sagt, wer sie eingereicht hat")
    text = client.get(path).content.decode()
    assert [words in text for words in said] == [True, True, True, False]
    Idea.objects.update(solved="yes")
    assert said[-1] in client.get(path).content.decode()
    Measure.objects.update(publication="draft")
    assert "Bänke" not in client.get(path).content.decode()
