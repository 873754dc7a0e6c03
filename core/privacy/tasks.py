"""The clock's hand for privacy."""

from django.utils import timezone

from core import jobs
from core.privacy import runs


@jobs.task("core.expire_personal_data", every="17 2 * * *")
def expire_personal_data() -> None:
    runs.carry_out(now=timezone.now())
