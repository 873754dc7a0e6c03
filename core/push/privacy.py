"""The devices of a person: theirs to take along, erased with them, gone after long silence.

Those whose sign-in is over do not wait for the night: `push.forget_signed_out` (core/push/tasks.py).
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import retention
from core.push import devices
from core.push.models import Device, PushDelivery


def export(person: Person) -> dict[str, Any]:
    own = Device.objects.of(person).with_wishes().order_by("created_at", "id")
    told = PushDelivery.objects.filter(device__session__person=person).order_by("pk")
    kinds = told.values("device_id", "announcement__kind", "notification_id", "state", "settled_at")
    return {"devices": [_told(device) for device in own], "messages": list(kinds)}


def _told(device: Device) -> dict[str, Any]:
    columns = (
        "id", "session_id", "created_at", "last_seen_at", "platform", "language", "quiet_from", "quiet_until",
        "alerts_in_quiet_hours",
    )  # fmt: skip
    return {
        **{name: getattr(device, name) for name in columns},
        "hears_of": device.kinds,
        "municipalities": [one.slug for one in device.municipalities.all()],
        "topics": [one.slug for one in device.topics.all()],
        "endpoint": (devices.address_of(device) or {}).get("endpoint"),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - nothing here is a contribution
    devices.let_go(Device.objects.of(person))


def _silent(now: datetime) -> QuerySet[Device]:
    return Device.objects.filter(last_seen_at__lte=retention.limit("push_devices", now=now))


def _told_long_ago(now: datetime) -> QuerySet[PushDelivery]:
    return PushDelivery.objects.filter(settled_at__lte=retention.limit("push_messages", now=now))


def size(person: Person) -> int:
    return PushDelivery.objects.filter(device__session__person=person).count()


def take_part() -> None:
    rules = [privacy.Rule("push_messages", _told_long_ago), privacy.Rule("push_devices", _silent)]
    privacy.register("push", models=[Device, PushDelivery], export=export, erase=erase, rules=rules, size=size)
