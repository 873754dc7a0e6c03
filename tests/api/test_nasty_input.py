"""What nobody well-meaning sends: each is refused by a problem that names the place, and leaves the database alone."""

import json
import re

import pytest
from django.conf import settings
from jsonschema.validators import Draft202012Validator

from tests.api.access.database import undone
from tests.api.access.table import TABLE
from tests.client import ApiClient, openapi

OPERATIONS = {
    operation["operationId"]: {**operation, "path": path}
    for path, methods in openapi()["paths"].items()
    for operation in methods.values()
}
# A file comes as multipart: tests/api/test_uploads.py has its own nasty things.
WITH_BODY = sorted(
    name
    for name, operation in OPERATIONS.items()
    if "application/json" in operation.get("requestBody", {}).get("content", ())
)
# What a site calls its own item may be nearly anything; for all others the path names something of ours.
WITH_PATH = sorted(
    name
    for name, operation in OPERATIONS.items()
    if "{" in operation["path"] and "{external_id}" not in operation["path"]
)
OWN_NUMBERS = sorted(name for name, operation in OPERATIONS.items() if "{external_id}" in operation["path"])

NESTED = '{"a":' * 15 + "1" + "}" * 15
VALUES = [
    "null", "true", "5", "-1", "0", "1.5", "1e400", "9" * 400, "-" + "9" * 30, '""', '"   "', '"\\u0000"', '"a\\u0000b"',
    '"\\ud800"', '"\\udfff\\ud800"', '"\\u202e\\u2028"', '"\\u0007"', '"a\\nb"', f'"{"x" * 100_000}"', "[]", "[[]]", "{}",
    '[{"a": 1}]', '{"latitude": 91, "longitude": 1e308}', NESTED, "[" * 15 + "]" * 15, '"0001-01-01T00:00:00+14:00"',
    '"99999-12-31"', '"2026-02-30T25:61:61Z"', '"\' OR 1=1 --"', '"<script>"', '"../../etc/passwd"', '"${jndi:ldap://x}"',
]  # fmt: skip
BROKEN = [
    b"{", b"}", b"[]", b"null", b"5", b'"text"', b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"\x00", b"{'a': 1}", b'{"a": 1,}',
    b'{"a": NaN}', b'{"a": 1} {"a": 1}', b'{"a": 1, "a": 2}', b'{"a": "\xc3\x28"}', b'{"\xed\xa0\x80": 1}',
    b'{"\\ud800": 1}', b"[" * 100_000, b'{"a":' * 100_000, b"a=1&b=2",
]  # fmt: skip
MEDIA_TYPES = [
    "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
    "multipart/form-data; boundary=x", "application/json; charset=utf-16", "application/json; charset=\xff", "\xff/\xff",
    "application/json;" * 500, "*/*", "a", "/", ";",
]  # fmt: skip
QUERIES = [
    "%00=1", "\x00", "%ff=1", "\xff\xfe", "unknown=%F0%28%8C%BC", "[]=1", "a[b]=1", "=", "%", "%zz=%zz", "unknown=" + "x" * 20_000,
    "&".join(f"p{n}=1" for n in range(2_000)), "unknown=%ED%A0%80", "'%20OR%201=1", "cursor=%00&cursor=%ff",
]  # fmt: skip
PARAMETER_VALUES = [
    "", "%00", "%ff", "%ED%A0%80", ",,,", "-1", "9" * 400, "1e400", "NaN", "%27", "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00", "x" * 20_000, "%0d%0aX-Injected:1", ",".join("abc" * 100), "null", "%F0%9F%92%A3",
]  # fmt: skip
PATHS = [
    "%00", "%ff", "%C3%28", "%ED%A0%80", "..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "'%20OR%201=1", "x" * 20_000, "-1", "null",
    "%7B%7D", "%E2%80%AE", "00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000-000000000000", "%25%30%30",
    "%0d%0aX-Injected:1",
]  # fmt: skip
HEADERS = [
    {"Authorization": value}
    for value in ("Bearer", "Bearer ", "Bearer \xff", "Bearer \x00", "Bearer a.b.c", "Bearer " + "e30." * 5_000, "Basic Og==",
                  "Bearer eyJhbGciOiJub25lIn0.e30.", "\xff", "Bearer \ud800".encode("utf-8", "surrogatepass").decode("latin-1"))
] + [
    {"Accept-Language": value} for value in ("\xff", "x" * 5_000, "de;q=nan", "," * 1_000, "../../de", "de\x00")
] + [
    {"Accept": value} for value in ("\xff", "/", ";", "*/*;q=\xff", "text/html," * 1_000)
] + [
    {"Idempotency-Key": value} for value in ("", '"', "\xff", "x" * 5_000, "a\x00b", '""')
] + [
    {"If-None-Match": "\xff"}, {"If-None-Match": '"' + "x" * 5_000}, {"X-Forwarded-For": "\xff,,,1"}, {"Range": "bytes=9-1"},
    {"Content-Length": "abc"}, {"Content-Length": "-1"}, {"Origin": "\xff"}, {"Cookie": "\xff=\x00;;;"},
]  # fmt: skip

# What of a path names one object.
PART = re.compile(r"(?<=/)[0-9a-f-]{36}|(?<=/)[a-z]+-\d+|borsdorf")


