"""The orders of the list of ideas: by support, by discussion, and by chance, which is the same for all on one day."""

import uuid
from datetime import date, datetime, timedelta
from itertools import chain
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection

from api import rotation
from core.actors import clerk
from core.municipalities.models import Municipality
from ideas.models import Comment, CommentVisibility, Idea
from ideas.services import comment_moderation, comment_privacy, comments, discussions
from ideas.tasks import recount_comments
from tests.factories.ideas import AuthorFactory, CommentFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = datetime(2026, 12, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))
ORDERS = ("newest", "most_supported", "most_discussed", "random")


def counts_of(*ideas):
    return [Idea.objects.values_list("comment_count", flat=True).get(pk=idea.pk) for idea in ideas]


def titles(answer):
    assert answer.status_code == 200, answer.content
    return [idea["title"] for idea in answer.json()["results"]]


def following(api, answer, towards="next"):
    address = answer.json()[towards]
    return address and api.get("/ideas", **dict(parse_qsl(urlsplit(address).query)))


def walk(api, towards="next", answer=None, **query):
    """The titles of each page."""
    answer = answer or api.get("/ideas", **query)
    while answer:
        yield titles(answer)
        last, answer = answer, following(api, answer, towards)
    assert towards in last.json()


def joined(pages):
    return list(chain.from_iterable(pages))


def some():
    """Seven ideas of several days; what counts says the title."""
    for number, (support, discussed, days) in enumerate(
        [(3, 0, 0), (3, 1, 1), (0, 5, 2), (9, 0, 3), (0, 0, 3), (1, 1, 9), (3, 2, 9)]
    ):
        IdeaFactory(
            title=f"{number}: {support} {discussed} {days}", support_count=support, comment_count=discussed,
            submitted_on=date(2026, 11, 30) - timedelta(days=days),
        )  # fmt: skip


def test_the_most_supported_and_the_most_discussed_come_first_equal_ones_the_newest(api):
    some()
    assert titles(api.get("/ideas", order="most_supported"))[:5] == [
        "3: 9 0 3", "0: 3 0 0", "1: 3 1 1", "6: 3 2 9", "5: 1 1 9",
    ]  # fmt: skip
    assert titles(api.get("/ideas", order="most_discussed"))[:4] == ["2: 0 5 2", "6: 3 2 9", "1: 3 1 1", "5: 1 1 9"]
    assert titles(api.get("/ideas", order="newest")) == titles(api.get("/ideas"))


@pytest.mark.parametrize("order", ORDERS)
def test_pages_of_each_order_tell_each_idea_once_forwards_and_backwards(api, order):
    some()
    everything = titles(api.get("/ideas", order=order))
    pages = list(walk(api, order=order, page_size=2))
    assert (joined(pages), [len(page) for page in pages]) == (everything, [2, 2, 2, 1])
    last = api.get("/ideas", order=order, page_size=3)
    for _ in range(2):
        last = following(api, last)
    back = list(walk(api, "previous", last))
    assert joined(reversed(back)) == everything


def test_chance_is_the_same_for_all_on_one_day_and_another_on_the_next(api):
    for number in range(30):
        IdeaFactory(title=str(number))
    first = []
    for day in range(12):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            assert titles(api.get("/ideas", order="random")) == titles(api.get("/ideas", order="random"))
            everything = joined(walk(api, order="random", page_size=7))
            assert sorted(everything) == sorted(map(str, range(30)))
            first.append(everything[0])
    assert len(set(first)) > 2  # gaps of the circle differ, so the same one may come first on several days


def test_who_reads_past_midnight_reads_the_same_circle_to_its_end(api):
    some()
    evening = NOON.replace(hour=23, minute=59)
    with time_machine.travel(evening, tick=False):
        everything = titles(api.get("/ideas", order="random"))
        page = api.get("/ideas", order="random", page_size=2)
    with time_machine.travel(evening + timedelta(minutes=2), tick=False):
        rest = joined(walk(api, answer=following(api, page)))
        assert titles(page) + rest == everything
        assert uuid.UUID(api.get("/ideas", order="random").json()["results"][0]["id"]) == first_of(date(2026, 12, 2))


def first_of(day):
    behind = Idea.objects.filter(pk__gte=rotation.beginning_of(day)).order_by("pk").first()
    return (behind or Idea.objects.order_by("pk").first()).pk


