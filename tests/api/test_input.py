"""What the API takes: strict JSON, strict fields, known parameters. Each refusal names the place."""

import json

import pytest
from django.conf import settings
from django.test import Client

pytestmark = pytest.mark.urls("tests.api.probe")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def post(client, body, media_type="application/json", method="post"):
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return getattr(client, method)("/api/echo", data, content_type=media_type)


def wrong(response):
    """Pointers and codes of what is wrong."""
    assert response.status_code == 400, response.content
    return [(error["pointer"], error["code"]) for error in response.json().get("errors", [])]


def test_a_whole_body_arrives(client):
    body = {
        "name": "  Jürgen ", "text": "eins\r\nzwei", "email": "juergen@example.org", "number": 3, "share": 0.5,
        "flag": False, "kind": "workshop", "key": "0193a2b4-0000-7000-8000-000000000000",
        "moment": "2026-12-05T18:00:00+01:00", "parts": [{"a_b": 1}], "words": ["a"],
    }  # fmt: skip
    response = post(client, body)
    assert response.status_code == 200, response.content
    assert response.json() == {**body, "name": "Jürgen", "text": "eins\nzwei"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "malformed_body"),
        (b"[]", "malformed_body"),
        (b'"text"', "malformed_body"),
        (b"null", "malformed_body"),
        (b'{"name": NaN}', "malformed_body"),
        (b'{"name": -Infinity}', "malformed_body"),
        (b'{"share": 1e999}', "malformed_body"),
        (b'{"number": ' + b"9" * 5000 + b"}", "malformed_body"),
        (b'{"name": "a", "name": "b"}', "malformed_body"),
        (b'{"name": "J\xfcrgen"}', "malformed_body"),
        (b'\xef\xbb\xbf{"name": "a"}', "malformed_body"),
        (b'{"words": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "malformed_body"),
        (b'{"words": ' + b"[" * 30 + b"]" * 30 + b"}", "malformed_body"),
    ],
)
def test_what_is_no_plain_json_object_is_refused(client, body, code):
    response = post(client, body)
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_characters_that_cannot_be_stored_are_named_by_their_place(client):
    assert wrong(post(client, '{"name": "a\\u0000"}')) == [("/name", "invalid_character")]
    assert wrong(post(client, '{"words": ["ok", "\\ud800"]}')) == [("/words/1", "invalid_character")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/name", "required")]),
        ({"name": 5}, [("/name", "invalid")]),
        ({"name": True}, [("/name", "invalid")]),
        ({"name": None}, [("/name", "null")]),
        ({"name": "   "}, [("/name", "blank")]),
        ({"name": "a" * 11}, [("/name", "max_length")]),
        ({"name": "a\nb"}, [("/name", "invalid_character")]),
        ({"name": "a\u2028b"}, [("/name", "invalid_character")]),
        ({"name": "a", "text": "\u0007"}, [("/text", "invalid_character")]),
        ({"name": "a", "number": "3"}, [("/number", "invalid")]),
        ({"name": "a", "number": 3.0}, [("/number", "invalid")]),
        ({"name": "a", "number": True}, [("/number", "invalid")]),
        ({"name": "a", "number": 6}, [("/number", "max_value")]),
        ({"name": "a", "share": "0.5"}, [("/share", "invalid")]),
        ({"name": "a", "flag": "true"}, [("/flag", "invalid")]),
        ({"name": "a", "flag": 1}, [("/flag", "invalid")]),
        ({"name": "a", "kind": "ball"}, [("/kind", "invalid_choice")]),
        ({"name": "a", "kind": ["workshop"]}, [("/kind", "invalid_choice")]),
        ({"name": "a", "key": 7}, [("/key", "invalid")]),
        ({"name": "a", "moment": "2026-12-05T18:00:00"}, [("/moment", "invalid")]),
        ({"name": "a", "moment": "2026-02-30T18:00:00Z"}, [("/moment", "invalid")]),
        ({"name": "a", "moment": "0001-01-01T00:00:00+14:00"}, [("/moment", "invalid")]),
        ({"name": "a", "moment": 1764950400}, [("/moment", "invalid")]),
        ({"name": "a", "parts": [{"a_b": 1}, {"a_b": 10}]}, [("/parts/1/a_b", "max_value")]),
        ({"name": "a", "parts": [{"a_b": 1, "c/d": 1}]}, [("/parts/0/c~1d", "unknown_field")]),
        ({"name": "a", "parts": {}}, [("/parts", "not_a_list")]),
        ({"name": "a", "words": ["ok", "too long"]}, [("/words/1", "max_length")]),
        ({"name": "a", "is_staff": True}, [("/is_staff", "unknown_field")]),
        ({"is_staff": True}, [("/name", "required"), ("/is_staff", "unknown_field")]),
    ],
)
def test_each_wrong_member_is_named(client, body, expected):
    assert wrong(post(client, body)) == expected


