"""What an issue has to tell, read once for all of its readers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Min, Prefetch, Q
from django.db.models.functions import Left
from django.utils import timezone

from core.municipalities.models import Municipality, Region, Topic
from events.models import Event
from ideas.models import IdeaCall
from news import issue_policies
from news.audience import Reach
from news.models import Article, ArticleKind, Frequency, Introduction, Issue, Novelty, NoveltyType, Subscription
from news.models.issue import OPEN
from news.services import novelties

# What was noticed earlier is told to nobody any more, however long a subscription has rested.
REACHES_BACK = timedelta(days=56)
# Columns that only the item's own page shows.
LONG = ("folded", "folded_title", "words")
# Of a long text its beginning is enough, for what has no teaser of its own.
BEGINNING = 500

T = TypeVar("T")


@dataclass(frozen=True)
class Item:
    """One piece of an issue: `of` is an event, an article or a call.

    `novelty` is the id under which it is new, 0 where it only comes up.
    `key` is the same for all dates of a series, of which a reader is told once; `has_more` says that there are others.
    A date that does not take place has its own: it must not hide the next one, which does.
    """

    of: Any
    reach: Reach
    key: object
    novelty: int = 0
    has_more: bool = False

    @property
    def starts_at(self) -> datetime:
        """Of an event."""
        moment: datetime = self.of.starts_at
        return moment


@dataclass(frozen=True)
class Contents:
    """All that an issue may tell, in the order in which it is told. `written` keeps what is made of it once for all."""

    issue: Issue
    now: datetime
    up_to: int
    upcoming_until: datetime
    new: Sequence[Item]
    upcoming: Sequence[Item]
    introductions: Sequence[tuple[frozenset[Any], Introduction]]
    region: Region
    places: int
    written: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` returned when this was first asked for."""
        if key not in self.written:
            self.written[key] = make()
        made: T = self.written[key]
        return made


def read(issue: Issue, *, since: int | None = None, at: datetime | None = None) -> Contents:
    """All that it tells, in the same number of queries whatever there is.

    What is public at this very moment counts, so who sends for long reads it anew now and then. Of a begun issue it
    holds what its open copies need, of a planned one what it would tell now. `since` is the id of a novelty after which
    to begin instead, `at` the moment at which things must not be over.
    """
    now = at or timezone.now()
    until = issue.upcoming_until or issue_policies.looks_until(issue.frequency, now, timezone.get_default_timezone())
    up_to = novelties.last() if issue.up_to is None else issue.up_to
    begins = _oldest_mark(issue, now) if since is None else since
    new = _new(begins, up_to, now)
    events = _events([novelty for novelty in new if novelty.type == NoveltyType.EVENT], now, until)
    return Contents(
        issue=issue,
        now=now,
        up_to=up_to,
        upcoming_until=until,
        new=[*_new_articles(new, now), *_new_calls(new, now), *_new_events(new, events)],
        upcoming=[_item(NoveltyType.EVENT, event) for event in events if now < event.starts_at <= until],
        introductions=_introductions(issue),
        region=Region.objects.get(),
        places=Municipality.objects.count(),
    )


def begins_after(issue: Issue, now: datetime) -> int:
    """Up to which novelty the last issue of its frequency has told; the first one tells of what is new in one turn."""
    if issue.after is not None:
        return issue.after
    earlier = Issue.objects.filter(frequency=issue.frequency, up_to__isnull=False).order_by("-slot_on").first()
    if earlier and earlier.up_to is not None:
        return earlier.up_to
    return Novelty.objects.filter(noticed_at__lte=now - issue_policies.TURN[Frequency(issue.frequency)]).last_id()


def _oldest_mark(issue: Issue, now: datetime) -> int:
    """Up to which novelty all have been told to whom it still goes."""
    waiting = Subscription.objects.filter(copies__issue=issue, copies__state__in=OPEN)
    mark: int | None = waiting.aggregate(mark=Min("told_up_to"))["mark"]
    return begins_after(issue, now) if mark is None else mark


