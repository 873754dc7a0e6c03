"""Results over HTTP: what became of the ideas, counted from nothing but what everybody can read."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

import pytest

from core.actors import SYSTEM
from core.municipalities.models import Municipality, Topic
from ideas.models import Idea, IdeaCall, IdeaStatus
from ideas.services import history
from tests.factories.ideas import IdeaCallFactory, IdeaFactory, MeasureFactory, SupportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
DAY = date(2026, 5, 1)


def idea(*steps, waited=None, place="borsdorf", topic="smart-mobility", on=DAY, **fields):
    """One that went through these steps, the first of them after `waited` days."""
    made = IdeaFactory(
        municipality=Municipality.objects.filter(slug=place).first(), topic=Topic.objects.filter(slug=topic).first(),
        submitted_on=on, **fields,
    )  # fmt: skip
    for number, (status, said) in enumerate(steps):
        day = on + timedelta(days=(waited or 0) + number)
        history.append(made, IdeaStatus(status), now=made.updated_at, by=SYSTEM, happened_on=day, **said)
    return made


@pytest.fixture
def many():
    """Ideas of all kinds, and some that nobody may count."""
    call = IdeaCallFactory(slug="busse")
    idea()
    idea(("under_review", {}))
    idea(("under_review", {"answer": "Wir sehen nach."}), ("done", {}), waited=4, call=call, measure=MeasureFactory())
    SupportFactory(idea=idea(("rejected", {"reason": "Zu teuer."}), waited=10, place="brandis", call=call))
    idea(("withdrawn", {}), waited=1, topic=None)
    solved = idea(("done", {}), waited=7, place=None, measure=MeasureFactory(publication="draft"))
    Idea.objects.filter(pk=solved.pk).update(solved="yes")
    idea(("accepted", {}), waited=500, date_precision="month", on=date(2020, 1, 1))
    for hidden in ({"hidden": True}, {"waiting": True}, {"pending": True}):
        idea(place="machern", call=call, **hidden)
    return call


def results(api, path="/results", **query):
    response = api.get(path, **query)
    assert response.status_code == 200, response.content
    return response.json()


def test_what_is_counted(api, many):
    found = results(api)
    plain = {
        name: found[name] for name in ("ideas", "answered", "median_days_to_first_answer", "with_measure", "solved")
    }
    assert plain == {
        "ideas": 7, "answered": 4, "median_days_to_first_answer": 7.0, "with_measure": 1, "solved": {"yes": 1, "no": 0},
    }  # fmt: skip
    assert {one["status"]: one["ideas"] for one in found["statuses"]} == dict.fromkeys(IdeaStatus.values, 0) | {
        "received": 1, "under_review": 1, "accepted": 1, "done": 2, "rejected": 1, "withdrawn": 1,
    }  # fmt: skip
    assert found["topics"] == [
        {"topic": "smart-mobility", "ideas": 6, "answered": 4, "done": 2},
        {"topic": None, "ideas": 1, "answered": 0, "done": 0},
    ]
    assert found["municipalities"] == [
        {"municipality": "borsdorf", "ideas": 5, "answered": 2, "done": 1},
        {"municipality": "brandis", "ideas": 1, "answered": 1, "done": 0},
        {"municipality": None, "ideas": 1, "answered": 1, "done": 1},
    ]


def test_each_number_can_be_counted_again_from_what_is_public(api, many):
    ideas, found = api.get("/ideas", page_size=100).json()["results"], results(api)
    waits = []
    for one in ideas:
        _receipt, *steps = api.get(f"/ideas/{one['id']}/history").json()["results"]
        said = [
            step
            for step in steps
            if step["answer"] or step["reason"] or step["status"] not in {"under_review", "withdrawn"}
        ]
        one["answered"], one["done"] = bool(said), one["status"] == "done"
        if said and {one["date_precision"], said[0]["date_precision"]} == {"day"}:
            waits.append((date.fromisoformat(said[0]["on"]) - date.fromisoformat(one["submitted_on"])).days)
    for name in ("topic", "municipality"):
        listed = {row[name]: row["ideas"] for row in found["topics" if name == "topic" else "municipalities"]}
        assert listed == Counter(one[name] for one in ideas)
    assert found["answered"] == sum(one["answered"] for one in ideas)
    assert found["median_days_to_first_answer"] == median(waits)
    assert found["supports"] == sum(one["support_count"] for one in ideas)
    assert found["with_measure"] == sum(one["measure"] is not None for one in ideas)
    assert found["solved"] == {word: sum(one["solved"] == word for one in ideas) for word in ("yes", "no")}


def test_of_one_call_one_place_one_time(api, many):
    cases = [
        ("/idea-calls/busse/results", {}, 2),
        ("/idea-calls/busse/results", {"municipality": "brandis"}, 1),
        ("/results", {"municipality": "brandis"}, 2),
        ("/results", {"submitted_before": "2020-12-31"}, 1),
        ("/results", {"submitted_after": "2026-05-01"}, 6),
        ("/results", {"submitted_after": "2026-05-02"}, 0),
    ]
    for path, query, count in cases:
        assert (path, query, results(api, path, **query)["ideas"]) == (path, query, count)
    nothing = results(api, submitted_after="2026-05-02")
    assert (nothing["median_days_to_first_answer"], nothing["topics"], nothing["supports"]) == (None, [], 0)


@pytest.mark.parametrize("query", ["municipality=leipzig", "submitted_after=gestern", "q=bank", "page_size=5"])
def test_unknown_parameters_and_values_are_refused(api, query):
    assert api.get(f"/results?{query}").status_code == 400


def test_calls_that_are_not_public_have_no_results(api, many):
    path = "/idea-calls/busse/results"
    etag = api.get(path)["ETag"]
    assert api.get(path, headers={"If-None-Match": etag}).status_code == 304
    IdeaCall.objects.update(publication="withdrawn")
    assert (api.get(path).status_code, api.get(path, headers={"If-None-Match": etag}).status_code) == (404, 404)
    assert api.get("/idea-calls/nirgends/results").status_code == 404


def test_an_answer_is_counted_by_the_very_next_read(api):
    one = idea()
    before = api.get("/results")
    assert before.json()["answered"] == 0
    history.append(one, IdeaStatus.REJECTED, now=one.updated_at, by=SYSTEM, happened_on=DAY, reason="Zu teuer.")
    after = api.get("/results", headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["answered"]) == (200, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(api, django_assert_num_queries, count):
    for place in ("borsdorf", "brandis", "machern")[:count]:
        idea(("done", {}), place=place)
    with django_assert_num_queries(4):
        results(api)
