"""Workers that send an issue and are killed, one after the other: `python -m tests.concurrency.dying_sender …`.

Arguments: the database's name, the mail server's port, the issue, and for each worker the moment of its death:
`taken` by the server and not yet noted, `marked` and not yet handed over, or the number of a statement.
"""

import os
import signal
import sys
import time
import uuid

os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings"

import django
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection

NOTING = "UPDATE news_subscription"
THIRD, SURVIVED = 3, 0


def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)


def write(copy):
    headers = {"Message-ID": f"<{copy.pk}@region.example>"}
    return EmailMessage("Neues", "Text", "brief@region.example", [copy.subscription.email], headers=headers)


def work(issue, moment):
    """Until it is killed; returns where another one's lock has not gone with it yet."""
    from core.mail.attempts import Line  # noqa: PLC0415 - the applications are ready only now
    from news.services import sending  # noqa: PLC0415

    left = int(moment) if moment.isdigit() else THIRD
    counted = "" if moment.isdigit() else NOTING

    def die_or_execute(execute, sql, *rest):
        nonlocal left
        left -= counted in sql
        return execute(sql, *rest) if left else die()

    if moment == "marked":
        Line.hand_over = die
    with connection.execute_wrapper(die_or_execute):
        sending.send(uuid.UUID(issue), write=write)
    os._exit(SURVIVED)


def killed(issue, moment):
    """Whether it was."""
    process = os.fork()
    if not process:
        work(issue, moment)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status > SURVIVED:
        sys.exit(f"A worker failed before it could be killed: {status}")
    return status == -signal.SIGKILL


if __name__ == "__main__":
    database, port, issue, *moments = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "core.mail.smtp.EmailBackend", "127.0.0.1", port
    django.setup()
    for moment in moments:
        while not killed(issue, moment):
            time.sleep(0.01)
