"""What would break clients of the last released document: contract/breaks.py [released] [now] [accepted].

Redocly compares contract/released.yaml with openapi.yaml; every break must stand in contract/accepted-breaks.yaml with
its reason. Needs Node 20 and `npm ci` in this folder. `contract/release` makes the present document the released one.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import yaml

HERE = Path(__file__).resolve().parent
SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
ADVICE = """\
Within v1 the contract changes by addition only. Either keep what apps rely on: leave the field or route in place, mark
it `Deprecation` and `Sunset`, and add the new one beside it. Or, where no client can be hurt, accept the break: add to
contract/accepted-breaks.yaml
"""


class Break(NamedTuple):
    at: str
    what: str


def find(released: Path, now: Path) -> set[Break]:
    """All that a client made from `released` would stumble over."""
    outcome = subprocess.run(
        [HERE / "node_modules/.bin/redocly", "diff", "--config", HERE / "breaks.yaml", "--format", "json",
         "--fail-on", "none", released, now],
        capture_output=True, text=True, check=False, env=os.environ | SILENT,
    )  # fmt: skip
    if outcome.returncode != 0:
        sys.exit(f"Redocly cannot compare (npm ci in contract/?):\n{outcome.stderr}")
    changes = json.loads(outcome.stdout)["changes"]
    return {
        Break(place(change["path"]), verdict["message"])
        for change in changes
        for verdict in change["verdicts"]
        if verdict["impact"] == "major"
    }


def place(pointer: str) -> str:
    """“#/paths/~1api~1v1~1events/get/parameters/3” → “GET /api/v1/events”: numbers would change with the next edit."""
    _, section, name, *rest = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/"))
    if section != "paths":
        return f"{section} {name}"
    return f"{rest[0].upper()} {name}" if rest else name


def accepted(file: Path) -> set[Break]:
    """Those declared, each with a reason."""
    entries: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    for entry in entries:
        if not str(entry.get("because", "")).strip():
            sys.exit(f"{file.name}: a reason is missing, please write “because:” with {entry}.")
    return {Break(entry["at"], entry["what"]) for entry in entries}


def main(arguments: list[str]) -> int:
    defaults = [HERE / "released.yaml", HERE.parent / "openapi.yaml", HERE / "accepted-breaks.yaml"]
    released, now, declared = [Path(one) for one in arguments] + defaults[len(arguments) :]
    breaks, known = find(released, now), accepted(declared)
    undeclared, gone = sorted(breaks - known), sorted(known - breaks)
    if undeclared:
        entries = [{"at": one.at, "what": one.what, "because": "…"} for one in undeclared]
        print(ADVICE + yaml.safe_dump(entries, sort_keys=False, allow_unicode=True))
    for one in gone:
        print(f"Nothing breaks so any more, take it out of {declared.name}: {one.at}: {one.what}")
    if not (undeclared or gone):
        print(f"No undeclared break ({len(breaks)} declared).")
    return 1 if undeclared or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
