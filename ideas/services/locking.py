"""The locks under which everything about one idea and its comments is decided."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from core.errors import Missing
from ideas.models import Comment, Idea


@contextmanager
def locked_idea(idea_id: uuid.UUID) -> Iterator[tuple[Idea, datetime]]:
    """The idea under its row's lock, with the one moment of this act. Raises Missing."""
    with locked_ideas(idea_id) as (ideas, now):
        yield ideas[idea_id], now


@contextmanager
def locked_ideas(*idea_ids: uuid.UUID) -> Iterator[tuple[dict[uuid.UUID, Idea], datetime]]:
    """Several of them, locked in the order of their ids: acts that share some wait for each other. Raises Missing."""
    with transaction.atomic():
        rows = Idea.objects.select_for_update(no_key=True).filter(pk__in=idea_ids).order_by("pk")
        ideas = {idea.pk: idea for idea in rows}
        if ideas.keys() != set(idea_ids):
            raise Missing
        yield ideas, timezone.now()


@contextmanager
def one_after_the_other(act: str, who: str) -> Iterator[datetime]:
    """A transaction in which nobody else does this for the same person, with its moment: of what is new no row is there
    to lock, and who presses a button twice would hand it in twice.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{act} {who}"])
        yield timezone.now()


@contextmanager
def locked_comment(comment_id: uuid.UUID) -> Iterator[tuple[Comment, datetime]]:
    """The comment under the lock of its idea and of its own row. Raises Missing."""
    known = Comment.objects.filter(pk=comment_id).values_list("idea_id", flat=True).first()
    if known is None:
        raise Missing
    with locked_idea(known) as (idea, now):
        comment = Comment.objects.select_for_update(no_key=True, of=("self",)).filter(pk=comment_id).first()
        if comment is None:
            raise Missing
        comment.idea = idea
        yield comment, now


def part_of(idea: Idea, comment_id: uuid.UUID | None) -> Idea | Comment:
    """The locked idea itself, or the comment below it. Raises Missing."""
    if comment_id is None:
        return idea
    comment = idea.comments.filter(pk=comment_id).first()
    if comment is None:
        raise Missing
    return comment
