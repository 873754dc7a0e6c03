"""Writing measures, and telling how they get on: to everybody in their history, to who cares by mail and in the app."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.models import Publication
from core.municipalities.models import Municipality
from core.text import sort_key
from ideas.models import Measure, MeasureProgress, Milestone
from ideas.services import editing, measure_milestones, telling


def save(
    measure: Measure,
    *,
    municipalities: Iterable[Municipality],
    milestones: Iterable[Milestone] | None = None,
    news: str = "",
    by: Actor,
) -> Measure:
    """Write a new or changed measure with the municipalities that take part; without `milestones` those stay.

    Of a public one a new status, milestones reached and `news` are together one piece of progress, which is told.
    Raises NotEntrusted; Invalid where no municipality takes part, a milestone contradicts itself, or nobody could
    read the news.
    """
    with transaction.atomic():
        before = Measure.objects.select_for_update(no_key=True).filter(pk=measure.pk).first()
        roles.require(by, Act.CALLS, measure.organization_id, *([before.organization_id] if before else []))
        now, addressed = timezone.now(), set(municipalities)
        wanted = None if milestones is None else list(milestones)
        if errors := _problems(measure, addressed, wanted, news=news, now=now):
            raise Invalid(errors)
        measure.sort_key = sort_key(measure.name)
        # Of the row of before: a new measure from the administration has no key yet.
        reached = set(Milestone.objects.filter(measure=before).exclude(reached_on=None).values_list("pk", flat=True))
        editing.write(
            measure, {"municipalities": addressed}, by=by,
            put_parts=lambda: wanted is not None and measure_milestones.put(measure, wanted),
        )  # fmt: skip
        if before is not None and measure.publication == Publication.PUBLISHED:
            titles = [one.title for one in wanted or () if one.reached_on and one.pk not in reached]
            _progress(measure, status_from=before.status, reached=titles, news=news, now=now, by=by)
    return measure


def restore(measure_id: uuid.UUID, entry_id: int, *, check: Callable[[Measure], None], by: Actor) -> Measure:
    """Have a measure say again what it said before the change that an audit entry tells of; what was told stays told.

    `check` refuses who has not seen its present state. Raises Missing, NotEntrusted, Invalid.
    """
    with transaction.atomic():
        versions = editing.VERSIONS[Measure]
        measure: Measure
        measure, version = versions.locked(measure_id, entry_id, check=check)
        related = versions.put_back(measure, version.contents)
        former = version.contents.get("milestones")
        milestones = None if former is None else measure_milestones.of_version(former, measure)
        save(measure, **related, milestones=milestones, by=by)
        record("measure.restored", measure, by=by, at=version.entry.at.isoformat())
    return measure


def _problems(
    measure: Measure,
    municipalities: set[Municipality],
    milestones: list[Milestone] | None,
    *,
    news: str,
    now: datetime,
) -> list[FieldError]:
    errors = measure_milestones.problems(milestones or [], today=timezone.localdate(now))
    if not municipalities:
        errors.append(FieldError("/municipalities", "required", _("Please name at least one municipality.")))
    if news and measure.publication != Publication.PUBLISHED:
        errors.append(FieldError("/news", "not_public", _("Please publish the measure first: nobody could read this.")))
    return errors


def _progress(measure: Measure, *, status_from: str, reached: list[str], news: str, now: datetime, by: Actor) -> None:
    """Add a row where there is something to tell, and tell it."""
    if measure.status == status_from and not reached and not news:
        return
    last = measure.history.aggregate(position=Max("position"))["position"] or 0
    step = MeasureProgress.objects.create(
        measure=measure, position=last + 1, status_from=status_from, status_to=measure.status, milestones=reached,
        text=news, happened_on=timezone.localdate(now),
    )  # fmt: skip
    # The page of who saw the measure before these news is stale now: sent twice, they are told once.
    measure.updated_at = now
    measure.save(update_fields=["updated_at"])
    record("measure.progressed", measure, by=by)
    telling.progress(step)
