"""Where people read what the newsletter tells of: on its own web page, or else on ours."""

from typing import Any

from django.conf import settings

from events.models import Event
from ideas.models import IdeaCall


def address(item: Any) -> str:
    """Of an event, an article or a call; absolute, and the same for everybody."""
    if isinstance(item, IdeaCall):
        return f"{settings.PUBLIC_URL}/ideas/calls/{item.slug}"
    own = f"{settings.PUBLIC_URL}/{'events' if isinstance(item, Event) else 'news'}/{item.pk}"
    return item.public_url or own
