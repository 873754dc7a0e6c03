"""The clock's hands for events: what time alone changes."""

from django.utils import timezone

from core import jobs
from events.services import editing, join_links, reading_mail, series, sweeping, telling


@jobs.task("events.publish_due", every="* * * * *")
def publish_due() -> None:
    editing.publish_due(now=timezone.now())


@jobs.task("events.settle_workshops", every="* * * * *")
def settle_workshops() -> None:
    sweeping.settle_due(now=timezone.now())


@jobs.task("events.send_join_links", every="* * * * *")
def send_join_links() -> None:
    join_links.send_due(now=timezone.now())


@jobs.task("events.remind", every="*/5 * * * *")
def remind() -> None:
    telling.remind_due(now=timezone.now())


@jobs.task("events.thank", every="*/15 * * * *")
def thank() -> None:
    telling.thank_due(now=timezone.now())


@jobs.task("events.read_mailbox", every="* * * * *")
def read_mailbox() -> None:
    reading_mail.read()


@jobs.task("events.continue_series", every="15 1 * * *")
def continue_series() -> None:
    series.keep_going(now=timezone.now())
