"""Polls over HTTP: the same for everyone, one's own ballot under /me, results when they are told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.accounts.services import sessions
from ideas.models import Ballot, Poll
from tests.factories.ideas import AuthorFactory, IdeaCallFactory, PollFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_from_the_question_to_the_results(api):
    poll = PollFactory(call=IdeaCallFactory(slug="ruf"))
    token, other = (sessions.start(AuthorFactory()).access for _ in range(2))
    shown = api.get(f"/polls/{poll.pk}")
    assert (shown.json()["options"], shown.json()["call"], shown.json()["actions"]) == (
        [{"position": 1, "label": "Grün"}, {"position": 2, "label": "Rot"}],
        "ruf",
        {"vote": {"allowed": True, "reason": None}},
    )
    cast = api.post(f"/polls/{poll.pk}/ballots", {"options": [2]}, token=token)
    today = timezone.localdate().isoformat()
    assert (cast.status_code, cast["Location"]) == (201, "/api/v1/me/ballots")
    assert cast.json() == {"poll": str(poll.pk), "options": [2], "text": "", "cast_on": today}
    again = api.post(f"/polls/{poll.pk}/ballots", {"options": [1]}, token=token)
    assert (again.status_code, again.json()["code"]) == (409, "already_voted")
    assert api.get("/me/ballots", token=token).json()["results"] == [cast.json()]
    assert api.get("/me/ballots", token=other).json()["results"] == []
    early = api.get(f"/polls/{poll.pk}/results", token=token)
    assert (early.status_code, early.json()["code"]) == (409, "results_not_yet")
    for reader in (None, token, other):
        assert api.get(f"/polls/{poll.pk}", token=reader).content == shown.content
    Poll.objects.update(closes_at=timezone.now(), conclusion="Rot.")
    told = api.get(f"/polls/{poll.pk}/results")
    assert told.json() == {
        "poll": str(poll.pk), "ballots": 1, "conclusion": "Rot.",
        "options": [{"position": 1, "label": "Grün", "votes": 0}, {"position": 2, "label": "Rot", "votes": 1}],
    }  # fmt: skip
    assert told["Cache-Control"].startswith("public")
    assert api.get(f"/polls/{poll.pk}/results", token=token).content == told.content


def test_the_list_is_filtered_and_costs_the_same(api):
    PollFactory(title="Zuerst", opens_at=timezone.now() - timedelta(days=20), call=IdeaCallFactory(slug="ruf"))
    PollFactory(title="Dann", addressed=["brandis"])
    PollFactory(title="Entwurf", publication="draft", published_at=None)

    def titles(**query):
        return [poll["title"] for poll in api.get("/polls", **query).json()["results"]]

    assert (titles(), titles(call="ruf"), titles(municipality="brandis")) == (["Dann", "Zuerst"], ["Zuerst"], ["Dann"])
    assert api.get("/polls", call="unbekannt").status_code == 400
    for size in (1, 2):
        api.get("/polls", municipality="borsdorf,brandis")
        PollFactory(addressed=["naunhof"])
        with CaptureQueriesContext(connection) as asked:
            api.get("/polls", page_size=size, municipality="borsdorf,brandis")
        assert len(asked) == 1


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/options", "required"),
        ({"options": ["1"]}, "/options/0", "invalid"),
        ({"options": [0]}, "/options/0", "min_value"),
        ({"options": [9]}, "/options", "unknown"),
        ({"options": [1], "text": "x" * 201}, "/text", "max_length"),
        ({"options": [1], "person": "x"}, "/person", "unknown_field"),
    ],
)
def test_what_is_wrong_is_named(api, body, pointer, code):
    response = api.post(f"/polls/{PollFactory().pk}/ballots", body, token=sessions.start(AuthorFactory()).access)
    errors = response.json()["errors"]
    assert (response.status_code, [(error["pointer"], error["code"]) for error in errors]) == (400, [(pointer, code)])
    assert Ballot.objects.count() == 0
