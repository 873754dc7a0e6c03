"""Writing down what was decided about an idea or a comment: the one place, for clerks and what happens by itself."""

from datetime import datetime

from core.actors import Actor
from ideas.models import Comment, Decision, Ground, Idea, Outcome


def write(
    item: Idea | Comment,
    outcome: Outcome,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    ground: Ground | str = "",
    places: int | None = None,
) -> Decision:
    """The item stays in the queue, where it is there."""
    idea, comment = (item.idea, item) if isinstance(item, Comment) else (item, None)
    return Decision.objects.create(
        idea=idea, comment=comment, outcome=outcome, ground=ground, reason=reason, places=places,
        automatic=by.kind == "system", decided_at=now, decided_by_id=by.person_id,
    )  # fmt: skip
