"""Official answers before they are given: templates that clerks start from, and answers prepared for a later moment."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, PersonalModel
from core.municipalities.models import Organization, Topic
from ideas.models.codes import IdeaStatus
from ideas.models.history import IdeaStatusChange
from ideas.models.idea import Idea

# By whom an idea is withdrawn, and as which other it is continued, is not said beforehand.
ANSWERABLE = [one for one in IdeaStatus.choices if one[0] not in {IdeaStatus.DUPLICATE, IdeaStatus.WITHDRAWN}]


class AnswerTemplateQuerySet(models.QuerySet["AnswerTemplate"]):
    def fitting(self, *, topics: Collection[uuid.UUID | None], organizations: Collection[Organization]) -> Self:
        """Those for ideas of all these topics, of the whole region or of one of the organizations that answer them."""
        topic = Q(topic=None)
        if len(set(topics)) == 1 and None not in topics:
            topic |= Q(topic__in=topics)
        mine = Q(organization=None) | Q(organization__in=organizations)
        return self.filter(topic, mine).order_by("status", "title", "id")


class AnswerTemplate(EditorialModel):
    """Words to begin an answer with. Without organization all of the region use it, without topic it fits each."""

    title = models.CharField(_("title"), max_length=100, help_text=_("Only clerks see it."))
    status = models.CharField(_("status"), max_length=15, choices=ANSWERABLE)
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"),
        help_text=_("Empty: for ideas of every topic."),
    )  # fmt: skip
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("organization"),
        help_text=_("Empty: for everybody who answers ideas."),
    )  # fmt: skip
    answer = models.TextField(
        _("official answer"), max_length=10_000,
        help_text=_("Here {Titel} stands for the title of the idea, and {Nummer} for its reference number."),
    )  # fmt: skip
    reason = models.TextField(_("reason of the status"), max_length=2000, blank=True)

    objects = AnswerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer template")
        verbose_name_plural = _("answer templates")
        constraints = [
            models.UniqueConstraint(
                name="ideas_answertemplate_one_title", fields=["organization", "topic", "status", "title"],
                nulls_distinct=False, violation_error_message=_("There is a template with this title already."),
            ),
            models.CheckConstraint(name="ideas_answertemplate_says_something", condition=~Q(answer="")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.title}"


class PreparedAnswerQuerySet(models.QuerySet["PreparedAnswer"]):
    def waiting(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def due(self, now: datetime) -> Self:
        """Those whose moment has come."""
        return self.waiting().filter(publish_at__lte=now)


class PreparedAnswer(PersonalModel):
    """A step of an idea's history that the clerk has written and the worker publishes at `publish_at`.

    Once it is settled, it has led to `step`, or was refused: `refusal` is the code of the reason.
    """

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="prepared_answers", verbose_name=_("idea"))
    status = models.CharField(_("status"), max_length=15, choices=ANSWERABLE)
    answer = models.TextField(
        _("official answer"), max_length=10_000,
        help_text=_("Public, and sent to the author. It cannot be changed later."),
    )  # fmt: skip
    reason = models.TextField(
        _("reason of the status"), max_length=2000, blank=True, help_text=_("Public. Required for “Rejected”.")
    )
    publish_at = models.DateTimeField(_("publish at"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("prepared by")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, editable=False)
    step = models.OneToOneField(
        IdeaStatusChange, models.CASCADE, null=True, editable=False, related_name="+", verbose_name=_("step")
    )
    refusal = models.CharField(_("refused because"), max_length=50, blank=True, editable=False)

    objects = PreparedAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("prepared answer")
        verbose_name_plural = _("prepared answers")
        indexes = [
            models.Index(fields=["publish_at"], name="ideas_preparedanswer_due", condition=Q(settled_at__isnull=True)),
            models.Index(fields=["settled_at"], name="ideas_preparedanswer_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="ideas_preparedanswer_one_waiting", fields=["idea"], condition=Q(settled_at__isnull=True)
            ),
            models.CheckConstraint(
                name="ideas_preparedanswer_settled_once",
                condition=Q(settled_at__isnull=True, step__isnull=True, refusal="")
                | Q(settled_at__isnull=False, step__isnull=False, refusal="")
                | (Q(settled_at__isnull=False, step__isnull=True) & ~Q(refusal="")),
            ),
            models.CheckConstraint(name="ideas_preparedanswer_says_something", condition=~Q(answer="")),
            models.CheckConstraint(
                name="ideas_preparedanswer_rejection_has_reason", condition=~Q(status="rejected") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.idea}"
