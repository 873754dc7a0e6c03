"""Handing in an idea and what its author can do with it (states: API.md)."""

import uuid
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import names, tokens
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import GUEST, SYSTEM, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from core.municipalities.models import Municipality, Topic
from ideas import policies
from ideas.models import DatePrecision, Display, Idea, IdeaCall, IdeaStatus, IdeaToken, Signal, Visibility
from ideas.services import access, history, queue, reception, telling
from ideas.services.locking import locked_idea
from ideas.services.signing import settle_name


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


def submit(*, email: str, language: str, by: Actor, call: IdeaCall | None = None, **contents: Unpack[Contents]) -> Idea:
    """Take a guest's idea, who still has to confirm the address.

    The same idea sent again while unconfirmed is the same idea: it takes the new details, and a new mail goes out.
    Raises Missing or Conflict (the call is not open), Invalid.
    """
    now = timezone.now()
    with transaction.atomic():
        email = normalize_email(email)
        waiting = Idea.objects.select_for_update(no_key=True).filter(
            email=email, visibility=Visibility.PENDING_CONFIRMATION, call=call,
            title=contents.get("title", ""), text=contents.get("text", ""),
        )  # fmt: skip
        known = waiting.first()
        idea = known or Idea(email=email, visibility=Visibility.PENDING_CONFIRMATION)
        idea.created_at = now  # asked again: its full time to confirm
        _fill(idea, contents, call=call, now=now)
        idea.language = language
        _hand_in(idea, is_new=known is None, now=now, by=by)
        outbox.queue("idea_confirm", language=language, idea_id=idea.pk)
    return idea


def submit_as(
    *, person: Person, language: str, by: Actor, call: IdeaCall | None = None, **contents: Unpack[Contents]
) -> Idea:
    """Take the idea of a signed-in person, whose address is already verified. Raises what `submit` raises,
    and AuthorBlocked.
    """
    now = timezone.now()
    with accounts.held(person):
        contents.setdefault("display", Display.NAME)
        idea = Idea(author=person, visibility=Visibility.IN_MODERATION, confirmed_at=now, language=language)
        _fill(idea, contents, call=call, now=now)
        _hand_in(idea, is_new=True, now=now, by=by)
        _take_in(idea, now=now)
    return idea


def confirm(token: str, *, by: Actor = GUEST) -> Idea:
    """Prove a guest's address by the token of the mail: the idea goes to the clerks. Repeating it changes nothing.

    The idea joins the account that has this address, where there is one. Raises LinkExpired, AuthorBlocked.
    """
    row = tokens.find(IdeaToken, token, purpose=IdeaToken.CONFIRM, even_expired=True)
    with accounts.owner_of(row.idea.email) as owner, locked_idea(row.idea_id) as (idea, now):
        if idea.visibility != Visibility.PENDING_CONFIRMATION:
            return idea
        if tokens.is_expired(row):
            raise tokens.LinkExpired
        idea.author = owner
        idea.email = "" if idea.author else idea.email
        idea.visibility, idea.confirmed_at, idea.updated_at = Visibility.IN_MODERATION, now, now
        idea.save(update_fields=["author", "email", "visibility", "confirmed_at", "updated_at"])
        record("idea.confirmed", idea, by=by)
        _take_in(idea, now=now)
    return idea


def change(idea_id: uuid.UUID, *, by: Actor, **contents: Unpack[Contents]) -> Idea:
    """Change what the author wrote, as long as it is not public; after requested changes it goes back to the clerks.

    Raises Missing, Forbidden, IdeaNotEditable, IdeaWithdrawn, Invalid.
    """
    with locked_idea(idea_id) as (idea, now):
        refusal = policies.why_not_act(idea, by=by) or policies.why_not_change(
            idea, fields=contents, display=contents.get("display")
        )
        if refusal is not None:
            raise refusal
        _change(idea, contents, now=now, by=by)
    return idea


def revise(token: str, *, title: str, text: str, by: Actor = GUEST) -> Idea:
    """Make the change that clerks asked for, by the link of their mail.

    Raises LinkExpired, NothingToRevise, IdeaWithdrawn, Invalid.
    """
    with locked_idea(access.idea_to_revise(token).pk) as (idea, now):
        refusal = policies.why_not_revise(idea)
        if refusal is not None:
            raise refusal
        if not _change(idea, {"title": title, "text": text}, now=now, by=by):
            sentence = _("Nothing is changed yet. Please change what the mail asks for.")
            raise Invalid([FieldError("/text", "unchanged", sentence)])
    return idea


