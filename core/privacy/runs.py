"""Carrying out the table of retention: every night, by hand, or only counting what would go."""

from collections import Counter
from datetime import datetime

import structlog
from django.utils import timezone

from core.privacy.models import RetentionRun
from core.privacy.registry import Rule, domains
from core.privacy.retention import TABLE, in_batches

log = structlog.get_logger("privacy")


def rules() -> list[Rule]:
    """All of them, the ground floor's first."""
    return [rule for domain in domains() for rule in domain.rules]


def count_due(*, now: datetime) -> dict[str, int]:
    """How many rows of each period are due, in the table's order; changes nothing.

    A row that two rules name counts twice, though the first of them will take it from the second.
    """
    counts = Counter({rule.key: 0 for rule in rules()})
    for rule in rules():
        counts[rule.key] += rule.due(now).count()
    return {period.key: counts[period.key] for period in TABLE}


def carry_out(*, now: datetime) -> RetentionRun:
    """Let go of what is due, and keep a report. Doing it again finds nothing.

    A rule that fails is told by its key and stops no other; the next night tries it again.
    """
    run = RetentionRun.objects.create(started_at=now)
    counts: Counter[str] = Counter()
    failed = set()
    for rule in rules():
        try:
            counts[rule.key] += in_batches(rule.due(now), rule.act)
        except Exception:  # whatever it is: what others promised must go all the same
            log.exception("retention_failed", key=rule.key)
            failed.add(rule.key)
    run.counts = {period.key: counts[period.key] for period in TABLE}
    run.failed = sorted(failed)
    run.finished_at = max(timezone.now(), now)
    run.save(update_fields=["counts", "failed", "finished_at"])
    log.info("personal_data_expired", failed=run.failed, **{key: count for key, count in run.counts.items() if count})
    return run
