"""Telling devices of something public: called by the domains inside the transaction in which it became news."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core import jobs
from core.push import items
from core.push.models import Announcement, Device, PushDelivery, PushKind

# What a device wants of an announcement; alerts reach everybody of the place, whatever topics they chose.
WANTS = """
    a.kind = ANY (d.kinds)
    AND (a.municipalities = '{}'
         OR NOT EXISTS (SELECT FROM push_device_municipalities w WHERE w.device_id = d.id)
         OR EXISTS (SELECT FROM push_device_municipalities w
                    WHERE w.device_id = d.id AND w.municipality_id = ANY (a.municipalities)))
    AND (a.is_alert
         OR NOT EXISTS (SELECT FROM push_device_topics w WHERE w.device_id = d.id)
         OR EXISTS (SELECT FROM push_device_topics w WHERE w.device_id = d.id AND w.topic_id = ANY (a.topics)))
"""
# The place to name is the only one that both have in common.
WRITE = f"""
    INSERT INTO push_pushdelivery (device_id, announcement_id, municipality_id, state, due_at, attempts, failure)
    SELECT d.id, a.id, (
        SELECT CASE WHEN count(*) = 1 THEN min(place::text)::uuid END FROM unnest(a.municipalities) AS place
        WHERE NOT EXISTS (SELECT FROM push_device_municipalities w WHERE w.device_id = d.id)
           OR EXISTS (SELECT FROM push_device_municipalities w WHERE w.device_id = d.id AND w.municipality_id = place)
    ), 'waiting', a.announced_at, 0, ''
    FROM push_device d, push_announcement a
    WHERE a.id = %s AND {WANTS}
"""  # noqa: S608 - constants only
TELL = """
    INSERT INTO push_pushdelivery (device_id, notification_id, state, due_at, attempts, failure)
    SELECT d.id, n.id, 'waiting', %s, 0, ''
    FROM notifications_notification n
    JOIN accounts_session s ON s.person_id = n.person_id
    JOIN push_device d ON d.session_id = s.id
    WHERE n.id = ANY (%s::uuid[])
"""
FORGET = f"""
    DELETE FROM push_pushdelivery AS waiting USING push_device d, push_announcement a
    WHERE d.id = %s AND waiting.device_id = d.id AND waiting.announcement_id = a.id AND waiting.state = 'waiting'
      AND NOT ({WANTS})
"""  # noqa: S608 - constants only


def announce(
    key: str,
    *,
    kind: PushKind,
    item_type: str,
    item_id: uuid.UUID,
    municipalities: Collection[uuid.UUID],
    topics: Collection[uuid.UUID],
    is_alert: bool,
) -> int:
    """Have all devices told that want it; returns how many. What was announced under this key is not again."""
    items.of(item_type)  # what nobody looks at is a mistake of ours: better here than in the worker
    told = {
        "kind": kind,
        "item_type": item_type,
        "item_id": item_id,
        "municipalities": list(municipalities),
        "topics": list(topics),
        "is_alert": is_alert,
    }
    with transaction.atomic():
        announcement, is_new = Announcement.objects.get_or_create(key=key, defaults=told)
        if not is_new:
            return 0
        announcement.devices = _write(WRITE, announcement.pk, now=announcement.announced_at)
        announcement.save(update_fields=["devices"])
        if announcement.devices:
            jobs.defer("push.send", once="push.send")
    return announcement.devices


def tell(notifications: Collection[uuid.UUID]) -> None:
    """Have the devices of each notification's person told of it; who was told of it already is told no more."""
    now = timezone.now()
    if notifications and _write(TELL, now, list(notifications), now=now):
        jobs.defer("push.send", once="push.send")


def match_anew(device: Device) -> None:
    """Drop what waits for the device and is not wished any more; the rest is weighed again, by its new hours."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [device.pk])
    waiting = PushDelivery.objects.waiting().filter(device=device, attempts=0)
    waiting.update(due_at=device.last_seen_at)


def _write(statement: str, *parameters: Any, now: datetime) -> int:
    """Write deliveries to devices, as far as they may be told of anything; returns how many.

    Until our transaction is through these devices stay: devices.let_go waits for us, and locks in the same order.
    """
    reachable, values = Device.objects.reachable(now).values("pk").query.sql_with_params()
    end = f"AND d.id IN ({reachable}) ORDER BY d.id FOR KEY SHARE OF d ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} {end}", [*parameters, *values])
        written: int = cursor.rowcount
    return written
