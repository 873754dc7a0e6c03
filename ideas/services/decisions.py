"""What follows from a decision about an idea or a comment, whoever has taken it: who waited for it is told."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.accounts.models import Membership, Person, Role
from core.actors import Actor
from core.mail import outbox
from ideas import policies
from ideas.models import Appeal, AppealOutcome, Comment, Decision, Ground, Idea, Outcome
from ideas.services import queue, recording, reports, standings


@dataclass(frozen=True)
class Settled:
    """A decision, and the objection it has answered at the same time: its author reads of both in one letter."""

    decision: Decision
    appeal: Appeal | None


def settle(
    item: Idea | Comment, outcome: Outcome, *, by: Actor, now: datetime, reason: str = "", ground: Ground | str = ""
) -> Settled:
    """Write the decision down, take the item out of the queue, and answer who objected. The idea is locked.

    Raises OwnDecision: who decided first leaves the objection to a colleague.
    """
    appeal = open_appeal(item)
    if appeal is not None:
        idea = item.idea if isinstance(item, Comment) else item
        refusal = policies.why_not_decide_appeal(
            appeal.decision, by=by, has_colleague=has_colleague(idea.municipality_id, of=by)
        )
        if refusal is not None:
            raise refusal
    decision = recording.write(item, outcome, by=by, now=now, reason=reason, ground=ground)
    queue.leave(item, now=now)
    reports.settle(item, decision=decision, now=now)
    if appeal is not None:
        appeal.outcome = AppealOutcome.REVERSED if outcome == Outcome.APPROVED else AppealOutcome.UPHELD
        appeal.answer, appeal.decided_at, appeal.decided_by_id = reason, now, by.person_id
        appeal.save()
        outbox.queue("appeal_decided", language=item.language, appeal_id=appeal.pk)
    return Settled(decision, appeal)


def lapse(item: Idea | Comment, *, now: datetime) -> None:
    """Its author has taken it back, and nobody sees it: nothing is left to decide, and who has reported it is told."""
    queue.leave(item, now=now)
    reports.settle(item, decision=None, now=now)
    Appeal.objects.filter(decision__in=Decision.objects.of(item).order_by(), decided_at=None).delete()


def open_appeal(item: Idea | Comment) -> Appeal | None:
    """What the author objects to and nobody has answered yet."""
    rows = Appeal.objects.select_related("decision").filter(decided_at__isnull=True)
    return rows.filter(decision__in=Decision.objects.of(item).order_by()).order_by("made_at").first()


def has_colleague(municipality_id: uuid.UUID | None, *, of: Actor) -> bool:
    """Whether somebody else could decide there: a moderator who answers for it, or an administrator."""
    organizations = standings.answering_for(municipality_id)
    entrusted = Membership.objects.filter(role=Role.MODERATOR, organization__in=organizations)
    others = Person.objects.filter(~Q(pk=of.person_id), is_active=True)
    return others.filter(Q(is_superuser=True) | Q(pk__in=entrusted.values("person"))).exists()
