"""Where people read what the newsletter tells of, and its former issues; the same addresses for everybody."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from core.municipalities.models import Municipality
from events.models import Event
from ideas.models import IdeaCall
from news.models import Issue


def address(item: Any) -> str:
    """The own web page of an event, an article or a call, else ours about it; absolute."""
    if isinstance(item, IdeaCall):
        return f"{settings.PUBLIC_URL}/ideas/calls/{item.slug}"
    own = f"{settings.PUBLIC_URL}/{'events' if isinstance(item, Event) else 'news'}/{item.pk}"
    return item.public_url or own


def archived(issue: Issue, places: Sequence[Municipality]) -> str:
    """Where everyone reads the issue in a browser; it says nothing of who came there."""
    chosen = f"?{urlencode({'municipality': places[0].slug})}" if len(places) == 1 else ""
    return f"{settings.PUBLIC_URL}/newsletter/archive/{issue.pk}{chosen}"
