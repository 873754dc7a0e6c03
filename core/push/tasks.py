"""The clock's hand for push messages: at once when there is something, and each minute for what had to wait."""

from django.utils import timezone

from core import jobs
from core.push import sending


@jobs.task("push.send", every="* * * * *")
def send() -> None:
    sending.send_due(now=timezone.now())
