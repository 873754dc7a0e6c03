"""The OpenAPI document: complete, honest about errors, served with its two readers from our own host."""

import re
import uuid

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve

from core import region as regions
from core.errors import Refusal
from tests.client import openapi
from tests.factories.accounts import PersonFactory, signed_in

OPERATIONS = [
    pytest.param(path, method, operation, id=operation["operationId"])
    for path, methods in openapi()["paths"].items()
    for method, operation in methods.items()
]


def routes(patterns, prefix=""):
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)
        else:
            yield from routes(one.url_patterns, route)


def test_every_route_of_version_1_is_documented_and_no_other():
    known = {f"/{route}" for route in routes(get_resolver().url_patterns) if route.startswith("api/v1/")}
    assert set(openapi()["paths"]) == known


@pytest.mark.django_db
@pytest.mark.usefixtures("region")
def test_examples_run_as_they_stand_on_a_new_installation(api):
    """But for those that need an id, which is another one at each installation."""
    regions.load(settings.REGION_DIR, demo=True)
    read = []
    for path, methods in openapi()["paths"].items():
        operation = methods.get("get", {"security": True})
        given = [one for one in operation.get("parameters", []) if "example" in one]
        names = {one["name"]: one["example"] for one in given if one["in"] == "path"}
        if operation.get("security") or not set(re.findall(r"\{(\w+)\}", path)) <= set(names):
            continue
        query = {one["name"]: one["example"] for one in given if one["in"] == "query"}
        address = path.removeprefix("/api/v1").format(**names)
        read.append((address, api.get(address, **query).status_code))
    assert [one for one in read if one[1] != 200] == []
    assert len(read) == 26
    token = signed_in(PersonFactory()).access
    examples = openapi()["paths"]["/api/v1/ideas"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert api.post("/ideas", examples["guest"]["value"]).status_code == 202
    assert api.post("/ideas", examples["signed_in"]["value"], token=token).status_code == 201


def test_ids_in_addresses_are_read_in_capitals_too():
    """As Swift writes them."""
    known = uuid.UUID("01a22db5-3bd1-7631-b7ac-5e283344be1f")
    paths = [path for path in openapi()["paths"] if re.search(r"\{(?!external)\w+_id\}", path)]
    assert len(paths) == 25
    for path in paths:
        match = resolve(re.sub(r"\{\w+\}", str(known).upper(), path))
        assert set(match.kwargs.values()) == {known}, path


def test_the_document_is_of_openapi_3_1_and_uses_its_way_to_say_null():
    assert openapi()["openapi"] == "3.1.1"
    assert "nullable" not in str(openapi())


def test_operation_ids_are_unique_and_speak():
    ids = [operation["operationId"] for methods in openapi()["paths"].values() for operation in methods.values()]
    assert len(set(ids)) == len(ids)
    assert [one for one in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", one)] == []


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS)
def test_each_operation_has_a_tag_and_its_problems(path, method, operation):
    (tag,) = operation["tags"]
    assert tag in {one["name"] for one in openapi()["tags"]}
    responses = operation["responses"]
    assert {"400", "429", "500"} <= set(responses)
    if "requestBody" in operation:
        assert {"413", "415"} <= set(responses)
    if "{" in path:
        assert "404" in responses
    if operation.get("security"):
        assert "401" in responses
    for status, response in responses.items():
        if status >= "400":
            assert list(response["content"]) == ["application/problem+json"]
            codes = re.findall(r"`([a-z_]+)`", response["description"])
            assert codes
            assert set(codes) <= set(Refusal.registry)


def test_lists_of_values_are_documented_as_they_are_written():
    parameters = {one["name"]: one for one in openapi()["paths"]["/api/v1/events"]["get"]["parameters"]}
    municipality, starts_after = parameters["municipality"], parameters["starts_after"]
    assert (municipality["schema"]["type"], municipality["style"], municipality["explode"]) == ("array", "form", False)
    assert starts_after["schema"] == {"type": "string", "format": "date-time", "maxLength": 40}
    size = {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20}
    assert parameters["page_size"]["schema"] == size


def test_the_served_document_is_the_committed_one():
    as_yaml, as_json = Client().get("/api/schema"), Client().get("/api/schema", {"format": "json"})
    assert as_yaml.content == (settings.BASE_DIR / "openapi.yaml").read_bytes()
    assert yaml.safe_load(as_yaml.content) == as_json.json()
    assert Client(headers={"If-None-Match": as_yaml.headers["ETag"]}).get("/api/schema").status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/schema", "/api/docs", "/api/redoc"])
def test_the_document_and_its_readers_are_served(path):
    assert Client().get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/docs", "/api/redoc"])
def test_the_readers_load_nothing_from_other_hosts_and_run_no_inline_script(path):
    response = Client().get(path)
    text = response.content.decode()
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//[^\"']+", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert '<html lang="en">' in text


def test_redoc_loads_no_logo_from_another_host():
    script = Client().get("/api/redoc.js")
    assert (script.status_code, len(script.content) > 500_000, b"cdn.redoc" in script.content) == (200, True, False)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/schema", "/api/docs", "/api/redoc", "/api/redoc.js"])
def test_what_is_only_read_says_so_to_every_method(path):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    asked = client.options(path)
    assert (asked.status_code < 300, asked.content) == (True, b"")
    for method in (client.post, client.put, client.delete):
        refused = method(path)
        assert (refused.status_code, refused.headers["Content-Type"]) == (405, "application/problem+json")
        assert refused.headers["Allow"] == asked.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/schema", "/api/docs", "/api/redoc"])
def test_a_new_version_of_the_document_is_seen_at_once(path):
    assert Client().get(path).headers["Cache-Control"] == "public, no-cache"
