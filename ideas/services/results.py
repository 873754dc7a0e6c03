"""What became of the ideas, counted: for one call, or for the region.

Each number adds up what stands in the public documents of the ideas, so none tells more than those do (docs/adr/0025).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Case, Count, DurationField, ExpressionWrapper, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce

from core.models import Publication
from ideas.models import DatePrecision, IdeaStatus, IdeaStatusChange, Solved
from ideas.models.idea import IdeaQuerySet

# Stands for the day of an answer that is not known to the day: before any idea, so that no wait comes of it.
UNKNOWN = date(1800, 1, 1)
Group = dict[str, Any]


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
    """Count these, public ones, in one question: their first answers are looked up but once."""
    groups = list(_groups(ideas))
    statuses = _sums(groups, "status")
    return Results(
        ideas=_total(groups),
        answered=_total(_answered(groups)),
        median_days=_median_days(groups),
        supports=_total(groups, "supports"),
        with_measure=_total(group for group in groups if group["has_measure"]),
        statuses={code: statuses[code] for code in IdeaStatus.values},
        solved={code: _sums(groups, "solved")[code] for code in Solved.values},
        topics=_shares(groups, "topic__slug", order="topic__position"),
        municipalities=_shares(groups, "municipality__slug", order="municipality__sort_key"),
    )


def _groups(ideas: IdeaQuerySet) -> Iterable[Group]:
    """How many ideas are alike in all that is counted; `wait` is None where nobody has answered."""
    day = Coalesce(Case(When(date_precision=DatePrecision.DAY, then="happened_on")), UNKNOWN)
    answers = IdeaStatusChange.objects.answering().filter(idea=OuterRef("pk"))
    first = Subquery(answers.order_by("position").values_list(day)[:1])
    # The day of the list is never null, so that of a null only a missing answer comes.
    wait = ExpressionWrapper(first - F("listed_on"), output_field=DurationField())
    keys = (
        "status", "solved", "date_precision", "has_measure", "wait", "topic__slug", "topic__position",
        "municipality__slug", "municipality__sort_key",
    )  # fmt: skip
    is_public = Case(When(measure__publication=Publication.PUBLISHED, then=True), default=False)
    rows = ideas.order_by().annotate(wait=wait, has_measure=is_public).values(*keys)
    groups: Iterable[Group] = rows.annotate(count=Count("pk"), supports=Sum("support_count"))
    return groups


def _total(groups: Iterable[Group], name: str = "count") -> int:
    return sum(group[name] for group in groups)


def _answered(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group["wait"] is not None]


def _sums(groups: Iterable[Group], name: str) -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for group in groups:
        sums[group[name]] += group["count"]
    return sums


def _shares(groups: list[Group], name: str, *, order: str) -> list[Share]:
    """In their own order, those that name none at the end."""
    places = {group[name]: group[order] for group in groups}
    ideas, answered = _sums(groups, name), _sums(_answered(groups), name)
    done = _sums((group for group in groups if group["status"] == IdeaStatus.DONE), name)
    slugs = sorted((slug for slug in places if slug is not None), key=lambda slug: (places[slug], slug))
    return [Share(slug, ideas[slug], answered[slug], done[slug]) for slug in [*slugs, *({None} & places.keys())]]


def _median_days(groups: list[Group]) -> float | None:
    """Of the ideas of which both days are known."""
    dated = [group for group in _answered(groups) if group["date_precision"] == DatePrecision.DAY]
    waits = _sums((group for group in dated if group["wait"] >= timedelta(0)), "wait")
    return median(waits.elements()) / timedelta(days=1) if waits else None
