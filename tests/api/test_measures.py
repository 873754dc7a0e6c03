"""Measures over HTTP, with the ideas they came from."""

from datetime import date

import pytest

from core.actors import SYSTEM
from core.municipalities.models import Organization
from ideas.services import measures
from tests.client import let_triggers_act
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
    let_triggers_act()
    api.get("/measures/bus")  # the first reader writes the document down
    with django_assert_num_queries(3):
        entry = api.get("/measures/bus").json()
    assert sorted(idea["id"] for idea in entry["ideas"]) == sorted(str(idea.pk) for idea in public)
    assert set(entry["ideas"][0]) == {"id", "title", "status"}


def test_a_measure_tells_how_it_gets_on(api):
    measure = MeasureFactory(
        slug="bus", progress=40, funding_cents=125_000, organization=Organization.objects.get(slug="gemeinde-borsdorf")
    )
    measure.milestones.create(title="Ohne Datum")
    measure.milestones.create(title="Fertig", planned_on=date(2027, 1, 1), planned_precision="year")
    measure.milestones.create(
        title="Baubeginn", planned_on=date(2028, 1, 1), planned_precision="day", reached_on=date(2026, 3, 1)
    )
    listed = api.get("/measures").json()["results"][0]
    measures.save(measure, municipalities=measure.municipalities.all(), news="Es geht los.", by=SYSTEM)
    measure.status = "done"
    measures.save(measure, municipalities=measure.municipalities.all(), by=SYSTEM)
    entry = api.get("/measures/bus").json()
    told = {name: listed[name] for name in ("progress", "funding", "organization")}
    assert told == {
        "progress": 40,
        "funding": {"text": "", "amount_cents": 125_000, "programme": ""},
        "organization": {"slug": "gemeinde-borsdorf", "name": "Gemeinde Borsdorf"},
    }
    assert [(one["title"], one["planned_precision"], one["reached_on"]) for one in listed["milestones"]] == [
        ("Baubeginn", "day", "2026-03-01"), ("Fertig", "year", None), ("Ohne Datum", None, None),
    ]  # fmt: skip
    assert [(one["previous_status"], one["status"], one["text"]) for one in entry["news"]] == [
        ("running", "done", ""), ("running", "running", "Es geht los."),
    ]  # fmt: skip
    MeasureFactory(slug="leer")
    assert api.get("/measures/leer").json()["funding"] is None


def test_a_kept_document_hears_of_its_milestones_and_its_organization(api):
    measure = MeasureFactory(organization=Organization.objects.get(slug="gemeinde-borsdorf"), reaching=["Baubeginn"])
    assert api.get("/measures").json()["results"][0]["milestones"][0]["reached_on"] is None
    measure.milestones.update(reached_on=date(2026, 3, 1))
    Organization.objects.filter(slug="gemeinde-borsdorf").update(name="Borsdorf")
    entry = api.get("/measures").json()["results"][0]
    assert (entry["milestones"][0]["reached_on"], entry["organization"]["name"]) == ("2026-03-01", "Borsdorf")


def test_drafts_do_not_exist(api):
    MeasureFactory(slug="entwurf", publication="draft")
    assert api.get("/measures/entwurf").status_code == 404