def withdraw(idea_id: uuid.UUID, *, by: Actor) -> Idea:
    """The author takes the idea back: a public one stays readable with that status. Repeating it changes nothing.

    Raises Missing, Forbidden.
    """
    with locked_idea(idea_id) as (idea, now):
        refusal = policies.why_not_act(idea, by=by)
        if refusal is not None:
            raise refusal
        if idea.status == IdeaStatus.WITHDRAWN:
            return idea
        step = history.append(idea, IdeaStatus.WITHDRAWN, now=now, by=by, happened_on=timezone.localdate(now))
        if (
            idea.visibility != Visibility.PUBLIC
        ):  # a public one stays readable, so what is said about it stays to decide
            queue.leave(idea, now=now)
        record("idea.withdrawn", idea, by=by)
        telling.step(step, of=idea)
    return idea


def _change(idea: Idea, contents: Contents, *, now: datetime, by: Actor) -> list[str]:
    """Take over what has changed, and tell which fields have; what clerks read has to be read again. Raises Invalid."""
    before = {name: getattr(idea, name) for name in Contents.__annotations__}
    _fill(idea, contents, call=idea.call, now=now)
    changed = sorted(name for name, value in before.items() if getattr(idea, name) != value)
    if not changed:
        return []
    if idea.visibility == Visibility.CHANGES_REQUESTED and set(changed) - {"follow"}:
        idea.visibility, idea.moderation_note = Visibility.IN_MODERATION, ""
    idea.updated_at = now
    idea.save()
    if idea.visibility == Visibility.IN_MODERATION and set(changed) - {"follow"}:
        queue.enter(idea, Signal.CHANGED, now=now)
    record("idea.changed", idea, by=by, fields=changed)
    return changed


def _fill(idea: Idea, contents: Contents, *, call: IdeaCall | None, now: datetime) -> None:
    """Take over the contents; what a call leaves no choice of follows from it. Raises Invalid."""
    idea.call = call
    for name, value in contents.items():
        setattr(idea, name, value)
    settle_name(idea, has_chosen=bool({"display", "author_name"} & {*contents}))
    if names.LINK.search(idea.title):  # it stands in a mail to whatever address a stranger typed
        sentence = _("Please give a title without an Internet address; the text may name one.")
        raise Invalid([FieldError("/title", "holds_link", sentence)])
    if call is not None:
        _fit_to_call(idea, call)
    idea.updated_at = now


def _fit_to_call(idea: Idea, call: IdeaCall) -> None:
    topics, addressed = list(call.topics.all()), list(call.municipalities.all())
    if idea.topic is None and len(topics) == 1:
        idea.topic = topics[0]
    if idea.municipality is None and len(addressed) == 1:
        idea.municipality = addressed[0]
    if idea.municipality is not None and idea.municipality not in addressed:
        sentence = _("This call does not address %(municipality)s.") % {"municipality": idea.municipality.name}
        raise Invalid([FieldError("/municipality", "not_addressed", sentence)])


def _take_in(idea: Idea, *, now: datetime) -> None:
    """Its author is known: it waits for a clerk, or is public at once. Raises AuthorBlocked."""
    is_public = reception.receive(idea, now=now)
    if is_public:
        idea.visibility, idea.published_at, idea.updated_at = Visibility.PUBLIC, now, now
        idea.save(update_fields=["visibility", "published_at", "updated_at"])
        record("idea.published", idea, by=SYSTEM)
    letter = "idea_published" if is_public else "idea_received"
    outbox.queue(letter, language=idea.language, idea_id=idea.pk)


def _hand_in(idea: Idea, *, is_new: bool, now: datetime, by: Actor) -> None:
    refusal = policies.why_not_submit(idea.call, now=now)
    if refusal is not None:
        raise refusal
    if is_new:
        idea.submitted_on, idea.date_precision = timezone.localdate(now), DatePrecision.DAY
    idea.save()
    if is_new:
        history.append(idea, IdeaStatus.RECEIVED, now=now, by=by, happened_on=idea.submitted_on)
        record("idea.submitted", idea, by=by)
