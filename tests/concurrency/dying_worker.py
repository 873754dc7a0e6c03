"""A worker that is killed in the middle of a task: `python -m tests.concurrency.dying_worker …`.

Arguments: the database's name, the folder its mails go to, the module and name of the task, how the statement begins
before which it dies (without one: when all is done), and the task's own argument, if it has one.
"""

import importlib
import os
import signal
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings"

import django
from django.conf import settings
from django.db import connection


def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    database, mails, module, task, beginning, *ids = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", mails
    django.setup()

    def die_or_execute(execute, sql, *rest):
        return die() if beginning and sql.startswith(beginning) else execute(sql, *rest)

    with connection.execute_wrapper(die_or_execute):
        getattr(importlib.import_module(module), task)(*ids)
    die()
