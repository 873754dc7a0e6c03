"""What a request asks of PostgreSQL, as a script for pgbench that asks the same for other people."""

import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence

from django.db import connection

from core.embedded_postgres import binaries

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
WITHOUT_DASHES = re.compile(r"(?<=')([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?='::uuid)")
TABLE = "bench_replay"
TAKE = f"""
WITH turn AS MATERIALIZED (SELECT nextval('{TABLE}_number') AS number)
SELECT {TABLE}.* FROM turn JOIN {TABLE} USING (number) \\gset
"""


def prepare(first: Sequence[str], second: Sequence[str], *, who: Mapping[str, Sequence[str]]) -> str:
    """The script; each run of it takes the next row of the table that this also makes.

    `first` and `second` are the statements of two such requests, of people 0 and 1: a UUID in which they differ is one
    that each request makes anew. `who` holds what tells people apart (name → its values for 0, 1 and all who follow).
    Raises SystemExit where the two requests asked for different things.
    """
    script, theirs = (WITHOUT_DASHES.sub(r"\1-\2-\3-\4-\5", ";\n".join([*one, ""])) for one in (first, second))
    columns = [f"0 AS number{''.join(f', NULL::text AS {name}' for name in who)}"]
    for name, values in who.items():
        script, theirs = script.replace(values[0], f":{name}"), theirs.replace(values[1], f":{name}")
    made = list(dict.fromkeys(new for new, other in _pairs(script, theirs) if new != other))
    for number, new in enumerate(made):
        script = script.replace(new, f":made{number}")
    columns += [f"NULL::uuid AS made{number}" for number in range(len(made))]
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} AS SELECT {', '.join(columns)} LIMIT 0")
        cursor.execute(f"CREATE SEQUENCE {TABLE}_number")
        row = ", ".join(["%s"] * (1 + len(who)) + ["gen_random_uuid()"] * len(made))
        people = list(zip(*(values[2:] for values in who.values()), strict=True))
        cursor.executemany(
            f"INSERT INTO {TABLE} VALUES ({row})",
            [(number, *values) for number, values in enumerate(people, start=1)],
        )
        cursor.execute(f"CREATE INDEX ON {TABLE} (number)")
    return TAKE + script


def _pairs(script: str, theirs: str) -> Iterator[tuple[str, str]]:
    ours, others = UUID.findall(script), UUID.findall(theirs)
    if len(ours) != len(others):
        raise SystemExit("Two requests of the same kind asked PostgreSQL for different things.")
    return zip(ours, others, strict=True)


def rate(script: str, *, runs: int, clients: int) -> float:
    """Runs of the script per second, by pgbench. Raises SystemExit where a statement failed."""
    place = connection.settings_dict
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        outcome = subprocess.run(
            [binaries.installed() / "bin" / "pgbench", "--no-vacuum", "--file", file.name, "--jobs", "2",
             "--client", str(clients), "--transactions", str(runs // clients),
             "--host", place["HOST"], "--port", str(place["PORT"]), "--username", place["USER"], place["NAME"]],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = re.search(r"^tps = ([\d.]+)", outcome.stdout, re.MULTILINE)
    if outcome.returncode or found is None or "number of failed transactions: 0 " not in outcome.stdout:
        raise SystemExit(f"pgbench failed:\n{outcome.stdout}\n{outcome.stderr[-3000:]}")
    return float(found.group(1))
