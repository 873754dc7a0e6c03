"""What a device is sent: that there is something new, where, and how to ask for it; never what it says."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import sealing
from core.municipalities.models import Region
from core.notifications import subjects
from core.push.items import Seen
from core.push.keys import base64url
from core.push.models import Device, PushDelivery
from core.push.senders import Message

HOUR = 3600
KEPT, ALERT_KEPT = 48 * HOUR, 6 * HOUR  # by the push service, for a device that is off
TOPIC = 24  # bytes, 32 characters in base64url: RFC 8030 5.4 allows no more

Public = Mapping[tuple[str, uuid.UUID], Seen]


@dataclass(frozen=True)
class Bundle:
    """What goes to one device as one message."""

    device: Device
    deliveries: list[PushDelivery]
    message: Message


def bundles(device: Device, deliveries: Iterable[PushDelivery], *, public: Public, region: Region) -> list[Bundle]:
    """One message for all that is new in a municipality, one for the account, one for each alert."""
    ordered = sorted(deliveries, key=lambda one: (_subject_of(one), one.pk))
    with translation.override(device.language):
        return [
            Bundle(device, group, _message(device, subject, group, public, region))
            for subject, group in ((subject, list(group)) for subject, group in groupby(ordered, _subject_of))
        ]


def _subject_of(delivery: PushDelivery) -> str:
    """What shares a message; it replaces what still waits at the push service under the same."""
    if delivery.announcement is None:
        return "account"
    if delivery.announcement.is_alert:
        return f"alert {delivery.announcement_id}"
    return f"place {delivery.municipality_id or ''}"


def _message(device: Device, subject: str, group: list[PushDelivery], public: Public, region: Region) -> Message:
    only, first = len(group) == 1, group[0]
    announcement, place = first.announcement, first.municipality
    content = {
        "title": _title(group, place.name if place else region.name),
        "municipality": place.slug if place else None,
        "kind": announcement.kind if announcement and only else None,
        "count": len(group),
        "type": None,
        "id": None,
        "url": None,
    }
    if only and announcement:
        item = announcement.item_type, announcement.item_id
        content |= {"type": item[0], "id": str(item[1]), "url": public[item].page or None}
    elif only:
        content |= {"type": "notification", "id": str(first.notification_id)}
    is_urgent = announcement is not None and announcement.is_alert
    return Message(
        content=content,
        # Of this device alone: push services learn nothing by comparing.
        topic=base64url(sealing.digest("push topic", str(device.pk), subject)[:TOPIC]),
        seconds=ALERT_KEPT if is_urgent else KEPT,
        is_urgent=is_urgent,
        contact=region.email,
    )


def _title(group: list[PushDelivery], place: str) -> str:
    first, count = group[0], len(group)
    if first.announcement is None:
        one = str(subjects.of(first.notification.subject).signal) if first.notification else ""
        return one if count == 1 else _("%(count)d pieces of news in your account") % {"count": count}
    if first.announcement.is_alert:
        return _("Alert for %(place)s") % {"place": place}
    words = ngettext("Something new in %(place)s", "%(count)d new entries in %(place)s", count)
    return words % {"place": place, "count": count}
