"""Guests support and follow by mail: asked for with an address, done once the mailbox has answered."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from core import tokens
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.errors import Missing, Refusal
from core.mail import outbox
from ideas import interest_policies
from ideas.models import Follow, Idea, InterestRequest, InterestToken, Support, Who, Wish
from ideas.services import follows, supports
from ideas.services.locking import locked_idea


@dataclass(frozen=True)
class Standing:
    """What a guest's link is about, and how the person stands to the idea now."""

    idea: Idea
    wish: Wish
    is_done: bool
    supports: bool
    follows: bool


def ask(idea_id: uuid.UUID, *, email: str, wish: Wish, language: str) -> None:
    """Send a mail whose link does it. Alike in answer and work whether or not the address is known here.

    Raises Missing, Conflict (what nobody can do with this idea now).
    """
    email = normalize_email(email)
    with locked_idea(idea_id) as (idea, now):
        _refuse(_why_not(idea, wish, now=now))
        request, _is_new = InterestRequest.objects.update_or_create(
            idea=idea, email=email, wish=wish, done_at=None, defaults={"language": language, "created_at": now}
        )
        outbox.queue("interest_confirm", language=language, request_id=request.pk)


def possible(idea_id: uuid.UUID, wish: Wish) -> Idea:
    """The idea about which a guest may ask for this now. Raises what `ask` raises."""
    idea = Idea.objects.select_related("municipality", "call").filter(pk=idea_id).first()
    if idea is None:
        raise Missing
    _refuse(_why_not(idea, wish, now=timezone.now()))
    return idea


def confirm(token: str) -> Standing:
    """Do what the guest asked for, by the token of the mail; an account that has this address does it as its own.

    Repeating it changes nothing, whatever was done since. Raises LinkExpired, Missing, Conflict.
    """
    row = _row(token)
    with accounts.owner_of(row.request.email) as owner, locked_idea(row.request.idea_id) as (idea, now):
        request = InterestRequest.objects.filter(pk=row.request_id).first()
        if request is None:
            raise tokens.LinkExpired
        is_open = request.done_at is None
        if is_open and tokens.is_expired(row):
            raise tokens.LinkExpired
        _refuse(_why_not(idea, Wish(request.wish), now=now) if is_open else interest_policies.why_not_touch(idea))
        if is_open:
            _do(request, idea, owner)
            request.done_at = now
            request.save(update_fields=["done_at"])
        return _standing(request, idea, owner)


def behind(token: str) -> Standing:
    """What a mail's link is about; reading changes nothing. Raises what confirming would."""
    row = _row(token)
    idea, is_open = row.request.idea, row.request.done_at is None
    if is_open and tokens.is_expired(row):
        raise tokens.LinkExpired
    wish = Wish(row.request.wish)
    _refuse(_why_not(idea, wish, now=timezone.now()) if is_open else interest_policies.why_not_touch(idea))
    owner = Person.objects.filter(email=row.request.email, email_verified_at__isnull=False, is_active=True).first()
    return _standing(row.request, row.request.idea, owner)


def _row(token: str) -> InterestToken:
    found = tokens.find(InterestToken, token, purpose=InterestToken.CONFIRM, even_expired=True)
    return InterestToken.objects.select_related("request__idea__municipality", "request__idea__call").get(pk=found.pk)


def _do(request: InterestRequest, idea: Idea, owner: Person | None) -> None:
    who = _who(request, owner)
    if request.wish in {Wish.SUPPORT, Wish.WITHDRAW_SUPPORT}:
        supports.note(idea, who, is_current=request.wish == Wish.SUPPORT)
    else:
        follows.note(idea, who, is_current=request.wish == Wish.FOLLOW, language=request.language)


def _who(request: InterestRequest, owner: Person | None) -> Who:
    return Who(owner) if owner else Who(email=request.email)


def _standing(request: InterestRequest, idea: Idea, owner: Person | None) -> Standing:
    who = _who(request, owner)
    return Standing(
        idea=idea,
        wish=Wish(request.wish),
        is_done=request.done_at is not None,
        supports=Support.objects.of(who).current().filter(idea=idea).exists(),
        follows=Follow.objects.of(who).current().filter(idea=idea).exists(),
    )


def _why_not(idea: Idea, wish: Wish, *, now: datetime) -> Refusal | None:
    match wish:
        case Wish.SUPPORT:
            return interest_policies.why_not_support(idea, now=now)
        case Wish.FOLLOW:
            return interest_policies.why_not_follow(idea)
    return interest_policies.why_not_touch(idea)


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
