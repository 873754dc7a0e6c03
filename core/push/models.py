"""Devices and what each of them wants to hear of."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
    def with_wishes(self) -> Self:
        """With municipalities and topics, in a constant number of queries."""
        return self.prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("topics", Topic.objects.order_by("position")),
        )


class Device(PersonalModel):
    """A browser or app that wants to hear; of a person, or of whoever holds its secret.

    `sealed_address` is how to reach it, sealed: who has it could send to it, and a browser's tells who uses it.
    `address_digest` finds it again. No municipalities, or no topics, are all of them. Quiet hours are clock times in
    the region's time zone and may cross midnight.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="push_devices")
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
                name="push_device_of_a_person_or_of_who_has_its_secret",
                condition=Q(person__isnull=False, secret_digest__isnull=True)
                | Q(person__isnull=True, secret_digest__isnull=False),
            ),
            models.CheckConstraint(
                name="push_device_quiet_hours_begin_and_end",
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
            ),
        ]

    def __str__(self) -> str:
        return self.platform
