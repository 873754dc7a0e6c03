"""Signing in and staying signed in: short access tokens, refresh tokens that are each used once."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import actors, names
from core.accounts import bearer_tokens, devices
from core.accounts.bearer_tokens import AccessJwt, InvalidToken, RefreshJwt
from core.accounts.models import REFRESH_LIFETIME, EmailChange, EndReason, Person, RefreshToken, Session
from core.accounts.models.person import normalize_email
from core.accounts.services import second_factors
from core.actors import Actor
from core.audit.record import record
from core.errors import Missing, Unauthenticated
from core.mail import outbox

# For this long a client that lost the answer may ask again with the same Idempotency-Key (API.md).
RETRY_WITHIN = timedelta(seconds=60)


class WrongCredentials(Unauthenticated):
    code = "wrong_credentials"
    title = _("Sign-in failed")
    advice = _("Address and password do not belong together. Please check both, or set a new password.")


@dataclass(frozen=True)
class TokenPair:
    """What a client keeps: `access` for requests, `refresh` for the next pair."""

    access: str
    refresh: str


@dataclass(frozen=True)
class SignedIn(TokenPair):
    """The first pair of a session, and the proof by which the device is known next time (core.accounts.devices)."""

    device: str


def sign_in(*, email: str, password: str, device_name: str = "", device: str = "", otp: str = "") -> SignedIn:
    """A new session; `device` is the proof of an earlier one, and without it the person is told by mail.

    `otp` is the code of who has a second factor. Raises Invalid (an address as device name), WrongCredentials: alike in
    words and time whether or not the address is known; after the password what second_factors.demand raises.
    """
    names.check(device_name, pointer="/device_name")
    person = by_password(email, password)
    device_id, is_first = devices.known(device, email=person.email), person.last_login is None
    second_factors.demand(person, otp, device_id=device_id)
    with transaction.atomic():
        # Hashing took its time: what was true before it may no longer be.
        unchanged = Person.objects.select_for_update(no_key=True).filter(pk=person.pk, password=person.password)
        locked = unchanged.filter(is_active=True).first()
        if locked is None:
            raise WrongCredentials
        signed_in = start(locked, device_name=device_name, device_id=device_id)
        if device_id is None and not is_first:
            session_id = AccessJwt.read(signed_in.access).session_id
            outbox.queue("new_device", language=locked.language, person_id=locked.pk, session_id=session_id)
        return signed_in


def by_password(email: str, password: str) -> Person:
    """Whose address and password these are. Raises WrongCredentials after the same work in every case."""
    person = Person.objects.filter(email=normalize_email(email)).first()
    if person is None:
        make_password(password)
        raise WrongCredentials
    is_right = person.check_password(password)
    if not is_right or not person.is_active or person.email_verified_at is None:
        raise WrongCredentials
    return person


def start(person: Person, *, device_name: str = "", device_id: str | None = None) -> SignedIn:
    """Open a session for who has just proven to be this person; inside the caller's transaction."""
    now = timezone.now()
    session = Session.objects.create(person=person, device_name=device_name, created_at=now, last_used_at=now)
    Person.objects.filter(pk=person.pk).update(last_login=now)
    record("session.started", session, by=actors.person(person))
    pair = _pair(session, _issue(session, now=now))
    return SignedIn(pair.access, pair.refresh, devices.prove(person, device_id=device_id))


def refresh(token: str, *, idempotency_key: str | None = None) -> TokenPair:
    """The next pair for an unused refresh token. Raises InvalidToken.

    A token used twice was copied: its whole session ends (RFC 9700 4.14.2). Only who repeats the very request, by the
    same `idempotency_key` within RETRY_WITHIN and before the successor was used, gets the same successor again.
    """
    claims = RefreshJwt.read(token)
    with transaction.atomic():
        session = locked(claims.person_id, claims.session_id)
        if session is None:
            raise InvalidToken
        used = RefreshToken.objects.filter(pk=claims.token_id, session=session).first()
        if used is None:
            raise InvalidToken
        now = timezone.now()
        successor = _successor(session, used, key=idempotency_key, now=now)
        if successor is None:
            _end(session, EndReason.REUSED, now=now, by=actors.SYSTEM)
            person_id, language = session.person_id, session.person.language
            outbox.queue("session_reused", language=language, person_id=person_id, session_id=session.pk)
    if successor is None:  # raised only here, so that the end of the session is kept
        raise InvalidToken
    return _pair(session, successor)


