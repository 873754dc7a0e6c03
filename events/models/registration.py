"""One party's registration for a workshop, and the tokens of its mail links."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from core.mail.models import OutgoingMail
from core.models import LinkToken, PersonalModel
from events.models.workshop import Workshop


class RegistrationState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Not yet confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    WAITLISTED = "waitlisted", _("On the waiting list")
    OFFERED = "offered", _("A seat is offered")
    EXPIRED = "expired", _("Lapsed")
    CANCELLED = "cancelled", _("Cancelled")


class CancelReason(models.TextChoices):
    DECLINED = "declined", _("Offer declined")
    BY_PERSON = "by_person", _("Cancelled by the person")
    BY_ORGANIZER = "by_organizer", _("Cancelled by the organizer")
    EVENT_CANCELLED = "event_cancelled", _("Event cancelled")


class Channel(models.TextChoices):
    """How a registration reached the town hall."""

    ONLINE = "online", _("Online")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    COUNTER = "counter", _("In person")
    MAIL = "mail", _("By e-mail")


class WaitingReason(models.TextChoices):
    """Why a party goes on waiting at this moment."""

    FULL = "full", _("All seats are taken")
    PARTY_AHEAD_TOO_LARGE = "party_ahead_too_large", _("The first in line needs more seats than are free")
    OWN_PARTY_TOO_LARGE = "own_party_too_large", _("Fewer seats are free than this party needs")
    OFFERS_ENDED = "offers_ended", _("No more seats are offered for this date")


LIVE = (
    RegistrationState.UNCONFIRMED,
    RegistrationState.CONFIRMED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Questions about registrations, most of them asked under the workshop's lock."""

    def live(self) -> Self:
        """Those that still mean something: neither cancelled nor lapsed."""
        return self.filter(state__in=LIVE)

    def seats_and_line(self, now: datetime) -> tuple[int, int]:
        """The seats that confirmed ones, live holds and live offers take, and how many parties wait; in one query."""
        found = self.aggregate(
            seats=models.Sum("party_size", filter=_holding(now), default=0),
            waiting=models.Count("pk", filter=Q(state=RegistrationState.WAITLISTED)),
        )
        return found["seats"], found["waiting"]

    def with_line(self, now: datetime) -> Self:
        """Each with `place` (1 for the first who waits), `first_party` (people of that one) and `seats_taken`.

        What `policies.why_waiting` asks for, in the same query for a whole list.
        """
        same = Registration.objects.filter(workshop=models.OuterRef("workshop")).order_by()
        waiting = same.filter(state=RegistrationState.WAITLISTED)
        ahead = waiting.filter(queue_number__lte=models.OuterRef("queue_number"))
        taken = same.filter(_holding(now)).values("workshop").annotate(sum=models.Sum("party_size")).values("sum")
        return self.annotate(
            place=models.Case(models.When(state=RegistrationState.WAITLISTED, then=_count(ahead)), default=None),
            first_party=models.Subquery(waiting.order_by("queue_number").values("party_size")[:1]),
            seats_taken=Coalesce(models.Subquery(taken), models.Value(0), output_field=models.IntegerField()),
        )

    def with_dead_address(self) -> Self:
        """Each with `has_dead_address`: whether the mail server has refused its address for good (RFC 5321 4.2.1)."""
        refused = OutgoingMail.objects.annotate(about=KT("ids__registration_id")).filter(
            status=OutgoingMail.Status.FAILED,
            failure__startswith="recipient refused",
            about=Cast(models.OuterRef("pk"), models.CharField()),
        )
        return self.annotate(has_dead_address=models.Exists(refused))

    def waiting(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state=RegistrationState.WAITLISTED).order_by("queue_number")


def _holding(now: datetime) -> Q:
    return (
        Q(state=RegistrationState.CONFIRMED)
        | Q(state=RegistrationState.UNCONFIRMED, holds_until__gt=now)
        | Q(state=RegistrationState.OFFERED, offered_until__gt=now)
    )


def _count(rows: models.QuerySet[Any]) -> models.Subquery:
    counted = rows.values("workshop").annotate(count=models.Count("pk")).values("count")
    return models.Subquery(counted, output_field=models.IntegerField())


