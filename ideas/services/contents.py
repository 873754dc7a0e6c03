"""Taking over what an author writes, when an idea is handed in and when it is changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from core import geo, names
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.municipalities.models import Municipality, Topic
from ideas.models import Display, Idea, IdeaCall, Signal, Visibility
from ideas.services import photos, queue, reception
from ideas.services.photos import Wanted
from ideas.services.signing import settle_name

FARTHEST = 50_000  # metres from the middle of the nearest municipality


class Contents(TypedDict, total=False):
    """What an author writes; `latitude` and `longitude` go together, WGS 84 in degrees."""

    title: str
    text: str
    municipality: Municipality | None
    topic: Topic | None
    latitude: float | None
    longitude: float | None
    author_name: str
    display: Display
    follow: bool


class DraftContents(Contents, total=False):
    """And what can be chosen until it is handed in."""

    call: IdeaCall | None


def fill(idea: Idea, contents: Contents, *, call: IdeaCall | None, now: datetime) -> None:
    """Take over the contents; what a call leaves no choice of follows from it. Raises Invalid."""
    idea.call = call
    for name, value in contents.items():
        setattr(idea, name, value)
    settle_name(idea, has_chosen=bool({"display", "author_name"} & {*contents}))
    if names.LINK.search(idea.title):  # it stands in a mail to whatever address a stranger typed
        sentence = _("Please give a title without an Internet address; the text may name one.")
        raise Invalid([FieldError("/title", "holds_link", sentence)])
    if "latitude" in contents:
        _check_place(idea)
    if call is not None:
        _fit_to_call(idea, call)
    idea.updated_at = now


def change_contents(
    idea: Idea, contents: DraftContents, *, shown: Sequence[Wanted] | None = None, now: datetime, by: Actor
) -> list[str]:
    """Take over what has changed, and tell which fields have; what clerks read has to be read again.

    The idea is locked. Without `shown` its photos stay. Raises Invalid, AuthorBlocked.
    """
    shows_more = shown is not None and not photos.only_removes(idea, shown)
    before = {name: getattr(idea, name) for name in DraftContents.__annotations__}
    fill(idea, contents, call=contents.get("call", idea.call), now=now)
    changed = sorted(name for name, value in before.items() if getattr(idea, name) != value)
    if shown is not None and photos.put(idea, shown):
        changed.append("photos")
    if not changed:
        return []
    idea.updated_at = now
    _have_read_again(idea, changed, shows_more=shows_more, now=now)
    idea.save()
    record("idea.changed", idea, by=by, fields=changed)
    return changed


def _have_read_again(idea: Idea, changed: Sequence[str], *, shows_more: bool, now: datetime) -> None:
    """Where clerks check, they check the change too: before it is public, or afterwards, as with a new idea."""
    to_read = {*changed} - {"follow"}
    if not to_read:
        return
    if idea.visibility == Visibility.CHANGES_REQUESTED:
        idea.visibility, idea.moderation_note = Visibility.IN_MODERATION, ""
    if idea.visibility == Visibility.IN_MODERATION:
        queue.enter(idea, Signal.CHANGED, now=now)
    elif idea.visibility == Visibility.PUBLIC:
        to_read -= {"display", "author_name"} if idea.display == Display.ANONYMOUS else set()
        to_read -= set() if shows_more else {"photos"}
        if to_read and not reception.receive(idea, now=now, changed=True):
            idea.visibility = Visibility.IN_MODERATION


def _check_place(idea: Idea) -> None:
    """A telephone that knows no place says 0, 0, and the map of all ideas would show the world."""
    if idea.latitude is None or idea.longitude is None:
        return
    here = geo.Point(idea.latitude, idea.longitude)
    if not geo.within(Municipality.objects.all(), FARTHEST, here, latitude="latitude", longitude="longitude").exists():
        sentence = _("This point is far from our region. Please choose another one, or leave it out.")
        raise Invalid([FieldError("/location", "too_far", sentence)])


def _fit_to_call(idea: Idea, call: IdeaCall) -> None:
    topics, addressed = list(call.topics.all()), list(call.municipalities.all())
    if idea.topic is None and len(topics) == 1:
        idea.topic = topics[0]
    if idea.municipality is None and len(addressed) == 1:
        idea.municipality = addressed[0]
    if idea.municipality is not None and idea.municipality not in addressed:
        sentence = _("This call does not address %(municipality)s.") % {"municipality": idea.municipality.name}
        raise Invalid([FieldError("/municipality", "not_addressed", sentence)])
