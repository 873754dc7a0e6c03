"""Sending an issue: copy by copy over one connection, in short runs, one of them at a time (docs/adr/0037)."""

import functools
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from core import deadlocks, jobs
from core.alone import alone
from core.mail.attempts import CLOSING, Fate, Line, Outcome
from news import issue_mails, sending_policies
from news.models import Copy, CopyState, Issue
from news.services import copies, issue_contents, issue_states
from news.services.throttle import Throttle

# The message of a copy (with its issue and its reader's present wishes), or None where there is nothing to tell.
Write = Callable[[Copy], EmailMessage | None]

log = structlog.get_logger("newsletter")
SENDING = 0x6E657773  # the advisory lock's number: “news”
# Readers' wishes are read for so many copies together; who has changed them meanwhile comes with the next ones.
BATCH = 20
# A run is over before a worker that is told to stop is killed, and letters of others wait no longer than this.
SECONDS = 3.5
# Where only domains are left that have had their share, their next copies go out together.
PAUSE = timedelta(seconds=5)


def carry_on(*, now: datetime, besides: uuid.UUID | None = None) -> None:
    """Defer the next run of each issue that has something to do: its time has come, or its worker was killed."""
    for issue in Issue.objects.to_carry_on(now):
        waiting = issue.copies.open()
        is_due = Q(state=CopyState.SENDING) | Q(next_attempt_at__lte=now)
        if issue.pk != besides and (waiting.filter(is_due).exists() or not waiting.exists()):
            defer(issue.pk)


def defer(issue_id: uuid.UUID, *, at: datetime | None = None) -> None:
    """Have a run of it, soon or at a moment at most a minute away: an earlier one would not join one that waits."""
    jobs.defer("news.send_issue", at=at, once=f"news.send_issue:{issue_id}", issue_id=str(issue_id))


def send(issue_id: uuid.UUID, *, write: Write | None = None) -> None:
    """Hand over copies for some seconds; where more can be done soon, a further run is deferred.

    Where another process sends at this moment, or nothing is to be sent now, nothing happens: who sends defers the
    other issues before its own next run, so that they take turns however many workers there are.
    """
    # One process for all issues: nobody is told the same by two at once, and a domain's share is counted in one place.
    with alone(SENDING) as is_alone:
        issue = Issue.objects.to_carry_on(timezone.now()).filter(pk=issue_id).first() if is_alone else None
        if issue is None:
            return
        run = Run(issue, write or writer(issue))
        again_at = run.go()
    carry_on(now=timezone.now(), besides=issue.pk)
    if again_at:
        # By the database's clock “now” may lie ahead, and then the worker would look for it only seconds later.
        defer(issue.pk, at=again_at if again_at > timezone.now() else None)


def writer(issue: Issue) -> Write:
    """What there is to tell is read anew for each run: what is withdrawn meanwhile goes out no more."""
    contents = issue_contents.read(issue)
    return lambda copy: issue_mails.message(contents, copy.subscription, copy_id=copy.pk)


