"""The clock's hands for the news: what time alone changes."""

import uuid

from django.utils import timezone

from core import jobs
from news.services import editing, issues, novelties, sending


@jobs.task("news.publish_due", every="* * * * *")
def publish_due() -> None:
    editing.publish_due(now=timezone.now())


@jobs.task("news.notice_novelties", every="* * * * *")
def notice_novelties() -> None:
    novelties.notice(now=timezone.now())


@jobs.task("news.send_issue")
def send_issue(issue_id: str) -> None:
    sending.send(uuid.UUID(issue_id))


@jobs.task("news.carry_on_issues", every="* * * * *")
def carry_on_issues() -> None:
    sending.carry_on(now=timezone.now())


@jobs.task("news.begin_issues", every="* * * * *")
def begin_issues() -> None:
    now = timezone.now()
    issues.begin_due(now=now)
    issues.plan(now=now)
