"""Subscribing to the newsletter: asked for, confirmed, changed and ended, all of it without an account."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone, translation

from core import tokens
from core.accounts import roles
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import Act, Actor
from core.audit.record import record
from core.consents import records
from core.consents.models import ConsentKind, EndReason, Proof
from core.mail import outbox
from news import issue_policies, subscription_links, subscription_wishes
from news.errors import NotSubscribed
from news.models import Frequency, Novelty, Subscription, SubscriptionKind, SubscriptionState, SubscriptionToken
from news.services import newsletter_privacy
from news.subscription_wishes import Wishes

LETTER = "newsletter_asked"


def ask(*, email: str, wishes: Wishes, language: str) -> None:
    """Have a letter sent to the address: to confirm it, or that it gets the newsletter already.

    Alike in answer and work whether or not the address is known here: what is asked for is written, and taken back
    where nobody may change it unproven. Asking again before the confirmation replaces the wishes and the beginning of
    the 14 days.
    """
    email = normalize_email(email)
    with transaction.atomic():
        subscription = _row_of(email)
        before = transaction.savepoint()
        subscription.language = language
        _write(subscription, wishes)
        if subscription.state == SubscriptionState.UNCONFIRMED:
            transaction.savepoint_commit(before)
        else:
            transaction.savepoint_rollback(before)
        unproven = Subscription.objects.filter(pk=subscription.pk).exclude(state=SubscriptionState.CONFIRMED)
        unproven.update(asked_at=timezone.now())
        outbox.queue(LETTER, language=language, subscription_id=subscription.pk)


def confirm(token: str, *, by: Actor) -> Subscription:
    """The owner of the mailbox agrees; also revives a suspended subscription. Repeating it changes nothing.

    Raises LinkExpired.
    """
    row = _token(token)
    with _held(row.subscription_id) as (subscription, owner):
        if subscription is None:
            raise tokens.LinkExpired
        if subscription.state == SubscriptionState.CONFIRMED:
            return subscription
        if tokens.is_expired(row):
            raise tokens.LinkExpired
        now = timezone.now()
        if subscription.state == SubscriptionState.UNCONFIRMED:
            mail_id = records.mail_with_link(LETTER, subscription_id=subscription.pk)
            _note_consent(subscription, owner, asked_at=subscription.asked_at, mail_id=mail_id)
        subscription.state, subscription.confirmed_at = SubscriptionState.CONFIRMED, now
        subscription.suspended_at, subscription.refusals = None, 0
        subscription.told_up_to = max(subscription.told_up_to, _told_before(subscription, now))
        subscription.save()
        record("subscription.confirmed", subscription, by=by)
    return subscription


def to_confirm(token: str) -> Subscription:
    """What a confirmation link is about; reading changes nothing. Raises LinkExpired where confirming would."""
    row = _token(token)
    subscription = Subscription.objects.filter(pk=row.subscription_id).first()
    if subscription is None or (subscription.state != SubscriptionState.CONFIRMED and tokens.is_expired(row)):
        raise tokens.LinkExpired
    return subscription


def behind(token: str) -> Subscription:
    """The subscription of an issue's link. Raises LinkExpired, NotSubscribed."""
    subscription = Subscription.objects.filter(pk=subscription_links.read(token)).first()
    if subscription is None:
        raise NotSubscribed
    return subscription


def is_there(token: str) -> bool:
    """Whether there is still something to end. Raises LinkExpired for what was never ours."""
    return Subscription.objects.filter(pk=subscription_links.read(token)).exists()


def change(token: str, *, by: Actor, language: str | None = None, **changes: Any) -> Subscription:
    """Replace what is named of the wishes (`Wishes`); what was agreed to is noted anew where it has changed.

    The next copy goes by it. Raises LinkExpired, NotSubscribed.
    """
    with _held(subscription_links.read(token)) as (subscription, owner):
        if subscription is None:
            raise NotSubscribed
        before = subscription_wishes.of(subscription)
        after = replace(before, **changes)
        subscription.language = language or subscription.language
        _write(subscription, after)
        changed = sorted(name for name in changes if _codes(before, name) != _codes(after, name))
        if changed and subscription.state != SubscriptionState.UNCONFIRMED:
            records.end_about([subscription.pk], EndReason.WITHDRAWN)
            _note_consent(subscription, owner, asked_at=timezone.now(), mail_id=None)
            record("subscription.changed", subscription, by=by, fields=changed)
    return subscription


