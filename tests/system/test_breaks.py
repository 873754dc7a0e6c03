"""Clients of the last released contract keep working: every break is found, and none is left undeclared."""

import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.system.conftest import CONTRACT

pytestmark = [pytest.mark.system, pytest.mark.usefixtures("packages")]

Document = dict[str, Any]
RELEASED: Document = yaml.safe_load((CONTRACT / "released.yaml").read_text(encoding="utf-8"))


def breaks(*arguments: Path) -> tuple[int, str]:
    command = [sys.executable, str(CONTRACT / "breaks.py"), *map(str, arguments)]
    outcome = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return outcome.returncode, outcome.stdout + outcome.stderr


def parameters(document: Document) -> list[Document]:
    of_the_list: list[Document] = document["paths"]["/api/v1/events"]["get"]["parameters"]
    return of_the_list


def schema(document: Document, name: str) -> Document:
    of_the_name: Document = document["components"]["schemas"][name]
    return of_the_name


def remove_route(document: Document) -> None:
    del document["paths"]["/api/v1/topics"]


def remove_operation(document: Document) -> None:
    del document["paths"]["/api/v1/ideas"]["post"]


def remove_parameter(document: Document) -> None:
    parameters(document)[:] = [one for one in parameters(document) if one["name"] != "kind"]


def require_parameter(document: Document) -> None:
    parameters(document).append({"in": "query", "name": "new", "required": True, "schema": {"type": "string"}})


def remove_field(document: Document) -> None:
    del schema(document, "EventDocument")["properties"]["title"]


def change_type(document: Document) -> None:
    schema(document, "EventDocument")["properties"]["summary"]["type"] = "integer"


def let_field_be_missing(document: Document) -> None:
    schema(document, "EventDocument")["required"].remove("kind")


def require_member(document: Document) -> None:
    schema(document, "RegistrationRequest")["required"].append("party_size")


def remove_member(document: Document) -> None:
    del schema(document, "RegistrationRequest")["properties"]["answers"]


def narrow_bound(document: Document) -> None:
    schema(document, "RegistrationRequest")["properties"]["party_size"]["maximum"] = 2


def narrow_enum(document: Document) -> None:
    next(one for one in parameters(document) if one["name"] == "status")["schema"]["items"]["enum"].remove("cancelled")


def widen_answer(document: Document) -> None:
    schema(document, "IdeaStatus")["enum"].append("new")


def remove_answer(document: Document) -> None:
    del document["paths"]["/api/v1/events/{event_id}/registrations"]["post"]["responses"]["202"]


EVENTS, REGISTER = "GET /api/v1/events", "POST /api/v1/events/{event_id}/registrations"
BREAKS: dict[Callable[[Document], None], str] = {
    remove_route: "/api/v1/topics: Path `/api/v1/topics` was removed.",
    remove_operation: "POST /api/v1/ideas: Operation `POST /api/v1/ideas` was removed.",
    remove_parameter: f"{EVENTS}: `kind` query parameter was removed.",
    require_parameter: f"{EVENTS}: Required `new` query parameter was added.",
    remove_field: f"{EVENTS}: Property `title` of `EventDocument` was removed.",
    change_type: f"{EVENTS}: Type of `summary` widened from 'string' to 'integer'.",
    let_field_be_missing: f"{EVENTS}: Properties of `EventDocument` are no longer required: `kind`.",
    require_member: f"{REGISTER}: Properties of `RegistrationRequest` became required: `party_size`.",
    remove_member: f"{REGISTER}: Property `answers` of `RegistrationRequest` was removed.",
    narrow_bound: f"{REGISTER}: Upper bound of `party_size` changed from '<= 100' to '<= 2'.",
    narrow_enum: f"{EVENTS}: Enum lost values: 'cancelled'.",
    widen_answer: "GET /api/v1/ideas: Enum of `IdeaStatus` gained values: 'new'.",
    remove_answer: f"{REGISTER}: Response `202` was removed.",
}


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The released document with every break in it."""
    document = deepcopy(RELEASED)
    for make in BREAKS:
        make(document)
    file = tmp_path / "broken.yaml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    return file


def declare(folder: Path, entries: list[dict[str, str]]) -> Path:
    file = folder / "accepted.yaml"
    file.write_text(yaml.safe_dump(entries), encoding="utf-8")
    return file


def declared(folder: Path, *left_out: str) -> Path:
    found = [one.split(": ", 1) for one in BREAKS.values() if one not in left_out]
    return declare(folder, [{"at": at, "what": what, "because": "Nobody reads it."} for at, what in found])


def test_the_present_document_breaks_no_client_of_the_released_one():
    code, said = breaks()
    assert code == 0, said


def test_every_kind_of_break_is_found(broken, tmp_path):
    code, said = breaks(CONTRACT / "released.yaml", broken, declare(tmp_path, []))
    found = yaml.safe_load(said.split("accepted-breaks.yaml\n", 1)[1])
    assert sorted(f"{one['at']}: {one['what']}" for one in found) == sorted(BREAKS.values())
    assert code == 1


def test_a_declared_break_is_accepted_and_any_other_is_not(broken, tmp_path):
    released = CONTRACT / "released.yaml"
    assert breaks(released, broken, declared(tmp_path))[0] == 0
    code, said = breaks(released, broken, declared(tmp_path, BREAKS[remove_route]))
    assert (code, "Path `/api/v1/topics` was removed." in said) == (1, True)


def test_a_declaration_of_what_breaks_no_more_is_to_be_taken_out(tmp_path):
    released = CONTRACT / "released.yaml"
    nothing = declare(tmp_path, [{"at": "/x", "what": "Gone.", "because": "Nobody reads it."}])
    code, said = breaks(released, released, nothing)
    assert (code, said) == (1, "Nothing breaks so any more, take it out of accepted.yaml: /x: Gone.\n")


def test_a_declaration_needs_its_reason(broken, tmp_path):
    code, said = breaks(CONTRACT / "released.yaml", broken, declare(tmp_path, [{"at": "/x", "what": "Gone."}]))
    assert (code, "a reason is missing" in said) == (1, True)
