"""Nobody writes what is not theirs to write: every name that the service knows, sent to every operation that writes."""

import json

import pytest
from django.apps import apps

from tests.api.access.database import undone
from tests.api.test_nasty_input import OPERATIONS, WITH_BODY, errors_of, properties_of, valid_request
from tests.client import ApiClient, openapi


def names_of_ours():
    """Of all columns of our tables, all that the documents show, and what people try."""
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    keys = {field.attname for model in apps.get_models() for field in model._meta.concrete_fields}
    shown = {name for schema in openapi()["components"]["schemas"].values() for name in schema.get("properties", ())}
    # An access token in a body is a fault of its own (tests/api/test_bearer.py).
    return (columns | keys | shown | {"role", "is_admin", "by", "__proto__", "$ref"}) - {"access_token"}


@pytest.mark.parametrize("operation", WITH_BODY)
def test_every_name_that_is_no_member_of_the_body_is_refused(scene, operation):
    request, token = valid_request(operation, scene)
    foreign = names_of_ours() - set(properties_of(operation))
    assert len(foreign) > 200
    body = {**request.body, **dict.fromkeys(foreign, True)}
    with undone() as changed:
        answer = ApiClient().send(request.method, request.path, body=body, token=token)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    refused = {pointer.removeprefix("/").replace("~1", "/").replace("~0", "~") for pointer, _ in errors_of(answer)}
    assert refused == foreign
    assert {code for _, code in errors_of(answer)} == {"unknown_field"}
    assert changed == set()


def objects_in(operation):
    """The members of the body that are objects with members of their own, by their path."""
    for name, schema in properties_of(operation).items():
        inner = next(
            (one for one in (schema, *schema.get("oneOf", ()), *schema.get("anyOf", ())) if "$ref" in one), None
        )
        if inner is not None:
            found = openapi()["components"]["schemas"][inner["$ref"].rpartition("/")[2]]
            if found.get("type") == "object" and "properties" in found:
                yield name


NESTED = [(operation, name) for operation in WITH_BODY for name in objects_in(operation)]


@pytest.mark.parametrize(("operation", "name"), NESTED)
def test_neither_is_one_inside_an_object_of_the_body(scene, operation, name):
    request, token = valid_request(operation, scene)
    body = json.loads(json.dumps(request.body)) | {name: {"is_staff": True, "id": "1"}}
    answer = ApiClient().send(request.method, request.path, body=body, token=token)
    found = errors_of(answer)
    assert answer.status_code == 400
    assert {(f"/{name}/is_staff", "unknown_field"), (f"/{name}/id", "unknown_field")} <= set(found)


def test_the_objects_are_found():
    assert {("createEvent", "venue"), ("createEvent", "contact"), ("submitIdea", "location")} <= set(NESTED)
    assert all("requestBody" in OPERATIONS[operation] for operation in WITH_BODY)
