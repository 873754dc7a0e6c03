"""The registration side of an event: seats, times, waiting list, join link."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import sealing
from core.models import EditorialModel, Publication
from events.models.event import Event, TimePrecision

if TYPE_CHECKING:
    import uuid


# What the keys that seal join links are drawn for.
JOIN_LINK = "events.join_link"


class Availability(models.TextChoices):
    """How many seats are left, coarse enough to be cached for a while."""

    OPEN = "open", _("Seats free")
    FEW = "few", _("Few seats left")
    WAITLIST = "waitlist", _("Full, waiting list open")
    FULL = "full", _("Full")


class PartyPolicy(models.TextChoices):
    """What happens when the party at the head of the waiting list is larger than the free seats."""

    STRICT = "strict", _("Nobody is overtaken: the next one waits until there is room for the first")
    FILL = "fill", _("Smaller parties further back may take the seats")


class WorkshopQuerySet(models.QuerySet["Workshop"]):
    def locked(self, event_id: "uuid.UUID") -> "Workshop | None":
        """The workshop of an event under its row lock: every act on its registrations takes it first.

        FOR NO KEY UPDATE leaves foreign keys to it checkable by others. The event is not joined: a row that is not
        locked would be read as it was before the wait for the lock.
        """
        return self.select_for_update(no_key=True).filter(event=event_id).first()

    def shown_wrongly(self, now: datetime) -> Self:
        """Those whose shown openness time has made untrue (mirrors `policies.why_not_register`)."""
        is_open = models.Case(
            models.When(
                Q(event__status__in=["cancelled", "postponed"])
                | Q(event__time_precision="minute", event__starts_at__lte=now)
                | Q(event__time_precision="day", event__over_at__lte=now)
                | Q(opens_at__gt=now)
                | Q(closes_at__lte=now)
                | Q(availability=Availability.FULL)
                | ~Q(external_url=""),
                then=False,
            ),
            default=True,
        )
        return self.annotate(should_be_open=is_open).exclude(is_open=F("should_be_open"))

    def with_keyword(self, now: datetime) -> Self:
        """Those of public events to come for which one can register by a mail that names the keyword."""
        public = self.filter(event__publication=Publication.PUBLISHED, event__over_at__gt=now)
        return public.filter(external_url="").exclude(keyword="").select_related("event")

    def with_join_link_due(self, now: datetime) -> Self:
        """Those whose link may be seen now; where no time is set, from when it was entered."""
        has_begun = Q(event__time_precision="minute", event__starts_at__lte=now)  # mirrors `join_link_from`
        its_time = Q(join_available_from__lte=now) | Q(join_available_from=None) | has_begun
        return self.filter(its_time, event__over_at__gt=now).exclude(sealed_join_url=b"")


class Workshop(EditorialModel):
    """Registration settings of an event; `capacity` counts seats, null means no limit."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="workshop", verbose_name=_("event"))
    capacity = models.PositiveIntegerField(_("seats"), null=True, blank=True)
    max_party_size = models.PositiveSmallIntegerField(
        _("largest party"), default=4, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    waiting_list = models.BooleanField(_("waiting list"), default=True)
    party_policy = models.CharField(
        _("order of the waiting list"), max_length=6, choices=PartyPolicy.choices, default=PartyPolicy.STRICT
    )
    offer_period = models.DurationField(
        _("time to accept an offered seat"), default=timedelta(hours=24), help_text=_("For example 24:00:00")
    )
    opens_at = models.DateTimeField(_("registration opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("registration closes at"), null=True, blank=True)
    keyword = models.CharField(_("keyword"), max_length=100, blank=True)
    residents_only = models.BooleanField(
        _("only for residents"), default=False,
        help_text=_("Who registers declares to live in one of the districts, or else municipalities, it is for."),
    )  # fmt: skip
    # Where one registers instead, as long as it stands here; who is registered with us stays so.
    external_url = models.URLField(
        _("registration at another address"), max_length=500, blank=True,
        help_text=_("Then nobody can register here; who clicks “register” is sent there."),
    )  # fmt: skip
    # Who reads a dump learns no link; empty where there is none.
    sealed_join_url = models.BinaryField(_("join link"), default=b"", blank=True)
    join_available_from = models.DateTimeField(_("join link shown from"), null=True, blank=True)
    # Shown, never decided upon: written under the lock by every act and by the sweeper, at most a minute late.
    is_open = models.BooleanField(_("registration open"), default=False, editable=False)
    availability = models.CharField(
        _("availability"), max_length=8, choices=Availability.choices, default=Availability.OPEN, editable=False
    )

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration settings")
        verbose_name_plural = _("registration settings")
        constraints = [
            models.CheckConstraint(name="events_workshop_party_at_least_one", condition=Q(max_party_size__gte=1)),
            models.CheckConstraint(
                name="events_workshop_closes_after_opening",
                condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
            models.CheckConstraint(
                name="events_workshop_offer_period_positive", condition=Q(offer_period__gt=timedelta(0))
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    @property
    def organization_id(self) -> "uuid.UUID":
        """Whose it is."""
        return self.event.organization_id

    @property
    def join_url(self) -> str:
        """The link for taking part online; shown to people by `join_links.reveal` and their letters only.

        Empty too where it was sealed under a SECRET_KEY that is not known any more.
        """
        sealed = bytes(self.sealed_join_url)
        return (sealing.unseal_for(JOIN_LINK, sealed) or b"").decode() if sealed else ""

    @join_url.setter
    def join_url(self, url: str) -> None:
        # Sealing the same link again would look like another one.
        if not url or url != self.join_url:
            self.sealed_join_url = sealing.seal_for(JOIN_LINK, url.encode()) if url else b""

    @property
    def join_link_from(self) -> datetime | None:
        """From when on it is shown; None: from when it was entered.

        Never later than the start, also where the event was moved ahead of the time that is set: nobody shall stand
        before a closed door. Whole days have no start to be late for.
        """
        if self.join_available_from is None or self.event.time_precision == TimePrecision.DAY:
            return self.join_available_from
        return min(self.join_available_from, self.event.starts_at)

    def shows_join_link(self, now: datetime) -> bool:
        """True where a confirmed participant may see the link at this moment."""
        return bool(self.sealed_join_url) and (self.join_link_from is None or self.join_link_from <= now)
