"""Hundreds of people rush to a workshop of twenty seats: who gets one, whether the line is right, and how fast.

The rate is told as a share of what pgbench reaches with the very statements of such a registration.
"""

import argparse
import http.client
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from queue import SimpleQueue
from typing import Any

from bench import chart, service

SEATS, CONNECTIONS = 20, 8
FAR_DOWN_THE_LINE = 987_650
"""A number in line that stands for nothing else in a statement."""
_numbers = count(1)


@dataclass(frozen=True)
class Someone:
    """A citizen who is signed in."""

    id: str
    session: str
    name: str
    email: str
    access: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    people_in_the_rush = parser.parse_args().people
    with service.running() as (address, _server):
        workshop, crowd = a_workshop(), people(people_in_the_rush)
        seconds, answers = rush(address, workshop, crowd)
        rows = checks(workshop, answers)
        rate = len(crowd) / seconds
        database = by_pgbench(people_in_the_rush)
    print(f"{rate:9.0f}/s  registrations over HTTP ({len(crowd)} people in {seconds:.1f} s)")
    print(f"{database:9.0f}/s  the same statements by pgbench")
    chart.table([*rows, ("registrations over HTTP ÷ pgbench", f"{rate / database:.2f}", "> 0", rate > 0)])
    sys.exit(not all(row[3] for row in rows))


def a_workshop(*, line_begins_at: int | None = None) -> Any:
    """Published, open, with a waiting list; all its seats are taken already where the line has begun."""
    from django.utils import timezone

    from core.municipalities.models import Municipality, Organization
    from events.models import Event, Registration, Workshop

    now = timezone.now()
    event = Event.objects.create(
        title="Digitalworkshop", kind="workshop", attendance_mode="online", publication="published", published_at=now,
        starts_at=now + timedelta(days=14), organization=Organization.objects.get(slug="gemeinde-borsdorf"),
    )  # fmt: skip
    event.municipalities.set(Municipality.objects.filter(slug="borsdorf"))
    workshop = Workshop.objects.create(event=event, capacity=SEATS, waiting_list=True, is_open=True)
    if line_begins_at is not None:
        taken = {"workshop": workshop, "confirmed_at": now}
        Registration.objects.create(**taken, state="confirmed", party_size=SEATS, name="Verein", email="v@example.org")
        Registration.objects.create(
            **taken, state="waitlisted", queue_number=line_begins_at, name="Erste", email="erste@example.org"
        )
    return workshop


def people(number: int) -> list[Someone]:
    from django.utils import timezone

    from core.accounts.models import Person, Session
    from core.accounts.services import sessions

    crowd = []
    for _ in range(number):
        name = f"Bürgerin-{next(_numbers):06d}"
        person = Person.objects.create(
            email=f"{name.lower()}@example.org".replace("ü", "ue"), display_name=name, email_verified_at=timezone.now()
        )
        access = sessions.start(person).access
        session = Session.objects.get(person=person)
        crowd.append(Someone(str(person.pk), str(session.pk), name, person.email, access))
    return crowd


def rush(address: str, workshop: Any, crowd: Sequence[Someone]) -> tuple[float, list[tuple[int, dict[str, Any]]]]:
    """Everybody at once over a few connections, as many as a reverse proxy would hold: seconds, and the answers."""
    path = f"/api/v1/events/{workshop.event_id}/registrations"
    connections: SimpleQueue[http.client.HTTPConnection] = SimpleQueue()
    for _ in range(CONNECTIONS):
        connections.put(http.client.HTTPConnection(address.removeprefix("http://"), timeout=60))

    def register(someone: Someone) -> tuple[int, dict[str, Any]]:
        connection = connections.get()
        headers = {"Authorization": f"Bearer {someone.access}", "Content-Type": "application/json"}
        connection.request("POST", path, body=b"{}", headers=headers)
        response = connection.getresponse()
        answer = response.status, json.load(response)
        connections.put(connection)
        return answer

    started = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = list(pool.map(register, crowd))
    return time.monotonic() - started, answers


def checks(workshop: Any, answers: Sequence[tuple[int, dict[str, Any]]]) -> list[tuple[str, str, str, bool]]:
    from core.mail.models import OutgoingMail
    from events.models import Registration

    registrations = Registration.objects.filter(workshop=workshop)
    statuses = Counter(status for status, _ in answers)
    states = Counter(registrations.values_list("state", flat=True))
    numbers = list(
        registrations.filter(state="waitlisted").order_by("confirmed_at").values_list("queue_number", flat=True)
    )
    waiting = len(answers) - SEATS
    line = [*range(1, waiting + 1)]
    told = {answer["id"]: answer["status"] for _, answer in answers}
    kept = {str(key): state for key, state in registrations.values_list("id", "state")}
    letters = OutgoingMail.objects.filter(letter__in=("registration_confirmed", "registration_waitlisted")).count()
    return [
        ("answers other than 201", str(len(answers) - statuses[201]), "0", statuses == {201: len(answers)}),
        ("confirmed", str(states["confirmed"]), str(SEATS), states["confirmed"] == SEATS),
        ("on the waiting list", str(states["waitlisted"]), str(waiting), states["waitlisted"] == waiting),
        ("numbered as they came", str(numbers == line), "True", numbers == line),
        ("told what is true", str(told == kept), "True", told == kept),
        ("letters, one for each", str(letters), str(len(answers)), letters == len(answers)),
    ]  # fmt: skip


def by_pgbench(runs: int) -> float:
    """Registrations per second of the same statements, at a workshop where all seats are taken and a line has begun."""
    from bench import replay

    workshop = a_workshop(line_begins_at=FAR_DOWN_THE_LINE - 1)
    opener, *crowd = people(3 + runs)
    statements(workshop, opener)  # who comes first also changes what is shown of the seats
    first, second = (statements(workshop, someone) for someone in crowd[:2])
    # Whoever comes next stands behind the last one, as the statement before has read.
    second = [text.replace(str(FAR_DOWN_THE_LINE + 2), str(FAR_DOWN_THE_LINE + 1)) for text in second]
    who = {
        "person": [someone.id for someone in crowd],
        "session": [someone.session for someone in crowd],
        "name": [someone.name for someone in crowd],
        "email": [someone.email for someone in crowd],
    }
    script = replay.prepare(first, second, who=who)
    last = "ORDER BY 1 DESC LIMIT 1;"
    if script.count(last) != 1:
        raise SystemExit("The end of the line is read otherwise than the bench believes.")
    script = script.replace(last, last.removesuffix(";") + " \\gset in_line_")
    script = script.replace(str(FAR_DOWN_THE_LINE + 1), ":in_line_queue_number + 1")
    return replay.rate(script, runs=runs, clients=CONNECTIONS)


def statements(workshop: Any, someone: Someone) -> list[str]:
    """What a registration over HTTP asks of PostgreSQL, with its values."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = Client(headers={"host": "localhost"}).post(
            f"/api/v1/events/{workshop.event_id}/registrations", data={}, content_type="application/json",
            headers={"Authorization": f"Bearer {someone.access}"},
        )  # fmt: skip
    if answer.status_code != http.client.CREATED:
        raise SystemExit(f"Nobody could register: {answer.content.decode()}")
    return [query["sql"].rstrip(";") for query in captured]


if __name__ == "__main__":
    main()
