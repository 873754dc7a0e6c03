"""A subscription of the newsletter: one per address, with what it wants to hear of."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import LinkToken, PersonalModel
from core.municipalities.models import Municipality, Topic


class SubscriptionKind(models.TextChoices):
    """What a subscriber wants to hear of; public notices, alerts and results are news."""

    EVENTS = "events", _("Events")
    NEWS = "news", pgettext_lazy("section", "News")
    CALLS = "calls", _("Calls for ideas")


class Frequency(models.TextChoices):
    DAILY = "daily", _("Daily")
    WEEKLY = "weekly", _("Weekly")


class SubscriptionState(models.TextChoices):
    """Who unsubscribes has no state: the row goes, and the proof of the former consent says when."""

    UNCONFIRMED = "unconfirmed", _("Not yet confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    SUSPENDED = "suspended", _("Suspended: the address takes no mail")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def receiving(self, frequency: str) -> Self:
        """Those that an issue of this frequency goes to."""
        return self.filter(state=SubscriptionState.CONFIRMED, frequency=frequency)


class Subscription(PersonalModel):
    """What one address hears of: of these municipalities, topics and kinds; none named means all of them.

    `told_up_to` is the id of the last novelty it has been told of, `upcoming_until` the moment up to which it knows
    what is coming up; both move on only with an issue that was sent.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    state = models.CharField(
        _("state"), max_length=11, choices=SubscriptionState.choices, default=SubscriptionState.UNCONFIRMED
    )
    municipalities = models.ManyToManyField(Municipality, related_name="+", verbose_name=_("municipalities"))
    topics = models.ManyToManyField(Topic, related_name="+", verbose_name=_("topics"))
    kinds = ArrayField(
        models.CharField(max_length=6, choices=SubscriptionKind.choices), default=list, verbose_name=_("kinds")
    )
    frequency = models.CharField(_("frequency"), max_length=6, choices=Frequency.choices, default=Frequency.WEEKLY)
    language = models.CharField(_("language"), max_length=5, default="de")
    # The last moment at which the person asked for it; the beginning of the 14 days in which it can be confirmed.
    asked_at = models.DateTimeField(_("asked for at"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    suspended_at = models.DateTimeField(_("suspended at"), null=True)
    # Issues in a row that its mail server has refused for good.
    refusals = models.PositiveSmallIntegerField(_("refusals in a row"), default=0)
    told_up_to = models.BigIntegerField(default=0)
    upcoming_until = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [models.Index(fields=["frequency", "id"], name="news_subscription_receiving",
                                condition=Q(state="confirmed"))]  # fmt: skip
        constraints = [
            models.CheckConstraint(name="news_subscription_email_is_lower", condition=Q(email=Lower("email"))),
            models.CheckConstraint(
                name="news_subscription_confirmed_has_moment",
                condition=Q(state="unconfirmed", confirmed_at__isnull=True)
                | (~Q(state="unconfirmed") & Q(confirmed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="news_subscription_suspended_has_moment",
                condition=Q(state="suspended", suspended_at__isnull=False)
                | (~Q(state="suspended") & Q(suspended_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_receiving(self, frequency: str) -> bool:
        """As the queryset's `receiving`."""
        return self.state == SubscriptionState.CONFIRMED and self.frequency == frequency


class SubscriptionToken(LinkToken):
    """`confirm` proves the address. To change and to end a subscription its issues carry signed links of their own."""

    CONFIRM = "confirm"

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="tokens")
