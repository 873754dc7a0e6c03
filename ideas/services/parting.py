"""What somebody wrote without their own name goes later than the account: in one moment, all of it would be joined."""

import random
import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from core import jobs

# Erasure comes without undue delay, within a month (GDPR art. 12 (3), 17).
WITHIN = timedelta(days=14)


def later(task: str, keys: Iterable[uuid.UUID]) -> None:
    """Have the task run for each, at a moment of its own that nobody can tell."""
    now, chance = timezone.now(), random.SystemRandom()
    for key in keys:
        jobs.defer(task, at=now + chance.random() * WITHIN, item_id=str(key))
