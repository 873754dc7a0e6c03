"""What follows from a decision about an idea or a comment, whoever has taken it: who waited for it is told."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.accounts.models import Membership, Person, Role
from core.actors import Actor
from core.mail import outbox
from ideas import policies
from ideas.models import Appeal, AppealOutcome, Comment, Decision, Ground, Idea, Outcome, Signal
from ideas.services import queue, recording, reports, standings


@dataclass(frozen=True)
class Settled:
    """A decision, and the objections it has answered at the same time: of both their author reads in one letter."""

    decision: Decision
    appeals: list[Appeal]


def settle(
    item: Idea | Comment, outcome: Outcome, *, by: Actor, now: datetime, reason: str = "", ground: Ground | str = ""
) -> Settled:
    """Write the decision down, take the item out of the queue, and answer who objected. The idea is locked.

    Who objects that words were taken out waits on: whether the rest is shown answers nothing about them.
    Raises OwnDecision: who decided first leaves the objection to a colleague.
    """
    open_appeals = Appeal.objects.open_about(item)
    told = AppealOutcome.REVERSED if outcome == Outcome.APPROVED else AppealOutcome.UPHELD
    waiting = list(open_appeals.exclude(pk__in=open_appeals.about_words()))
    require_colleague(waiting, item, by=by)
    decision = recording.write(item, outcome, by=by, now=now, reason=reason, ground=ground)
    reports.settle(item, decision=decision, now=now)
    answer(waiting, item, told, words=reason, by=by, now=now)
    if open_appeals.exists():
        queue.only(item, Signal.APPEAL)
    else:
        queue.leave(item, now=now)
    return Settled(decision, waiting)


def require_colleague(appeals: Iterable[Appeal], item: Idea | Comment, *, by: Actor) -> None:
    """Raises OwnDecision where `by` decided first, and there is somebody else."""
    idea = item.idea if isinstance(item, Comment) else item
    for appeal in appeals:
        refusal = policies.why_not_decide_appeal(
            appeal.decision, by=by, has_colleague=has_colleague(idea.municipality_id, of=by)
        )
        if refusal is not None:
            raise refusal


def answer(
    appeals: Iterable[Appeal], item: Idea | Comment, outcome: AppealOutcome, *, words: str, by: Actor, now: datetime
) -> None:
    """Decide objections, and have their author told. The idea is locked, and `by` may decide them."""
    for appeal in appeals:
        appeal.outcome, appeal.answer = outcome, words
        appeal.decided_at, appeal.decided_by_id = now, by.person_id
        appeal.save()
        outbox.queue("appeal_decided", language=item.language, appeal_id=appeal.pk)


def lapse(item: Idea | Comment, *, now: datetime) -> None:
    """Its author has taken it back, and nobody sees it: nothing is left to decide, and who has reported it is told."""
    queue.leave(item, now=now)
    reports.settle(item, decision=None, now=now)
    Appeal.objects.open_about(item).delete()


def has_colleague(municipality_id: uuid.UUID | None, *, of: Actor) -> bool:
    """Whether somebody else could decide there: a moderator who answers for it, or an administrator."""
    organizations = standings.answering_for(municipality_id)
    entrusted = Membership.objects.filter(role=Role.MODERATOR, organization__in=organizations)
    others = Person.objects.filter(~Q(pk=of.person_id), is_active=True)
    return others.filter(Q(is_superuser=True) | Q(pk__in=entrusted.values("person"))).exists()
