"""An anonymous author stays so: the obvious joins of all that is public with what the same person has signed."""

import base64
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.actors import SYSTEM
from core.privacy import rights, runs
from ideas import tasks
from ideas.models import Comment, Idea, IdeaStatus
from ideas.services import answers
from ideas.services import privacy as ours
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

ADDRESS = "anna.autorin@example.org"
LISTS = (
    "/ideas", "/ideas?order=most_supported", "/ideas?order=most_discussed", "/ideas?order=random", "/ideas?q=Idee",
    "/ideas/similar?q=Idee", "/ideas.geojson", "/ideas.csv", "/sync",
)  # fmt: skip
# A moment of the day, whatever stands before it: dates alone are public.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d|\d\d:\d\d:\d\d|\b1[6-9]\d{8}\b")


@pytest.fixture
def anna(region):
    """Wrote an idea and a comment without a name, and the same minute others with it; strangers wrote in between."""
    author = AuthorFactory(display_name="Anna Autorin", email=ADDRESS)
    mine = {"author": author, "email": ""}
    nameless = {"display": "anonymous", "author_name": "", **mine}
    place = {"latitude": 51.3, "longitude": 12.5}
    author.hidden = IdeaFactory(title="Geheime Idee", **nameless, **place)
    author.signed = IdeaFactory(title="Offene Idee", author_name="Anna Autorin", **mine, **place)
    author.other = IdeaFactory(title="Fremde Idee", **place)
    answers.change_status(author.hidden.pk, IdeaStatus.ACCEPTED, by=SYSTEM, answer="Danke.")
    author.hidden_comment = CommentFactory(idea=author.other, **nameless)
    author.signed_comment = CommentFactory(idea=author.other, author_name="Anna Autorin", **mine)
    author.about = CommentFactory(idea=author.hidden, author_name="Anna Autorin", **mine)
    return author


def changed(api, cursor):
    """What copies hear since the cursor, in its order, and the cursor then."""
    found, has_more = [], True
    while has_more:
        body = api.get("/sync", **({"cursor": cursor} if cursor else {})).json()
        found += [change["id"] for change in body["changes"]]
        cursor, has_more = body["cursor"], body["has_more"]
    return found, cursor


def test_no_public_byte_names_the_author_or_tells_a_moment(api, anna):
    pages = [f"/ideas/{anna.hidden.pk}", f"/ideas/{anna.hidden.pk}/history", f"/ideas/{anna.other.pk}/comments", *LISTS]
    for path in pages:
        said = api.get(path).content.decode()
        for secret in (ADDRESS, str(anna.pk), anna.hidden.created_at.isoformat()):
            assert (path, secret in said) == (path, False)
    everything = (
        json.loads(api.get("/ideas").content)["results"] + api.get(f"/ideas/{anna.other.pk}/comments").json()["results"]
    )
    for one in everything:
        if one["id"] in {str(anna.hidden.pk), str(anna.hidden_comment.pk)}:
            assert (one["author_name"], MOMENT.findall(json.dumps(one))) == (None, [])
    assert MOMENT.findall(api.get(f"/ideas/{anna.hidden.pk}/history").content.decode()) == []
    page = Client().get(f"/ideas/{anna.hidden.pk}")
    assert (page.status_code, "Anna" in page.content.decode()) == (200, False)
    assert [name for name in page.headers if name.lower() in {"last-modified", "date", "age"}] == []
    for path in ("/ideas.geojson", "/ideas.csv"):
        assert "Anna" not in api.get(path).content.decode()


def test_ids_and_numbers_are_random(anna):
    written = [*Idea.objects.all(), *Comment.objects.all()]
    assert {one.pk.version for one in written} == {4}
    numbers = [idea.reference for idea in Idea.objects.all()]
    assert len({number[:2] for number in numbers}) > 1


def test_lists_of_one_day_stand_in_the_order_of_their_random_ids_not_of_their_making(api, anna):
    made = [anna.hidden, anna.signed, anna.other, *(IdeaFactory() for _ in range(5))]
    for order, reverse in (("newest", True), ("most_supported", True), ("random", False)):
        listed = [uuid.UUID(one["id"]) for one in api.get("/ideas", order=order).json()["results"]]
        ordered = sorted((idea.pk for idea in made), reverse=reverse)
        turned = [ordered[place:] + ordered[:place] for place in range(len(ordered))]
        assert (order, listed in (turned if order == "random" else [ordered])) == (order, True)
    table = [line.split(",")[0] for line in api.get("/ideas.csv").content.decode().split("\r\n")[1:-1]]
    assert table == [str(idea.pk) for idea in sorted(made, key=lambda idea: idea.pk, reverse=True)]


def test_a_cursor_holds_days_counts_and_random_ids_only(api, anna):
    for order in ("newest", "most_supported", "most_discussed", "random"):
        cursor = api.get("/ideas", order=order, page_size=1).json()["next"].rpartition("cursor=")[2].partition(".")[0]
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        assert MOMENT.findall(json.dumps(values)) == []
        assert uuid.UUID(values[-1]).version == 4