class Registration(PersonalModel):
    """A party of `party_size` people, known by one name and one address."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="registrations", verbose_name=_("workshop"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="registrations",
        verbose_name=_("account"),
    )  # fmt: skip
    name = models.CharField(_("name"), max_length=100)
    # Empty only where a clerk has entered somebody who has none; such a party is told nothing by mail.
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="de")
    party_size = models.PositiveSmallIntegerField(_("people"), default=1)
    # Declared where the workshop is for residents only; where somebody lives is not asked.
    is_resident = models.BooleanField(_("declared to live there"), default=False)
    # What a mail seems to say; the person decides when confirming.
    proposed_party_size = models.PositiveSmallIntegerField(null=True, editable=False)
    state = models.CharField(
        _("state"), max_length=11, choices=RegistrationState.choices, default=RegistrationState.UNCONFIRMED
    )
    holds_until = models.DateTimeField(_("seats held until"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    queue_number = models.PositiveIntegerField(_("number in the waiting list"), null=True, blank=True)
    offered_until = models.DateTimeField(_("seat offered until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancel_reason = models.CharField(_("reason"), max_length=15, choices=CancelReason.choices, blank=True)
    channel = models.CharField(_("came in"), max_length=7, choices=Channel.choices, default=Channel.ONLINE)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    checked_in_at = models.DateTimeField(_("checked in at"), null=True, blank=True)
    join_link_sent_at = models.DateTimeField(_("join link sent at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    thanked_at = models.DateTimeField(_("thanked at"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [
            models.Index(fields=["workshop", "state"], name="events_registration_by_state"),
            models.Index(fields=["workshop", "queue_number"], name="events_registration_queue",
                         condition=Q(state="waitlisted")),
            models.Index(fields=["email"], name="events_registration_email"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="events_registration_one_live_per_address",
                fields=["workshop", "email"],
                condition=Q(state__in=["unconfirmed", "confirmed", "waitlisted", "offered"]) & ~Q(email=""),
            ),
            models.UniqueConstraint(name="events_registration_one_queue_number", fields=["workshop", "queue_number"]),
            models.CheckConstraint(
                name="events_registration_online_has_address", condition=~Q(email="") | ~Q(channel="online")
            ),
            models.CheckConstraint(
                name="events_registration_checked_in_attended",
                condition=Q(checked_in_at__isnull=True) | Q(attended=True),
            ),
            models.CheckConstraint(name="events_registration_party_at_least_one", condition=Q(party_size__gte=1)),
            models.CheckConstraint(
                name="events_registration_waiting_has_number",
                condition=~Q(state__in=["waitlisted", "offered"]) | Q(queue_number__isnull=False),
            ),
            models.CheckConstraint(
                name="events_registration_offer_has_deadline",
                condition=~Q(state="offered") | Q(offered_until__isnull=False),
            ),
            models.CheckConstraint(
                name="events_registration_ended_has_moment",
                condition=Q(state__in=["expired", "cancelled"], ended_at__isnull=False)
                | (~Q(state__in=["expired", "cancelled"]) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="events_registration_cancelled_has_reason",
                condition=(Q(state="cancelled") & ~Q(cancel_reason="")) | (~Q(state="cancelled") & Q(cancel_reason="")),
            ),
        ]

    @property
    def organization_id(self) -> uuid.UUID:
        """Whose event it is for."""
        return self.workshop.organization_id

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"

    def place_in_line(self) -> int | None:
        """1 for the first of the waiting list; None for who does not wait."""
        if self.state != RegistrationState.WAITLISTED:
            return None
        if hasattr(self, "place"):  # read `with_line`
            return int(self.place)
        ahead = Registration.objects.filter(workshop=self.workshop_id, queue_number__lt=self.queue_number)
        return ahead.waiting().count() + 1


class RegistrationToken(LinkToken):
    """`confirm` proves the address, once; `manage` sees, changes, cancels, accepts and opens the join link.

    `check_in` stands in the picture that is shown at the door, and can do nothing else.
    """

    CONFIRM = "confirm"
    MANAGE = "manage"
    CHECK_IN = "check_in"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="tokens")
