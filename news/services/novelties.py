"""Noticing what is public for the first time (docs/adr/0035): read from the change log, whoever published it."""

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from core.changes import log
from core.models import Publishable
from core.push import publishing
from events.models import Event
from ideas.models import IdeaCall
from news.models import Article, Novelty, NoveltyReader, NoveltyType

# What is older when we first see it is new to us only: it comes from an import or was written down afterwards.
NEW_FOR = timedelta(days=28)
STEP = 500


def notice(*, now: datetime) -> list[Novelty]:
    """Write down all that is new; returns what of it is worth telling, in its order. Repeating it finds nothing."""
    told, has_more = [], True
    while has_more:
        noticed, has_more = _step(now)
        told += [novelty for novelty in noticed if novelty.is_worth_telling]
    return told


def _step(now: datetime) -> tuple[list[Novelty], bool]:
    """The next 500 changes: what of them is new, and whether there are more; devices are told in the same breath.

    Done whole or not at all.
    """
    with transaction.atomic():
        reader = _reader()
        delta = log.since(reader.position, types=NoveltyType.values, limit=STEP)
        public = [change for change in delta.changes if change.is_public]
        candidates = [
            Novelty(type=type_, object_id=found, noticed_at=now, is_worth_telling=is_worth_telling)
            for type_ in NoveltyType
            for found, is_worth_telling in _new(type_, [one.object_id for one in public if one.type == type_], now)
        ]
        noticed = Novelty.objects.bulk_create(candidates)
        for type_ in NoveltyType:
            told = [one.object_id for one in noticed if one.type == type_ and one.is_worth_telling]
            publishing.announce(type_, told)
        reader.position = delta.position
        reader.save()
    return noticed, delta.has_more


def last() -> int:
    """The id of the last novelty, 0 before the first."""
    return Novelty.objects.all().last_id()


def _reader() -> NoveltyReader:
    """The one row, locked; at the beginning where the log is another one, or has lost what was read."""
    NoveltyReader.objects.bulk_create([NoveltyReader()], ignore_conflicts=True)
    reader = NoveltyReader.objects.select_for_update(no_key=True).get()
    state = log.state()
    if reader.epoch != state.epoch or reader.position > state.latest:
        reader.epoch, reader.position = state.epoch, 0
    return reader


def _new(type_: str, ids: Collection[uuid.UUID], now: datetime) -> Iterator[tuple[uuid.UUID, bool]]:
    """Of these items those never noticed before, each with whether it is worth telling; the first published first."""
    known = set(Novelty.objects.filter(type=type_, object_id__in=ids).values_list("object_id", flat=True))
    unknown = [found for found in ids if found not in known]
    if not unknown:
        return
    match type_:
        case NoveltyType.EVENT:
            yield from _new_events(unknown, now)
        case NoveltyType.NEWS:
            articles = Article.objects.published().filter(pk__in=unknown).order_by("published_at", "id")
            for article in articles.only("id", "published_at", "expires_at"):
                yield article.pk, _is_recent(article, now) and not _is_past(article.expires_at, now)
        case NoveltyType.IDEA_CALL:
            calls = IdeaCall.objects.published().filter(pk__in=unknown).order_by("published_at", "id")
            for call in calls.only("id", "published_at", "closes_at"):
                yield call.pk, _is_recent(call, now) and not _is_past(call.closes_at, now)


def _new_events(ids: Collection[uuid.UUID], now: datetime) -> Iterator[tuple[uuid.UUID, bool]]:
    """Of a series its first date stands for all of them."""
    rows = Event.objects.published().filter(pk__in=ids)
    events = list(rows.order_by("starts_at", "id").only("id", "published_at", "over_at", "series_id"))
    series = {event.series_id for event in events if event.series_id}
    series_of = dict(Event.objects.filter(series__in=series).values_list("pk", "series"))
    noticed = Novelty.objects.filter(type=NoveltyType.EVENT, object_id__in=series_of)
    told = {series_of[found] for found in noticed.values_list("object_id", flat=True)}
    for event in events:
        is_first = event.series_id not in told
        if event.series_id:
            told.add(event.series_id)
        yield event.pk, is_first and _is_recent(event, now) and not _is_past(event.over_at, now)


def _is_recent(item: Publishable, now: datetime) -> bool:
    return item.published_at is not None and item.published_at > now - NEW_FOR


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