def unsubscribe(token: str, *, by: Actor) -> None:
    """End it: the row goes with all that hangs on it, the proof of the consent stays. No letter tells of it.

    Repeating it changes nothing. Raises LinkExpired for what was never ours.
    """
    with _held(subscription_links.read(token)) as (subscription, _owner):
        if subscription is not None:
            _end(subscription, by=by)


def end_for(email: str, *, by: Actor) -> bool:
    """End it for somebody who has asked an office to; tells whether there was one. Raises NotEntrusted."""
    if not roles.may_anywhere(by, Act.NEWS):
        raise roles.NotEntrusted
    with transaction.atomic():
        locked = Subscription.objects.select_for_update(no_key=True)
        subscription = locked.filter(email=normalize_email(email)).first()
        if subscription is not None:
            _end(subscription, by=by)
    return subscription is not None


def _token(token: str) -> SubscriptionToken:
    return tokens.find(SubscriptionToken, token, purpose=SubscriptionToken.CONFIRM, even_expired=True)


def _row_of(email: str) -> Subscription:
    """The row of the address, locked; a new one where there was none."""
    Subscription.objects.bulk_create([Subscription(email=email)], ignore_conflicts=True)
    found = Subscription.objects.select_for_update(no_key=True).filter(email=email).first()
    return found or _row_of(email)  # it was ended in the meantime


@contextmanager
def _held(subscription_id: uuid.UUID) -> Iterator[tuple[Subscription | None, Person | None]]:
    """A transaction with the subscription locked, and the account of its address, which can't be erased meanwhile."""
    known = Subscription.objects.filter(pk=subscription_id).values_list("email", flat=True).first()
    with accounts.owner_of(known or "") as owner:
        yield Subscription.objects.select_for_update(no_key=True).filter(pk=subscription_id).first(), owner


def _write(subscription: Subscription, wishes: Wishes) -> None:
    """The same statements whatever was there before, so that their time tells nothing of it."""
    subscription.kinds = [kind for kind in SubscriptionKind.values if kind in wishes.kinds]
    subscription.frequency = wishes.frequency
    subscription.save()
    for field, wanted in (("municipality", wishes.municipalities), ("topic", wishes.topics)):
        _replace(subscription, field, wanted)


def _replace(subscription: Subscription, field: str, wanted: Collection[models.Model]) -> None:
    between: Any = Subscription.municipalities.through if field == "municipality" else Subscription.topics.through
    between.objects.filter(subscription=subscription).delete()
    between.objects.bulk_create([between(subscription=subscription, **{field: one}) for one in wanted])


def _note_consent(
    subscription: Subscription, owner: Person | None, *, asked_at: datetime, mail_id: uuid.UUID | None
) -> None:
    """In the words that letter and page showed."""
    with translation.override(subscription.language):
        text = subscription_wishes.declaration(subscription_wishes.of(subscription))
    records.give(
        records.wording(ConsentKind.NEWSLETTER, text), email=subscription.email, person=owner, proof=Proof.LINK,
        asked_at=asked_at, about_id=subscription.pk, mail_id=mail_id,
    )  # fmt: skip


def _told_before(subscription: Subscription, now: datetime) -> int:
    """Up to which novelty counts as told, so that the first issue is as whole as that of the others."""
    began = now - issue_policies.TURN[Frequency(subscription.frequency)]
    return Novelty.objects.filter(noticed_at__lt=began).last_id()


def _codes(wishes: Wishes, name: str) -> Any:
    value = getattr(wishes, name)
    return value if isinstance(value, str) else {getattr(one, "pk", one) for one in value}


def _end(subscription: Subscription, *, by: Actor) -> None:
    record("subscription.ended", subscription, by=by)
    newsletter_privacy.remove(Subscription.objects.filter(pk=subscription.pk), EndReason.WITHDRAWN)
