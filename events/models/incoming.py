"""Mails by which people register under a keyword: what became of each, and, until that is settled, what it says."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from events.models.event import Event
from events.models.registration import Registration


class Outcome(models.TextChoices):
    REGISTERED = "registered", _("Registered; has to confirm")
    CANCEL_LINK = "cancel_link", _("Got the link to cancel")
    REFUSED = "refused", _("Registration not possible")
    UNCLEAR = "unclear", _("Not understood")
    NOT_ANSWERED = "not_answered", _("Not answered")
    DISMISSED = "dismissed", _("Done by a clerk")


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    def unsettled(self) -> Self:
        """Those a clerk may still have to do something about."""
        return self.filter(settled_at__isnull=True)

    def answered_since(self, moment: datetime) -> Self:
        return self.filter(answered_at__gt=moment)


class IncomingMail(PersonalModel):
    """One mail, known by `digest` (core.inbox.parsing), so that it is taken in once wherever it is moved.

    Sender, subject and text are there only until it is settled. `sender_digest` is keyed and counts how often
    somebody is answered; `message_id` lets our letter join the thread.
    """

    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    sender_digest = models.BinaryField(max_length=32, editable=False)
    message_id = models.CharField(max_length=250, blank=True, editable=False)
    sender = models.EmailField(_("sender"), blank=True)
    sender_name = models.CharField(_("name"), max_length=100, blank=True)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    text = models.TextField(_("text"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+", verbose_name=_("event"))
    registration = models.ForeignKey(
        Registration, models.SET_NULL, null=True, related_name="+", verbose_name=_("registration")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming mail")
        verbose_name_plural = _("incoming mails")
        indexes = [
            models.Index(fields=["sender_digest", "answered_at"], name="events_incoming_by_sender"),
            models.Index(fields=["answered_at"], name="events_incoming_answered"),
        ]
        constraints = [
            models.CheckConstraint(
                name="events_incoming_settled_is_empty",
                condition=Q(settled_at__isnull=True) | Q(sender="", sender_name="", subject="", text=""),
            )
        ]

    def __str__(self) -> str:
        return self.subject or str(self.get_outcome_display())

    def settle(self, outcome: Outcome, now: datetime) -> None:
        """Note what became of it, and forget what it said; saving is the caller's."""
        self.outcome, self.settled_at = outcome, now
        self.sender = self.sender_name = self.subject = self.text = ""