def test_an_order_goes_with_filters_and_with_a_search(api):
    borsdorf = Municipality.objects.get(slug="borsdorf")
    for title, support, place in (("Bank eins", 1, borsdorf), ("Bank zwei", 2, None), ("Radweg", 3, borsdorf)):
        IdeaFactory(title=title, text="Bitte.", support_count=support, municipality=place)
    IdeaFactory(title="Bank geheim", support_count=9, hidden=True)
    assert titles(api.get("/ideas", order="most_supported", q="Bank")) == ["Bank zwei", "Bank eins"]
    assert titles(api.get("/ideas", order="most_supported", municipality="borsdorf")) == [
        "Radweg", "Bank zwei", "Bank eins",
    ]  # fmt: skip
    assert sorted(titles(api.get("/ideas", order="random", q="Bank", page_size=5))) == ["Bank eins", "Bank zwei"]
    assert joined(walk(api, order="random", municipality="borsdorf", page_size=1)) == titles(
        api.get("/ideas", order="random", municipality="borsdorf")
    )


def test_a_cursor_belongs_to_its_order(api):
    some()
    cursor = dict(parse_qsl(urlsplit(api.get("/ideas", page_size=2).json()["next"]).query))["cursor"]
    for order in ("random", "most_supported"):
        answer = api.get("/ideas", order=order, cursor=cursor)
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_mismatch")
    answer = api.get("/ideas", order="best")
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("order", "unknown_value")]


@pytest.mark.parametrize("order", ORDERS)
def test_each_order_costs_the_same_for_one_and_for_three(api, order, django_assert_num_queries):
    for wanted, size in ((1, 1), (3, 2)):
        IdeaFactory.create_batch(size)
        api.get("/ideas", order=order)  # the first reader after a change renders
        with django_assert_num_queries(1):
            assert len(titles(api.get("/ideas", order=order, page_size=100 - size))) == wanted


@pytest.mark.parametrize("order", ORDERS[1:])
def test_a_page_is_a_range_of_an_index(api, order):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    some()
    seen = []
    connection.execute_wrappers.append(lambda execute, sql, *rest: seen.append(sql) or execute(sql, *rest))
    try:
        api.get("/ideas", order=order, page_size=3)
    finally:
        connection.execute_wrappers.pop()
    (sql,) = [sql for sql in seen if "changes_change" in sql and "ideas_idea" in sql and "ORDER BY" in sql][:1]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + sql)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    index = {"random": "ideas_idea_pkey"}.get(order, f"ideas_idea_{order}")
    assert (f"using {index}" in plan, "Sort" in plan) == (True, False)


def test_public_comments_are_counted_whatever_becomes_of_them(api):
    idea, other = IdeaFactory(), IdeaFactory()
    moderator = clerk(AuthorFactory(is_superuser=True))
    shown, own = CommentFactory(idea=idea), CommentFactory(idea=idea, by_person=True)
    CommentFactory(idea=idea, hidden=True)
    waiting = CommentFactory(idea=idea, waiting=True)
    seen = [counts_of(idea, other)]
    comment_moderation.approve(waiting.pk, by=moderator)
    seen.append(counts_of(idea, other))
    comment_moderation.hide(shown.pk, reason="Grund", by=moderator)
    seen.append(counts_of(idea, other))
    comments.withdraw(own.pk, by=clerk(own.author))
    seen.append(counts_of(idea, other))
    Comment.objects.filter(pk=waiting.pk).update(idea=other)
    seen.append(counts_of(idea, other))
    comment_privacy.delete([waiting.pk])
    seen.append(counts_of(idea, other))
    assert seen == [[2, 0], [3, 0], [2, 0], [1, 0], [0, 1], [0, 0]]
    assert api.get(f"/ideas/{idea.pk}").json()["comment_count"] == 0
    CommentFactory(idea=idea, visibility=CommentVisibility.PUBLIC)
    assert [one["comment_count"] for one in api.get("/ideas", order="most_discussed").json()["results"]] == [1, 0]


def test_at_night_a_wrong_count_is_set_right_and_a_right_one_left_alone():
    wrong, right = CommentFactory().idea, CommentFactory().idea
    Idea.objects.filter(pk=wrong.pk).update(comment_count=7)
    assert (discussions.recount(), discussions.recount()) == (1, 0)
    assert counts_of(wrong, right) == [1, 1]
    Idea.objects.filter(pk=wrong.pk).update(comment_count=0)
    recount_comments()
    assert counts_of(wrong, right) == [1, 1]
