"""Measures over HTTP, with the ideas they came from."""

import pytest

from tests.factories.ideas import IdeaFactory, MeasureFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def slugs(response):
    assert response.status_code == 200, response.content
    return [measure["slug"] for measure in response.json()["results"]]


def test_filters(api):
    MeasureFactory(slug="app", name="Ärzte-App", sort_key="arzte-app", addressed=["borsdorf", "brandis"])
    MeasureFactory(slug="bus", sort_key="bus", status="done")
    MeasureFactory(slug="entwurf", publication="draft")
    cases = [
        ({}, ["app", "bus"]),
        ({"municipality": "brandis"}, ["app"]),
        ({"municipality": "machern"}, []),
        ({"status": "done"}, ["bus"]),
        ({"topic": "smart-mobility"}, ["app", "bus"]),
        ({"topic": "smart-government"}, []),
        ({"q": "aerzte"}, ["app"]),
    ]
    for query, expected in cases:
        assert (query, slugs(api.get("/measures", **query))) == (query, expected)


@pytest.mark.parametrize("query", ["status=public", "municipality=leipzig", "lead=borsdorf", "page_size=x"])
def test_unknown_parameters_and_values_are_refused(api, query):
    assert api.get(f"/measures?{query}").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_a_measure_names_its_public_ideas(api, django_assert_num_queries, count):
    measure = MeasureFactory(slug="bus")
    public = [IdeaFactory(measure=measure) for _ in range(count)]
    IdeaFactory(measure=measure, hidden=True)
    IdeaFactory()
    with django_assert_num_queries(3):
        entry = api.get("/measures/bus").json()
    assert sorted(idea["id"] for idea in entry["ideas"]) == sorted(str(idea.pk) for idea in public)
    assert set(entry["ideas"][0]) == {"id", "title", "status"}


def test_drafts_do_not_exist(api):
    MeasureFactory(slug="entwurf", publication="draft")
    assert api.get("/measures/entwurf").status_code == 404
