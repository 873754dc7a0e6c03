"""Writing a comment, and what its author can do with it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core import tokens
from core.accounts import roles
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import GUEST, SYSTEM, Actor
from core.audit.record import record
from core.mail import outbox
from ideas import comment_policies
from ideas.models import Comment, CommentToken, CommentVisibility, Display
from ideas.services import decisions, reception, telling
from ideas.services.locking import locked_comment, locked_idea
from ideas.services.signing import settle_name


def submit(
    idea_id: uuid.UUID, *, email: str, text: str, display: str, author_name: str, language: str, by: Actor
) -> Comment:
    """Take a guest's comment, who still has to confirm the address.

    The same text sent again while unconfirmed is the same comment, and a new mail goes out. Raises Missing, Conflict
    (nobody may comment now), Invalid.
    """
    email = normalize_email(email)
    with locked_idea(idea_id) as (idea, now):
        _refuse(comment_policies.why_not_comment(idea, now=now))
        waiting = Comment.objects.filter(
            idea=idea, email=email, text=text, visibility=CommentVisibility.PENDING_CONFIRMATION
        )
        known = waiting.first()
        comment = known or Comment(idea=idea, email=email, text=text, visibility=CommentVisibility.PENDING_CONFIRMATION)
        comment.display, comment.author_name, comment.language = display, author_name, language
        comment.created_at = now  # asked again: its full time to confirm
        _write(comment, now=now)
        if known is None:
            record("comment.submitted", comment, by=by)
        outbox.queue("comment_confirm", language=language, comment_id=comment.pk)
    return comment


def submit_as(
    idea_id: uuid.UUID, *, person: Person, text: str, by: Actor, display: str = Display.NAME, author_name: str = ""
) -> Comment:
    """Take the comment of a signed-in person. Raises what `submit` raises, and AuthorBlocked."""
    with accounts.held(person), locked_idea(idea_id) as (idea, now):
        _refuse(comment_policies.why_not_comment(idea, now=now))
        comment = Comment(
            idea=idea, author=person, text=text, display=display, author_name=author_name, confirmed_at=now,
            language=person.language, visibility=CommentVisibility.IN_MODERATION,
        )  # fmt: skip
        _write(comment, now=now)
        record("comment.submitted", comment, by=by)
        _take_in(comment, now=now)
    return comment


def submit_officially(idea_id: uuid.UUID, *, person: Person, text: str, by: Actor) -> Comment:
    """Say something for the organization that answers for the idea; it is public at once and names nobody.

    Raises Missing, NotEntrusted, Conflict.
    """
    with accounts.held(person), locked_idea(idea_id) as (idea, now):
        _refuse(comment_policies.why_not_comment(idea, now=now))
        roles.require_ideas_of(by, idea.municipality_id)
        comment = Comment(
            idea=idea, author=person, text=text, display=Display.ANONYMOUS, confirmed_at=now,
            language=person.language, visibility=CommentVisibility.IN_MODERATION,
            organization_id=roles.on_behalf_of(by, idea.municipality_id),
        )  # fmt: skip
        _write(comment, now=now)
        publish(comment, now=now)
        record("comment.published", comment, by=by, organization_id=comment.organization_id)
    return comment


def confirm(token: str, *, by: Actor = GUEST) -> Comment:
    """Prove a guest's address by the token of the mail: the comment goes to the clerks. Repeating it changes nothing.

    It joins the account that has this address, where there is one. Raises LinkExpired, IdeaWithdrawn, AuthorBlocked.
    """
    row = tokens.find(CommentToken, token, purpose=CommentToken.CONFIRM, even_expired=True)
    with accounts.owner_of(row.comment.email) as owner, locked_comment(row.comment_id) as (comment, now):
        if comment.visibility != CommentVisibility.PENDING_CONFIRMATION:
            return comment
        if tokens.is_expired(row):
            raise tokens.LinkExpired
        _refuse(comment_policies.why_not_confirm(comment))
        comment.author = owner
        comment.email = "" if owner else comment.email
        comment.visibility, comment.confirmed_at = CommentVisibility.IN_MODERATION, now
        comment.written_on, comment.updated_at = timezone.localdate(now), now
        comment.save()
        record("comment.confirmed", comment, by=by)
        _take_in(comment, now=now)
    return comment


def change(comment_id: uuid.UUID, *, text: str, by: Actor) -> Comment:
    """Mend what one has said; it is read again as a new one is, an official one not.

    Raises Missing, Forbidden, AuthorBlocked, Conflict.
    """
    with locked_comment(comment_id) as (comment, now):
        _refuse(comment_policies.why_not_touch(comment, by=by) or comment_policies.why_not_change(comment, now=now))
        if comment.text == text:
            return comment
        comment.text, comment.edited_on, comment.updated_at = text, timezone.localdate(now), now
        if comment.organization_id is None and not reception.receive(comment, now=now, changed=True):
            comment.visibility = CommentVisibility.IN_MODERATION
        comment.save()
        record("comment.changed", comment, by=by, fields=["text"])
    return comment


def withdraw(comment_id: uuid.UUID, *, by: Actor) -> Comment:
    """Take a comment back at any time: its text goes for good. Repeating it changes nothing.

    Raises Missing, Forbidden.
    """
    with locked_comment(comment_id) as (comment, now):
        _refuse(comment_policies.why_not_touch(comment, by=by))
        if comment.visibility != CommentVisibility.WITHDRAWN:
            comment.text, comment.author_name, comment.visibility = "", "", CommentVisibility.WITHDRAWN
            comment.updated_at = now
            comment.save()
            decisions.lapse(comment, now=now)
            record("comment.withdrawn", comment, by=by)
    return comment


def publish(comment: Comment, *, now: datetime) -> None:
    """Make it public, at the end of the discussion where it is new; who shall hear of it does. The idea is locked."""
    is_new = comment.position is None
    if is_new:
        last = Comment.objects.filter(idea=comment.idea).aggregate(last=Max("position"))["last"] or 0
        comment.position, comment.published_at = last + 1, now
    comment.visibility, comment.moderation_note, comment.updated_at = CommentVisibility.PUBLIC, "", now
    comment.save()
    if is_new:
        telling.comment(comment)


def _take_in(comment: Comment, *, now: datetime) -> None:
    """Its author is known: it waits for a clerk, or is public at once. Raises AuthorBlocked."""
    if reception.receive(comment, now=now):
        publish(comment, now=now)
        record("comment.published", comment, by=SYSTEM)


def _write(comment: Comment, *, now: datetime) -> None:
    settle_name(comment, has_chosen=True)
    comment.written_on, comment.updated_at = timezone.localdate(now), now
    with transaction.atomic():
        comment.save()


def _refuse(refusal: Exception | None) -> None:
    if refusal is not None:
        raise refusal
