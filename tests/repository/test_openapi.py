"""openapi.yaml is what the code says, and says all of it: each message here tells where the missing words go."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

from api.documentation.bounds import parts
from tests.client import openapi

OPERATIONS = {
    operation["operationId"]: operation for methods in openapi()["paths"].values() for operation in methods.values()
}
ROOT = Path(__file__).resolve().parents[2]
WORDS = "api/documentation/words.yaml"


def test_the_committed_document_is_up_to_date():
    call_command("openapi", check=True)


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_has_a_summary_and_examples(name):
    operation, missing = OPERATIONS[name], []
    if not operation["summary"]:
        missing.append("summary")
    missing += [f"requests ({kind})" for kind in without_example(operation.get("requestBody", {}))]
    for status, answer in operation["responses"].items():
        missing += [f"answers: '{status}' ({kind})" for kind in without_example(answer)]
    (tag,) = operation["tags"]
    assert missing == [], f"Write in api/documentation/operations/{tag}.yaml below “{name}”: {', '.join(missing)}."


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_parameter_and_answer_is_described(name):
    operation = OPERATIONS[name]
    parameters = [one["name"] for one in operation.get("parameters", []) if not one.get("description")]
    assert parameters == [], f"Describe in {WORDS} (in paths: below “parameters”) or in the filter’s `about`."
    answers = [status for status, answer in operation["responses"].items() if not answer["description"]]
    assert answers == [], f"Describe in {WORDS} below “answers”."


@pytest.mark.parametrize("name", openapi()["components"]["schemas"])
def test_each_schema_and_property_is_described(name):
    schema = openapi()["components"]["schemas"][name]
    assert schema.get("description"), f"Give the serializer a docstring, or write “{name}” below “schemas” in {WORDS}."
    silent = [
        below for _, part in parts(schema) for below, one in part.get("properties", {}).items()
        if "$ref" not in one and not one.get("description")
    ]  # fmt: skip
    assert silent == [], f"Write “{name}.<property>”, or the bare property, below “properties” in {WORDS}."


@pytest.mark.parametrize("name", openapi()["components"]["schemas"])
def test_request_bodies_take_no_unknown_members(name):
    schema = openapi()["components"]["schemas"][name]
    if name.endswith("Request") and "properties" in schema:
        assert schema.get("additionalProperties") is False, "Derive the serializer from api.fields.StrictSerializer."


def without_example(body):
    """Media types of a request or answer that show no example; what is no text cannot show one."""
    return [
        kind for kind, content in body.get("content", {}).items()
        if not content.keys() & {"example", "examples"} and content["schema"].get("format") != "binary"
    ]  # fmt: skip


@pytest.mark.parametrize("file", sorted((ROOT / "api/documentation").rglob("*.yaml")), ids=lambda file: file.name)
def test_nothing_is_described_twice(file):
    """YAML takes the last of two equal keys in silence; a merge has put the words of one schema to another's."""

    def twice(node):
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            return [key for key in keys if keys.count(key) > 1] + [
                one for _, below in node.value for one in twice(below)
            ]
        return [one for below in node.value for one in twice(below)] if isinstance(node, yaml.SequenceNode) else []

    assert twice(yaml.compose(file.read_text(encoding="utf-8"))) == []
