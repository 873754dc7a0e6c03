"""The clock's hand for answers kept for repeats."""

from core import jobs
from core.idempotency import requests


@jobs.task("idempotency.sweep", every="*/5 * * * *")
def sweep() -> None:
    requests.sweep()
