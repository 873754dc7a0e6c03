"""Sending what is due: each device alone, in many threads, without a transaction that waits for the network."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from core import jobs
from core.alone import alone
from core.municipalities.models import Region
from core.notifications import notifying
from core.push import devices, items, messages, quiet_hours, senders
from core.push.messages import Bundle, Public
from core.push.models import DeliveryState, Device, PushDelivery
from core.push.senders import Message, Outcome, Result

log = structlog.get_logger("push")

DEVICES = 100  # at a time
ROUNDS = 5  # in one turn
THREADS = 16
SENDING = 0x70757368  # the advisory lock's number: “push”
# Longer than a batch takes at worst; where a worker dies meanwhile, another sends it again after this time.
CLAIMED = timedelta(minutes=15)
ATTEMPTS = 8
Deliveries = dict[Device, list[PushDelivery]]


def send_due(*, now: datetime) -> None:
    """Send what is due, as far as a turn goes; what is left has another. A repeated call finds nothing.

    One process at a time, so that letters always find a free hand. Between the push service's answer and our commit a
    crash leaves a message claimed: it is then sent once more.
    """
    region = Region.objects.first()
    with alone(SENDING) as is_alone, ThreadPoolExecutor(THREADS) as pool:
        if region is None or not is_alone:
            return
        for _round in range(ROUNDS):
            claimed = _claim(now)
            if not claimed:
                return
            ready, public = _sort(claimed, now)
            bundles, addresses = _pack(ready, public, region)
            _settle(list(zip(bundles, pool.map(_send, bundles, addresses), strict=True)), now)
    jobs.defer("push.send", once="push.send")


def _claim(now: datetime) -> Deliveries:
    """What is due for some devices; claimed, nobody else finds it for a while."""
    due = PushDelivery.objects.due(now)
    with transaction.atomic():
        rows = Device.objects.reachable(now).filter(Exists(due.filter(device=OuterRef("pk")))).select_related("session")
        free = rows.order_by("pk").select_for_update(of=("self",), no_key=True, skip_locked=True)
        locked = {one.pk: one for one in free[:DEVICES]}
        theirs = due.filter(device__in=locked).select_related("announcement", "notification", "municipality")
        claimed: Deliveries = defaultdict(list)
        for delivery in theirs.order_by("pk"):
            claimed[locked[delivery.device_id]].append(delivery)
        keys = [one.pk for group in claimed.values() for one in group]
        PushDelivery.objects.filter(pk__in=keys).update(due_at=now + CLAIMED, attempts=F("attempts") + 1)
    return claimed


def _sort(claimed: Deliveries, now: datetime) -> tuple[Deliveries, Public]:
    """What may be sent now, with what is public of its items; the rest is not needed any more, or waits."""
    public, told = _still_public(claimed.values(), now), _still_told(claimed)
    ready: Deliveries = {}
    for device, group in claimed.items():
        valid = [one for one in group if one in told or _concerns(one, public)]
        _end(set(group) - set(valid), DeliveryState.OBSOLETE, now)
        quiet_until = quiet_hours.end_of(device.quiet_from, device.quiet_until, now=now)
        waiting = [one for one in valid if quiet_until and not _wakes(device, one)]
        _wait(waiting, quiet_until or now)
        if loud := [one for one in valid if one not in waiting]:
            ready[device] = loud
    return ready, public


def _item_of(delivery: PushDelivery) -> tuple[str, uuid.UUID] | None:
    announcement = delivery.announcement
    return (announcement.item_type, announcement.item_id) if announcement else None


def _concerns(delivery: PushDelivery, public: Public) -> bool:
    """Whether the item is public and still addresses the place that the message names."""
    item = _item_of(delivery)
    seen = public.get(item) if item else None
    return seen is not None and (delivery.municipality is None or delivery.municipality_id in seen.municipalities)


def _wakes(device: Device, delivery: PushDelivery) -> bool:
    return device.alerts_in_quiet_hours and delivery.announcement is not None and delivery.announcement.is_alert


def _still_public(groups: Iterable[Sequence[PushDelivery]], now: datetime) -> Public:
    asked = defaultdict(set)
    for item_type, item_id in filter(None, (_item_of(one) for group in groups for one in group)):
        asked[item_type].add(item_id)
    return {
        (item_type, item_id): seen
        for item_type, ids in asked.items()
        for item_id, seen in items.of(item_type).seen(ids, now=now).items()
    }


def _still_told(claimed: Deliveries) -> set[PushDelivery]:
    """Those of notifications that may still be told, are unread, and are of whose device it is by now."""
    unread = {
        one: one.notification
        for device, group in claimed.items()
        for one in group
        if one.notification and not one.notification.read_at and one.notification.person_id == device.person_id
    }
    words = notifying.in_words(unread.values())
    return {one for one, notification in unread.items() if notification.event_id in words}


def _pack(ready: Deliveries, public: Public, region: Region) -> tuple[list[Bundle], list[dict[str, str]]]:
    """The messages, and where each goes. A device that nobody can address any more is removed."""
    bundles, addresses = [], []
    for device, group in ready.items():
        address = devices.address_of(device)
        if address is None:
            devices.remove(device)
            continue
        made = messages.bundles(device, group, public=public, region=region)
        bundles += made
        addresses += [address] * len(made)
    return bundles, addresses


def _send(bundle: Bundle, address: dict[str, str]) -> Result:
    """In a thread, without the database."""
    message: Message = bundle.message
    try:
        return senders.of(bundle.device.platform)(address, message)
    except Exception as fault:  # a fault of ours: it waits for its mending, the others do not
        log.exception("push_not_sent", device=str(bundle.device.pk))
        return Result(Outcome.LATER, failure=type(fault).__name__)


def _settle(sent: list[tuple[Bundle, Result]], now: datetime) -> None:
    """Write down what became of each message, as soon as a batch is through."""
    counts: dict[str, int] = defaultdict(int)
    gone = [bundle.device.pk for bundle, result in sent if result.outcome == Outcome.GONE]
    with transaction.atomic():
        devices.let_go(Device.objects.filter(pk__in=gone))
        for bundle, result in sent:
            counts[result.outcome.value] += 1
            match result.outcome:
                case Outcome.SENT:
                    _end(bundle.deliveries, DeliveryState.SENT, now)
                case Outcome.REFUSED:
                    _end(bundle.deliveries, DeliveryState.FAILED, now, result.failure)
                case Outcome.LATER:
                    _try_later(bundle.deliveries, result, now)
    if sent:
        log.info("push_sent", **counts)


def _try_later(deliveries: Sequence[PushDelivery], result: Result, now: datetime) -> None:
    """After a minute, two, four …, or when the push service asks for it; the last time is the eighth."""
    last = [one for one in deliveries if one.attempts + 1 >= ATTEMPTS]
    _end(last, DeliveryState.FAILED, now, result.failure)
    for one in deliveries:
        if one not in last:
            wait = max(result.retry_after, 60 * 2**one.attempts)
            again = {"due_at": now + timedelta(seconds=wait), "failure": result.failure[:100]}
            PushDelivery.objects.filter(pk=one.pk).update(**again)


def _wait(deliveries: Iterable[PushDelivery], until: datetime) -> None:
    """That was no attempt."""
    rows = PushDelivery.objects.filter(pk__in=[one.pk for one in deliveries])
    rows.update(due_at=until, attempts=F("attempts") - 1)


def _end(deliveries: Iterable[PushDelivery], state: DeliveryState, now: datetime, failure: str = "") -> None:
    keys = [one.pk for one in deliveries]
    PushDelivery.objects.filter(pk__in=keys).update(state=state, settled_at=now, failure=failure[:100])
