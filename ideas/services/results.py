"""What became of the ideas, counted: for one call, or for the region.

Each number adds up what stands in the public documents of the ideas, so none tells more than those do (docs/adr/0025).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, Case, Count, DurationField, Exists, F, OuterRef, Q, Subquery, Sum, When

from core.models import Publication
from ideas.models import DatePrecision, IdeaStatus, IdeaStatusChange, Solved
from ideas.models.idea import IdeaQuerySet


class Median(Aggregate):
    """The value in the middle; of an even number of values the mean of the two in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Share:
    """How many ideas there are of one topic or municipality, by its slug; None is those that name none."""

    slug: str | None
    ideas: int
    answered: int
    done: int


@dataclass(frozen=True)
class Results:
    """`median_days` from handing in to the first answer, where the days of both are known; None where of no idea."""

    ideas: int
    answered: int
    median_days: float | None
    supports: int
    with_measure: int
    statuses: dict[str, int]
    solved: dict[str, int]
    topics: list[Share]
    municipalities: list[Share]


def of(ideas: IdeaQuerySet) -> Results:
    """Count these, public ones, in five questions however many there are."""
    rows = ideas.order_by().annotate(is_answered=Exists(_answers()))
    totals = rows.aggregate(
        ideas=Count("pk"),
        answered=Count("pk", filter=Q(is_answered=True)),
        supports=Sum("support_count", default=0),
        with_measure=Count("pk", filter=Q(measure__publication=Publication.PUBLISHED)),
        **{f"solved_{code}": Count("pk", filter=Q(solved=code)) for code in Solved.values},
    )
    statuses = dict(ideas.order_by().values_list("status").annotate(Count("pk")))
    return Results(
        ideas=totals["ideas"],
        answered=totals["answered"],
        median_days=_median_days(ideas),
        supports=totals["supports"],
        with_measure=totals["with_measure"],
        statuses={code: statuses.get(code, 0) for code in IdeaStatus.values},
        solved={code: totals[f"solved_{code}"] for code in Solved.values},
        topics=_by("topic__slug", rows, order="topic__position"),
        municipalities=_by("municipality__slug", rows, order="municipality__sort_key"),
    )


def _answers() -> Any:
    """Of an outer query's ideas: the steps by which they were answered, the first first."""
    return IdeaStatusChange.objects.answering().filter(idea=OuterRef("pk"))


def _by(name: str, rows: IdeaQuerySet, *, order: str) -> list[Share]:
    """In their own order, those that name none at the end."""
    counted = rows.values(slug=F(name)).annotate(
        count=Count("pk"),
        count_answered=Count("pk", filter=Q(is_answered=True)),
        count_done=Count("pk", filter=Q(status=IdeaStatus.DONE)),
    )
    ordered = counted.order_by(F(order).asc(nulls_last=True), "slug")
    return [Share(*row) for row in ordered.values_list("slug", "count", "count_answered", "count_done")]


def _median_days(ideas: IdeaQuerySet) -> float | None:
    day = Case(When(date_precision=DatePrecision.DAY, then="happened_on"))
    first = _answers().order_by("position").values_list(day)[:1]
    dated = ideas.order_by().filter(date_precision=DatePrecision.DAY).annotate(answered_on=Subquery(first))
    waits = dated.filter(answered_on__gte=F("submitted_on"))
    median: timedelta | None = waits.aggregate(median=Median(F("answered_on") - F("submitted_on")))["median"]
    return None if median is None else median / timedelta(days=1)
