"""Background work; the only file that knows the job library.

`defer` and `defer_each` write jobs in the caller's transaction: they exist exactly when the fact that caused them does.
Every task is idempotent, for a job whose worker was killed is run again. Arguments carry ids only. Only the worker
loads the tasks (settings.PROCRASTINATE_IMPORT_PATHS); who defers knows their names (`are_deferred`).
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import procrastinate
from django.db import close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job

from core import deadlocks

Task = Callable[..., None]
LONGEST_WAIT = 3 * 60 * 60  # seconds; what was in the way may be gone long before the next power of five
_deferred: set[str] = set()


class Patience(procrastinate.BaseRetryStrategy):
    """Runs a task so many times at most, with longer and longer waits in between."""

    def __init__(self, attempts: int) -> None:
        self.attempts = attempts

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:  # noqa: ARG002
        """`job` knows how often it was run before; None ends it."""
        if job.attempts + 1 >= self.attempts:
            return None
        return procrastinate.RetryDecision(retry_in={"seconds": min(5 ** (job.attempts + 1), LONGEST_WAIT)})


def are_deferred(*names: str) -> None:
    """Say which tasks are deferred by name, so that web processes need not keep in memory what the tasks do."""
    _deferred.update(names)


def task(name: str, *, attempts: int = 1, every: str | None = None) -> Callable[[Task], Task]:
    """Make a function a task called `name`; `every` is a cron line in UTC; more attempts wait 5, 25, 125 … seconds."""
    if not every and name not in _deferred:
        raise LookupError(f"Name the task “{name}” to jobs.are_deferred in the apps.py of its domain.")

    def register(function: Task) -> Task:
        @functools.wraps(function)
        def run(*_timestamp: Any, **ids: Any) -> None:
            close_old_connections()
            try:
                # A periodic task is handed its timestamp, which none of ours needs.
                given = {key: value for key, value in ids.items() if key != "timestamp"}
                deadlocks.carried_out(functools.partial(function, **given))
            finally:
                close_old_connections()

        retry = Patience(attempts) if attempts > 1 else False
        registered = app.task(name=name, retry=retry, queueing_lock=name if every else None)(run)
        if every:
            app.periodic(cron=every)(registered)
        return function

    return register


def defer(name: str, *, at: datetime | None = None, once: str | None = None, **ids: str | int) -> None:
    """Have the task `name` run soon, or `at` a moment; while a job waits under the key `once`, no second joins it.

    Raises LookupError for a task that is not there.
    """
    if name not in _deferred:
        raise LookupError(f"No task is called “{name}”.")
    deferrer = _transactional().configure_task(name, schedule_at=at, queueing_lock=once)
    try:
        # A second one is refused by a constraint, which must not spoil the caller's transaction.
        with transaction.atomic() if once else nullcontext():
            deferrer.defer(**ids)
    except AlreadyEnqueued:
        return


def defer_each(name: str, each: Sequence[Mapping[str, str | int]]) -> None:
    """Have the task `name` run soon with each of these ids; in one statement, however many they are.

    Raises LookupError for a task that is not there.
    """
    if name not in _deferred:
        raise LookupError(f"No task is called “{name}”.")
    rows: list[dict[str, Any]] = [dict(ids) for ids in each]
    if rows:
        _transactional().configure_task(name).batch_defer(*rows)


@functools.cache
def _transactional() -> procrastinate.App:
    # Inside the worker the library's own app has a connection of its own; ours always joins Django's transaction.
    # It knows no tasks, and so loads none.
    return procrastinate.App(connector=DjangoConnector(alias="default"))


def worker_is_alive() -> bool:
    """True where a worker gave a sign of life within the last half minute."""
    since = timezone.now() - timedelta(seconds=30)
    return ProcrastinateWorker.objects.filter(last_heartbeat__gte=since).exists()


def due(now: datetime) -> int:
    """How many jobs wait whose time has come."""
    waiting = ProcrastinateJob.objects.filter(status="todo")
    return waiting.filter(Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=now)).count()


@app.periodic(cron="* * * * *")
@app.task(name="core.retry_stalled_jobs", queueing_lock="core.retry_stalled_jobs")
async def retry_stalled_jobs(timestamp: int) -> None:  # noqa: ARG001 - handed to every periodic task
    """Give back the jobs of workers that died; without this a killed worker's job stays “doing” for ever."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)