class Run:
    """Some seconds of sending an issue."""

    def __init__(self, issue: Issue, write: Write) -> None:
        self._issue, self._write = issue, write
        self._line, self._throttle = Line(), Throttle(now=timezone.now())
        self._ends = time.monotonic() + SECONDS
        self._refused = copies.refused_lately(issue)

    def go(self) -> datetime | None:
        """Returns when there should be another run; None where there is nothing to do within a minute."""
        copies.doubt(self._issue, now=timezone.now())
        try:
            while batch := self._batch():
                for copy in batch:
                    if time.monotonic() > self._ends:
                        return timezone.now()
                    if not self._serve(copy):
                        return None
        finally:
            self._line.close()
        return self._next_run()

    @property
    def _is_suspicious(self) -> bool:
        return sending_policies.are_suspicious(len(self._refused))

    def _batch(self) -> list[Copy]:
        now = timezone.now()
        waiting = Copy.objects.filter(issue=self._issue).due(now).with_readers()
        waiting = waiting.exclude(domain__in=self._throttle.full(now=now))
        if not self._is_suspicious:
            return list(waiting[:BATCH])
        # One alone is asked, elsewhere where that can be; by lot, for some in line may have been refused before.
        anybody = waiting.order_by("?")
        elsewhere = anybody.exclude(domain__in=[copy.domain for copy in self._refused])
        return list(elsewhere[:1] or anybody[:1])

    def _next_run(self) -> datetime | None:
        now = timezone.now()
        room_at = self._throttle.next_room_at(now=now)
        if room_at and self._issue.copies.due(now).exists():
            return max(room_at, now + PAUSE)
        if self._issue.copies.open().exists():
            return None
        if self._is_suspicious:  # and nobody is left who could tell
            self._take_back(now)
        issue_states.finish(self._issue.pk, now=now)
        return None

    def _serve(self, copy: Copy) -> bool:
        """Do with one copy what is to be done now; False where the issue can't go on at the moment."""
        now = timezone.now()
        if not self._throttle.has_room(copy.domain, now=now):
            return True
        copy.issue = self._issue
        if not copy.subscription.is_receiving(self._issue.frequency):
            copies.was_not_wanted(copy, now=now)
            return True
        try:
            message = self._write(copy)
        except (OperationalError, InterfaceError):  # not the copy's fault
            raise
        except Exception as fault:  # a fault of ours: it waits for its mending, the others do not
            log.exception("copy_not_written", copy=str(copy.pk))
            copy.attempts += 1
            copies.wait(copy, f"not written: {type(fault).__name__}", now=now)
            return True
        if message is None:
            copies.had_nothing_to_tell(copy, now=now)
            return True
        return self._hand_over(copy, message, now)

    def _hand_over(self, copy: Copy, message: EmailMessage, now: datetime) -> bool:
        if not copies.mark(copy, now=now):
            return Issue.objects.filter(pk=self._issue.pk, paused_at__isnull=True).exists()
        self._throttle.note(copy.domain, now=now)
        outcome = self._line.hand_over(message)
        note = functools.partial(self._note, copy, outcome, timezone.now())
        # It has happened: not even a deadlock may make us forget it.
        return deadlocks.carried_out(note)

    def _note(self, copy: Copy, outcome: Outcome, now: datetime) -> bool:
        match outcome.fate:
            case Fate.SENT:
                copies.sent(copy, now=now)
                self._is_well()
            case Fate.REFUSED:
                return self._was_refused(copy, outcome, now)
            case Fate.LATER:
                copies.wait(copy, str(outcome), now=now)
                if outcome.code == CLOSING:
                    copies.let_domain_wait(copy, now=now)
            case Fate.UNKNOWN:
                copies.is_uncertain(copy, str(outcome), now=now)
                return self._rest(outcome, now)  # a server that breaks off each time shall not cost everybody's copy
            case Fate.UNREACHABLE | Fate.BARRED:
                copies.give_back(copy, now=now)
                if self._is_suspicious:
                    self._take_back(now)
                return self._rest(outcome, now)
        return True

    def _rest(self, outcome: Outcome, now: datetime) -> bool:
        issue_states.rest(self._issue, str(outcome), now=now)
        return False

    def _is_well(self) -> None:
        self._refused = []
        if self._issue.trouble:
            issue_states.rest(self._issue, "", now=None)

    @transaction.atomic
    def _was_refused(self, copy: Copy, outcome: Outcome, now: datetime) -> bool:
        """False where so many are refused in a row that it may be us or our mail server: nobody loses by that.

        The refusals stand for the time being; what the next copy is answered decides. The issue rests before, for
        trouble often passes.
        """
        copies.refused(copy, outcome, now=now)
        self._refused = copies.refused_lately(self._issue)
        if not self._is_suspicious:
            return True
        trouble = f"refused in a row, {outcome}"
        if sending_policies.are_our_fault(len(self._refused)):
            self._take_back(now)
            trouble = f"all refused, {outcome}"
        issue_states.rest(self._issue, trouble, now=now)
        return False

    def _take_back(self, now: datetime) -> None:
        copies.take_back(self._refused, now=now)
        self._refused = []
