"""The change log's clockwork."""

from django.utils import timezone

from core import jobs
from core.changes import log


@jobs.task("changes.forget", every="41 3 * * *")
def forget() -> None:
    log.forget(now=timezone.now())
