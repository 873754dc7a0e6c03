"""The same request at the same moment, and from processes that are killed: one act, and its answer in the end."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client

from core.idempotency.models import IdempotentRequest
from core.mail.models import OutgoingMail
from events.models import Registration
from tests.factories.events import WorkshopFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
ROOT = Path(__file__).resolve().parents[2]
ERIKA = {"name": "Erika Muster", "email": "erika@example.org"}
DUPLICATES = 12


def path_of(workshop):
    return f"/api/v1/events/{workshop.event_id}/registrations"


def send(workshop):
    return Client().post(
        path_of(workshop), json.dumps(ERIKA), content_type="application/json", headers={"Idempotency-Key": "once"}
    )


def outcome(response):
    replayed = response.headers.get("Idempotency-Replayed") == "true"
    return response.status_code, response.json().get("code"), replayed


def send_and_die(workshop, moment):
    """The same request to a process that is killed with SIGKILL at that moment."""
    database = connection.settings_dict["NAME"]
    arguments = [
        sys.executable,
        "-m",
        "tests.concurrency.dying",
        database,
        moment,
        path_of(workshop),
        json.dumps(ERIKA),
    ]
    killed = subprocess.run(arguments, cwd=ROOT, env=os.environ, capture_output=True, timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()


def acts():
    return Registration.objects.count(), OutgoingMail.objects.count()


def test_duplicates_at_the_same_moment_are_one_act():
    workshop, start = WorkshopFactory(), Barrier(DUPLICATES)

    def run(_number):
        try:
            start.wait(timeout=30)
            return outcome(send(workshop))
        finally:
            connection.close()

    with ThreadPoolExecutor(DUPLICATES) as pool:
        outcomes = list(pool.map(run, range(DUPLICATES)))
    assert outcomes.count((202, None, False)) == 1
    assert set(outcomes) <= {(202, None, False), (202, None, True), (409, "request_in_progress", False)}
    assert acts() == (1, 1)
    assert outcome(send(workshop)) == (202, None, True)


def test_killed_between_commit_and_answer_the_repeat_gets_the_answer():
    workshop = WorkshopFactory()
    send_and_die(workshop, "before_answer")
    assert acts() == (1, 1)
    assert outcome(send(workshop)) == (202, None, True)
    assert acts() == (1, 1)


def test_killed_before_the_commit_nothing_has_happened_and_the_lease_runs_out():
    workshop = WorkshopFactory()
    send_and_die(workshop, "before_commit")
    assert acts() == (0, 0)
    assert outcome(send(workshop)) == (409, "request_in_progress", False)
    IdempotentRequest.objects.update(leased_until=Now())
    assert outcome(send(workshop)) == (202, None, False)
    assert outcome(send(workshop)) == (202, None, True)
    assert acts() == (1, 1)