def valid_request(operation, scene):
    """The table's request of this operation that succeeds, and the credentials it needs."""
    rows = [row for row in TABLE if row.operation == operation]
    (scheme,) = (OPERATIONS[operation]["security"] or [{}])[0] or [""]
    if scheme in scene.own_schemes:
        return rows[0].request(scene), scene.own_schemes[scheme]
    callers = ("citizen", "guest", "clerk")
    # A change of content that lacks nothing but its If-Match will do: what is nasty is refused before.
    row, caller = next(
        (one, name) for one in rows for name in callers if one.expected[name] < 300 or one.expected[name] == 428
    )
    return row.request(scene), scene.access[caller]


@pytest.fixture
def send(scene):
    """Sends the valid request of an operation with something nasty in it. What is accepted, is undone."""

    def act(operation, *, part="", query="", body=None, headers=None):
        request, token = valid_request(operation, scene)
        path = PART.sub(lambda _: part, request.path, count=1) if part else request.path
        address = f"{path}{'&' if '?' in path else '?'}{query}" if query else path
        sent = request.body if body is None else body(request.body) if callable(body) else body
        with undone() as changed:
            answer = ApiClient().send(request.method, address, body=sent, headers=headers, token=token)
            assert answer.status_code < 500, (address[:200], sent, headers)
        assert answer.status_code < 400 or changed == set()
        return answer

    return act


def errors_of(answer):
    return [(error["pointer"], error["code"]) for error in answer.json().get("errors", [])]


def properties_of(operation):
    reference = OPERATIONS[operation]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    return openapi()["components"]["schemas"][reference.rpartition("/")[2]]["properties"]


def is_allowed(schema, value):
    return Draft202012Validator({**schema, "components": openapi()["components"]}).is_valid(value)


def share_of_values(operation):
    """Operations that take the same members (to create, to put, to change) share the values among them."""
    members = properties_of(operation).keys()
    alike = [other for other in WITH_BODY if properties_of(other).keys() == members]
    return VALUES[alike.index(operation) :: len(alike)]


@pytest.mark.parametrize("operation", WITH_BODY)
def test_each_value_the_document_forbids_is_refused_under_its_name(send, operation):
    for place, (name, schema) in enumerate(properties_of(operation).items()):
        for text in share_of_values(operation)[place % 3 :: 3]:  # every third one: the next members get the others

            def body(valid, name=name, text=text):
                return json.dumps({**valid, name: "HERE"}).replace('"HERE"', text)

            answer = send(operation, body=body)
            if answer.status_code == 400:
                at = {pointer.split("/")[1] for pointer, _ in errors_of(answer)}
                assert at == {name} or answer.json()["code"] == "malformed_body", (name, text[:50])
            elif answer.status_code < 300:
                assert is_allowed(schema, json.loads(text)), (name, text[:50])


@pytest.mark.parametrize("operation", WITH_BODY)
def test_what_is_no_json_object_is_refused(send, operation):
    answers = {body[:20]: send(operation, body=body) for body in BROKEN}
    assert {body: (answer.status_code, answer.json()["code"]) for body, answer in answers.items()} == dict.fromkeys(
        answers, (400, "malformed_body")
    )


@pytest.mark.parametrize("operation", WITH_BODY)
def test_other_media_types_larger_bodies_and_unknown_members_are_refused(send, operation):
    taken = OPERATIONS[operation]["requestBody"]["content"]
    others = [one for one in MEDIA_TYPES if one.partition(";")[0] not in taken or one.startswith("application/json")]
    types = [send(operation, headers={"Content-Type": media_type}).status_code for media_type in others]
    assert types == [415] * len(others)
    assert send(operation, body=b" " * (settings.MAXIMUM_JSON_BYTES + 1)).status_code == 413
    answer = send(operation, body=lambda valid: {**valid, "is_staff": True, "~/": 1})
    assert (answer.status_code, errors_of(answer)) == (
        400, [("/is_staff", "unknown_field"), ("/~0~1", "unknown_field")],
    )  # fmt: skip


@pytest.mark.parametrize("operation", sorted(OPERATIONS))
def test_garbage_in_the_query_is_refused(send, operation):
    assert [send(operation, query=query).status_code for query in QUERIES] == [400] * len(QUERIES)
    known = [one["name"] for one in OPERATIONS[operation].get("parameters", []) if one["in"] == "query"]
    for name in known:
        for value in PARAMETER_VALUES:
            answer = send(operation, query=f"{name}={value}")
            if answer.status_code >= 400:
                about_cursor = answer.json()["code"] in {"invalid_cursor", "cursor_mismatch"}
                assert ({pointer for pointer, _ in errors_of(answer)} == {name}) or (about_cursor and name == "cursor")


@pytest.mark.parametrize("operation", WITH_PATH)
def test_garbage_in_the_path_is_unknown(send, operation):
    answers = [(send(operation, part=part), part) for part in PATHS]
    assert [part for answer, part in answers if (answer.status_code, answer.json()["code"]) != (404, "not_found")] == []


@pytest.mark.parametrize("operation", OWN_NUMBERS)
def test_a_number_of_a_sites_own_is_taken_or_refused_with_a_problem(send, operation):
    assert {send(operation, part=part).status_code for part in PATHS} <= {200, 201, 400, 404, 428}


@pytest.mark.parametrize("operation", ["listEvents", "getIdea", "getMe", "submitIdea", "refreshTokens"])
@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ascii(headers)[1:50])
def test_garbage_in_a_header_is_no_fault(send, operation, headers):
    assert send(operation, headers=headers).status_code in {200, 201, 304, 400, 401}
