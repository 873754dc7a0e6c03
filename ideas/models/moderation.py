"""The queue of what is to be looked at, what was decided about it, and who objects."""

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel
from ideas.models.comment import Comment
from ideas.models.idea import Idea
from ideas.models.moderation_codes import AppealOutcome, Ground, Outcome, Signal


class AboutContribution(PersonalModel):
    """Something about an idea or, with `comment`, about a comment below it; it goes with it."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="+", verbose_name=_("idea"))
    comment = models.ForeignKey(
        Comment, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("comment")
    )

    class Meta:
        abstract = True

    @property
    def item(self) -> Idea | Comment:
        return self.comment or self.idea


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def of(self, item: Idea | Comment) -> Self:
        return self.filter(Q(comment=item) if isinstance(item, Comment) else Q(idea=item, comment=None))


class Case(AboutContribution):
    """A place in the queue, from the moment something is to be looked at until somebody has decided."""

    signals = ArrayField(models.CharField(max_length=10, choices=Signal.choices), verbose_name=_("why"))
    waiting_since = models.DateTimeField(_("waiting since"), default=timezone.now, editable=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("taken by")
    )
    closed_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("contribution to check")
        verbose_name_plural = _("contributions to check")
        indexes = [
            models.Index(fields=["waiting_since"], name="ideas_case_oldest", condition=Q(closed_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="ideas_case_one_open_per_idea", fields=["idea"],
                condition=Q(comment__isnull=True, closed_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="ideas_case_one_open_per_comment", fields=["comment"], condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(name="ideas_case_has_signal", condition=Q(signals__len__gt=0)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.item)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def of(self, item: Idea | Comment) -> Self:
        """The newest first."""
        mine = Q(comment=item) if isinstance(item, Comment) else Q(idea=item, comment=None)
        return self.filter(mine).order_by("-decided_at", "-id")

    def on_showing(self) -> Self:
        """Whether it is shown: words that were taken out change nothing about that."""
        return self.exclude(outcome=Outcome.REDACTED)


class Decision(AboutContribution):
    """What was decided and why, as the author is told (DSA art. 17). `automatic`: by the number of reports.

    `places` counts the passages with personal data that were taken out; the words themselves are kept nowhere.
    """

    outcome = models.CharField(_("decision"), max_length=17, choices=Outcome.choices)
    ground = models.CharField(_("ground"), max_length=13, choices=Ground.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    places = models.PositiveIntegerField(_("places"), null=True)
    automatic = models.BooleanField(_("automatic"), default=False)
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [models.Index(fields=["decided_at"], name="ideas_decision_by_time")]
        constraints = [
            models.CheckConstraint(
                name="ideas_decision_refusal_has_reason",
                condition=~Q(outcome__in=["hidden", "changes_requested"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="ideas_decision_redaction_has_places",
                condition=Q(outcome="redacted", places__gt=0) | (~Q(outcome="redacted") & Q(places__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open_about(self, item: Idea | Comment) -> Self:
        """What its author objects to and nobody has answered yet, the oldest first."""
        decided = Decision.objects.of(item).order_by()
        return self.filter(decision__in=decided, decided_at=None).select_related("decision").order_by("made_at", "id")

    def about_words(self) -> Self:
        """That something was taken out, whatever becomes of the rest."""
        return self.filter(decision__outcome=Outcome.REDACTED)


class Appeal(PersonalModel):
    """The author sees a decision differently: once each, decided by somebody else where there is one (DSA art. 20)."""

    decision = models.OneToOneField(Decision, models.CASCADE, related_name="appeal", verbose_name=_("decision"))
    text = models.TextField(_("what the author says"), max_length=2000)
    made_at = models.DateTimeField(_("received at"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=AppealOutcome.choices, blank=True)
    answer = models.TextField(_("reason"), max_length=2000, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                name="ideas_appeal_decided_has_outcome",
                condition=Q(decided_at__isnull=True, outcome="") | (Q(decided_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="ideas_appeal_upheld_has_reason", condition=~Q(outcome="upheld") | ~Q(answer="")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.decision)


class DecisionToken(LinkToken):
    """`appeal` lets the author object, `revise` change what was asked for."""

    APPEAL = "appeal"
    REVISE = "revise"

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="tokens")
