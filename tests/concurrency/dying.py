"""A web process for one request, which is killed at a chosen moment: `python -m tests.concurrency.dying …`.

Arguments: the database's name, the moment (`before_commit` or `before_answer`), the path, the body as JSON.
"""

import os
import signal
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings"

import django
from django.conf import settings
from django.db import connection
from django.test import Client


def die(*_args):
    os.kill(os.getpid(), signal.SIGKILL)


def before_commit(get_response):
    """When the act is done and its answer is about to be stored beside it."""

    def die_or_execute(execute, sql, *rest):
        return die() if sql.startswith('UPDATE "idempotency_') else execute(sql, *rest)

    def middleware(request):
        with connection.execute_wrapper(die_or_execute):
            return get_response(request)

    return middleware


def before_answer(get_response):
    """When everything is committed and nothing is sent."""

    def middleware(request):
        get_response(request)
        die()

    return middleware


if __name__ == "__main__":
    database, moment, path, body = sys.argv[1:]
    settings.DATABASES["default"]["NAME"] = database
    settings.MIDDLEWARE.append(f"tests.concurrency.dying.{moment}")
    django.setup()
    Client().post(path, body, content_type="application/json", headers={"Idempotency-Key": "once"})
