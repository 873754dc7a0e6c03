"""Keys of municipal sites: made and shown once, recognized, revoked."""

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import tokens
from core.accounts import roles
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Scope, SiteKey
from core.actors import Act, Actor, Grant
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.municipalities.models import Organization

# Scanners of published code find keys by such a beginning.
BEGINNING = "plk_"
SHOWN = 12  # characters of a key that the list shows
LENGTH = len(BEGINNING) + tokens.LENGTH
NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class NewKey:
    """A key at the only moment when it can be read."""

    row: SiteKey
    secret: str


def create(
    organization: Organization, *, label: str, scopes: Iterable[Scope], expires_at: datetime | None, by: Actor
) -> NewKey:
    """A new key for the organization. Raises NotEntrusted, Invalid (it would have expired already)."""
    roles.require(by, Act.MANAGE, organization.pk)
    now = timezone.now()
    if expires_at is not None and expires_at <= now:
        raise Invalid([FieldError("/expires_at", "not_ahead", _("Please choose a moment that lies ahead."))])
    secret = BEGINNING + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = SiteKey.objects.create(
            organization=organization, label=label, scopes=sorted(scopes), expires_at=expires_at,
            prefix=secret[:SHOWN], digest=tokens.digest(secret), created_by_id=by.person_id,
        )  # fmt: skip
        record("site_key.created", row, by=by, scopes=row.scopes)
    return NewKey(row, secret)


def revoke(key_id: uuid.UUID, *, by: Actor) -> SiteKey:
    """Let the key open nothing from now on. Repeating it changes nothing. Raises Missing, NotEntrusted."""
    with transaction.atomic():
        key = SiteKey.objects.select_for_update(no_key=True).filter(pk=key_id).first()
        if key is None:
            raise Missing
        roles.require(by, Act.MANAGE, key.organization_id)
        if key.revoked_at is None:
            key.revoked_at = timezone.now()
            key.save(update_fields=["revoked_at"])
            record("site_key.revoked", key, by=by)
    return key


def looks_like_one(token: str) -> bool:
    return token.startswith(BEGINNING)


def recognize(token: str) -> SiteKey:
    """The valid key that this is. Notes its use, at most once in a while. Raises InvalidToken."""
    if len(token) != LENGTH or not token.isascii():
        raise InvalidToken
    now = timezone.now()
    key = SiteKey.objects.valid(now).select_related("organization").filter(digest=tokens.digest(token)).first()
    if key is None:
        raise InvalidToken
    if key.last_used_at is None or key.last_used_at <= now - NOTED_EVERY:
        SiteKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def actor_of(key: SiteKey) -> Actor:
    grant = Grant(key.organization_id, roles.acts_of(key.scopes))
    return Actor("site", site_key_id=key.pk, grants=frozenset({grant}))
