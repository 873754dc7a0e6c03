"""A call for ideas: a question to the people, and until when it is asked."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, Publishable, PublishableQuerySet
from core.municipalities.models import Municipality, Organization, Topic


class IdeaCallQuerySet(PublishableQuerySet["IdeaCall"]):
    def with_details(self) -> Self:
        """All that a list or a single view shows, in a constant number of queries."""
        return self.select_related("organization").prefetch_related(
            models.Prefetch("municipalities", Municipality.objects.by_name()),
            models.Prefetch("topics", Topic.objects.order_by("position")),
        )


class IdeaCall(EditorialModel, Publishable):
    """A concrete question in plain words. Ideas are taken from `opens_at` until `closes_at`; without it, always."""

    slug = models.SlugField(_("short name in addresses"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=20_000, help_text=_("Markdown"))
    what_happens = models.TextField(_("what happens with the ideas, and by when"), max_length=5000)
    opens_at = models.DateTimeField(_("opens at"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="idea_calls", verbose_name=_("organization")
    )
    municipalities = models.ManyToManyField(Municipality, related_name="idea_calls", verbose_name=_("municipalities"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="idea_calls", verbose_name=_("topics"))
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True, verbose_name=_("tags"))

    objects = IdeaCallQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("call for ideas")
        verbose_name_plural = _("calls for ideas")
        indexes = [
            models.Index(fields=["opens_at", "id"], name="ideas_call_newest", condition=Q(publication="published"))
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="ideas_ideacall_closes_after_opening",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
