"""Who hears of a step of an idea's history: the author always."""

from core.mail import outbox
from core.notifications import notifying
from ideas import notices
from ideas.models import Idea, IdeaStatusChange


def step(change: IdeaStatusChange, *, of: Idea) -> None:
    """Tell of the step, in its own transaction: an author with an account as they chose, a guest by mail."""
    if of.author is not None:
        notifying.tell(notices.OWN_IDEAS, change.pk, people=[of.author])
    else:
        outbox.queue("idea_status", language=of.language, change_id=change.pk)
