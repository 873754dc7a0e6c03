"""The region over HTTP: configuration, municipalities, topics, organizations."""

from datetime import date

import pytest
import time_machine

from core.actors import SYSTEM
from core.legal import documents
from core.legal.models import LegalDocument
from core.municipalities.models import Municipality, Region
from ideas.models import IdeaStatus
from tests.factories.municipalities import OrganizationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ROUTES = ("/config", "/municipalities", "/municipalities/borsdorf", "/topics", "/organizations")


def names(response, member="name"):
    assert response.status_code == 200, response.content
    return [item[member] for item in response.json()["results"]]


def test_the_configuration_names_the_region_and_what_an_app_needs(api):
    body = api.get("/config").json()
    assert set(body) == {
        "region", "languages", "minimum_app_version", "labels", "explanations", "legal_documents",
        "application_server_key",
    }  # fmt: skip
    assert body["region"]["slug"] == "partheland"
    assert (body["languages"], body["minimum_app_version"]) == (["de", "en"], "1.0.0")


@time_machine.travel("2026-11-30T12:00:00+01:00", tick=False)
def test_the_configuration_says_which_legal_documents_hold_where(api, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert api.get("/config").json()["legal_documents"] == []
    for slug, day in ((None, 30), ("borsdorf", 30), ("brandis", None)):
        municipality = Municipality.objects.get(slug=slug) if slug else None
        held = {"valid_from": date(2026, 11, day)} if day else {}
        document = LegalDocument(kind="imprint", municipality=municipality, text_de="Wer wir sind", **held)
        documents.save(document, by=SYSTEM)
    with django_assert_num_queries(3):
        found = api.get("/config").json()["legal_documents"]
    assert [(one["municipality"], one["is_of_region"]) for one in found] == [
        (None, True), ("belgershain", True), ("borsdorf", False), ("brandis", True), ("grosspoesna", True),
        ("machern", True), ("naunhof", True), ("parthenstein", True),
    ]  # fmt: skip
    assert found[2] == {
        "kind": "imprint", "municipality": "borsdorf", "is_of_region": False, "version": 1, "valid_from": "2026-11-30",
        "languages": ["de"], "url": "https://api.partheland.example/legal/imprint/borsdorf",
    }  # fmt: skip


def test_every_code_has_a_label_in_both_languages(api):
    labels = api.get("/config").json()["labels"]
    assert labels["availability"]["full"] == {"de": "Ausgebucht", "en": "Full"}
    assert set(labels["idea_status"]) == set(IdeaStatus.values)
    for codes in labels.values():
        for words in codes.values():
            assert set(words) == {"de", "en"}
            assert all(words.values())


def test_who_sees_what_is_said_before_an_idea_is_handed_in(api):
    told = api.get("/config").json()["explanations"]
    assert set(told) == {"idea_display", "handing_in", "newsletter"}
    assert set(told["idea_display"]) == {"name", "pseudonym", "anonymous"}
    assert told["idea_display"]["pseudonym"] == {
        "de": "Alle sehen den Namen, den Sie wählen, nicht Ihren eigenen.",
        "en": "Everybody sees the name that you choose, not your own.",
    }
    assert "E-Mail-Adresse" in told["handing_in"]["office"]["de"]


def test_labels_do_not_follow_the_language_of_the_caller(api):
    answers = {api.get("/config", headers={"Accept-Language": language}).content for language in ("de", "en", "fr")}
    assert len(answers) == 1


def test_without_a_region_there_is_no_configuration(api):
    Region.objects.all().delete()
    assert api.get("/config").status_code == 404


def test_municipalities_come_by_name_with_their_districts(api):
    response = api.get("/municipalities")
    assert names(response) == [
        "Belgershain", "Borsdorf", "Brandis", "Großpösna", "Machern", "Naunhof", "Parthenstein",
    ]  # fmt: skip
    borsdorf = response.json()["results"][1]
    assert [one["name"] for one in borsdorf["districts"]] == ["Borsdorf", "Cunnersdorf", "Panitzsch", "Zweenfurth"]


def test_one_municipality_has_the_same_document_as_in_the_list(api):
    listed = {one["slug"]: one for one in api.get("/municipalities").json()["results"]}
    assert api.get("/municipalities/grosspoesna").json() == listed["grosspoesna"]
    assert api.get("/municipalities/leipzig").status_code == 404


def test_topics_come_in_their_official_order_in_both_languages(api):
    response = api.get("/topics")
    assert names(response, "slug")[0] == "smart-government"
    assert response.json()["results"][0]["label"] == {
        "de": "Verwaltung und Beteiligung", "en": "Government and participation",
    }  # fmt: skip


def test_organizations_come_in_german_alphabetical_order_without_their_addresses(api):
    for name in ("Zuckerbäcker", "Ölmühle", "Obstgarten"):
        OrganizationFactory(name=name, email="post@example.org")
    response = api.get("/organizations", page_size=100)
    found = names(response)
    assert [name for name in found if name in {"Zuckerbäcker", "Ölmühle", "Obstgarten"}] == [
        "Obstgarten", "Ölmühle", "Zuckerbäcker",
    ]  # fmt: skip
    assert b"post@example.org" not in response.content


def test_lists_are_paged(api):
    first = api.get("/municipalities", page_size=3).json()
    assert len(first["results"]) == 3
    following = api.get("/municipalities?" + first["next"].partition("?")[2])
    assert names(following) == ["Großpösna", "Machern", "Naunhof"]


@pytest.mark.parametrize("route", ROUTES)
def test_what_is_public_is_the_same_for_everyone_and_may_be_kept(api, route):
    plain = api.get(route)
    other = api.get(route, headers={"Accept-Language": "en", "Accept": "text/html"}, token="not-a-token")
    assert other.content == plain.content
    assert plain.headers["Cache-Control"] == "public, no-cache"
    assert plain.headers["Content-Type"] == "application/json"
    assert not {"Vary", "Content-Language", "Set-Cookie", "Allow"} & set(plain.headers)


@pytest.mark.parametrize("route", ROUTES)
def test_unknown_parameters_are_refused(api, route):
    assert api.get(route, colour="red").json()["errors"][0]["pointer"] == "colour"


def test_head_answers_like_get_without_a_body(api):
    response = api.client.head("/api/v1/topics")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Length"] == str(len(api.get("/topics").content))
