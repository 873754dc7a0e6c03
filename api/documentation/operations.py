"""Summaries and examples of the operations, kept as data: api/documentation/operations/<tag>.yaml."""

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from api.documentation.bounds import parts

FOLDER = Path(__file__).parent


def explain(result: dict[str, Any]) -> None:
    """Give each operation its summary and examples, and every schema, property and path parameter its words."""
    for operation in operations_of(result):
        _explain(operation, told().get(operation["operationId"], {}))
    for name, schema in result["components"]["schemas"].items():
        _describe(name, schema)


def operations_of(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in result["paths"].values():
        yield from methods.values()


@functools.cache
def told() -> dict[str, Any]:
    """Operation → its `summary`, `parameters`, `requests`, `forms`, `answers` and `descriptions` by status."""
    files = sorted((FOLDER / "operations").glob("*.yaml"))
    return {name: one for file in files for name, one in _read(file).items()}


@functools.cache
def words() -> dict[str, dict[str, str]]:
    return _read(FOLDER / "words.yaml")


def _read(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def _explain(operation: dict[str, Any], known: dict[str, Any]) -> None:
    operation.setdefault("summary", known.get("summary", ""))
    operation.setdefault("description", f"{operation['summary']}.")
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            parameter.setdefault("description", words()["parameters"].get(parameter["name"], ""))
        if parameter["name"] in known.get("parameters", {}):
            parameter["example"] = known["parameters"][parameter["name"]]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        requests = known.get("requests") if kind.endswith("json") else known.get("forms", known.get("requests"))
        if requests:
            content["examples"] = {name: {"value": value} for name, value in requests.items()}
    for status, answer in operation["responses"].items():
        if answer.get("description", "") in {"", "No response body"}:
            told = known.get("descriptions", {}).get(status)
            answer["description"] = told or words()["answers"].get(status, "")
        for content in answer.get("content", {}).values():
            if status in known.get("answers", {}):
                content["example"] = known["answers"][status]


def _describe(name: str, schema: dict[str, Any]) -> None:
    said = words()
    if name in said["schemas"]:
        schema["description"] = said["schemas"][name]
    elif "enum" in schema:
        schema.setdefault("description", said["schemas"]["Enum"])
    elif name.startswith("Paginated"):
        schema.setdefault("description", said["schemas"]["Paginated"])
    for _name, part in parts(schema):
        for below, one in part.get("properties", {}).items():
            text = said["properties"].get(f"{name}.{below}", said["properties"].get(below))
            if text:
                one.setdefault("description", text)
            if one.get("description", ".")[-1] not in ".…":
                one["description"] += "."  # the help texts of models are for forms
