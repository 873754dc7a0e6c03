"""Personal data of comments: export, erasure, keeping, and the join of a guest's comments with the account."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.notifications import notifying
from core.privacy import Rule, retention, traces
from ideas import policies
from ideas.models import Comment, CommentToken, CommentVisibility, Decision, Display
from ideas.models.comment import CommentQuerySet
from ideas.services import parting

EXPORTED = (
    "id", "idea", "text", "author_name", "display", "organization__slug", "language", "visibility", "moderation_note",
    "created_at", "confirmed_at", "published_at", "edited_on",
)  # fmt: skip


def export(person: Person) -> dict[str, Any]:
    comments = _of(person).order_by("created_at", "id").values(*EXPORTED)
    return {"comments": [{name.removesuffix("__slug"): one[name] for name in EXPORTED} for one in comments]}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:
    """Public comments may stay, anonymously; official ones do, for they are their organization's. All others go.

    Those that were known without the person's name go later, each by itself, as ideas do (services/privacy.py).
    """
    comments = _of(person)
    nameless = comments.filter(published_at__isnull=False, organization=None).exclude(display=Display.NAME)
    known = list(nameless)
    for comment in known:
        record("comment.author_forgotten", comment, by=by)
    nameless.update(author=None, email="")
    stay = [one for one in known if keep_contributions and one.visibility == CommentVisibility.PUBLIC]
    parting.later("ideas.strip_comment", [one.pk for one in stay if one.display == Display.PSEUDONYM])
    parting.later("ideas.erase_comment", [one.pk for one in known if one not in stay])
    kept = Q(organization__isnull=False)
    if keep_contributions:
        kept |= Q(visibility=CommentVisibility.PUBLIC)
    for comment in comments.filter(kept):
        record("comment.author_forgotten", comment, by=by)
    comments.filter(kept).update(author=None, email="", display=Display.ANONYMOUS, author_name="")
    rest = list(_of(person))
    for comment in rest:
        record("comment.erased", comment, by=by)
    delete([comment.pk for comment in rest])


def erase_later(comment_id: uuid.UUID) -> None:
    """Delete a comment whose author has gone. Repeating it changes nothing."""
    with transaction.atomic():
        gone = _without_author(comment_id)
        for comment in gone:
            record("comment.erased", comment, by=SYSTEM)
        delete([comment.pk for comment in gone])


def strip_later(comment_id: uuid.UUID) -> None:
    """Take the pseudonym from a comment whose author has gone. Repeating it changes nothing."""
    _without_author(comment_id).update(display=Display.ANONYMOUS, author_name="")


def _without_author(comment_id: uuid.UUID) -> CommentQuerySet:
    return Comment.objects.filter(pk=comment_id, author=None, email="").exclude(display=Display.NAME)


def delete(keys: Collection[uuid.UUID]) -> None:
    """Delete comments for good, with what was told of them."""
    traces.remove(Comment, keys, letters_by="comment_id")
    notifying.forget(keys)
    Comment.objects.filter(pk__in=keys).delete()


def _never_confirmed(now: datetime) -> QuerySet[Comment]:
    old = Comment.objects.filter(created_at__lte=retention.limit("unconfirmed_comments", now=now))
    return old.filter(visibility=CommentVisibility.PENDING_CONFIRMATION)


def _old_addresses(now: datetime) -> QuerySet[Comment]:
    """Not while somebody may object to a decision, or has and waits: the answer could reach nobody."""
    old = Comment.objects.filter(updated_at__lte=retention.limit("comment_addresses", now=now))
    objectionable = Q(outcome__in=policies.APPEALABLE, decided_at__gt=now - policies.APPEAL_WITHIN)
    waiting = Q(appeal__isnull=False, appeal__decided_at=None)
    told_of = Decision.objects.filter(objectionable | waiting, comment__isnull=False).values("comment")
    return old.exclude(Q(email="") | Q(visibility=CommentVisibility.PENDING_CONFIRMATION) | Q(pk__in=told_of))


def adopt(person: Person) -> int:
    """Unconfirmed ones stay out: anybody may have written this address."""
    theirs = Comment.objects.filter(email=person.email, author=None, confirmed_at__isnull=False)
    return theirs.update(author=person, email="")


def _of(person: Person) -> CommentQuerySet:
    """The person's own, and what came in as a guest's under the same, proven address."""
    return Comment.objects.filter(Q(author=person) | Q(email=person.email))


def size(person: Person) -> int:
    return _of(person).count()


def take_part() -> None:
    rules = [
        Rule("unconfirmed_comments", _never_confirmed),
        Rule("comment_addresses", _old_addresses, lambda batch: batch.update(email="")),
    ]
    privacy.register(
        "comments", models=[Comment, CommentToken], export=export, erase=erase, rules=rules, adopt=adopt, size=size
    )
