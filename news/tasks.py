"""The clock's hands for the news: what time alone changes."""

from django.utils import timezone

from core import jobs
from news.services import editing


@jobs.task("news.publish_due", every="* * * * *")
def publish_due() -> None:
    editing.publish_due(now=timezone.now())
