"""Clerks' own tools answer ideas over the API, by the roles of who is signed in."""

import pytest

from core.accounts.models import Role
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality
from tests.factories.accounts import signed_in
from tests.factories.ideas import IdeaFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def idea():
    return IdeaFactory(municipality=Municipality.objects.get(slug="naunhof"))


@pytest.fixture
def clerk(api):
    """Signed in as a moderator of Naunhof, which answers for Belgershain too."""
    person = clerk_of("stadt-naunhof", Role.MODERATOR)
    api.token = signed_in(person).access
    return person


def steps(api, idea):
    return [(step["status"], step["answer"]) for step in api.get(f"/ideas/{idea.pk}/history").json()["results"]]


def test_a_moderator_answers_and_everybody_reads_it_at_once(api, idea, clerk):
    body = {"status": "under_review", "answer": "Wir prüfen.\n\nBald mehr."}
    for _again in range(2):
        answer = api.post(f"/ideas/{idea.pk}/history", body, headers={"Idempotency-Key": "once"})
        assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/ideas/{idea.pk}/history")
    step = idea.history.latest("position")
    assert answer.json() == {
        "status": "under_review", "previous_status": "received", "on": step.happened_on.isoformat(),
        "date_precision": "day", "answer": body["answer"], "reason": "", "source_url": None,
    }  # fmt: skip
    api.token = None
    assert steps(api, idea) == [("received", ""), ("under_review", body["answer"])]
    assert api.get(f"/ideas/{idea.pk}").json()["status"] == "under_review"
    assert [mail.ids for mail in OutgoingMail.objects.filter(letter="idea_status")] == [{"change_id": str(step.pk)}]
    entry = AuditEntry.objects.get(act="idea.status_changed")
    assert (entry.actor, entry.organization.slug) == (clerk, "stadt-naunhof")


def test_what_the_state_forbids_is_refused_with_a_code(api, idea, clerk):
    target, hidden = (IdeaFactory(municipality=idea.municipality, **state) for state in ({}, {"hidden": True}))
    path = f"/ideas/{idea.pk}/history"
    for body, pointer in (
        ({"status": "rejected"}, "/reason"), ({"status": "received"}, "/answer"), ({"status": "gone"}, "/status"),
        ({"status": "duplicate"}, "/duplicate_of"),
        ({"status": "duplicate", "duplicate_of": str(hidden.pk)}, "/duplicate_of"),
        ({"status": "duplicate", "duplicate_of": str(idea.pk)}, "/duplicate_of"),
    ):  # fmt: skip
        refused = api.post(path, body)
        assert (refused.status_code, [error["pointer"] for error in refused.json()["errors"]]) == (400, [pointer])
    assert api.post(path, {"status": "duplicate", "duplicate_of": str(target.pk)}).status_code == 201
    assert api.get(f"/ideas/{idea.pk}").json()["duplicate_of"] == str(target.pk)
    refused = api.post(f"/ideas/{target.pk}/history", {"status": "duplicate", "duplicate_of": str(idea.pk)})
    assert (refused.status_code, refused.json()["code"]) == (409, "others_continue_here")
    assert api.post(path, {"status": "done"}).json()["code"] == "status_not_possible"
    assert api.post(f"/ideas/{hidden.pk}/history", {"status": "done"}).json()["code"] == "idea_not_public"


@pytest.mark.parametrize(
    ("slug", "role", "statuses"),
    [
        ("stadt-naunhof", Role.EDITOR, (403, 404)),
        ("gemeinde-borsdorf", Role.MODERATOR, (403, 404)),
        ("region-partheland", Role.MODERATOR, (201, 409)),
    ],
)
def test_others_may_not_and_do_not_learn_what_is_not_public(api, idea, slug, role, statuses):
    hidden = IdeaFactory(municipality=idea.municipality, hidden=True)
    api.token = signed_in(clerk_of(slug, role)).access
    body = {"status": "accepted", "answer": "Kommt."}
    assert tuple(api.post(f"/ideas/{one.pk}/history", body).status_code for one in (idea, hidden)) == statuses
