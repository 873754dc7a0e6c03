"""Checking comments before they become public, and hiding them again; the author hears why."""

import uuid

from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from ideas import comment_policies
from ideas.models import Comment, CommentVisibility, Ground, Outcome
from ideas.services import comments, decisions, queue
from ideas.services.locking import locked_comment


def approve(comment_id: uuid.UUID, *, by: Actor) -> Comment:
    """Make a comment public, a hidden one again. Repeating it changes nothing.

    Raises Missing, NotEntrusted, OwnDecision, Conflict.
    """
    with locked_comment(comment_id) as (comment, now):
        _may_decide(comment, by=by)
        if comment.visibility != CommentVisibility.PUBLIC or queue.is_waiting(comment):
            decisions.settle(comment, Outcome.APPROVED, by=by, now=now)
            comments.publish(comment, now=now)
            record("comment.approved", comment, by=by, organization_id=_behalf(comment, by))
    return comment


def hide(comment_id: uuid.UUID, *, reason: str, by: Actor, ground: Ground | str = "") -> Comment:
    """Take a comment out of sight, for a reason its author is told.

    Raises Missing, NotEntrusted, OwnDecision, Conflict, Invalid (no reason).
    """
    if not reason.strip():
        raise Invalid([FieldError("/reason", "required", _("Please give the reason; the author is told."))])
    with locked_comment(comment_id) as (comment, now):
        _may_decide(comment, by=by)
        is_hidden = comment.visibility == CommentVisibility.HIDDEN and comment.moderation_note == reason
        if is_hidden and not queue.is_waiting(comment):
            return comment
        settled = decisions.settle(comment, Outcome.HIDDEN, by=by, now=now, reason=reason, ground=ground)
        comment.visibility, comment.moderation_note, comment.updated_at = CommentVisibility.HIDDEN, reason, now
        comment.save()
        record("comment.hidden", comment, by=by, organization_id=_behalf(comment, by))
        if not settled.appeals:
            outbox.queue("comment_hidden", language=comment.language, comment_id=comment.pk)
    return comment


def _may_decide(comment: Comment, *, by: Actor) -> None:
    roles.require_ideas_of(by, comment.idea.municipality_id)
    refusal = comment_policies.why_not_moderate(comment)
    if refusal is not None:
        raise refusal


def _behalf(comment: Comment, by: Actor) -> uuid.UUID | None:
    return roles.on_behalf_of(by, comment.idea.municipality_id)
