"""The clock's hand for uploads."""

from django.utils import timezone

from core import jobs
from core.uploads import uploads


@jobs.task("uploads.sweep", every="23 * * * *")
def sweep() -> None:
    uploads.sweep(now=timezone.now())
