"""What becomes of a copy, each in one commit: its state, and what its reader knows from then on."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby, takewhile

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.mail.attempts import Fate, Outcome
from news import sending_policies
from news.models import Copy, CopyState, Issue, IssueState, Subscription, SubscriptionState

# What is done for every copy is one statement each.
MARK = """
    UPDATE news_copy AS copy SET state = 'sending', attempts = copy.attempts + 1, attempted_at = %(now)s
      FROM news_issue AS issue, news_subscription AS reader
     WHERE copy.id = %(copy)s AND copy.state = 'queued' AND copy.next_attempt_at <= %(now)s
       AND issue.id = copy.issue_id AND issue.paused_at IS NULL
       AND reader.id = copy.subscription_id AND reader.xmin::text = %(version)s
"""
TOLD = """
    WITH reader AS (
        UPDATE news_subscription
           SET told_up_to = GREATEST(told_up_to, %(up_to)s),
               upcoming_until = GREATEST(upcoming_until, %(upcoming_until)s),
               refusals = CASE WHEN %(state)s = 'sent' THEN 0 ELSE refusals END
         WHERE id = %(reader)s
    )
    UPDATE news_copy SET state = %(state)s, settled_at = %(now)s, failure = ''
     WHERE id = %(copy)s AND state IN ('queued', 'sending', 'uncertain')
"""
RETURNED = "returned"  # how the failure of a copy begins that was taken and came back later
CONFIRMED, SUSPENDED = SubscriptionState.CONFIRMED, SubscriptionState.SUSPENDED


def mark(copy: Copy, *, now: datetime) -> bool:
    """Note, before the mail server is asked, that it is asked. False where it is no longer to be asked.

    That is decided here and now: a clerk holds up the issue, the domain has asked us to wait, or the reader has
    unsubscribed or changed anything since the copy was read `with_readers`; then it is to be written anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"copy": copy.pk, "now": now, "version": copy.reader_version})
        if not cursor.rowcount:
            return False
    copy.attempts += 1
    return True


def doubt(issue: Issue, *, now: datetime) -> int:
    """Copies that a process was handing over when it was killed: perhaps sent, hence not sent again by themselves.

    Their readers' marks stay where they are, so the next issue tells them of the same.
    """
    left = Copy.objects.filter(issue=issue, state=CopyState.SENDING)
    return left.update(state=CopyState.UNCERTAIN, settled_at=now, failure="interrupted")


def sent(copy: Copy, *, now: datetime) -> None:
    _told(copy, CopyState.SENT, now=now)


def had_nothing_to_tell(copy: Copy, *, now: datetime) -> None:
    """Its reader has missed nothing; their marks move all the same, so that other wishes bring back nothing old."""
    _told(copy, CopyState.EMPTY, now=now)


def was_not_wanted(copy: Copy, *, now: datetime) -> None:
    _settle(copy, CopyState.OBSOLETE, now=now)


def is_uncertain(copy: Copy, failure: str, *, now: datetime) -> None:
    _settle(copy, CopyState.UNCERTAIN, failure, now=now)


def refused(copy: Copy, outcome: Outcome, *, now: datetime) -> None:
    with transaction.atomic():
        _strike(copy, outcome, now=now)
        _settle(copy, CopyState.FAILED, str(outcome), now=now)


def returned(copy_id: uuid.UUID, status: str) -> bool:
    """A copy that was taken came back later: as if it had been refused. False where it is no copy, or has come back.

    That it was taken had ended the row of refusals; so those before it are counted anew.
    """
    outcome, now = Outcome(Fate.REFUSED, "recipient", status=status, fault=f"{RETURNED}: {status}"), timezone.now()
    with transaction.atomic():
        # Not while the issue is being finished: what it notes then counts this copy as taken.
        issue = Issue.objects.filter(copies=copy_id).select_for_update(no_key=True, of=("self",)).first()
        taken = Copy.objects.filter(pk=copy_id, state__in=(CopyState.SENT, CopyState.UNCERTAIN))
        copy = taken.select_for_update(no_key=True).first()
        if issue is None or copy is None:
            return False
        finished = Issue.objects.filter(pk=issue.pk, state=IssueState.SENT)
        finished.update(failed_count=F("failed_count") + 1, **{f"{copy.state}_count": F(f"{copy.state}_count") - 1})
        taken.update(state=CopyState.FAILED, failure=outcome.fault)
        if status.startswith("5."):
            _strike(copy, outcome, refusals=_in_a_row(copy), now=now)
    return True


def _in_a_row(copy: Copy) -> int:
    """How many issues in a row, with this one, its reader got none of: reports come late and in any order."""
    handed_over = Copy.objects.filter(subscription=copy.subscription_id).exclude(attempted_at=None)
    rows = handed_over.order_by("created_at").values_list("pk", "state")
    rows_in_a_row = (list(group) for _state, group in groupby(rows, lambda row: row[1] == CopyState.FAILED))
    return next(len(group) for group in rows_in_a_row if copy.pk in dict(group))


