"""Every operation as every caller: the role table, seen from the routes, the document and the database."""

import re

import pytest
from django.urls import URLPattern, get_resolver

from tests.api.access import world
from tests.api.access.database import AUDIT, NOTED, undone
from tests.api.access.table import CALLERS, TABLE
from tests.client import BASE, openapi

METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS = {
    (path, method): operation["operationId"]
    for path, methods in openapi()["paths"].items()
    for method, operation in methods.items()
    if method in METHODS
}


def routes(patterns, prefix="/"):
    """Path and method of everything the URLconf serves."""
    for one in patterns:
        route = prefix + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from routes(one.url_patterns, route)
        elif route.startswith(f"{BASE}/"):
            handlers = METHODS & set(dir(one.callback.view_class))
            yield from ((re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), method) for method in handlers)


def answer_to(api, scene, request, caller):
    """The answer, and the tables it changed; afterwards all is as before."""
    with undone() as changed:
        answer = api.send(
            request.method, request.path, body=request.body, headers=request.headers, token=scene.access[caller]
        )
    return answer, changed


def test_every_route_is_documented_and_every_documented_operation_served():
    assert set(routes(get_resolver().url_patterns)) == set(OPERATIONS)


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert {row.operation for row in TABLE} == set(OPERATIONS.values())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.operation} {row.what}".strip())
def test_each_caller_gets_what_the_table_says(api, scene, row):
    request = row.request(scene)
    assert row.operation in operations_at(request)
    answers = {caller: answer_to(api, scene, request, caller) for caller in CALLERS}
    assert {caller: answer.status_code for caller, (answer, _) in answers.items()} == row.expected
    for caller, (answer, changed) in answers.items():
        let_in = answer.status_code < 300
        secrets = {secret for secret in world.SECRETS if secret in answer.text}
        visible = row.shows - (set() if caller == "citizen" else {world.OWN})
        assert (caller, secrets) == (caller, visible if let_in else set())
        if request.method == "GET" or not let_in:
            noted = {AUDIT} if let_in and row.operation in NOTED else set()
            assert (caller, changed) == (caller, noted)


def operations_at(request):
    """Those the document has at this address; several where a word could also be a parameter."""
    path = BASE + request.path.partition("?")[0]
    return {
        operation
        for (template, method), operation in OPERATIONS.items()
        if method == request.method.lower() and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path)
    }
