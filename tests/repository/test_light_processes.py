"""What only the worker needs is loaded by the worker alone, and all that is loaded late is there when it is wanted."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django import app

from core import jobs
from core.mail import letters

ROOT = Path(__file__).parents[2]
# Its letters and mailboxes, door codes, calendars, typing mistakes.
ONLY_THE_WORKER = ["imapclient", "rapidfuzz", "segno", "icalendar", "PIL"]
ONLY_THE_WORKER += ["core.accounts.mails", "events.mails", "events.registration_mails", "ideas.mails", "events.tasks"]
SERVE = """
import json, sys
from wsgiref.util import setup_testing_defaults
from core.serving.web import application
from django.db import connection

serve, (database, heavy, *paths) = application(), sys.argv[1:]
connection.settings_dict["NAME"] = database
answers = []
for path in paths:
    environ = {"PATH_INFO": path, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    b"".join(serve(environ, lambda status, headers: answers.append(int(status[:3]))))
print(json.dumps([answers, [name for name in json.loads(heavy) if name in sys.modules]]))
"""


def test_a_web_process_does_not_load_what_only_the_worker_needs(region):
    """It has loaded the views of all addresses, and serves a list, a detail, a feed, the documentation, a sign-in."""
    heavy, database = json.dumps(ONLY_THE_WORKER), connection.settings_dict["NAME"]
    places = "/api/v1/municipalities"
    paths = [places, f"{places}/brandis", "/api/v1/news.rss", "/api/docs", "/admin/login/"]
    command = [sys.executable, "-c", SERVE, database, heavy, *paths]
    outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert json.loads(outcome.stdout) == [[200] * 5, []]


def test_every_letter_has_its_writer_in_the_module_that_is_named():
    assert {name: letters.writer_of(name).__module__ for name in letters._modules} == letters._modules


def test_every_module_that_writes_letters_is_named():
    writing = {path for path in ROOT.glob("[a-z]*/**/*.py") if "\n@writes(" in path.read_text()}
    named = {module.replace(".", "/") + ".py" for module in letters._modules.values()}
    assert {str(path.relative_to(ROOT)) for path in writing} == named


def test_the_worker_loads_every_module_of_tasks_and_they_are_the_tasks_that_can_be_deferred():
    theirs = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.glob("[a-z]*/**/tasks.py")}
    assert theirs - {"core.privacy.tasks"} == set(settings.PROCRASTINATE_IMPORT_PATHS)  # core.tasks loads that one
    for module in settings.PROCRASTINATE_IMPORT_PATHS:
        import_module(module)
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    own = {name for name in app.tasks if not name.startswith(("builtin:", "procrastinate."))}
    assert own - periodic == jobs._deferred


def test_names_that_are_not_there_are_refused_at_once():
    with pytest.raises(LookupError, match="letters_nobody_writes"):
        letters.expect("letters_nobody_writes")
    with pytest.raises(LookupError, match="no_such_task"):
        jobs.defer("no_such_task")
    with pytest.raises(LookupError, match=r"letters\.py"):
        letters.writes("not_named")(lambda: None)
    with pytest.raises(LookupError, match=r"apps\.py"):
        jobs.task("not.named")
