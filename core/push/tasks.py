"""The clock's hands for push messages: at once when there is something, and each minute for what had to wait."""

from django.utils import timezone

from core import jobs
from core.push import sending


@jobs.task("push.send")
def send() -> None:
    sending.send_due(now=timezone.now())


@jobs.task("push.send_what_waited", every="* * * * *")
def send_what_waited() -> None:
    sending.send_due(now=timezone.now())
