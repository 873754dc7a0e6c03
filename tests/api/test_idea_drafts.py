"""Drafts over HTTP: kept, changed, handed in, thrown away; and whether an own idea can still be changed."""

import pytest
from django.utils import timezone

from ideas.models import Idea, IdeaCall
from tests.factories.accounts import signed_in
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def anna():
    return AuthorFactory(display_name="Anna Autorin")


@pytest.fixture
def token(anna):
    return signed_in(anna).access


def test_from_the_first_word_to_the_idea(api, anna, token):
    api.token = token
    call = IdeaCallFactory()
    made = api.post("/me/ideas", {"title": "Bank", "call": call.slug})
    draft = made.json()
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/ideas/{draft['id']}")
    assert {name: draft[name] for name in ("visibility", "title", "text", "call", "author_name", "submitted_on")} == {
        "visibility": "draft", "title": "Bank", "text": "", "call": call.slug, "author_name": "Anna Autorin",
        "submitted_on": None,
    }  # fmt: skip
    refused = api.post(f"/ideas/{draft['id']}/submit")
    assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, ["/text"])
    assert api.patch(f"/ideas/{draft['id']}", {"text": "Zum Ausruhen."}).json()["editable"] is True
    assert [one["id"] for one in api.get("/me/ideas").json()["results"]] == [draft["id"]]
    for _again in range(2):
        handed_in = api.post(f"/ideas/{draft['id']}/submit")
        assert (handed_in.status_code, handed_in.json()["visibility"]) == (200, "in_moderation")


def test_a_draft_whose_call_has_closed_is_handed_in_without_it(api, token):
    api.token = token
    call = IdeaCallFactory()
    draft = (
        f"/ideas/{api.post('/me/ideas', {'title': 'Bank', 'text': 'Zum Ausruhen.', 'call': call.slug}).json()['id']}"
    )
    IdeaCall.objects.update(closes_at=timezone.now())
    assert api.post(f"{draft}/submit").json()["code"] == "call_closed"
    assert api.patch(draft, {"call": None}).json()["call"] is None
    assert (api.post(f"{draft}/submit").status_code, api.patch(draft, {"call": None}).status_code) == (200, 200)
    refused = api.patch(draft, {"call": call.slug})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "handed_in")
    assert api.get("/me/ideas").json()["results"][0]["call"] is None


def test_a_draft_is_its_authors_alone(api, token):
    draft = IdeaFactory(draft=True, title="Geheim")
    for credentials in ({}, {"token": token}):
        assert api.get(f"/ideas/{draft.pk}", **credentials).status_code == 404
        assert "Geheim" not in api.get("/sync", **credentials).content.decode()
    assert api.get("/ideas").json()["results"] == []
    assert api.post(f"/ideas/{draft.pk}/submit", token=token).status_code == 404
    assert api.delete(f"/ideas/{draft.pk}", token=token).status_code == 404
    assert Idea.objects.count() == 1


def test_a_draft_is_thrown_away(api, anna, token):
    draft = IdeaFactory(draft=True, author=anna)
    assert api.delete(f"/ideas/{draft.pk}", token=token).status_code == 204
    assert api.delete(f"/ideas/{draft.pk}", token=token).status_code == 404
    assert Idea.objects.count() == 0


def test_the_same_draft_sent_again_is_kept_once(api, token):
    key = {"Idempotency-Key": '"entwurf-1"'}
    first, again = (api.post("/me/ideas", {"title": "Bank"}, headers=key, token=token) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert Idea.objects.count() == 1


def test_the_author_is_told_whether_an_idea_can_still_be_changed(api, anna, token):
    for traits in ({}, {"support_count": 1}, {"hidden": True}):
        IdeaFactory(author=anna, email="", **traits)
    mine = api.get("/me/ideas", token=token).json()["results"]
    assert sorted((one["visibility"], one["editable"]) for one in mine) == [
        ("hidden", False), ("public", False), ("public", True),
    ]  # fmt: skip


def test_a_public_idea_that_is_changed_is_read_once_more(api, anna, token):
    idea = IdeaFactory(author=anna, email="")
    changed = api.patch(f"/ideas/{idea.pk}", {"text": "Mit Lehne."}, token=token).json()
    assert (changed["text"], changed["visibility"]) == ("Mit Lehne.", "in_moderation")
    assert api.get(f"/ideas/{idea.pk}").status_code == 404
