"""Notifications, and how each person wants to hear of what."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel


class Delivery(models.TextChoices):
    """How somebody hears of a subject; in the app always."""

    AT_ONCE = "at_once", _("By e-mail at once")
    DAILY = "daily", _("By e-mail once a day")
    APP = "app", _("In the app only")


class Channel(models.TextChoices):
    """One way on which one event reaches one person."""

    APP = "app", _("In the app")
    MAIL = "mail", _("E-mail")
    DIGEST = "digest", _("Daily e-mail")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def in_app(self) -> Self:
        """What the person's list shows."""
        return self.filter(channel=Channel.APP)

    def awaiting_digest(self) -> Self:
        """What the next daily mail has to tell."""
        return self.filter(channel=Channel.DIGEST, digest__isnull=True)


class Notification(PersonalModel):
    """That one person is told of one event on one channel; the words are made from the event when it is read.

    `event_id` is the id of the row the event left, such as a step of an idea's history; `subject` knows how to tell it
    (core.notifications.subjects). `digest` names the daily mail that holds it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    subject = models.CharField(_("subject"), max_length=30)
    event_id = models.UUIDField(_("event"))
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    read_at = models.DateTimeField(_("read at"), null=True)
    digest = models.UUIDField(_("daily mail"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(
                fields=["person", "created_at", "id"], name="notifications_in_app", condition=Q(channel="app")
            ),
            models.Index(
                fields=["person"], name="notifications_for_digest",
                condition=Q(channel="digest", digest__isnull=True),
            ),
            models.Index(fields=["event_id"], name="notifications_event"),
            models.Index(fields=["created_at"], name="notifications_age"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="notifications_once_per_person_event_channel", fields=["person", "event_id", "channel"]
            ),
            models.CheckConstraint(
                name="notifications_read_in_app", condition=Q(read_at__isnull=True) | Q(channel="app")
            ),
            models.CheckConstraint(
                name="notifications_digest_by_digest", condition=Q(digest__isnull=True) | Q(channel="digest")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.channel})"


class Choice(models.Model):
    """How a person wants to hear of a subject, where it is not the subject's default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_choices")
    subject = models.CharField(_("subject"), max_length=30)
    delivery = models.CharField(_("delivery"), max_length=7, choices=Delivery.choices)

    class Meta:
        verbose_name = _("choice of notifications")
        verbose_name_plural = _("choices of notifications")
        constraints = [
            models.UniqueConstraint(name="notifications_choice_one_per_subject", fields=["person", "subject"])
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.delivery}"