def _strike(copy: Copy, outcome: Outcome, *, refusals: int | None = None, now: datetime) -> None:
    """The address may get no more: at once where there is no such mailbox, else after several issues in a row."""
    readers = Subscription.objects.select_for_update(no_key=True).filter(pk=copy.subscription_id, state=CONFIRMED)
    reader = readers.first()
    if reader is None or not sending_policies.counts_against(outcome):
        return
    reader.refusals = reader.refusals + 1 if refusals is None else refusals
    if sending_policies.is_given_up(outcome, refusals=reader.refusals):
        reader.state, reader.suspended_at = SUSPENDED, now
    reader.save(update_fields=["refusals", "state", "suspended_at"])


def refused_lately(issue: Issue) -> list[Copy]:
    """The last ones refused for good in a row, up to one that was taken; at most as many as decide whose fault it is.

    What the server has said neither yes nor no to, such as a full mailbox, says nothing about it.
    """
    was_taken = Q(state=CopyState.SENT) | Q(state=CopyState.FAILED, failure__startswith=RETURNED)
    was_refused = Q(state=CopyState.FAILED, failure__regex="^(recipient|server) refused: 5")  # as `Outcome.noted` reads
    last = issue.copies.filter(was_taken | was_refused).order_by("-attempted_at", "-id")
    return list(takewhile(lambda copy: Outcome.noted(copy.failure), last[: sending_policies.SUSPICIOUSLY_MANY + 1]))


def take_back(refused_ones: Iterable[Copy], *, now: datetime) -> None:
    """Undo refusals where in truth everybody was refused: no reader loses by them, and the copies are tried again.

    Those that have been tried often enough stay refused, so that the issue ends; the next one tells the same.
    """
    with transaction.atomic():
        for copy in refused_ones:
            outcome, moment = Outcome.noted(copy.failure), copy.settled_at
            reader = Subscription.objects.filter(pk=copy.subscription_id)
            if outcome and sending_policies.counts_against(outcome):
                reader.filter(refusals__gt=0).update(refusals=F("refusals") - 1)
            reader.filter(state=SUSPENDED, suspended_at=moment).update(state=CONFIRMED, suspended_at=None)
            refused = Copy.objects.filter(pk=copy.pk, state=CopyState.FAILED)
            again_at = sending_policies.next_attempt_at(copy.attempts, now=now)
            if again_at is None:
                refused.update(failure=f"all refused, {copy.failure}"[:100])
            else:
                refused.update(state=CopyState.QUEUED, settled_at=None, next_attempt_at=again_at)


def wait(copy: Copy, failure: str, *, now: datetime) -> None:
    """Try it again later, the longer the oftener it was tried; after two days it is given up."""
    again_at = sending_policies.next_attempt_at(copy.attempts, now=now)
    if again_at is None:
        _settle(copy, CopyState.FAILED, failure, now=now)
    else:
        _open(copy).update(
            state=CopyState.QUEUED, attempts=copy.attempts, next_attempt_at=again_at, failure=failure[:100]
        )


def give_back(copy: Copy, *, now: datetime) -> None:
    """The mail server takes nothing at this moment: no attempt. Others go first, should it be this one's fault."""
    until = now + sending_policies.FIRST_WAIT
    _open(copy).update(state=CopyState.QUEUED, attempts=copy.attempts - 1, next_attempt_at=until)


def let_domain_wait(copy: Copy, *, now: datetime) -> None:
    """Whoever receives for the domain has no time for anybody now; the others lose no attempt by it."""
    until = now + sending_policies.FIRST_WAIT
    others = Copy.objects.filter(issue=copy.issue, domain=copy.domain, state=CopyState.QUEUED)
    others.filter(next_attempt_at__lt=until).update(next_attempt_at=until)


def _told(copy: Copy, state: CopyState, *, now: datetime) -> None:
    """The reader knows what the issue tells; marks never move back, for issues may overtake each other."""
    marks = {"up_to": copy.issue.up_to, "upcoming_until": copy.issue.upcoming_until}
    with connection.cursor() as cursor:
        cursor.execute(TOLD, {"copy": copy.pk, "reader": copy.subscription_id, "state": state, "now": now, **marks})


def _settle(copy: Copy, state: CopyState, failure: str = "", *, now: datetime) -> None:
    # Also where somebody doubted it meanwhile: we know.
    states = (CopyState.QUEUED, CopyState.SENDING, CopyState.UNCERTAIN)
    Copy.objects.filter(pk=copy.pk, state__in=states).update(state=state, settled_at=now, failure=failure[:100])


def _open(copy: Copy) -> QuerySet[Copy]:
    return Copy.objects.filter(pk=copy.pk).open()
