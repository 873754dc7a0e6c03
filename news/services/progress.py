"""How far an issue has come, for the clerks who watch it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from core import gauges
from news.models import Copy, CopyState, Issue, IssueState
from news.models.issue import OPEN

LATELY = timedelta(minutes=5)


@dataclass(frozen=True)
class Progress:
    """Copies by their state; `per_minute` is the rate of late, `ends_at` when all are settled if it goes on like this.

    `is_paused` where a clerk holds it up; `trouble` is what the mail server said that keeps it, and at `again_at` it is
    asked again.
    """

    counts: dict[str, int]
    per_minute: int
    ends_at: datetime | None
    is_paused: bool
    trouble: str
    again_at: datetime | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def settled(self) -> int:
        return self.total - sum(self.counts[state] for state in OPEN)

    @property
    def percent(self) -> int:
        return 100 * self.settled // self.total if self.total else 100


def of(issue: Issue, *, now: datetime | None = None) -> Progress:
    """One query, and none for an issue that is finished or has not begun: what its copies were is noted there."""
    now = now or timezone.now()
    lately = Count("pk", filter=Q(settled_at__gt=now - LATELY))
    counted = counts(issue, lately=lately) if issue.state == IssueState.SENDING else {}
    by_state = {str(state): counted.get(state, getattr(issue, f"{state}_count", 0)) for state in CopyState}
    waiting = sum(by_state[state] for state in OPEN)
    lasted = min(LATELY, max(now - issue.started_at, timedelta(seconds=1))) if issue.started_at else LATELY
    rate = counted.get("lately", 0) / (lasted / timedelta(minutes=1))
    is_going = rate > 0 and waiting and not issue.paused_at and not issue.trouble
    return Progress(
        counts=by_state,
        per_minute=round(rate),
        ends_at=now + timedelta(minutes=waiting / rate) if is_going else None,
        is_paused=issue.paused_at is not None,
        trouble=issue.trouble,
        again_at=issue.rests_until,
    )


def tell_monitors() -> None:
    gauges.register("partheland_copies_due", "Copies of the newsletter that are due and not sent.", _due)
    gauges.register("partheland_issues_resting", "Issues that the mail server keeps from going out.", _resting)


def _due() -> int:
    return Copy.objects.filter(issue__state=IssueState.SENDING, issue__paused_at=None).due(timezone.now()).count()


def _resting() -> int:
    return Issue.objects.filter(state=IssueState.SENDING).exclude(trouble="").count()


def counts(issue: Issue, **further: Count) -> dict[str, int]:
    """Its copies by their state, as they are in the database."""
    numbers = {str(state): Count("pk", filter=Q(state=state)) for state in CopyState}
    counted: dict[str, int] = issue.copies.aggregate(**numbers, **further)
    return counted