@pytest.mark.parametrize("what", ["an address is proven", "an address is forgotten", "following ends"])
def test_what_happens_to_all_of_a_person_in_one_moment_is_seen_by_nobody(api, anna, what):
    """Else a reader of /sync would find what is anonymous beside what is signed, both unchanged to the eye."""
    if what == "an address is proven":
        Idea.objects.filter(author=anna).update(author=None, email=ADDRESS)
        Comment.objects.filter(author=anna).update(author=None, email=ADDRESS)
    if what == "an address is forgotten":
        long_ago = timezone.now() - timedelta(days=400)
        Idea.objects.filter(author=anna).update(author=None, email=ADDRESS, status="done", updated_at=long_ago)
        Comment.objects.filter(author=anna).update(author=None, email=ADDRESS, updated_at=long_ago)
    _, cursor = changed(api, None)
    before = api.get("/ideas").content
    if what == "an address is proven":
        assert rights.adopt(anna) == 5
    elif what == "an address is forgotten":
        runs.carry_out(now=timezone.now())
        assert not Idea.objects.filter(email=ADDRESS).exists()
    else:
        Idea.objects.filter(author=anna).update(follow=False)
    assert (changed(api, cursor)[0], api.get("/ideas").content) == ([], before)


@pytest.mark.parametrize("keep", [True, False])
def test_with_the_account_goes_what_was_signed_and_what_was_not_goes_at_another_moment(api, anna, keep):
    _, cursor = changed(api, None)
    before = {path: api.get(path).content for path in (f"/ideas/{anna.hidden.pk}", f"/ideas/{anna.hidden.pk}/history")}
    ids = {str(one.pk) for one in (anna.hidden, anna.hidden_comment)}
    signed = {str(one.pk) for one in (anna.signed, anna.signed_comment, anna.about)}
    rights.erase(anna, keep_contributions=keep, by=SYSTEM)
    assert not Idea.objects.filter(author__isnull=False).exists()
    told, cursor = changed(api, cursor)
    # The idea she commented on counts one comment less; of its own it has not changed.
    assert (signed <= set(told), str(anna.hidden_comment.pk) in told) == (True, False)
    if keep:
        assert (set(told) & ids, {path: api.get(path).content for path in before}) == (set(), before)
    moments = list(
        ProcrastinateJob.objects.filter(task_name__startswith="ideas.").exclude(scheduled_at=None)
        .order_by("scheduled_at").values_list("task_name", "scheduled_at", "args")
    )  # fmt: skip
    assert len({moment for _, moment, _ in moments}) == len(moments) == (1 if keep else 2)
    assert all(timezone.now() <= moment <= timezone.now() + timedelta(days=14) for _, moment, _ in moments)
    for name, _, args in moments * 2:
        {"ideas.erase_idea": tasks.erase_idea, "ideas.strip_idea": tasks.strip_idea,
         "ideas.erase_comment": tasks.erase_comment}[name](**args)  # fmt: skip
    told, _ = changed(api, cursor)
    assert str(anna.hidden.pk) in told
    left = Idea.objects.filter(pk=anna.hidden.pk).values_list("latitude", flat=True)
    assert (list(left), Comment.objects.filter(pk=anna.hidden_comment.pk).exists()) == ([None] if keep else [], keep)
    assert {str(one) for one in Idea.objects.values_list("pk", flat=True)} >= {str(anna.other.pk)}


@pytest.mark.parametrize("keep", [True, False])
def test_a_pseudonym_goes_at_a_moment_of_its_own_and_is_not_joined_to_the_name(api, anna, keep):
    under = {"author": anna, "email": "", "display": "pseudonym", "author_name": "Radlerin"}
    idea, comment = IdeaFactory(**under, latitude=51.3, longitude=12.5), CommentFactory(idea=anna.other, **under)
    _, cursor = changed(api, None)
    rights.erase(anna, keep_contributions=keep, by=SYSTEM)
    told, cursor = changed(api, cursor)
    assert {str(idea.pk), str(comment.pk)} & set(told) == set()
    assert api.get(f"/ideas/{idea.pk}").json()["author_name"] == "Radlerin"
    for _again in range(2):
        (tasks.strip_idea if keep else tasks.erase_idea)(str(idea.pk))
        (tasks.strip_comment if keep else tasks.erase_comment)(str(comment.pk))
    deferred = ProcrastinateJob.objects.filter(args__item_id__in=[str(idea.pk), str(comment.pk)])
    ends = ["strip_comment", "strip_idea"] if keep else ["erase_comment", "erase_idea"]
    assert sorted(deferred.values_list("task_name", flat=True)) == [f"ideas.{one}" for one in ends]
    left = [*Idea.objects.filter(pk=idea.pk), *Comment.objects.filter(pk=comment.pk)]
    assert [(one.display, one.author_name) for one in left] == [("anonymous", "")] * (2 if keep else 0)
    assert {str(idea.pk), str(comment.pk)} <= set(changed(api, cursor)[0])


def test_what_was_never_public_goes_at_once(anna):
    waiting = IdeaFactory(author=anna, email="", display="anonymous", author_name="", waiting=True)
    ours.erase(anna, keep_contributions=False, by=SYSTEM)
    assert not Idea.objects.filter(pk=waiting.pk).exists()
