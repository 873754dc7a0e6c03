"""Telling devices of what was published: by itself, once; by a clerk, where that was not done."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import Conflict, Missing
from core.push import announcing, items
from core.push.models import Announcement, PushKind


class AlreadyAnnounced(Conflict):
    """Nobody is told of the same thing twice, whoever wants it."""

    code = "already_announced"
    title = _("Already announced")
    advice = _("Devices have been told of this already. Please write something new if there is something new.")

    def __init__(self, announcement: Announcement) -> None:
        moment = formats.date_format(timezone.localtime(announcement.announced_at), "SHORT_DATETIME_FORMAT")
        sentence = ngettext_lazy(
            "%(count)d device was told of this on %(moment)s, and none is told twice. If there is something new, "
            "please publish that.",
            "%(count)d devices were told of this on %(moment)s, and none is told twice. If there is something new, "
            "please publish that.",
            announcement.devices,
        )
        super().__init__(sentence % {"count": announcement.devices, "moment": moment})


class NotPublic(Conflict):
    code = "not_public"
    title = _("Not public")
    advice = _("Devices are told of what is public and not over. Please publish it first.")


def announce(type_: str, ids: Collection[uuid.UUID]) -> None:
    """Have devices told of these items, as far as they are public; called inside the transaction that notices them."""
    kinds = items.of(type_)
    current = kinds.current(timezone.now()).filter(pk__in=ids)
    for item in current.prefetch_related("municipalities", "topics"):
        kind = kinds.kind(item)
        announcing.announce(
            _key(type_, item.pk),
            kind=kind,
            item_type=type_,
            item_id=item.pk,
            municipalities=[one.pk for one in item.municipalities.all()],
            topics=[one.pk for one in item.topics.all()],
            is_alert=kind == PushKind.ALERT,
        )


def announce_now(type_: str, item_id: uuid.UUID, *, by: Actor) -> Announcement:
    """A clerk has devices told of something that they were not told of by itself, because it was old, or loaded.

    Raises Missing, NotEntrusted, AlreadyAnnounced, NotPublic.
    """
    kinds = items.of(type_)
    model = kinds.current(timezone.now()).model
    with transaction.atomic():
        item = model._default_manager.select_for_update(no_key=True).filter(pk=item_id).first()
        if item is None:
            raise Missing
        roles.require(by, kinds.act, item.organization_id)
        if refusal := why_not_again(type_, item_id):
            raise refusal
        Announcement.objects.filter(key=_key(type_, item_id)).delete()  # it reached nobody
        announce(type_, [item_id])
        announcement = of(type_, item_id)
        if announcement is None:
            raise NotPublic
        record(f"{model._meta.model_name}.announced", item, by=by, devices=announcement.devices)
    return announcement


def why_not_again(type_: str, item_id: uuid.UUID) -> AlreadyAnnounced | None:
    """What speaks against telling devices of it now; what nobody wanted to hear then may be told now."""
    earlier = of(type_, item_id)
    return AlreadyAnnounced(earlier) if earlier and earlier.devices else None


def of(type_: str, item_id: uuid.UUID) -> Announcement | None:
    """When devices were told of it, and how many."""
    return Announcement.objects.filter(key=_key(type_, item_id)).first()


def _key(type_: str, item_id: uuid.UUID) -> str:
    return f"{type_}:{item_id}"
