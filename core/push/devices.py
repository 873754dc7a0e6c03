"""Devices: registered, changed, removed; with an account, or without one by a secret of their own."""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import privacy, sealing, tokens
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person, Session
from core.accounts.services import sessions
from core.errors import Conflict, FieldError, Invalid, Missing, Unauthenticated
from core.privacy import retention
from core.push import announcing, connections, encryption, keys, web_push
from core.push.models import Device, DeviceQuerySet, Platform, PushKind

PURPOSE = "push address"
MOST_DEVICES = 20
AUTH_SECRET = 16  # bytes, RFC 8291 3.2
# Of who does not say. No municipalities, or no topics, are all of them.
WISHES: Mapping[str, Any] = {
    "municipalities": (),
    "topics": (),
    "kinds": PushKind.values,
    "quiet_from": None,
    "quiet_until": None,
    "alerts_in_quiet_hours": False,
}
RELATIONS = ("municipalities", "topics")


class PushNotOffered(Conflict):
    code = "push_not_offered"
    title = _("No push messages here")
    advice = _("This service sends no push messages. You hear of news in your account, by feed and by e-mail.")


class TooManyDevices(Conflict):
    code = "too_many_devices"
    title = _("Too many devices")
    advice = _("Your account has as many devices as it can have. Please remove one that you no longer use.")


class UnknownDevice(Unauthenticated):
    """Its secret was never valid, or the device was removed: after long silence, or by its push service."""

    code = "unknown_device"
    title = _("The device is not registered")
    advice = _("This device is not registered any more. Please turn push messages on again.")


@dataclass(frozen=True)
class WebPushAddress:
    """What a browser's `PushSubscription` tells: where to send, and with which keys to encrypt."""

    endpoint: str
    p256dh: str
    auth: str


def of(person: Person) -> DeviceQuerySet:
    """Where the person is told of news."""
    return Device.objects.of(person).reachable(timezone.now())


def get(device_id: uuid.UUID, *, person: Person) -> Device:
    """Raises Missing."""
    device = of(person).filter(pk=device_id).first()
    if device is None:
        raise Missing
    return device


def recognize(secret: str) -> Device:
    """The device without account that this secret belongs to. Raises UnknownDevice."""
    device = None
    if tokens.may_be_ours(secret):
        device = Device.objects.filter(secret_digest=tokens.digest(secret)).first()
    if device is None:
        raise UnknownDevice
    return device


def register(address: WebPushAddress, wishes: Mapping[str, Any], *, session: Session | None) -> tuple[Device, str]:
    """Tell the device of what it wishes from now on; returns it with its secret, which is empty with an account.

    `wishes` has the columns of WISHES, as far as they are said, and the language; with an account the device is that of
    `session`, and ends with it.

    The same address again is the same device: its wishes are replaced. An address is known to the browser only, so who
    sends it last has it; nothing of another's stays: not whose it was, not what that person waits for, not the secret.
    Raises PushNotOffered, Invalid, InvalidToken (the session has ended meanwhile), TooManyDevices.
    """
    if keys.private_key() is None:
        raise PushNotOffered
    check(address)
    digests = sealing.digests_for(PURPOSE, f"{Platform.WEB_PUSH}:{address.endpoint}")
    secret = "" if session else secrets.token_urlsafe(32)
    with transaction.atomic():
        # By the person's lock a sign-out comes before, and is noticed here, or after, and finds the device.
        if session and sessions.locked(session.person_id, session.pk) is None:
            raise InvalidToken
        known = Device.objects.filter(address_digest__in=digests)
        let_go(known.exclude(session__person=session.person) if session else known.filter(session__isnull=False))
        # What was registered under a former SECRET_KEY is found, too, and known by the present one from now on.
        Device.objects.filter(address_digest__in=digests[1:]).update(address_digest=digests[0])
        _write(address, digests[0], secret, session)
        device = Device.objects.get(address_digest=digests[0])
        if session and of(session.person).count() > MOST_DEVICES:
            raise TooManyDevices
        return _wish(device, {**WISHES, **wishes}), secret


def change(device: Device, wishes: Mapping[str, Any]) -> Device:
    """Take over what is wished; what it leaves out stays as it is. Raises Missing where it was removed meanwhile."""
    with transaction.atomic():
        locked = Device.objects.select_for_update(no_key=True).filter(pk=device.pk).first()
        if locked is None:
            raise Missing
        return _wish(locked, wishes)


def remove(device: Device) -> None:
    """Repeating it does no harm."""
    let_go(Device.objects.filter(pk=device.pk))


def let_go(rows: DeviceQuerySet) -> None:
    """Remove them with all that waits for them.

    They are locked before: whoever is just about to tell one of something (announcing.py) is waited for.
    """
    with transaction.atomic():
        locked = rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)
        Device.objects.filter(pk__in=list(locked)).delete()


def forget_signed_out(*, now: datetime) -> None:
    """Remove the devices whose sign-in is over: they are told nothing any more. A repeated call finds nothing."""
    retention.in_batches(Device.objects.signed_out(now), privacy.delete)


def check(address: WebPushAddress) -> None:
    """Raises Invalid where nothing can be sent there."""
    wrong = []
    try:
        connections.parts_of(address.endpoint)
    except connections.ForbiddenAddress:
        sentence = _("This is not the address of a push service: it begins with https:// and is a public machine's.")
        wrong.append(FieldError("/subscription/endpoint", "invalid", sentence))
    try:
        secret = web_push.decoded(address.auth)
        encryption.encrypt(b"", public_key=web_push.decoded(address.p256dh), auth_secret=secret)
        is_usable = len(secret) == AUTH_SECRET
    except ValueError:
        is_usable = False
    if not is_usable:
        sentence = _("These are not the keys of a subscription. Please send what the browser gave.")
        wrong.append(FieldError("/subscription/keys", "invalid", sentence))
    if wrong:
        raise Invalid(wrong)


def address_of(device: Device) -> dict[str, str] | None:
    """How to reach it; None where it was sealed under a SECRET_KEY that nobody knows any more."""
    content = sealing.unseal_for(PURPOSE, bytes(device.sealed_address))
    return None if content is None else json.loads(content)


def _write(address: WebPushAddress, digest: bytes, secret: str, session: Session | None) -> None:
    """One statement, so that two requests at once leave one row."""
    row = Device(
        session=session,
        platform=Platform.WEB_PUSH,
        address_digest=digest,
        sealed_address=sealing.seal_for(PURPOSE, json.dumps(asdict(address)).encode()),
        secret_digest=tokens.digest(secret) if secret else None,
        kinds=[],
    )
    renewed = ["session", "sealed_address", "secret_digest", "last_seen_at"]
    Device.objects.bulk_create([row], update_conflicts=True, unique_fields=["address_digest"], update_fields=renewed)


def _wish(device: Device, wishes: Mapping[str, Any]) -> Device:
    columns = dict(wishes)
    for name in RELATIONS:
        if name in columns:
            getattr(device, name).set(columns.pop(name))
    for name, value in columns.items():
        setattr(device, name, value)
    device.last_seen_at = timezone.now()
    device.save(update_fields=[*columns, "last_seen_at"])
    announcing.match_anew(device)
    return device