def _new(begins: int, up_to: int, now: datetime) -> list[Novelty]:
    rows = Novelty.objects.filter(id__gt=begins, id__lte=up_to, is_worth_telling=True)
    return list(rows.filter(noticed_at__gt=now - REACHES_BACK).order_by("id"))


def _events(new: Sequence[Novelty], now: datetime, until: datetime) -> list[Event]:
    """Those that are new or coming up, and the further dates of new series: public, and not over."""
    ids = [novelty.object_id for novelty in new]
    their_series = Event.objects.filter(pk__in=ids, series__isnull=False).values("series")
    meant = Q(pk__in=ids) | Q(series__in=their_series) | Q(starts_at__gt=now, starts_at__lte=until)
    rows = Event.objects.published().not_over(now).filter(meant).select_related("venue")
    return list(_addressed(_begun(rows, "description")).order_by("starts_at", "id"))


def _new_events(new: Sequence[Novelty], events: Sequence[Event]) -> list[Item]:
    """By their start. A series whose first date is over meanwhile is told of with its next one."""
    numbers = {novelty.object_id: novelty.id for novelty in new if novelty.type == NoveltyType.EVENT}
    series_of = dict(
        Event.objects.filter(pk__in=numbers, series__isnull=False).values_list("series_id", "pk").order_by("pk")
    )
    dates: dict[Any, list[Event]] = {}
    for event in events:
        if event.takes_place:
            dates.setdefault(event.series_id if event.series_id in series_of else event.pk, []).append(event)
    found = [
        _item(NoveltyType.EVENT, theirs[0], novelty=number, has_more=len(theirs) > 1)
        for key, theirs in dates.items()
        if (number := numbers.get(series_of.get(key, key)))
    ]
    return sorted(found, key=lambda item: (item.starts_at, str(item.of.pk)))


def _new_articles(new: Sequence[Novelty], now: datetime) -> list[Item]:
    """Alerts first, then the latest first."""
    numbers = {novelty.object_id: novelty.id for novelty in new if novelty.type == NoveltyType.NEWS}
    rows = _addressed(_begun(Article.objects.published().current(now).filter(pk__in=numbers), "text"))
    found = [_item(NoveltyType.NEWS, article, novelty=numbers[article.pk]) for article in rows.newest_first()]
    return sorted(found, key=lambda item: not item.reach.is_alert)


def _new_calls(new: Sequence[Novelty], now: datetime) -> list[Item]:
    """Those first that close first; without an end, last."""
    numbers = {novelty.object_id: novelty.id for novelty in new if novelty.type == NoveltyType.IDEA_CALL}
    rows = _addressed(IdeaCall.objects.published().not_closed(now).filter(pk__in=numbers).order_by("closes_at", "id"))
    return [_item(NoveltyType.IDEA_CALL, call, novelty=numbers[call.pk]) for call in rows]


def _begun(rows: Any, text: str) -> Any:
    """With the beginning of the long text instead of all of it."""
    return rows.defer(text, *LONG).annotate(beginning=Left(text, BEGINNING))


def _addressed(rows: Any) -> Any:
    return rows.prefetch_related(
        Prefetch("municipalities", Municipality.objects.by_name()), Prefetch("topics", Topic.objects.all())
    )


def _item(kind: NoveltyType, of: Any, *, novelty: int = 0, has_more: bool = False) -> Item:
    reach = Reach(
        kind,
        frozenset(one.pk for one in of.municipalities.all()),
        frozenset(one.pk for one in of.topics.all()),
        is_alert=isinstance(of, Article) and of.kind == ArticleKind.ALERT,
    )
    series = of.series_id if isinstance(of, Event) and of.takes_place else None
    return Item(of, reach, series or of.pk, novelty, has_more)


def _introductions(issue: Issue) -> list[tuple[frozenset[Any], Introduction]]:
    """Those of who writes for most places first."""
    rows = issue.introductions.select_related("organization").prefetch_related("organization__municipalities")
    told = [(frozenset(one.pk for one in row.organization.municipalities.all()), row) for row in rows]
    return sorted(told, key=lambda pair: (-len(pair[0]), pair[1].organization.sort_key))
