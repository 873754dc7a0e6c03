"""Rules of supporting and following, as pure functions over what the caller has already read."""

from datetime import datetime

from core.errors import Missing, Refusal
from ideas import errors, policies
from ideas.models import CLOSED, Idea, IdeaStatus, Visibility


def why_not_touch(idea: Idea) -> Refusal | None:
    """Why nobody can say or take back anything about this idea: what is not public does not exist."""
    return None if idea.visibility == Visibility.PUBLIC else Missing()


def why_not_follow(idea: Idea) -> Refusal | None:
    """Why nobody can follow this idea: a closed one may be taken up again, a withdrawn one not."""
    return why_not_touch(idea) or (errors.IdeaWithdrawn() if idea.status == IdeaStatus.WITHDRAWN else None)


def why_not_support(idea: Idea, *, now: datetime) -> Refusal | None:
    """Why nobody can support this idea at this moment. Taking it back goes at any time."""
    if refusal := why_not_touch(idea):
        return refusal
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    if idea.status == IdeaStatus.DUPLICATE:
        other = idea.duplicate_of
        # Of an idea that is hidden meanwhile nobody shall learn where it is.
        facts = {"duplicate_of": str(other.pk)} if other and other.visibility == Visibility.PUBLIC else {}
        return errors.IdeaContinued(**facts)
    if idea.status in CLOSED:
        return errors.IdeaClosed()
    return policies.why_not_discuss(idea.call, now=now)
