"""A client of the API for tests: every answer is validated against the OpenAPI document."""

import functools
import json
import operator
import re
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.client import ClientHandler
from jsonschema.exceptions import best_match
from jsonschema.validators import Draft202012Validator

from api.schema import document

BASE = "/api/v1"
# One for all clients: a middleware of its own for each, with its list of static files, takes longer than the request.
HANDLER = ClientHandler(enforce_csrf_checks=False)


class ApiClient:
    """`api.get("/events", municipality="borsdorf")`, `api.post("/…", {...}, token=…)`; answers are Django responses."""

    def __init__(self, token=None, language="de"):
        self.client = Client(raise_request_exception=False)
        self.client.handler = HANDLER
        self.token = token
        self.language = language

    def get(self, path, *, headers=None, token=None, **query):
        suffix = f"?{urlencode(query, doseq=True)}" if query else ""
        return self.send("GET", path + suffix, headers=headers, token=token)

    def post(self, path, body=None, *, headers=None, token=None):
        return self.send("POST", path, body=body, headers=headers, token=token)

    def patch(self, path, body=None, *, headers=None, token=None):
        return self.send("PATCH", path, body=body, headers=headers, token=token)

    def put(self, path, body=None, *, headers=None, token=None):
        return self.send("PUT", path, body=body, headers=headers, token=token)

    def delete(self, path, body=None, *, headers=None, token=None):
        return self.send("DELETE", path, body=body, headers=headers, token=token)

    def send(self, method, path, *, body=None, headers=None, token=None):
        token = token or self.token
        headers = {"Accept-Language": self.language, **(headers or {})}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        media_type = headers.pop("Content-Type", "application/json")
        let_triggers_act()
        response = self.client.generic(method, BASE + path, data, content_type=media_type, headers=headers)
        validate(method, BASE + path.partition("?")[0], response)
        return response


def let_triggers_act():
    """Have the change log do what it does at commit, which a test's own transaction never reaches.

    Past Django's cursor, so that tests that count queries count only those of the service.
    """
    connection.ensure_connection()
    if connection.in_atomic_block:
        connection.connection.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@functools.cache
def openapi():
    return document()


@functools.cache
def _templates():
    """Each path of the document as a pattern, those without parameters first."""
    paths = sorted(openapi()["paths"], key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), path) for path in paths]


def validate(method, path, response):
    """The answer's status is documented, its type and body are as documented; every error is a problem (RFC 9457)."""
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code >= 400:
        assert media_type == "application/problem+json", (response.status_code, media_type, response.content[:300])
        check(response.json(), "components", "schemas", "Problem")
        assert response.json()["status"] == response.status_code
    template = next((name for pattern, name in _templates() if pattern.fullmatch(path)), None)
    # HEAD is GET without a body (RFC 9110 9.3.2), so the document does not repeat it.
    operation = openapi()["paths"].get(template, {}).get("get" if method == "HEAD" else method.lower())
    if operation is None:
        assert response.status_code in {404, 405}, f"{method} {path} is not documented"
        return
    documented = operation["responses"].get(str(response.status_code))
    assert documented is not None, f"{method} {template} answered {response.status_code}, which is not documented"
    content = documented.get("content", {})
    if not content or method == "HEAD":
        assert response.content == b""
        return
    assert media_type in content, f"{method} {template} answered {media_type}, documented: {list(content)}"
    if media_type.endswith("json"):
        answer = "responses", str(response.status_code), "content", media_type, "schema"
        check(response.json(), "paths", template, method.lower(), *answer)


def check(instance, *address):
    error = best_match(_validator_of(*address).iter_errors(instance))
    if error is not None:
        raise error


@functools.cache
def _validator_of(*address):
    """Of the schema at this address in the document; to make one anew takes longer than what it does."""
    schema = functools.reduce(operator.getitem, address, openapi())
    Draft202012Validator.check_schema(schema)
    whole = {**schema, "components": openapi()["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)
