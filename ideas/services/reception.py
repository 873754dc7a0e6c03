"""What happens to an idea or a comment once its author is known: into the queue, or before everybody's eyes at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from core.municipalities.models import Moderation
from ideas import errors, policies, suspicion
from ideas.models import Comment, CommentVisibility, Idea, Signal, Trust, Visibility
from ideas.services import queue, standings

# With so many of the newest of each kind a text is compared, beside the author's own.
COMPARED = 30


def receive(item: Idea | Comment, *, now: datetime, changed: bool = False) -> bool:
    """Decide whether it may be public before a clerk has read it, and put it into the queue where one shall.

    The idea is locked, the item saved with its author. Tells whether it may be public at once: the caller publishes.
    Raises AuthorBlocked.
    """
    standing = standings.of(item)
    if standing == Trust.BLOCKED:
        raise errors.AuthorBlocked
    found = suspicion.signals(_text(item), earlier=_earlier_texts(item))
    checked_before = policies.is_checked_before(mode_of(item), is_trusted=standing == Trust.TRUSTED, found=found)
    if checked_before or standing != Trust.TRUSTED:
        queue.enter(item, Signal.CHANGED if changed else Signal.NEW, *found, now=now)
    return not checked_before


def mode_of(item: Idea | Comment) -> Moderation:
    """The call's word, or that of the organization nearest to the place; of several, the more careful one."""
    idea = item.idea if isinstance(item, Comment) else item
    if idea.call is not None and idea.call.moderation:
        return Moderation(idea.call.moderation)
    answering = standings.answering_for(idea.municipality_id)
    nearest = min((len(one.municipalities.all()) for one in answering), default=0)
    modes = {one.moderation for one in answering if len(one.municipalities.all()) == nearest}
    return Moderation.AFTER if modes == {Moderation.AFTER} else Moderation.BEFORE


def _text(item: Idea | Comment) -> str:
    return item.text if isinstance(item, Comment) else f"{item.title}\n{item.text}"


def _earlier_texts(item: Idea | Comment) -> list[str]:
    """What the author and others have sent lately, also what was hidden: found by the index of each state."""
    if isinstance(item, Comment):
        rows: QuerySet[Comment] = Comment.objects.exclude(pk=item.pk)
        states = [CommentVisibility.IN_MODERATION, CommentVisibility.PUBLIC, CommentVisibility.HIDDEN]
        return [row.text for row in _newest(rows, item, states)]
    ideas: QuerySet[Idea] = Idea.objects.exclude(pk=item.pk)
    return [
        _text(row) for row in _newest(ideas, item, [Visibility.IN_MODERATION, Visibility.PUBLIC, Visibility.HIDDEN])
    ]


def _newest(rows: QuerySet, item: Idea | Comment, states: Sequence[str]) -> QuerySet:  # type: ignore[type-arg]
    mine = rows.filter(Q(author=item.author_id) if item.author_id else Q(email=item.email))
    mine = mine.exclude(visibility__in=[Visibility.PENDING_CONFIRMATION, Visibility.DRAFT])
    fields = ("id", "text") if isinstance(item, Comment) else ("id", "title", "text")
    each = [rows.filter(visibility=state).order_by("-updated_at").only(*fields)[:COMPARED] for state in states]
    return mine.order_by("-updated_at").only(*fields)[:COMPARED].union(*each)
