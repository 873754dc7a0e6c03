"""Adding a step to an idea's history: the only place that writes its status."""

from datetime import date, datetime

from django.db.models import Max

from core.actors import Actor
from ideas.models import DatePrecision, Idea, IdeaStatus, IdeaStatusChange


def append(
    idea: Idea,
    to: IdeaStatus,
    *,
    now: datetime,
    by: Actor,
    happened_on: date | None,
    date_precision: DatePrecision | str = DatePrecision.DAY,
    answer: str = "",
    reason: str = "",
    source_url: str = "",
    duplicate_of: Idea | None = None,
) -> IdeaStatusChange:
    """Write the step and the idea's new status. The caller holds the idea's lock and has asked the policies."""
    last = IdeaStatusChange.objects.filter(idea=idea).aggregate(position=Max("position"))["position"] or 0
    change = IdeaStatusChange.objects.create(
        idea=idea,
        position=last + 1,
        status_from=idea.status if last else "",
        status_to=to,
        happened_on=happened_on,
        date_precision=date_precision if happened_on else "",
        answer=answer,
        reason=reason,
        source_url=source_url,
        actor_kind=by.kind,
        actor_id=by.person_id,
    )
    idea.status, idea.duplicate_of, idea.updated_at = to, duplicate_of, now
    idea.solved = idea.solved if to == IdeaStatus.DONE else ""  # said of something that no longer holds
    idea.save(update_fields=["status", "duplicate_of", "solved", "updated_at"])
    return change
