"""The clock's hands for the news: what time alone changes."""

from django.utils import timezone

from core import jobs
from news.services import editing, novelties


@jobs.task("news.publish_due", every="* * * * *")
def publish_due() -> None:
    editing.publish_due(now=timezone.now())


@jobs.task("news.notice_novelties", every="* * * * *")
def notice_novelties() -> None:
    novelties.notice(now=timezone.now())
