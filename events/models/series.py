"""A series: several dates that follow one rule, each of them an event of its own."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, Publication
from core.municipalities.models import Organization
from events import rrule
from events.recurrence import Rule

if TYPE_CHECKING:
    import uuid

    from events.models.event import Event


class SeriesQuerySet(models.QuerySet["Series"]):
    def locked(self, series_id: "uuid.UUID") -> "Series | None":
        """The series under its row lock, which every act on its dates takes first; foreign keys stay checkable."""
        return self.select_for_update(no_key=True).filter(pk=series_id).first()


class Series(EditorialModel):
    """The rule and the clock of a series; what its dates say stands in its pattern, an event that is never public.

    Times are those of the clock on the wall: `starts_time` is null where whole days count, `lasts` is the difference
    between the clock at the end and at the start, null where the end is open. `exdates` are days left out (EXDATE).
    """

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="series", verbose_name=_("organization")
    )
    title = models.CharField(_("title"), max_length=200)  # the pattern's, so that lists need not read it
    rule = models.CharField(_("rule"), max_length=rrule.LONGEST)
    starts_on = models.DateField(_("first date"))
    starts_time = models.TimeField(_("begins at"), null=True, blank=True)
    lasts = models.DurationField(_("lasts"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Berlin")
    exdates = ArrayField(models.DateField(), default=list, blank=True, verbose_name=_("days left out"))
    publication = models.CharField(
        _("publication of new dates"), max_length=10, default=Publication.DRAFT,
        choices=[(one.value, one.label) for one in (Publication.DRAFT, Publication.PUBLISHED)],
    )  # fmt: skip

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("all series")
        constraints = [
            models.CheckConstraint(
                name="events_series_lasts_a_while",
                condition=models.Q(lasts__isnull=True) | models.Q(lasts__gte=models.Value("0 seconds")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def pattern(self) -> "Event":
        """The event its dates are copies of."""
        return self.dates.get(series_date=None)

    def read_rule(self) -> Rule:
        return rrule.read(self.rule, zone=self.time_zone, starts_time=self.starts_time)
