"""The clock's hand for privacy."""

from django.utils import timezone

from core import jobs
from core.privacy import retention


@jobs.task("core.expire_personal_data", every="17 2 * * *")
def expire_personal_data() -> None:
    retention.expire(now=timezone.now())
