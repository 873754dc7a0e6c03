"""What devices are told of by push messages (core.push.items): what the newsletter tells of as well."""

from datetime import datetime

from django.db.models import QuerySet

from core.actors import Act
from core.push import items
from core.push.items import Items
from core.push.models import PushKind
from events.models import Event
from ideas.models import IdeaCall
from news.item_pages import address
from news.models import Article, NoveltyType


def _events(now: datetime) -> QuerySet[Event]:
    """Public, ahead or running, and neither cancelled nor postponed."""
    return Event.objects.published().not_over(now).taking_place()


def _articles(now: datetime) -> QuerySet[Article]:
    return Article.objects.published().current(now)


def _calls(now: datetime) -> QuerySet[IdeaCall]:
    """Public, and ideas can still be handed in."""
    return IdeaCall.objects.published().not_closed(now)


def take_part() -> None:
    for one in (
        Items(NoveltyType.EVENT, _events, lambda _event: PushKind.EVENTS, address, Act.EVENTS),
        Items(NoveltyType.NEWS, _articles, lambda article: PushKind(article.kind), address, Act.NEWS),
        Items(NoveltyType.IDEA_CALL, _calls, lambda _call: PushKind.CALLS, address, Act.CALLS),
    ):
        items.register(one)