def revoke(token: str) -> None:
    """Sign out: end the session of a refresh token, used or not. One that is not ours or has expired ends nothing."""
    try:
        claims = RefreshJwt.read(token)
    except InvalidToken:
        return
    with transaction.atomic():
        session = locked(claims.person_id, claims.session_id)
        if session is not None:
            _end(session, EndReason.SIGNED_OUT, now=timezone.now(), by=Actor("person", session.person_id))


def of_access_token(token: str) -> Session:
    """The open session of an access token with its person, in one query. Raises InvalidToken."""
    claims = AccessJwt.read(token)
    sessions = Session.objects.open().select_related("person__municipality")
    session = sessions.filter(pk=claims.session_id, person=claims.person_id).first()
    if session is None:
        raise InvalidToken
    return session


def of(person: Person) -> QuerySet[Session]:
    """Where the person is signed in: sessions that can still be refreshed."""
    return Session.objects.lasting(timezone.now()).filter(person=person)


def end(session_id: uuid.UUID, *, person: Person, by: Actor) -> None:
    """End one session of the person. Raises Missing, also where it is somebody else's or has ended."""
    with transaction.atomic():
        session = locked(person.pk, session_id)
        if session is None:
            raise Missing
        _end(session, EndReason.REVOKED, now=timezone.now(), by=by)


def end_all(person: Person, reason: EndReason, *, by: Actor, but: Session | None = None) -> None:
    """End the person's sessions, all or all `but` one, and those of browsers in the administration.

    Wishes for another address that were made in them end too, also where the session has ended before: who knew the
    former password must not take the account along by a link from then. The caller holds the lock of the person's row.
    """
    now = timezone.now()
    wishes = EmailChange.objects.filter(person=person, confirmed_at__isnull=True)
    (wishes.exclude(session=but) if but else wishes).delete()
    person.signed_out_at = now
    person.save(update_fields=["signed_out_at"])
    for session in Session.objects.filter(person=person, ended_at__isnull=True).order_by("pk"):
        if session != but:
            _end(session, reason, now=now, by=by)


def locked(person_id: uuid.UUID, session_id: uuid.UUID) -> Session | None:
    """The open session, ready to be decided upon.

    The person's row is locked first, as all verbs about an account do: it orders the uses of a session's refresh tokens
    among each other, and with a new password or the end of the account.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=person_id, is_active=True).first()
    return Session.objects.filter(pk=session_id, person=person, ended_at__isnull=True).first() if person else None


def _successor(session: Session, used: RefreshToken, *, key: str | None, now: datetime) -> RefreshToken | None:
    """The token that follows; None where this use of `used` means that it was copied."""
    digest = hashlib.sha256(key.encode()).digest() if key else None
    if used.used_at is None:
        used.used_at, used.used_with = now, digest
        used.save(update_fields=["used_at", "used_with"])
        session.last_used_at = now
        session.save(update_fields=["last_used_at"])
        return _issue(session, now=now, predecessor=used)
    successor = RefreshToken.objects.filter(predecessor=used, used_at__isnull=True).first()
    same_request = digest is not None and used.used_with is not None and bytes(used.used_with) == digest
    return successor if same_request and now - used.used_at <= RETRY_WITHIN else None


def _issue(session: Session, *, now: datetime, predecessor: RefreshToken | None = None) -> RefreshToken:
    expires_at = now + REFRESH_LIFETIME
    return RefreshToken.objects.create(session=session, predecessor=predecessor, issued_at=now, expires_at=expires_at)


def _pair(session: Session, stored: RefreshToken) -> TokenPair:
    return TokenPair(bearer_tokens.access(session), bearer_tokens.refresh(session, stored))


def _end(session: Session, reason: EndReason, *, now: datetime, by: Actor) -> None:
    session.ended_at, session.end_reason = now, reason
    session.save(update_fields=["ended_at", "end_reason"])
    if reason is not EndReason.SIGNED_OUT:  # somebody did not trust it
        EmailChange.objects.filter(session=session, confirmed_at__isnull=True).delete()
    record("session.ended", session, by=by, reason=reason)
