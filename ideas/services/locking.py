"""The lock under which everything about one idea is decided."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.errors import Missing
from ideas.models import Idea


@contextmanager
def locked_idea(idea_id: uuid.UUID) -> Iterator[tuple[Idea, datetime]]:
    """The idea under its row's lock, with the one moment of this act. Raises Missing."""
    with transaction.atomic():
        idea = Idea.objects.select_for_update(no_key=True).filter(pk=idea_id).first()
        if idea is None:
            raise Missing
        yield idea, timezone.now()
