"""Somebody says that something should not be public (DSA art. 16): once per person and item."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ideas.models.comment import Comment
from ideas.models.idea import Idea, new_reference
from ideas.models.moderation import AboutContribution, Decision
from ideas.models.moderation_codes import Ground


class ReportQuerySet(models.QuerySet["Report"]):
    def of(self, item: Idea | Comment) -> Self:
        return self.filter(Q(comment=item) if isinstance(item, Comment) else Q(idea=item, comment=None))

    def undecided(self) -> Self:
        return self.filter(decided_at__isnull=True)


class Report(AboutContribution):
    """`reporter` stands for an account or, without one, a network, and for this item: nobody's reports can be joined.

    The address is only there for receipt and decision; it goes some time after that.
    """

    reference = models.CharField(
        _("reference number"), max_length=9, unique=True, default=new_reference, editable=False
    )
    reporter = models.BinaryField(max_length=32, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="de")
    reason = models.CharField(_("reason"), max_length=13, choices=Ground.choices)
    text = models.TextField(_("what is said about it"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    decision = models.ForeignKey(
        Decision, models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("decision")
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index(fields=["created_at"], name="ideas_report_by_time"),
            models.Index(fields=["email"], name="ideas_report_email", condition=~Q(email="")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="ideas_report_once_per_idea", fields=["idea", "reporter"], condition=Q(comment__isnull=True)
            ),
            models.UniqueConstraint(name="ideas_report_once_per_comment", fields=["comment", "reporter"]),
            models.CheckConstraint(name="ideas_report_other_says_what", condition=~Q(reason="other") | ~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.reference
