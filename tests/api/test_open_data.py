"""Ideas as open data: GeoJSON and CSV with the list's filters and a licence, harmless, and without anybody's name."""

import csv
import io
from datetime import date

import pytest

from api import open_data
from api.v1.ideas.open_data import OpenIdea
from core.actors import SYSTEM
from core.municipalities.models import Municipality, Region
from ideas.models import IdeaStatus
from ideas.services import answers
from tests.factories.ideas import CommentFactory, IdeaCallFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ZERO = "https://www.govdata.de/dl-de/zero-2-0"
FILES = ("/ideas.geojson", "/ideas.csv")


def rows(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8; header=present")
    return list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))


def features(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/geo+json")
    return answer.json()["features"]


def answered():
    idea = IdeaFactory(
        title="Bank", call=IdeaCallFactory(slug="ruf"), municipality=Municipality.objects.get(slug="borsdorf"),
        latitude=51.35, longitude=12.54, submitted_on=date(2026, 3, 1), support_count=4,
    )  # fmt: skip
    CommentFactory(idea=idea)
    answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM, answer="Wir prüfen.")
    return idea


def test_an_idea_on_the_map(api):
    idea = answered()
    IdeaFactory(title="Ohne Punkt")
    known = api.get(f"/ideas/{idea.pk}").json()
    chosen = OpenIdea.Meta.fields  # whatever else a document comes to tell
    answer = api.get("/ideas.geojson")
    (feature,) = features(answer)
    assert not {"author_name", "photos", "location"} & set(chosen)
    assert feature == {
        "type": "Feature", "id": str(idea.pk), "geometry": {"type": "Point", "coordinates": [12.54, 51.35]},
        "properties": {name: known[name] for name in chosen},
    }  # fmt: skip
    assert {name: value for name, value in answer.json().items() if name != "features"} == {
        "type": "FeatureCollection", "licence": {"name": "Datenlizenz Deutschland – Zero – Version 2.0", "url": ZERO},
        "bbox": [12.54, 51.35, 12.54, 51.35],
    }  # fmt: skip
    IdeaFactory(latitude=51.2, longitude=12.7)
    assert api.get("/ideas.geojson").json()["bbox"] == [12.54, 51.2, 12.7, 51.35]


def test_without_points_there_is_no_box(api):
    IdeaFactory()
    assert "bbox" not in api.get("/ideas.geojson").json()
    assert features(api.get("/ideas.geojson")) == []


def test_an_idea_in_the_table(api):
    idea = answered()
    (row,) = rows(api.get("/ideas.csv"))
    assert row == {
        "id": str(idea.pk), "reference": idea.reference, "title": "Bank", "text": "Zum Ausruhen.",
        "municipality": "borsdorf", "topic": "", "call": "ruf", "measure": "", "latitude": "51.35",
        "longitude": "12.54", "status": "under_review", "duplicate_of": "", "support_count": "4", "comment_count": "1",
        "answer": "Wir prüfen.", "answered_on": row["answered_on"], "submitted_on": "2026-03-01",
        "date_precision": "day", "origin": "", "source_url": "", "licence": ZERO,
    }  # fmt: skip
    assert api.get("/ideas.csv")["Content-Disposition"] == 'attachment; filename="ideen.csv"'


@pytest.mark.parametrize("path", FILES)
def test_the_licence_stands_in_the_header_and_comes_from_the_region(api, path):
    first = api.get(path)
    assert first["Link"] == f'<{ZERO}>; rel="license"'
    assert api.get("/config").json()["region"]["licence"]["url"] == ZERO
    Region.objects.update(licence_name="", licence_url="")
    answer = api.get(path, headers={"If-None-Match": first["ETag"]})
    assert "Link" not in answer.headers
    assert answer.status_code == (200 if path.endswith("geojson") else 304)  # a table without rows names no licence


