"""Supporting and following over HTTP: signed in at once, as a guest by mail, and one's own below /me."""

import re

import pytest
from django.core import mail as sent

from core.actors import SYSTEM
from core.mail import delivery
from core.mail.models import OutgoingMail
from ideas.models import Follow, Idea, InterestRequest, Support
from ideas.services import moderation
from tests.factories.accounts import signed_in
from tests.factories.ideas import AuthorFactory, FollowFactory, IdeaFactory, SupportFactory
from tests.ideas.test_following import end_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
GUEST = {"email": "gerd@example.org"}


@pytest.fixture
def anna(api):
    person = AuthorFactory()
    api.token = signed_in(person, "Telefon").access
    return person


def test_signed_in_it_is_done_at_once_and_the_idea_tells_how_many(api, anna):
    idea, etags = IdeaFactory(), set()
    for verb, count in (("PUT", 1), ("PUT", 1), ("DELETE", 0), ("DELETE", 0), ("PUT", 1)):
        assert api.send(verb, f"/ideas/{idea.pk}/support").status_code == 204
        listed, one = api.get("/ideas"), api.get(f"/ideas/{idea.pk}")
        assert (listed.json()["results"][0]["support_count"], one.json()["support_count"]) == (count, count)
        etags.add(listed["ETag"])
    assert len(etags) == 2
    (entry,) = api.get("/sync", types="idea").json()["changes"]
    assert entry["object"]["support_count"] == 1
    for verb, is_current in (("PUT", True), ("DELETE", False)):
        assert api.send(verb, f"/ideas/{idea.pk}/follow").status_code == 204
        assert Follow.objects.get(person=anna).is_current is is_current


def test_a_guest_gets_a_mail_whose_page_asks_before_it_acts(api, client):
    idea = IdeaFactory(title="Bank am Teich")
    answer = api.put(f"/ideas/{idea.pk}/support", GUEST)
    assert (answer.status_code, answer.json()) == (202, {"status": "pending_confirmation"})
    delivery.deliver(OutgoingMail.objects.get().pk)
    token = re.search(r"^\S+/ideas/interests/confirm\?token=(\S+)$", sent.outbox[0].body, re.MULTILINE)[1]
    page = client.get("/ideas/interests/confirm", {"token": token})
    assert (page.status_code, "Diese Idee unterstützen?" in page.content.decode()) == (200, True)
    assert Support.objects.count() == 0
    page = client.post("/ideas/interests/confirm", {"token": token})
    assert "Sie unterstützen diese Idee." in page.content.decode()
    state = {"idea": str(idea.pk), "supports": True, "follows": False}
    assert api.post("/ideas/interests/confirm", {"token": token}).json() == state
    assert api.get(f"/ideas/{idea.pk}").json()["support_count"] == 1


def test_without_app_and_account_one_asks_on_a_page_and_hears_the_same_whoever_one_is(client, settings):
    settings.RATE_LIMITS = True
    idea = IdeaFactory()
    AuthorFactory(email=GUEST["email"])
    for act in ("support", "follow"):
        assert f"/ideas/{idea.pk}/{act}" in client.get(f"/ideas/{idea.pk}").content.decode()
        path = f"/ideas/{idea.pk}/{act}"
        refused = client.post(path, {"email": "keine"})
        assert (client.get(path).status_code, refused.status_code) == (200, 400)
        pages = {client.post(path, {"email": email}).content for email in (GUEST["email"], "neu@example.org")}
        assert (len(pages), "Postfach" in pages.pop().decode()) == (1, True)
        asked = InterestRequest.objects.filter(wish=act).values_list("email", flat=True)
        assert set(asked) == {GUEST["email"], "neu@example.org"}
    statuses = [client.post(f"/ideas/{idea.pk}/support", GUEST).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert client.get(f"/ideas/{IdeaFactory(hidden=True).pk}/support").status_code == 404
    Idea.objects.filter(pk=idea.pk).update(status="done")
    assert client.get(f"/ideas/{idea.pk}/support").status_code == 409
    shown = client.get(f"/ideas/{idea.pk}").content.decode()
    assert [f"/ideas/{idea.pk}/{act}" in shown for act in ("support", "follow")] == [False, True]


def test_what_is_not_possible_is_said_before_any_mail(api):
    idea = IdeaFactory(hidden=True)
    closed = IdeaFactory()
    closed.__class__.objects.filter(pk=closed.pk).update(status="rejected")
    for path, body, status, code in (
        (f"/ideas/{idea.pk}/support", GUEST, 404, "not_found"),
        (f"/ideas/{closed.pk}/support", GUEST, 409, "idea_closed"),
        (f"/ideas/{closed.pk}/follow", {}, 400, "invalid"),
        (f"/ideas/{closed.pk}/follow", {"email": "keine"}, 400, "invalid"),
        (f"/ideas/{closed.pk}/follow", GUEST | {"name": "x"}, 400, "invalid"),
    ):
        answer = api.put(path, body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", [("/me/supports", SupportFactory), ("/me/follows", FollowFactory)])
def test_ones_own_are_listed_and_nobody_elses(api, anna, django_assert_num_queries, kind, count):
    path, make = kind
    mine = [make(person=anna) for _ in range(count)]
    make(person=anna, is_current=False)
    make(person=anna, idea=IdeaFactory(hidden=True))
    make()
    with django_assert_num_queries(2):
        listed = api.get(path).json()["results"]
    expected = {
        str(one.idea.pk): {"reference": one.idea.reference, "title": one.idea.title, "status": "received"}
        for one in mine
    }
    assert {one["idea"].pop("id"): one["idea"] for one in listed} == expected
    assert {one["since"] for one in listed} == {mine[0].since.isoformat()}


def test_a_mail_about_a_followed_idea_ends_it_by_page_by_program_and_by_api(api, client):
    follow = FollowFactory(guest="gerd@example.org")
    token = end_link(follow)
    page = client.get("/ideas/unfollow", {"token": token})
    assert "Dieser Idee nicht mehr folgen?" in page.content.decode()
    assert Follow.objects.get().is_current is True
    moderation.hide(follow.idea.pk, reason="Nennt einen Namen.", by=SYSTEM)
    assert follow.idea.title not in client.get("/ideas/unfollow", {"token": token}).content.decode()
    clicked = client.post(f"/ideas/unfollow?token={token}", {"List-Unsubscribe": "One-Click"})
    assert (clicked.status_code, Follow.objects.get().is_current) == (200, False)
    for _again in range(2):
        assert api.post("/ideas/unfollow", {"token": token}).status_code == 204
    assert "Sie folgen dieser Idee nicht mehr" in client.post("/ideas/unfollow", {"token": token}).content.decode()
    assert api.post("/ideas/unfollow", {"token": "x" * 43}).status_code == 410


def test_signed_in_no_letter_is_counted_and_as_a_guest_each_is(api, anna, settings):
    settings.RATE_LIMITS = True
    idea = IdeaFactory()
    for _ in range(7):
        assert api.put(f"/ideas/{idea.pk}/support").status_code == 204
    api.token = None
    statuses = [api.put(f"/ideas/{idea.pk}/follow", GUEST).status_code for _ in range(6)]
    assert statuses == [202] * 5 + [429]
