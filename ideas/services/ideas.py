"""Handing in an idea and what its author can do with it (states: API.md)."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Unpack

from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import GUEST, SYSTEM, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from ideas import policies
from ideas.models import DatePrecision, Display, Idea, IdeaCall, IdeaStatus, IdeaToken, Visibility
from ideas.services import access, decisions, drafts, history, photos, reception, telling
from ideas.services.contents import Contents, DraftContents, change_contents, fill
from ideas.services.locking import locked_idea, one_after_the_other
from ideas.services.photos import Wanted


def submit(
    *,
    email: str,
    language: str,
    by: Actor,
    call: IdeaCall | None = None,
    shown: Sequence[Wanted] = (),
    **contents: Unpack[Contents],
) -> Idea:
    """Take a guest's idea with the photos that it shall show; the guest still has to confirm the address.

    The same idea sent again while unconfirmed is the same idea: it takes the new details, and a new mail goes out.
    Raises Missing or Conflict (the call is not open), Invalid.
    """
    email = normalize_email(email)
    with one_after_the_other("submit idea", email) as now:
        waiting = Idea.objects.select_for_update(no_key=True).filter(
            email=email, visibility=Visibility.PENDING_CONFIRMATION, call=call,
            title=contents.get("title", ""), text=contents.get("text", ""),
        )  # fmt: skip
        known = waiting.first()
        idea = known or Idea(email=email, visibility=Visibility.PENDING_CONFIRMATION)
        idea.created_at = now  # asked again: its full time to confirm
        fill(idea, contents, call=call, now=now)
        idea.language = language
        _hand_in(idea, is_new=known is None, now=now, by=by)
        photos.put(idea, shown)
        outbox.queue("idea_confirm", language=language, idea_id=idea.pk)
    return idea


def submit_as(
    *,
    person: Person,
    language: str,
    by: Actor,
    call: IdeaCall | None = None,
    shown: Sequence[Wanted] = (),
    **contents: Unpack[Contents],
) -> Idea:
    """Take the idea of a signed-in person, whose address is already verified. Raises what `submit` raises,
    and AuthorBlocked.
    """
    now = timezone.now()
    with accounts.held(person):
        contents.setdefault("display", Display.NAME)
        idea = Idea(author=person, visibility=Visibility.IN_MODERATION, confirmed_at=now, language=language)
        fill(idea, contents, call=call, now=now)
        _hand_in(idea, is_new=True, now=now, by=by)
        photos.put(idea, shown)
        _take_in(idea, now=now)
    return idea


def submit_draft(idea_id: uuid.UUID, *, person: Person, by: Actor) -> Idea:
    """Hand in a draft as it stands; one that is handed in already stays as it is.

    Raises Missing, Forbidden, Invalid (something is still empty), Conflict (the call is not open), AuthorBlocked.
    """
    with accounts.held(person), locked_idea(idea_id) as (idea, now):
        refusal = policies.why_not_act(idea, by=by)
        if refusal is None and idea.visibility == Visibility.DRAFT:
            refusal = policies.why_not_hand_in(idea, now=now)
        if refusal is not None:
            raise refusal
        if idea.visibility != Visibility.DRAFT:
            return idea
        # As if it were written now: how long somebody has thought about it is nobody's business.
        idea.created_at = idea.confirmed_at = idea.updated_at = now
        idea.visibility = Visibility.IN_MODERATION
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


def change(
    idea_id: uuid.UUID, *, by: Actor, shown: Sequence[Wanted] | None = None, **contents: Unpack[DraftContents]
) -> Idea:
    """Change what the author wrote, until the first support or answer; it is read again as a new one is.

    `shown` are all photos it shall show from now on; taking some away is always possible. The call only of a draft.
    Raises Missing, Forbidden, IdeaNotEditable, IdeaWithdrawn, AuthorBlocked, Invalid.
    """
    with locked_idea(idea_id) as (idea, now):
        is_shown_more = shown is not None and not photos.only_removes(idea, shown)
        refusal = (
            policies.why_not_act(idea, by=by)
            or policies.why_not_change(
                idea,
                fields=[*contents, *(["photos"] if is_shown_more else [])],
                display=contents.get("display"),
                has_answer=idea.history.answers().exists(),
            )
            or policies.why_not_recall(idea, contents.get("call", idea.call))
        )
        if refusal is not None:
            raise refusal
        change_contents(idea, contents, shown=shown, now=now, by=by)
    return idea


def revise(token: str, *, title: str, text: str, by: Actor = GUEST) -> Idea:
    """Make the change that clerks asked for, by the link of their mail.

    Raises LinkExpired, NothingToRevise, IdeaWithdrawn, Invalid.
    """
    with locked_idea(access.idea_to_revise(token).pk) as (idea, now):
        refusal = policies.why_not_revise(idea)
        if refusal is not None:
            raise refusal
        if not change_contents(idea, {"title": title, "text": text}, now=now, by=by):
            sentence = _("Nothing is changed yet. Please change what the mail asks for.")
            raise Invalid([FieldError("/text", "unchanged", sentence)])
    return idea


def withdraw(idea_id: uuid.UUID, *, by: Actor) -> Idea:
    """The author takes the idea back: a public one stays readable with that status. Repeating it changes nothing.

    A draft is deleted. Raises Missing, Forbidden.
    """
    with locked_idea(idea_id) as (idea, now):
        refusal = policies.why_not_act(idea, by=by)
        if refusal is not None:
            raise refusal
        if idea.visibility == Visibility.DRAFT:
            drafts.discard(idea, by=by)
            return idea
        if idea.status == IdeaStatus.WITHDRAWN:
            return idea
        step = history.append(idea, IdeaStatus.WITHDRAWN, now=now, by=by, happened_on=timezone.localdate(now))
        # A public one stays readable, so what is said about it stays to decide.
        if idea.visibility != Visibility.PUBLIC:
            decisions.lapse(idea, now=now)
        record("idea.withdrawn", idea, by=by)
        telling.step(step, of=idea)
    return idea


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
