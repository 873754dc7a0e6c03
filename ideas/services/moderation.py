"""Checking ideas before they become public, and hiding them again; the author always hears of it."""

import uuid

from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from ideas import policies
from ideas.models import Ground, Idea, Outcome, Visibility
from ideas.services import decisions, queue
from ideas.services.locking import locked_idea


def approve(idea_id: uuid.UUID, *, by: Actor) -> Idea:
    """Make an idea public, a hidden one again. Repeating it changes nothing.

    Raises Missing, NotEntrusted, OwnDecision, Conflict.
    """
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        refusal = policies.why_not_decide(idea, Visibility.PUBLIC)
        if refusal is not None:
            raise refusal
        was_public = idea.visibility == Visibility.PUBLIC
        if was_public and not queue.is_waiting(idea):
            return idea
        settled = decisions.settle(idea, Outcome.APPROVED, by=by, now=now)
        idea.visibility, idea.moderation_note = Visibility.PUBLIC, ""
        idea.published_at, idea.updated_at = idea.published_at or now, now
        idea.save(update_fields=["visibility", "moderation_note", "published_at", "updated_at"])
        record("idea.approved", idea, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id))
        if not was_public and not settled.appeals:
            outbox.queue("idea_published", language=idea.language, idea_id=idea.pk)
    return idea


def request_changes(idea_id: uuid.UUID, *, reason: str, by: Actor, ground: Ground | str = "") -> Idea:
    """Ask the author to change the idea before it becomes public.

    Raises Missing, NotEntrusted, OwnDecision, Conflict, Invalid (no reason).
    """
    return _refuse(idea_id, Visibility.CHANGES_REQUESTED, reason=reason, ground=ground, by=by)


def hide(idea_id: uuid.UUID, *, reason: str, by: Actor, ground: Ground | str = "") -> Idea:
    """Take an idea out of sight, for a reason the author is told.

    Raises Missing, NotEntrusted, OwnDecision, Conflict, Invalid (no reason).
    """
    return _refuse(idea_id, Visibility.HIDDEN, reason=reason, ground=ground, by=by)


def _refuse(idea_id: uuid.UUID, visibility: Visibility, *, reason: str, ground: Ground | str, by: Actor) -> Idea:
    if not reason.strip():
        raise Invalid([FieldError("/reason", "required", _("Please give the reason; the author is told."))])
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        refusal = policies.why_not_decide(idea, visibility)
        if refusal is not None:
            raise refusal
        if idea.visibility == visibility and idea.moderation_note == reason and not queue.is_waiting(idea):
            return idea
        settled = decisions.settle(idea, Outcome(visibility), by=by, now=now, reason=reason, ground=ground)
        idea.visibility, idea.moderation_note, idea.updated_at = visibility, reason, now
        idea.save(update_fields=["visibility", "moderation_note", "updated_at"])
        record(f"idea.{visibility}", idea, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id))
        if not settled.appeals:
            outbox.queue(f"idea_{visibility}", language=idea.language, idea_id=idea.pk)
    return idea
