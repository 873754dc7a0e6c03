"""How many public comments an idea has: counted by a trigger (migrations/0013_discussed.py), recounted at night."""

import uuid

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from ideas.models import Comment, CommentVisibility, Idea


def recount() -> int:
    """Set right what no comments explain, idea by idea under its lock; returns how many counts were wrong."""
    shown = Comment.objects.filter(visibility=CommentVisibility.PUBLIC)
    counted = shown.filter(idea=OuterRef("pk")).order_by().values("idea").annotate(n=Count("pk"))
    wrong = Idea.objects.exclude(comment_count=Coalesce(Subquery(counted.values("n")), 0))
    return sum(_mend(idea_id) for idea_id in list(wrong.order_by("pk").values_list("pk", flat=True)))


def _mend(idea_id: uuid.UUID) -> bool:
    """Under the lock it is counted once more: a comment may have come in between."""
    with transaction.atomic():
        idea = Idea.objects.select_for_update(no_key=True).filter(pk=idea_id).first()
        if idea is None:
            return False
        number = Comment.objects.filter(idea=idea, visibility=CommentVisibility.PUBLIC).count()
        was_wrong = idea.comment_count != number
        if was_wrong:
            Idea.objects.filter(pk=idea_id).update(comment_count=F("comment_count") + number - idea.comment_count)
        return was_wrong
