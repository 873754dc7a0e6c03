"""Objecting to a decision: the author says why, and the item goes back into the queue."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens
from core.accounts import roles
from core.actors import GUEST, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from ideas import policies
from ideas.models import Appeal, AppealOutcome, Case, Decision, DecisionToken, Signal
from ideas.services import decisions, queue
from ideas.services.locking import locked_idea, part_of


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


def decide_about_words(
    idea_id: uuid.UUID, *, comment_id: uuid.UUID | None = None, outcome: AppealOutcome, answer: str = "", by: Actor
) -> None:
    """Answer who objects that something was taken out; whether the rest is shown stays. Repeating it changes nothing.

    Raises Missing, NotEntrusted, OwnDecision, Invalid (it stays out, and no reason is given).
    """
    if outcome == AppealOutcome.UPHELD and not answer.strip():
        raise Invalid([FieldError("/answer", "required", _("Please give the reason; the author is told."))])
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        item = part_of(idea, comment_id)
        waiting = list(Appeal.objects.open_about(item).about_words())
        decisions.require_colleague(waiting, item, by=by)
        decisions.answer(waiting, item, outcome, words=answer, by=by, now=now)
        for appeal in waiting:
            record("appeal.decided", appeal, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id))
        if not Appeal.objects.open_about(item).exists():
            queue.lose(item, Signal.APPEAL, now=now)


def _check(decision: Decision) -> None:
    latest = Decision.objects.of(decision.item).on_showing().first()
    refusal = policies.why_not_appeal(decision, is_latest=latest == decision, now=timezone.now())
    if refusal is not None:
        raise refusal


def _leave_to_a_colleague(case: Case, decision: Decision) -> None:
    """Whoever decided does not look after the objection."""
    if case.assignee_id is not None and case.assignee_id == decision.decided_by_id:
        case.assignee = None
        case.save(update_fields=["assignee"])
