"""Devices, what each of them wants to hear of, and what each is told."""

import uuid
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts.models import Person, Session
from core.models import PersonalModel
from core.municipalities.models import Municipality, Topic


class Platform(models.TextChoices):
    """By which way a device is reached; core.push.senders has a sender for each."""

    WEB_PUSH = "web_push", _("Web Push")


class PushKind(models.TextChoices):
    """Of what kind of news a device is told."""

    NEWS = "news", _("News")
    NOTICE = "notice", _("Public notices")
    ALERT = "alert", _("Alerts")
    RESULT = "result", _("Results")
    EVENTS = "events", _("Events")
    CALLS = "calls", _("Calls for ideas")


class DeviceQuerySet(models.QuerySet["Device"]):
    def of(self, person: Person) -> Self:
        """All that are kept, also those that are told nothing any more."""
        return self.filter(session__person=person)

    def reachable(self, now: datetime) -> Self:
        """Those that may be told of something: without account, or with a sign-in that is not over."""
        return self.filter(Q(session__isnull=True) | _sign_in_lasts(now))

    def signed_out(self, now: datetime) -> Self:
        """All others, however their sign-in came to its end."""
        return self.filter(~_sign_in_lasts(now), session__isnull=False)

    def with_wishes(self) -> Self:
        """With municipalities and topics, in a constant number of queries."""
        return self.prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("topics", Topic.objects.order_by("position")),
        )


def _sign_in_lasts(now: datetime) -> Exists:
    return Exists(Session.objects.lasting(now).filter(pk=OuterRef("session")))


class Device(PersonalModel):
    """A browser or app that wants to hear; of an account by one of its sign-ins, or of whoever holds its secret.

    With that sign-in it ends: who holds a lost telephone must not go on hearing what concerns its owner.
    `sealed_address` is how to reach it, sealed: who has it could send to it, and a browser's tells who uses it.
    `address_digest` finds it again. No municipalities, or no topics, are all of them. Quiet hours are clock times in
    the region's time zone and may cross midnight.
    """

    session = models.ForeignKey(Session, models.CASCADE, null=True, related_name="push_devices")
    platform = models.CharField(_("platform"), max_length=8, choices=Platform.choices)
    address_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    sealed_address = models.BinaryField(editable=False)
    secret_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5)
    kinds = ArrayField(models.CharField(max_length=6, choices=PushKind.choices), verbose_name=_("kinds"))
    municipalities = models.ManyToManyField(Municipality, related_name="+", verbose_name=_("municipalities"))
    topics = models.ManyToManyField(Topic, related_name="+", verbose_name=_("topics"))
    quiet_from = models.TimeField(_("quiet from"), null=True)
    quiet_until = models.TimeField(_("quiet until"), null=True)
    alerts_in_quiet_hours = models.BooleanField(_("alerts in quiet hours too"), default=False)
    last_seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        indexes = [models.Index(fields=["last_seen_at"], name="push_device_last_seen")]
        constraints = [
            models.CheckConstraint(
                name="push_device_of_a_sign_in_or_of_who_has_its_secret",
                condition=Q(session__isnull=False, secret_digest__isnull=True)
                | Q(session__isnull=True, secret_digest__isnull=False),
            ),
            models.CheckConstraint(
                name="push_device_quiet_hours_begin_and_end",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
        ]

    def __str__(self) -> str:
        return self.platform

    @property
    def person_id(self) -> uuid.UUID | None:
        """Whose it is; None without account."""
        return self.session.person_id if self.session else None


class Announcement(models.Model):
    """Something public of which devices are told, once: `key` names it, `devices` counts those that want it.

    `item_type` is that of the change log. No municipalities: it concerns the whole region.
    """

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=PushKind.choices)
    item_type = models.CharField(max_length=20)
    item_id = models.UUIDField()
    municipalities = ArrayField(models.UUIDField(), default=list)
    topics = ArrayField(models.UUIDField(), default=list)
    is_alert = models.BooleanField(_("alert"))
    announced_at = models.DateTimeField(_("announced at"), default=timezone.now)
    devices = models.PositiveIntegerField(_("devices"), default=0)

    class Meta:
        verbose_name = _("push message")
        verbose_name_plural = _("push messages")
        indexes = [models.Index(fields=["item_type", "item_id"], name="push_announcement_item")]

    def __str__(self) -> str:
        return self.key


class DeliveryState(models.TextChoices):
    """What became of a message to one device."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    OBSOLETE = "obsolete", _("No longer needed")
    FAILED = "failed", _("Failed")


class PushDeliveryQuerySet(models.QuerySet["PushDelivery"]):
    def waiting(self) -> Self:
        return self.filter(state=DeliveryState.WAITING)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)


class PushDelivery(models.Model):
    """That one device is told of one announcement, or of one notification of its person; tried alone, told once.

    `municipality` is the one of the announcement's that the device wants, null where it wants several, or all.
    """

    device = models.ForeignKey(Device, models.CASCADE, related_name="deliveries")
    announcement = models.ForeignKey(Announcement, models.CASCADE, null=True, related_name="deliveries")
    notification = models.ForeignKey("notifications.Notification", models.CASCADE, null=True, related_name="+")
    municipality = models.ForeignKey(Municipality, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    failure = models.CharField(_("failure"), max_length=100, blank=True)

    objects = PushDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a device")
        verbose_name_plural = _("messages to devices")
        indexes = [
            models.Index(fields=["due_at"], name="push_delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["settled_at"], name="push_delivery_settled"),
        ]
        constraints = [
            models.UniqueConstraint(name="push_delivery_announced_once", fields=["device", "announcement"]),
            models.UniqueConstraint(name="push_delivery_notified_once", fields=["device", "notification"]),
            models.CheckConstraint(
                name="push_delivery_of_one_thing",
                condition=Q(announcement__isnull=False, notification__isnull=True)
                | Q(announcement__isnull=True, notification__isnull=False),
            ),
            models.CheckConstraint(
                name="push_delivery_settled_has_moment",
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.state
