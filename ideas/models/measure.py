"""A measure: what the region has decided to do, does or has done."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from core import search
from core.models import EditorialModel, Publishable
from core.municipalities.addressing import AddressedQuerySet
from core.municipalities.models import Municipality, Organization, Topic
from ideas.models.codes import MeasureStatus
from ideas.models.progress import Milestone


class MeasureQuerySet(AddressedQuerySet["Measure"]):
    search_order = ("sort_key", "id")

    def with_details(self) -> Self:
        """All that a list shows, in a constant number of queries."""
        return self.select_related("topic", "lead", "organization").prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("milestones", Milestone.objects.in_order()),
        )


class Measure(EditorialModel, Publishable):
    """Something the municipalities do together or one of them does.

    `lead` is the municipality in charge, `organization` the office that carries it out: its editors write what becomes
    of the measure; without one it is the administrator's. `progress` is in percent, the money in cents of the euro.
    """

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    external_id = models.CharField(_("number at its source"), max_length=100, null=True, blank=True, unique=True)
    name = models.CharField(_("name"), max_length=200)
    sort_key = models.CharField(max_length=200, editable=False)
    description = models.TextField(_("description"), max_length=20_000, help_text=_("Markdown"))
    status = models.CharField(_("status"), max_length=7, choices=MeasureStatus.choices, default=MeasureStatus.UNKNOWN)
    status_text = models.TextField(_("status in words"), max_length=2000, blank=True)
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="measures", verbose_name=_("topic"))
    municipalities = models.ManyToManyField(Municipality, related_name="measures", verbose_name=_("municipalities"))
    lead = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="led_measures",
        verbose_name=_("municipality in charge"),
    )  # fmt: skip
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="measures",
        verbose_name=_("responsible organization"),
        help_text=_("Its editors write the measure's progress; without one only administrators do."),
    )  # fmt: skip
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    funding = models.CharField(_("funding in words"), max_length=500, blank=True)
    funding_cents = models.BigIntegerField(
        _("amount of the funding, in cents"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    funding_programme = models.CharField(_("funding programme"), max_length=200, blank=True)
    url = models.URLField(_("web page"), max_length=500, blank=True)
    sources = ArrayField(
        models.CharField(max_length=500, validators=[URLValidator()]),
        default=list,
        blank=True,
        verbose_name=_("sources"),
    )
    folded_title = search.folded_column("name")
    folded = search.folded_column("name", "description")
    words = search.words_column("name", "description", Value(""))

    objects = MeasureQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [
            models.Index(fields=["sort_key", "id"], name="ideas_measure_by_name", condition=Q(publication="published")),
            *search.indexes("ideas_measure"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="ideas_measure_progress_in_percent",
                condition=Q(progress__isnull=True) | Q(progress__range=(0, 100)),
            ),
            models.CheckConstraint(
                name="ideas_measure_funding_not_negative",
                condition=Q(funding_cents__isnull=True) | Q(funding_cents__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name
