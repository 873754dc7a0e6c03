"""An idea, who may see it, what has become of it, and the tokens of its mail links."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import likeness, search
from core.accounts.models import Person
from core.models import LinkToken, PersonalModel, Publication
from core.municipalities.models import Municipality, Topic
from events.models import Event
from ideas.models.call import IdeaCall
from ideas.models.codes import CLOSED, DatePrecision, Display, IdeaChannel, IdeaStatus, Solved, Visibility
from ideas.models.history import IdeaStatusChange
from ideas.models.measure import Measure
from ideas.models.photo import IdeaPhoto

NEWEST = ("-listed_on", "-id")
# Without vowels no word arises by chance; without 0, 1 and the letters like them it can be read out on the telephone.
REFERENCE_SIGNS = "BCDFGHJKMNPQRSTVWXYZ23456789"


def new_reference() -> str:
    """A short number to quote, “K7MQ-4XPT”: random, for adjacent numbers would join an anonymous idea to a signed one.

    Of 28^8 numbers 100,000 ideas take so few that a clash, which the database refuses, happens once in millions.
    """
    signs = "".join(secrets.choice(REFERENCE_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


class IdeaQuerySet(models.QuerySet["Idea"]):
    """Questions about ideas; `public()` is the one place that says who sees them."""

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def drafts(self) -> Self:
        """Of nobody's business but their authors'."""
        return self.filter(visibility=Visibility.DRAFT)

    def handed_in(self) -> Self:
        """All that others than the author may have to do with."""
        return self.exclude(visibility=Visibility.DRAFT)

    def awaiting_moderation(self) -> Self:
        """What a clerk still has to check."""
        return self.filter(visibility=Visibility.IN_MODERATION).exclude(status=IdeaStatus.WITHDRAWN)

    def ended(self, before: datetime) -> Self:
        """Those that nothing more is expected to follow: their last step was by this moment.

        Closed, hidden, or sent back for a change that did not come.
        """
        is_away = Q(visibility__in=[Visibility.HIDDEN, Visibility.CHANGES_REQUESTED])
        return self.filter(Q(status__in=CLOSED) | is_away, updated_at__lte=before)

    def for_municipalities(self, slugs: Sequence[str]) -> Self:
        """An idea without municipality concerns the region, so it matches each."""
        return self.filter(Q(municipality__isnull=True) | Q(municipality__slug__in=slugs))

    def in_public_call(self, slugs: Sequence[str]) -> Self:
        return self.filter(call__slug__in=slugs, call__publication=Publication.PUBLISHED)

    def of_public_measure(self, slugs: Sequence[str]) -> Self:
        return self.filter(measure__slug__in=slugs, measure__publication=Publication.PUBLISHED)

    def leading_to(self, measure: Measure) -> Self:
        """Those behind a measure that their authors still stand by."""
        return self.public().filter(measure=measure).exclude(status=IdeaStatus.WITHDRAWN)

    def followed_by(self, person: Person) -> Self:
        return self.filter(follows__person=person, follows__is_current=True)

    def matching(self, text: str) -> Self:
        """At most 500 that have all the words, each with its `relevance` (core.search)."""
        return search.matching(self, text, order=NEWEST)

    def resembling(self, text: str, *, municipalities: Sequence[str] = ()) -> Self:
        """At most ten that one could support instead of repeating them, the likest first (core.likeness).

        Of these municipalities, and of the whole region. What was withdrawn or is continued elsewhere is left out.
        """
        rows = self.public().exclude(status__in=[IdeaStatus.WITHDRAWN, IdeaStatus.DUPLICATE])
        windows, wanted = [rows.order_by(*NEWEST)], rows
        if municipalities:
            wanted = rows.for_municipalities(municipalities)
            places = (Municipality.objects.filter(slug=slug).values("pk")[:1] for slug in municipalities)
            windows = [rows.filter(municipality=Subquery(place)) for place in places]
            windows.append(rows.filter(municipality=None))
            # As in the index, the place first: it is the same for all, but of nulls PostgreSQL does not see that.
            windows = [window.order_by("-municipality_id", *NEWEST) for window in windows]
        return likeness.resembling(rows, text, order=NEWEST, windows=windows, rows=wanted)

    def with_details(self) -> Self:
        """All that a list or a single view shows, in a constant number of queries."""
        return self.select_related(
            "municipality", "topic", "call", "measure", "duplicate_of", "event"
        ).prefetch_related(
            models.Prefetch("history", IdeaStatusChange.objects.answers(), to_attr="answers"),
            models.Prefetch("photos", IdeaPhoto.objects.in_order()),
        )


class Idea(PersonalModel):
    """An idea from the people. Without `municipality` it concerns the whole region.

    `support_count` is written with each support under the idea's lock (services/supports.py), `comment_count` by a
    trigger (migrations/0013_discussed.py); both are recounted each night.
    The guest's address is kept as long as there is something to tell, then erased (services/privacy.py). Public dates
    are days, and lists are ordered by them: the moment of an act could tell who an anonymous author is.
    """

    external_id = models.CharField(_("number at its source"), max_length=100, null=True, blank=True, unique=True)
    reference = models.CharField(
        _("reference number"), max_length=9, unique=True, default=new_reference, editable=False
    )
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=5000)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("municipality"),
        help_text=_("Empty: the idea concerns the whole region."),
    )  # fmt: skip
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("topic")
    )
    call = models.ForeignKey(
        IdeaCall, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("call for ideas")
    )
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="ideas", verbose_name=_("measure")
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="ideas",
        verbose_name=_("account"),
    )
    author_name = models.CharField(_("name of the author"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail of a guest"), blank=True)
    display = models.CharField(_("shown"), max_length=9, choices=Display.choices, default=Display.NAME)
    follow = models.BooleanField(_("wants to hear of further steps"), default=True)
    language = models.CharField(_("language"), max_length=5, default="de")
    visibility = models.CharField(_("visibility"), max_length=20, choices=Visibility.choices)
    moderation_note = models.TextField(_("reason told to the author"), max_length=2000, blank=True)
    status = models.CharField(_("status"), max_length=15, choices=IdeaStatus.choices, default=IdeaStatus.RECEIVED)
    solved = models.CharField(_("solved"), max_length=3, choices=Solved.choices, blank=True, editable=False)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name=_("repeats")
    )
    support_count = models.PositiveIntegerField(_("supporters"), default=0, editable=False)
    comment_count = models.PositiveIntegerField(_("public comments"), default=0, editable=False)
    origin = models.CharField(
        _("origin"), max_length=200, blank=True, help_text=_("For example a workshop or a letter.")
    )
    channel = models.CharField(_("came in"), max_length=8, choices=IdeaChannel.choices, default=IdeaChannel.ONLINE)
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="ideas", verbose_name=_("workshop")
    )
    has_consent = models.BooleanField(
        _("the author agrees"), default=False,
        help_text=_("Said or signed: to be named, and to be written to. Without it neither name nor address is kept."),
    )  # fmt: skip
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True)
    date_precision = models.CharField(
        _("precision of the date"), max_length=5, choices=DatePrecision.choices, blank=True
    )
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    listed_on = models.GeneratedField(  # ideas of unknown date stand at the end of the newest-first list
        expression=Coalesce(F("submitted_on"), Value(date(1900, 1, 1))),
        output_field=models.DateField(),
        db_persist=True,
    )
    folded_title = search.folded_column("title")
    folded = search.folded_column("title", "text")
    words = search.words_column("title", "text", Value(""))

    objects = IdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        indexes = [
            models.Index(fields=["listed_on", "id"], name="ideas_idea_newest", condition=Q(visibility="public")),
            models.Index(
                fields=["support_count", "listed_on", "id"],
                name="ideas_idea_most_supported",
                condition=Q(visibility="public"),
            ),
            models.Index(
                fields=["comment_count", "listed_on", "id"],
                name="ideas_idea_most_discussed",
                condition=Q(visibility="public"),
            ),
            models.Index(
                fields=["municipality", "listed_on", "id"],
                name="ideas_idea_newest_of_place",
                condition=Q(visibility="public"),
            ),
            models.Index(fields=["visibility", "updated_at"], name="ideas_idea_by_visibility"),
            models.Index(fields=["email"], name="ideas_idea_email", condition=~Q(email="")),
            *search.indexes("ideas_idea"),
        ]
        constraints = [
            models.CheckConstraint(
                name="ideas_idea_public_has_moment",
                condition=~Q(visibility="public") | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="ideas_idea_refusal_has_reason",
                condition=~Q(visibility__in=["hidden", "changes_requested"]) | ~Q(moderation_note=""),
            ),
            models.CheckConstraint(
                name="ideas_idea_duplicate_has_target",
                condition=Q(status="duplicate", duplicate_of__isnull=False)
                | (~Q(status="duplicate") & Q(duplicate_of__isnull=True)),
            ),
            models.CheckConstraint(
                name="ideas_idea_solved_when_done", condition=Q(solved="") | Q(status="done")
            ),
            models.CheckConstraint(
                name="ideas_idea_repeats_another",
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
            ),
            models.CheckConstraint(
                name="ideas_idea_one_contact", condition=Q(author__isnull=True) | Q(email="")
            ),
            models.CheckConstraint(
                name="ideas_idea_pending_has_address", condition=~Q(visibility="pending_confirmation") | ~Q(email="")
            ),
            models.CheckConstraint(
                name="ideas_idea_recorded_address_has_consent",
                condition=Q(channel="online") | Q(email="") | Q(has_consent=True),
            ),
            models.CheckConstraint(
                name="ideas_idea_anonymous_has_no_name", condition=~Q(display="anonymous") | Q(author_name="")
            ),
            models.CheckConstraint(
                name="ideas_idea_signed_has_name", condition=Q(display="anonymous") | ~Q(author_name="")
            ),
            models.CheckConstraint(
                name="ideas_idea_location_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False,
                    latitude__range=(-90, 90), longitude__range=(-180, 180)),
            ),
            models.CheckConstraint(
                name="ideas_idea_date_has_precision",
                condition=Q(submitted_on__isnull=True, date_precision="")
                | (Q(submitted_on__isnull=False) & ~Q(date_precision="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class IdeaToken(LinkToken):
    """`confirm` proves a guest's address; `solved` says whether what is done has solved it."""

    CONFIRM = "confirm"
    SOLVED = "solved"

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="tokens")
