"""The devices of a person: theirs to take along, erased with them, gone after long silence."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import retention
from core.push import devices
from core.push.models import Device


def export(person: Person) -> dict[str, Any]:
    own = devices.of(person).with_wishes().order_by("created_at", "id")
    return {"devices": [_told(device) for device in own]}


def _told(device: Device) -> dict[str, Any]:
    columns = (
        "id", "created_at", "last_seen_at", "platform", "language", "quiet_from", "quiet_until",
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
    devices.of(person).delete()


def _silent(now: datetime) -> QuerySet[Device]:
    return Device.objects.filter(last_seen_at__lte=retention.limit("push_devices", now=now))


def take_part() -> None:
    privacy.register("push", models=[Device], export=export, erase=erase, rules=[privacy.Rule("push_devices", _silent)])
