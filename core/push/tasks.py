"""The clock's hands for push messages: at once when there is something, and each minute for what had to wait."""

from django.utils import timezone

from core import jobs
from core.push import devices, sending


@jobs.task("push.send")
def send() -> None:
    sending.send_due(now=timezone.now())


@jobs.task("push.send_what_waited", every="* * * * *")
def send_what_waited() -> None:
    sending.send_due(now=timezone.now())


@jobs.task("push.forget_signed_out", every="*/5 * * * *")
def forget_signed_out() -> None:
    devices.forget_signed_out(now=timezone.now())