@pytest.mark.parametrize(
    "address",
    [
        "erika", "erika@", "erika@example", "a@example.org,b@example.org", "a@example.org\nBcc: b@example.org",
        "Erika <erika@example.org>", f"{'a' * 250}@example.org",
    ],
)  # fmt: skip
def test_what_is_no_single_address_is_refused(client, address):
    assert {pointer for pointer, _code in wrong(post(client, {"name": "a", "email": address}))} == {"/email"}


def test_a_missing_body_is_missing_fields(client):
    assert wrong(client.generic("POST", "/api/echo")) == [("/name", "required")]


def test_a_patch_needs_nothing_and_takes_merge_patch(client):
    assert post(client, {"number": 2}, "application/merge-patch+json", "patch").json() == {"number": 2}
    assert post(client, {}, method="patch").status_code == 200


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml",
        "application/merge-patch+json", "application/json; charset=latin-1",
    ],
)  # fmt: skip
def test_other_media_types_are_refused_with_those_that_are_taken(client, media_type):
    response = post(client, b'{"name": "a"}', media_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert response.headers["Accept"] == "application/json"


def test_a_compressed_body_is_refused_with_what_to_do(client):
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip", "Accept-Language": "de"}
    response = client.post("/api/echo", b"{}", content_type="application/json", headers=headers)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert response.json()["detail"] == "Bitte senden Sie den Inhalt, wie er ist, ohne ihn zu komprimieren."


def test_patch_names_its_media_types_in_its_own_header(client):
    response = post(client, b"{}", "text/plain", "patch")
    assert response.headers["Accept-Patch"] == "application/json, application/merge-patch+json"


def test_a_body_has_one_megabyte_at_most(client):
    empty = len(json.dumps({"name": ""}))
    fits = json.dumps({"name": "a" * (settings.MAXIMUM_JSON_BYTES - empty)})
    assert wrong(post(client, fits)) == [("/name", "max_length")]
    response = post(client, fits + " ")
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("accepted", ["text/html", "application/xml", "image/png", "*/*;q=0"])
def test_what_is_accepted_is_no_reason_to_refuse(client, accepted):
    response = client.post("/api/echo", {"name": "a"}, content_type="application/json", headers={"Accept": accepted})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/json")


@pytest.mark.django_db
@pytest.mark.usefixtures("region")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("colour=red", [("colour", "unknown_parameter")]),
        ("municipality=leipzig", [("municipality", "unknown_value")]),
        ("municipality=borsdorf,leipzig", [("municipality", "unknown_value")]),
        ("municipality=", [("municipality", "empty")]),
        ("municipality=borsdorf,", [("municipality", "empty")]),
        ("municipality=%00", [("municipality", "invalid_character")]),
        ("municipality=" + "a" * 101, [("municipality", "too_long")]),
        ("municipality=" + "a," * 60 + "a", [("municipality", "too_many")]),
        ("kind=ball", [("kind", "unknown_value")]),
        ("kind=ball&colour=red", [("colour", "unknown_parameter")]),
        ("after=2026-12-05", [("after", "invalid")]),
        ("after=2026-12-05T18:00:00", [("after", "invalid")]),
        ("after=2026-12-05T18:00:00Z&after=2026-12-06T18:00:00Z", [("after", "repeated")]),
        ("day=2026-02-30", [("day", "invalid")]),
        ("q=", [("q", "empty")]),
        ("q=%00", [("q", "invalid_character")]),
        ("kind=ball&day=x", [("kind", "unknown_value"), ("day", "invalid")]),
        ("page_size=0", [("page_size", "out_of_range")]),
        ("page_size=101", [("page_size", "out_of_range")]),
        ("page_size=-1", [("page_size", "out_of_range")]),
        ("page_size=ten", [("page_size", "out_of_range")]),
        ("page_size=²", [("page_size", "out_of_range")]),
        ("page_size=", [("page_size", "out_of_range")]),
        ("page_size=5&page_size=6", [("page_size", "repeated")]),
    ],
)
def test_each_wrong_parameter_is_named(client, query, expected):
    assert wrong(client.get(f"/api/ascending?{query}")) == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("region")
def test_an_unknown_value_hears_the_nearest_known_one(client):
    response = client.get("/api/ascending?municipality=grosposna", headers={"Accept-Language": "en"})
    assert "grosspoesna" in response.json()["errors"][0]["detail"]
