"""An article: what an organization tells the municipalities it addresses."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import search
from core.models import EditorialModel, Publishable
from core.municipalities.addressing import AddressedQuerySet
from core.municipalities.models import District, Municipality, Organization, Topic
from core.uploads.models import Pictured
from events.models import Event
from ideas.models import Idea, IdeaCall, Measure


class ArticleKind(models.TextChoices):
    """Who must read it, and how soon."""

    NEWS = "news", _("News")
    NOTICE = "notice", _("Public notice")
    ALERT = "alert", _("Alert")
    RESULT = "result", _("Result")


class DatePrecision(models.TextChoices):
    """How much of `published_at` counts: of old news often only the month is known."""

    MINUTE = "minute", _("To the minute")
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


# What an article may link to, and which of it everyone may see. Each relation is called as its type in `sync` is.
LINKED: dict[str, Callable[[], models.QuerySet[Any]]] = {
    "events": lambda: Event.objects.published().order_by("starts_at", "id"),
    "idea_calls": lambda: IdeaCall.objects.published().order_by("slug"),
    "measures": lambda: Measure.objects.published().order_by("slug"),
    "ideas": lambda: Idea.objects.public().order_by("id"),
}


class ArticleQuerySet(AddressedQuerySet["Article"]):
    """Questions about articles; `published()` is the one place that says who sees them."""

    search_order = ("-published_at", "-id")

    def current(self, now: datetime) -> Self:
        """What has not expired. An expired article leaves the lists; its own address still shows it."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))

    def pinned_or_not(self, wanted: Collection[bool], now: datetime) -> Self:
        """What is pinned, what is not, or both."""
        if len(wanted) > 1:
            return self
        is_pinned = Q(pinned_until__isnull=False, pinned_until__gt=now)
        return self.filter(is_pinned if True in wanted else ~is_pinned)

    def next_turn(self, now: datetime) -> datetime | None:
        """When the next of them expires or is pinned no longer, and `current` or `pinned_or_not` say something else."""
        names = ("expires_at", "pinned_until")
        turns = {name: models.Min(name, filter=Q(**{f"{name}__gt": now})) for name in names}
        return min(filter(None, self.aggregate(**turns).values()), default=None)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-id")

    def with_files(self) -> Self:
        """With its picture and documents, and those it addresses, in a constant number of queries."""
        attachments = Article._meta.get_field("attachments").related_model._default_manager
        documents = models.Prefetch("attachments", attachments.select_related("document").order_by("id"))
        return self.select_related("organization", "image").with_addressed().prefetch_related(documents)

    def with_details(self) -> Self:
        """All that a list or a single view shows: with what it links to, as far as that is public."""
        return self.with_files().prefetch_related(
            *(models.Prefetch(name, public(), to_attr=f"public_{name}") for name, public in LINKED.items())
        )


class Article(EditorialModel, Publishable, Pictured):
    """A text for the municipalities it addresses, current until `expires_at`.

    Of `published_at` only what `date_precision` says counts; the rest is the beginning of that day, month or year in
    the region's time zone, so that articles sort.
    """

    # Null where it has none, for of empty ones there could be only one.
    external_id = models.CharField(_("number at its source"), max_length=100, null=True, blank=True)  # noqa: DJ001
    title = models.CharField(_("title"), max_length=200)
    teaser = models.TextField(_("teaser"), max_length=500, blank=True, help_text=_("One or two sentences for lists."))
    summary_easy = models.TextField(
        _("summary in easy language"), max_length=2000, blank=True, help_text=_("Short sentences, one thought each.")
    )
    text = models.TextField(_("text"), max_length=50_000, help_text=_("Markdown"))
    kind = models.CharField(_("kind"), max_length=6, choices=ArticleKind.choices, default=ArticleKind.NEWS)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="articles", verbose_name=_("organization")
    )
    municipalities = models.ManyToManyField(Municipality, related_name="articles", verbose_name=_("municipalities"))
    districts = models.ManyToManyField(District, blank=True, related_name="articles", verbose_name=_("districts"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="articles", verbose_name=_("topics"))
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True, verbose_name=_("tags"))
    date_precision = models.CharField(
        _("precision of the date"), max_length=6, choices=DatePrecision.choices, default=DatePrecision.MINUTE
    )
    expires_at = models.DateTimeField(
        _("shown until"), null=True, blank=True, help_text=_("Afterwards it leaves the lists.")
    )
    events = models.ManyToManyField(Event, blank=True, related_name="articles", verbose_name=_("events"))
    idea_calls = models.ManyToManyField(
        IdeaCall, blank=True, related_name="articles", verbose_name=_("calls for ideas")
    )
    measures = models.ManyToManyField(Measure, blank=True, related_name="articles", verbose_name=_("measures"))
    ideas = models.ManyToManyField(Idea, blank=True, related_name="articles", verbose_name=_("ideas"))
    pinned_until = models.DateTimeField(
        _("pinned until"),
        null=True,
        blank=True,
        help_text=_("Until then apps and web sites may show it above all others."),
    )
    notice_from = models.DateField(_("must be shown from"), null=True, blank=True)
    notice_until = models.DateField(
        _("must be shown until"), null=True, blank=True,
        help_text=_("The last day of the period that the law or your statute sets for a public notice."),
    )  # fmt: skip
    public_url = models.URLField(_("web page"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    folded_title = search.folded_column("title")
    folded = search.folded_column("title", "teaser", search.joined("tags"), "text")
    words = search.words_column("title", search.text("teaser", search.joined("tags")), "text")

    objects = ArticleQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(
                fields=["-published_at", "-id"], name="news_article_newest", condition=Q(publication="published")
            ),
            *search.indexes("news_article"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(name="news_article_external_id_once", fields=["organization", "external_id"]),
            *Pictured.Meta.constraints,
            models.CheckConstraint(
                name="news_article_expires_after_publication",
                condition=Q(expires_at__isnull=True)
                | Q(published_at__isnull=True)
                | Q(expires_at__gt=F("published_at")),
            ),
            models.CheckConstraint(
                name="news_article_notice_period",
                condition=Q(notice_from__isnull=True, notice_until__isnull=True)
                | Q(kind=ArticleKind.NOTICE, notice_from__isnull=True)
                | Q(kind=ArticleKind.NOTICE, notice_until__isnull=True)
                | Q(kind=ArticleKind.NOTICE, notice_until__gte=F("notice_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.title
