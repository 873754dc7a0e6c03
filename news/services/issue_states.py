"""What becomes of a whole issue that goes out: trouble makes it rest, and once all copies are settled it is sent."""

import uuid
from datetime import datetime

import structlog
from django.db import transaction

from news import sending_policies
from news.models import Issue, IssueState
from news.models.issue import OPEN
from news.services import progress

log = structlog.get_logger("newsletter")


def rest(issue: Issue, trouble: str, *, now: datetime | None) -> None:
    """Note what keeps the issue, and until when it rests; without trouble that nothing does any more."""
    issue.trouble = trouble[:100]
    issue.trouble_at = (issue.trouble_at or now) if now else None
    issue.rests_until = sending_policies.rests_until(issue.trouble_at, now=now) if now and issue.trouble_at else None
    issue.save(update_fields=["trouble", "trouble_at", "rests_until"])
    if trouble:
        log.error("issue_rests", issue=str(issue.pk), trouble=issue.trouble)


def finish(issue_id: uuid.UUID, *, now: datetime) -> None:
    """Note that all copies are settled, and what became of them: they will be deleted one day."""
    with transaction.atomic():
        issue = Issue.objects.select_for_update(no_key=True).get(pk=issue_id)
        if issue.state != IssueState.SENDING or issue.copies.open().exists():
            return
        for state, count in progress.counts(issue).items():
            if state not in OPEN:
                setattr(issue, f"{state}_count", count)
        issue.state, issue.finished_at, issue.updated_at = IssueState.SENT, now, now
        issue.trouble, issue.trouble_at, issue.rests_until = "", None, None
        issue.save()