def test_what_spreadsheets_take_for_a_formula_is_text(api):
    texts = ["=1+1", "+49 341", "-2 Bäume", "@alle", "\tEin Tab", 'Sagt "ja", und; dann\r\nnoch eine Zeile']
    for text in texts:
        IdeaFactory(title=text.strip() or text, text=text, origin="=HYPERLINK(A1)", latitude=-51.5, longitude=-0.1)
    read = rows(api.get("/ideas.csv"))
    assert sorted(row["text"] for row in read) == sorted([*(f"'{text}" for text in texts[:5]), texts[5]])
    assert {(row["origin"], row["latitude"], row["longitude"]) for row in read} == {
        ("'=HYPERLINK(A1)", "-51.5", "-0.1")
    }


@pytest.mark.parametrize("path", FILES)
def test_nobody_is_named_and_nothing_hidden_told(api, path):
    IdeaFactory(title="Offen", author_name="Gisela Gast", latitude=51, longitude=12)
    for trait in ("pending", "waiting", "hidden"):
        IdeaFactory(title="Geheim", latitude=51, longitude=12, **{trait: True})
    said = api.get(path).content.decode()
    assert said.count("Offen") == 1
    for secret in ("Geheim", "Gisela", "Gast", "example.org"):
        assert secret not in said


@pytest.mark.parametrize("path", FILES)
def test_the_filters_of_the_list(api, path):
    borsdorf = Municipality.objects.get(slug="borsdorf")
    for day, title, place in ((3, "Radweg", borsdorf), (2, "Bank", None), (1, "Brücke", None)):
        IdeaFactory(title=title, text="Bitte.", municipality=place, latitude=51 + day / 100, longitude=12.5,
                    submitted_on=date(2026, 5, day))  # fmt: skip

    def found(**query):
        answer = api.get(path, **query)
        if path.endswith("csv"):
            return [row["title"] for row in rows(answer)]
        return [feature["properties"]["title"] for feature in features(answer)]

    assert found() == ["Radweg", "Bank", "Brücke"]
    assert found(q="Brucke") == ["Brücke"]
    assert found(municipality="borsdorf", submitted_after="2026-05-02") == ["Radweg", "Bank"]
    assert found(near="51.01,12.5", radius="100") == ["Brücke"]
    for query in ({"order": "newest"}, {"page_size": "5"}, {"municipality": "leipzig"}):
        assert api.get(path, **query).status_code == 400


@pytest.mark.parametrize("path", FILES)
def test_it_is_the_same_for_all_and_told_anew_only_when_it_changed(api, path, django_assert_num_queries):
    IdeaFactory(latitude=51, longitude=12)
    first = api.get(path)
    assert (first["Cache-Control"], first.content) == (
        "public, no-cache", api.get(path, headers={"Accept-Language": "en"}).content,
    )  # fmt: skip
    with django_assert_num_queries(2):  # the versions
        assert api.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    idea = IdeaFactory(latitude=51, longitude=12)
    second = api.get(path, headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, str(idea.pk) in second.content.decode()) == (200, True)


@pytest.mark.parametrize("path", FILES)
def test_it_costs_the_same_for_one_and_for_three(api, path, django_assert_num_queries):
    for size in (1, 2):
        IdeaFactory.create_batch(size, latitude=51, longitude=12)
        api.get(path, topic="smart-mobility")
        api.get("/ideas")  # the first reader after a change renders
        with django_assert_num_queries(3):  # the versions, the ideas
            api.get(path)


@pytest.mark.parametrize("path", FILES)
def test_a_large_file_is_written_to_disk_and_sent_from_there(api, path, monkeypatch):
    IdeaFactory.create_batch(5, latitude=51, longitude=12)
    small = api.get(path)
    monkeypatch.setattr(open_data, "SMALL", 100)
    monkeypatch.setattr(open_data, "AT_ONCE", 2)
    open_data.PAGES.clear()
    for _ in range(2):
        answer = api.client.get(f"/api/v1{path}")
        assert (answer.streaming, b"".join(answer.streaming_content)) == (True, small.content)
        assert [answer[name] for name in ("ETag", "Link", "Content-Type", "Content-Length")] == [
            small["ETag"], small["Link"], small["Content-Type"], str(len(small.content)),
        ]  # fmt: skip
    assert api.get(path, headers={"If-None-Match": small["ETag"]}).status_code == 304
