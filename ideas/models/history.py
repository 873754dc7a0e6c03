"""What became of an idea, step by step: rows that are only ever added (docs/adr/0006-idea-history.md)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from ideas.models.codes import DatePrecision, IdeaStatus


class IdeaStatusChangeQuerySet(models.QuerySet["IdeaStatusChange"]):
    def public(self) -> Self:
        """What anyone may read, oldest first."""
        return self.filter(is_public=True).order_by("position")

    def answers(self) -> Self:
        """The official answers among them."""
        return self.public().exclude(answer="")

    def answering(self) -> Self:
        """Those by which the administration has said something, in words or by a decision."""
        says = ~Q(answer="") | ~Q(reason="") | ~Q(status_to__in=[IdeaStatus.RECEIVED, IdeaStatus.UNDER_REVIEW])
        return self.filter(says, is_public=True, position__gt=1).exclude(status_to=IdeaStatus.WITHDRAWN)

    def making_done(self) -> Self:
        """Those by which an idea became done; interim answers on a done one are none."""
        return self.filter(status_to=IdeaStatus.DONE).exclude(status_from=IdeaStatus.DONE)

    def leaving_done(self, *, idea: OuterRef, after: OuterRef) -> Self:
        """For a subquery: those by which the idea ceased to be done after a step of the position `after`."""
        return self.filter(idea=idea, position__gt=after).exclude(status_to=IdeaStatus.DONE)


class IdeaStatusChange(PersonalModel):
    """One step, with its optional official answer; position 1 is the receipt.

    `happened_on` is the public date, empty where unknown; `created_at` is when the row was written. A trigger of the
    database refuses every change of a row (save forgetting the actor), and its deletion while the idea exists.
    """

    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="history", verbose_name=_("idea"))
    position = models.PositiveIntegerField(_("position"))
    status_from = models.CharField(_("from"), max_length=15, choices=IdeaStatus.choices, blank=True)
    status_to = models.CharField(_("to"), max_length=15, choices=IdeaStatus.choices)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    date_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision.choices, blank=True
    )
    answer = models.TextField(_("official answer"), max_length=10_000, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    is_public = models.BooleanField(_("public"), default=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )

    objects = IdeaStatusChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an idea")
        verbose_name_plural = _("history of ideas")
        indexes = [
            models.Index(
                fields=["created_at"], name="ideas_history_done", condition=Q(status_to="done") & ~Q(status_from="done")
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="ideas_ideastatuschange_one_per_position", fields=["idea", "position"]),
            models.CheckConstraint(
                name="ideas_ideastatuschange_first_is_receipt",
                condition=Q(position=1, status_from="", status_to="received")
                | (Q(position__gt=1) & ~Q(status_from="")),
            ),
            models.CheckConstraint(
                name="ideas_ideastatuschange_rejection_has_reason",
                condition=~Q(status_to="rejected") | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="ideas_ideastatuschange_says_something",
                condition=~Q(status_to=models.F("status_from")) | ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="ideas_ideastatuschange_date_has_precision",
                condition=Q(happened_on__isnull=True, date_precision="")
                | (Q(happened_on__isnull=False) & ~Q(date_precision="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_status_to_display()}"
