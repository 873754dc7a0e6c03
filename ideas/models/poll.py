"""A poll: one question, its options, and the ballots, which nobody reads but the person who cast it."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, Publishable
from core.municipalities.addressing import AddressedQuerySet
from core.municipalities.models import Municipality, Organization
from ideas.models.call import IdeaCall
from ideas.models.codes import PollKind


class PollQuerySet(AddressedQuerySet["Poll"]):
    def with_details(self) -> Self:
        """All that a list shows, in a constant number of queries."""
        return self.select_related("organization", "call").prefetch_related(
            models.Prefetch("options", PollOption.objects.order_by("position")),
            models.Prefetch("municipalities", Municipality.objects.by_name()),
        )

    def turning(self, now: datetime) -> Self:
        """Public polls of which time has changed what they allow since their document was last made void."""
        return self.published().filter(turns_at__lte=now)


class Poll(EditorialModel, Publishable):
    """Ballots are taken from `opens_at` until `closes_at`; results are told from `results_from`, or then at once.

    Never before: who watched the numbers grow would learn how those he knows have voted. `turns_at` is the next moment
    at which time alone changes what the poll allows.
    """

    title = models.CharField(_("question"), max_length=300, help_text=_("One question in plain words."))
    text = models.TextField(_("text"), max_length=5000, blank=True, help_text=_("Markdown"))
    kind = models.CharField(_("kind"), max_length=8, choices=PollKind.choices, default=PollKind.SINGLE)
    max_choices = models.PositiveSmallIntegerField(
        _("at most so many options"), null=True, blank=True, help_text=_("For several options. Empty: all.")
    )
    call = models.ForeignKey(
        IdeaCall, models.PROTECT, null=True, blank=True, related_name="polls", verbose_name=_("call for ideas")
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="polls", verbose_name=_("organization"))
    municipalities = models.ManyToManyField(Municipality, related_name="polls", verbose_name=_("municipalities"))
    opens_at = models.DateTimeField(_("opens at"), default=timezone.now)
    closes_at = models.DateTimeField(_("closes at"))
    results_from = models.DateTimeField(
        _("results from"), null=True, blank=True, help_text=_("Empty: as soon as the poll closes. Never earlier.")
    )
    conclusion = models.TextField(
        _("what follows from it"), max_length=5000, blank=True,
        help_text=_("Markdown, shown with the results. Sums up short answers, which are not published themselves."),
    )  # fmt: skip
    turns_at = models.DateTimeField(null=True, default=timezone.now, editable=False)

    objects = PollQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        indexes = [
            models.Index(fields=["opens_at", "id"], name="ideas_poll_newest", condition=Q(publication="published")),
            models.Index(fields=["turns_at"], name="ideas_poll_turns", condition=Q(publication="published")),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(name="ideas_poll_closes_after_opening", condition=Q(closes_at__gt=F("opens_at"))),
            models.CheckConstraint(
                name="ideas_poll_results_after_closing",
                condition=Q(results_from__isnull=True) | Q(results_from__gte=F("closes_at")),
            ),
            models.CheckConstraint(
                name="ideas_poll_several_choices",
                condition=Q(max_choices__isnull=True) | Q(kind="multiple", max_choices__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def results_at(self) -> datetime:
        """From when on the results are told."""
        return self.results_from or self.closes_at


class PollOption(models.Model):
    """One of the answers to choose from."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options", verbose_name=_("poll"))
    position = models.PositiveSmallIntegerField(_("position"))
    label = models.CharField(_("option"), max_length=200)

    class Meta:
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [models.UniqueConstraint(name="ideas_polloption_one_per_position", fields=["poll", "position"])]

    def __str__(self) -> str:
        return self.label


class Ballot(models.Model):
    """What one person has answered. It has no moment and a random key, so that no row tells when it was cast.

    It is in no page of the administration, no audit entry and no public answer, and loses its person after a while
    (services/poll_privacy.py). `text` is a short answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.CASCADE, related_name="ballots")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="ballots")
    options = models.ManyToManyField(PollOption, related_name="ballots")
    text = models.CharField(max_length=200, blank=True)
    cast_on = models.DateField()

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.UniqueConstraint(name="ideas_ballot_one_per_person", fields=["poll", "person"])]

    def __str__(self) -> str:
        return str(self.pk)
