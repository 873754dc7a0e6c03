"""Answering ideas: the one way to a new status, told to the author from the history's row."""

import uuid

from django.utils import timezone

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import Missing
from ideas import answer_policies
from ideas.models import Idea, IdeaStatus, IdeaStatusChange, Visibility
from ideas.services import carrying, decisions, history, telling
from ideas.services.locking import locked_ideas


def change_status(
    idea_id: uuid.UUID,
    to: IdeaStatus,
    *,
    by: Actor,
    answer: str = "",
    reason: str = "",
    duplicate_of: Idea | None = None,
) -> IdeaStatusChange:
    """Give the idea a status, with its official answer; the same status again is an interim answer.

    The idea it is continued as is judged under its lock too, or two that name each other at once would both be closed.
    Raises Missing, NotEntrusted, Conflict (the status cannot follow, or others are continued as this idea), Invalid (a
    reason, an answer or a target is missing).
    """
    others = [duplicate_of.pk] if duplicate_of else []
    with locked_ideas(idea_id, *others) as (ideas, now):
        idea, target = ideas[idea_id], ideas[duplicate_of.pk] if duplicate_of else None
        if not roles.may_handle_ideas_of(by, idea.municipality_id):
            # Who may not see it shall not learn that it exists.
            raise roles.NotEntrusted if idea.visibility == Visibility.PUBLIC else Missing
        before, former = idea.status, idea.duplicate_of
        refusal = answer_policies.why_not_change_status(
            idea, to, answer=answer, reason=reason, duplicate_of=target, has_duplicates=idea.duplicates.exists()
        )
        if refusal is not None:
            raise refusal
        step = history.append(
            idea, to, now=now, by=by, happened_on=timezone.localdate(now), answer=answer, reason=reason,
            duplicate_of=(target or idea.duplicate_of) if to == IdeaStatus.DUPLICATE else None,
        )  # fmt: skip
        record(
            "idea.status_changed", idea, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id),
            changes={"status": [before, to]},
        )  # fmt: skip
        carrying.settle(idea, former=former, by=by)
        if to == IdeaStatus.WITHDRAWN and idea.visibility != Visibility.PUBLIC:
            decisions.lapse(idea, now=now)
        telling.step(step, of=idea)
    return step
