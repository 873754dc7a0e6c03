"""An issue of the newsletter: its moment, what clerks write above it, and its copy for each subscriber."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel, PersonalModel
from core.municipalities.models import Organization
from news.models.subscription import Frequency, Subscription


class IssueState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")


class IssueQuerySet(models.QuerySet["Issue"]):
    def due(self, now: datetime) -> Self:
        """Planned ones whose moment has come."""
        return self.filter(state=IssueState.PLANNED, send_at__lte=now)

    def to_carry_on(self, now: datetime) -> Self:
        """Those being sent that nothing holds up."""
        not_resting = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
        return self.filter(not_resting, state=IssueState.SENDING, paused_at__isnull=True)

    def archived(self) -> Self:
        """Those the archive shows, the latest first."""
        return self.exclude(state=IssueState.PLANNED).order_by("-send_at", "-id")

    def with_something_new(self) -> Self:
        """Without those of days on which nothing became public."""
        return self.filter(up_to__gt=F("after"))


class Issue(EditorialModel):
    """One issue for all who subscribe at its frequency; each copy is made of what concerns its reader.

    `slot_on` is the local day of its regular moment and makes it the only one of that day; `send_at` is when it goes
    out, and may be moved until then. Once it goes out it tells of novelties after `after` up to `up_to`, and of what
    begins before `upcoming_until`.
    """

    frequency = models.CharField(_("frequency"), max_length=6, choices=Frequency.choices)
    slot_on = models.DateField(_("regular day"))
    send_at = models.DateTimeField(_("goes out at"))
    state = models.CharField(_("state"), max_length=7, choices=IssueState.choices, default=IssueState.PLANNED)
    after = models.BigIntegerField(null=True, editable=False)
    up_to = models.BigIntegerField(null=True, editable=False)
    upcoming_until = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField(_("begun at"), null=True, editable=False)
    finished_at = models.DateTimeField(_("finished at"), null=True, editable=False)
    # While a clerk holds it up: nothing of it goes out.
    paused_at = models.DateTimeField(_("held up since"), null=True, editable=False)
    # What the mail server said that keeps all copies from going out, since when, and when it is asked again.
    trouble = models.CharField(_("what keeps it"), max_length=100, blank=True, editable=False)
    trouble_at = models.DateTimeField(_("kept since"), null=True, editable=False)
    rests_until = models.DateTimeField(_("tried again at"), null=True, editable=False)
    # What became of its copies, counted when it is finished: they are deleted some time later.
    sent_count = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    empty_count = models.PositiveIntegerField(_("nothing to tell"), default=0, editable=False)
    obsolete_count = models.PositiveIntegerField(_("no longer wanted"), default=0, editable=False)
    failed_count = models.PositiveIntegerField(_("refused for good"), default=0, editable=False)
    uncertain_count = models.PositiveIntegerField(_("perhaps sent"), default=0, editable=False)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues of the newsletter")
        indexes = [models.Index(fields=["state", "send_at"], name="news_issue_due")]
        constraints = [
            models.UniqueConstraint(name="news_issue_one_per_slot", fields=["frequency", "slot_on"]),
            models.CheckConstraint(
                name="news_issue_begun_has_contents",
                condition=Q(state="planned", started_at__isnull=True, up_to__isnull=True)
                | (~Q(state="planned") & Q(started_at__isnull=False, after__isnull=False, up_to__isnull=False,
                                           upcoming_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="news_issue_sent_has_moment",
                condition=Q(state="sent", finished_at__isnull=False)
                | (~Q(state="sent") & Q(finished_at__isnull=True)),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_frequency_display()}, {self.slot_on:%d.%m.%Y}"


class Introduction(EditorialModel):
    """What an organization writes above an issue, for the readers of its municipalities. English is optional."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="introductions", verbose_name=_("issue"))
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name=_("organization"))
    text = models.TextField(_("text"), max_length=2000, help_text=_("A few sentences in plain words."))
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        constraints = [
            models.UniqueConstraint(name="news_introduction_one_per_organization", fields=["issue", "organization"])
        ]

    def __str__(self) -> str:
        return str(self.organization)


class CopyState(models.TextChoices):
    """What becomes of one copy.

    `sending` is written before the mail server is asked to take it; a crash in between leaves it so, and it counts as
    `uncertain`: it may have arrived, hence it is not sent again by itself.
    """

    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    EMPTY = "empty", _("Nothing to tell")
    OBSOLETE = "obsolete", _("No longer wanted")
    FAILED = "failed", _("Refused for good")
    UNCERTAIN = "uncertain", _("Perhaps sent")


OPEN = (CopyState.QUEUED, CopyState.SENDING)


class CopyQuerySet(models.QuerySet["Copy"]):
    def open(self) -> Self:
        """Those whose fate is not settled."""
        return self.filter(state__in=OPEN)

    def due(self, now: datetime) -> Self:
        """Those that wait and may be handed over now, the first ones first."""
        return self.filter(state=CopyState.QUEUED, next_attempt_at__lte=now).order_by("next_attempt_at", "id")

    def with_readers(self) -> Self:
        """With their readers' present wishes, and the version by which one knows later whether these still hold."""
        # PostgreSQL gives a row another one with each change.
        version = RawSQL("news_subscription.xmin::text", [], models.TextField())
        wishes = ("subscription__municipalities", "subscription__topics")
        return self.select_related("subscription").prefetch_related(*wishes).annotate(reader_version=version)


class Copy(PersonalModel):
    """One copy of an issue, for one subscriber: the outbox of the newsletter. Its id makes the mail's Message-ID."""

    reader_version: str  # where it was read `with_readers`
    issue = models.ForeignKey(Issue, models.CASCADE, related_name="copies")
    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="copies")
    # The receiving domain, by which copies are throttled.
    domain = models.CharField(_("receiving domain"), max_length=255)
    state = models.CharField(_("state"), max_length=9, choices=CopyState.choices, default=CopyState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    # When it was handed over last: the receiving domain's share of a minute is counted by it.
    attempted_at = models.DateTimeField(_("attempted at"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    failure = models.CharField(_("failure"), max_length=100, blank=True)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of an issue")
        verbose_name_plural = _("copies of issues")
        indexes = [
            models.Index(fields=["issue", "next_attempt_at", "id"], name="news_copy_open",
                         condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["attempted_at", "domain"], name="news_copy_attempted"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="news_copy_one_per_subscriber", fields=["issue", "subscription"]),
            models.CheckConstraint(
                name="news_copy_settled_has_moment",
                condition=Q(state__in=["queued", "sending"], settled_at__isnull=True)
                | (~Q(state__in=["queued", "sending"]) & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} ({self.state})"
