"""How a measure gets on: its milestones, and the rows that are told of it, which are only ever added."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel
from ideas.models.codes import DatePrecision, MeasureStatus


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def in_order(self) -> Self:
        """As they were reached or are planned; those without any date at the end."""
        return self.order_by(Coalesce(F("reached_on"), F("planned_on")).asc(nulls_last=True), "id")


class Milestone(EditorialModel):
    """A step that a measure sets out to make, with the day it was made; often only a month or year is planned."""

    measure = models.ForeignKey("ideas.Measure", models.CASCADE, related_name="milestones", verbose_name=_("measure"))
    title = models.CharField(_("milestone"), max_length=200)
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    planned_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision.choices, blank=True
    )
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        constraints = [
            models.CheckConstraint(
                name="ideas_milestone_date_has_precision",
                condition=Q(planned_on__isnull=True, planned_precision="")
                | (Q(planned_on__isnull=False) & ~Q(planned_precision="")),
            ),
        ]

    def __str__(self) -> str:
        """The same in every language: former versions hold it."""
        dates = [f"{sign} {day.isoformat()}" for sign, day in (("○", self.planned_on), ("✓", self.reached_on)) if day]
        return " ".join([self.title, *dates])


class MeasureProgress(EditorialModel):
    """One piece of progress of a public measure, numbered from 1: a new status, milestones reached, words about it.

    A trigger of the database refuses every change of a row, and its deletion while the measure exists. Who wrote it
    stands in the audit.
    """

    measure = models.ForeignKey("ideas.Measure", models.CASCADE, related_name="history", verbose_name=_("measure"))
    position = models.PositiveIntegerField(_("position"))
    status_from = models.CharField(_("from"), max_length=7, choices=MeasureStatus.choices)
    status_to = models.CharField(_("to"), max_length=7, choices=MeasureStatus.choices)
    milestones = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("milestones reached"))
    text = models.TextField(_("news"), max_length=2000, blank=True)
    happened_on = models.DateField(_("date"))

    class Meta:
        verbose_name = _("progress of a measure")
        verbose_name_plural = _("progress of measures")
        constraints = [
            models.UniqueConstraint(name="ideas_measureprogress_one_per_position", fields=["measure", "position"]),
            models.CheckConstraint(
                name="ideas_measureprogress_says_something",
                condition=~Q(status_to=F("status_from")) | ~Q(milestones=[]) | ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_status_to_display()}"
