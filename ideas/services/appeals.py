"""Objecting to a decision: the author says why, and the item goes back into the queue."""

from django.utils import timezone

from core import tokens
from core.actors import GUEST, Actor
from core.audit.record import record
from core.mail import outbox
from ideas import policies
from ideas.models import Appeal, Case, Decision, DecisionToken, Signal
from ideas.services import queue
from ideas.services.locking import locked_idea


def decision_behind(token: str) -> Decision:
    """What the link of a mail lets its author object to. Raises LinkExpired, NothingToAppeal, AppealTooLate.

    An objection that was made already is shown, so it raises nothing.
    """
    row = tokens.find(DecisionToken, token, purpose=DecisionToken.APPEAL)
    decision = Decision.objects.select_related("idea__municipality", "comment", "appeal").get(pk=row.decision_id)
    if not hasattr(decision, "appeal"):
        _check(decision)
    return decision


def make(token: str, *, text: str, by: Actor = GUEST) -> Appeal:
    """Object to a decision; a second time changes nothing. Raises LinkExpired, NothingToAppeal, AppealTooLate."""
    found = decision_behind(token)
    with locked_idea(found.idea_id) as (_idea, now):
        decision = Decision.objects.select_related("idea", "comment__idea").get(pk=found.pk)
        known = Appeal.objects.filter(decision=decision).first()
        if known is not None:
            return known
        _check(decision)
        appeal = Appeal.objects.create(decision=decision, text=text, made_at=now)
        case = queue.enter(decision.item, Signal.APPEAL, now=now)
        _leave_to_a_colleague(case, decision)
        record("appeal.made", appeal, by=by, decision=str(decision.pk))
        outbox.queue("appeal_received", language=decision.item.language, appeal_id=appeal.pk)
    return appeal


def _check(decision: Decision) -> None:
    latest = Decision.objects.of(decision.item).first()
    refusal = policies.why_not_appeal(decision, is_latest=latest == decision, now=timezone.now())
    if refusal is not None:
        raise refusal


def _leave_to_a_colleague(case: Case, decision: Decision) -> None:
    """Whoever decided does not look after the objection."""
    if case.assignee_id is not None and case.assignee_id == decision.decided_by_id:
        case.assignee = None
        case.save(update_fields=["assignee"])
