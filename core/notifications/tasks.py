"""The clock's hand for notifications."""

from core import jobs
from core.notifications import digests


@jobs.task("notifications.send_digests", every="0 5 * * *")  # six or seven o'clock in Saxony
def send_digests() -> None:
    digests.send_due()
