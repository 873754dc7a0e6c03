"""Rules of commenting, as pure functions over what the caller has already read."""

from datetime import datetime

from core.actors import Actor
from core.errors import Forbidden, Missing, Refusal
from ideas import errors, policies
from ideas.models import Comment, CommentVisibility, Idea, IdeaStatus, Visibility


def why_not_comment(idea: Idea, *, now: datetime) -> Refusal | None:
    """Why nobody may comment on this idea at this moment; what is not public does not exist."""
    if idea.visibility != Visibility.PUBLIC:
        return Missing()
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    return policies.why_not_discuss(idea.call, now=now)


def why_not_confirm(comment: Comment) -> Refusal | None:
    """Why a guest's comment no longer comes: what was written in time does, but nothing follows a withdrawn idea."""
    return errors.IdeaWithdrawn() if comment.idea.status == IdeaStatus.WITHDRAWN else None


def why_not_touch(comment: Comment, *, by: Actor) -> Refusal | None:
    """Why somebody may not change or withdraw a comment. Others' that are not public do not exist for them."""
    if by.person_id is not None and by.person_id == comment.author_id:
        return None
    is_public = comment.visibility == CommentVisibility.PUBLIC and comment.idea.visibility == Visibility.PUBLIC
    return Forbidden() if is_public else Missing()


def why_not_change(comment: Comment, *, now: datetime) -> Refusal | None:
    """Why its author may not change its text: as long as one may comment, one may mend what one has said."""
    if comment.visibility == CommentVisibility.WITHDRAWN:
        return errors.CommentWithdrawn()
    if comment.visibility == CommentVisibility.HIDDEN:
        return errors.CommentHidden()
    return why_not_comment(comment.idea, now=now)


def why_not_moderate(comment: Comment) -> Refusal | None:
    """Why nobody may approve or hide the comment yet, or any more."""
    if comment.visibility == CommentVisibility.PENDING_CONFIRMATION:
        return errors.CommentNotConfirmed()
    if comment.visibility == CommentVisibility.WITHDRAWN:
        return errors.CommentWithdrawn()
    return None
