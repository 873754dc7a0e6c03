"""Drafts on the account: seen by nobody else, begun and thrown away."""

from collections.abc import Sequence
from typing import Unpack

from django.utils import timezone

from core.accounts.models import Person
from core.accounts.services import accounts
from core.actors import Actor
from core.audit.record import record
from ideas import errors
from ideas.models import Display, Idea, IdeaCall, Visibility
from ideas.services import photos
from ideas.services.contents import Contents, fill
from ideas.services.photos import Wanted

# So many does an account hold at once: enough for whoever collects ideas, and no store for anything else.
MOST = 50


def begin(
    *,
    person: Person,
    language: str,
    by: Actor,
    call: IdeaCall | None = None,
    shown: Sequence[Wanted] = (),
    **contents: Unpack[Contents],
) -> Idea:
    """Keep what is written so far. Raises TooManyDrafts, Invalid, and Unauthenticated where the account is gone."""
    now = timezone.now()
    with accounts.held(person):
        if Idea.objects.drafts().filter(author=person).count() >= MOST:
            raise errors.TooManyDrafts
        contents.setdefault("display", Display.NAME)
        idea = Idea(author=person, visibility=Visibility.DRAFT, language=language)
        fill(idea, contents, call=call, now=now)
        idea.save()
        photos.put(idea, shown)
        record("idea.drafted", idea, by=by)
    return idea


def discard(idea: Idea, *, by: Actor) -> None:
    """Delete a locked draft for good: nobody but its author has ever seen it."""
    record("idea.draft_discarded", idea, by=by)
    photos.delete_all_of([idea.pk])
    Idea.objects.filter(pk=idea.pk).delete()
