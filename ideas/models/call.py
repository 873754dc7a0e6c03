"""A call for ideas: a question to the people, what is done with the answers, and its phases."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, Publishable, PublishableQuerySet
from core.municipalities.models import Moderation, Municipality, Organization, Topic
from events.models import Event
from ideas.models.codes import Participation, Phase


@dataclass(frozen=True)
class Period:
    """When a call is in a phase: from `starts_at` until `ends_at`, without it for good."""

    phase: Phase
    starts_at: datetime
    ends_at: datetime | None

    def has(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


def _ends_after_start(phase: Phase) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"ideas_ideacall_{phase}_in_order",
        condition=Q(**{f"{phase}_until__isnull": True}) | Q(**{f"{phase}_until__gt": F(f"{phase}_from")}),
    )


class IdeaCallQuerySet(PublishableQuerySet["IdeaCall"]):
    def with_details(self) -> Self:
        """All that a list or a single view shows, in a constant number of queries."""
        return self.select_related("organization").prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("topics", Topic.objects.order_by("position")),
            models.Prefetch("events", Event.objects.published().order_by("starts_at", "id"), to_attr="public_events"),
        )

    def not_closed(self, now: datetime) -> Self:
        """Where ideas are taken still, or will be."""
        return self.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now))

    def turning(self, now: datetime) -> Self:
        """Public calls whose phase has changed since their document was last made void."""
        return self.published().filter(turns_at__lte=now)


class IdeaCall(EditorialModel, Publishable):
    """A concrete question in plain words. Ideas are taken from `opens_at` until `closes_at`; without it, always.

    That is the phase of collecting; the others have their periods where they are planned, and may overlap. `turns_at`
    is the next moment at which time alone changes what the call allows (services/editing.py).
    """

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    question = models.CharField(
        _("question"), max_length=300, blank=True,
        help_text=_("One concrete question in plain words. Empty: the title is the question."),
    )  # fmt: skip
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Markdown"))
    examples = ArrayField(
        models.CharField(max_length=300), default=list, blank=True, verbose_name=_("examples of answers")
    )
    what_happens = models.TextField(_("what happens with the ideas, and by when"), max_length=5000)
    answered_by = models.DateField(_("answered by"), null=True, blank=True)
    participation = models.CharField(
        _("level of participation"), max_length=12, choices=Participation.choices, default=Participation.CONSULTATION
    )
    moderation = models.CharField(
        _("ideas and comments are checked"), max_length=6, choices=Moderation.choices, blank=True,
        help_text=_("Empty: as the organization that answers for the idea does it."),
    )  # fmt: skip
    opens_at = models.DateTimeField(_("opens at"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    discussing_from = models.DateTimeField(_("discussion from"), null=True, blank=True)
    discussing_until = models.DateTimeField(_("discussion until"), null=True, blank=True)
    deciding_from = models.DateTimeField(_("decision from"), null=True, blank=True)
    deciding_until = models.DateTimeField(_("decision until"), null=True, blank=True)
    implementing_from = models.DateTimeField(_("implementation from"), null=True, blank=True)
    implementing_until = models.DateTimeField(_("implementation until"), null=True, blank=True)
    turns_at = models.DateTimeField(null=True, default=timezone.now, editable=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="idea_calls", verbose_name=_("organization")
    )
    municipalities = models.ManyToManyField(Municipality, related_name="idea_calls", verbose_name=_("municipalities"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="idea_calls", verbose_name=_("topics"))
    events = models.ManyToManyField(Event, blank=True, related_name="idea_calls", verbose_name=_("workshops"))
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True, verbose_name=_("tags"))

    objects = IdeaCallQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("call for ideas")
        verbose_name_plural = _("calls for ideas")
        indexes = [
            models.Index(fields=["opens_at", "id"], name="ideas_call_newest", condition=Q(publication="published")),
            models.Index(fields=["turns_at"], name="ideas_call_turns", condition=Q(publication="published")),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="ideas_ideacall_closes_after_opening",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
            *(_ends_after_start(phase) for phase in Phase if phase != Phase.COLLECTING),
        ]

    def __str__(self) -> str:
        return self.title

    def period(self, phase: Phase) -> Period | None:
        """When the call is in the phase; None where it is not planned."""
        if phase == Phase.COLLECTING:
            return Period(phase, self.opens_at, self.closes_at)
        starts_at: datetime | None = getattr(self, f"{phase}_from")
        return Period(phase, starts_at, getattr(self, f"{phase}_until")) if starts_at else None

    @property
    def periods(self) -> list[Period]:
        """All that are planned, in the order of the phases."""
        return [period for phase in Phase if (period := self.period(phase))]
