"""An event: what, when, where, for whom, and whether it is public."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core import search
from core.models import EditorialModel, Publishable
from core.municipalities.addressing import AddressedQuerySet
from core.municipalities.models import District, Municipality, Organization, Topic
from core.uploads.models import Pictured
from events.models.series import Series
from events.models.venue import Venue

if TYPE_CHECKING:
    import uuid


class EventStatus(models.TextChoices):
    """schema.org/EventStatusType in snake case."""

    SCHEDULED = "scheduled", _("Takes place")
    CANCELLED = "cancelled", _("Cancelled")
    POSTPONED = "postponed", _("Postponed, new date not yet known")
    RESCHEDULED = "rescheduled", _("Moved to another date")
    MOVED_ONLINE = "moved_online", _("Moved online")


# Who comes at the time it names meets nobody: it is off, or its new date is not yet known.
NOT_TAKING_PLACE = frozenset({EventStatus.CANCELLED, EventStatus.POSTPONED})


class TimePrecision(models.TextChoices):
    MINUTE = "minute", _("To the minute")
    DAY = "day", _("Whole days")


class AttendanceMode(models.TextChoices):
    """schema.org/EventAttendanceModeEnumeration in snake case."""

    OFFLINE = "offline", _("On site")
    ONLINE = "online", _("Online")
    MIXED = "mixed", _("On site and online")


class EventKind(models.TextChoices):
    """What sort of event it is: the words in use in the region's calendars."""

    CITIZENS_ASSEMBLY = "citizens_assembly", _("Citizens' assembly")
    CITIZENS_MEETING = "citizens_meeting", _("Residents' meeting")
    CONCERT = "concert", _("Concert")
    CONSULTATION = "consultation", _("Consultation hour")
    COUNCIL_MEETING = "council_meeting", _("Council meeting")
    DIALOG = "dialog", _("Dialogue")
    EXHIBITION = "exhibition", _("Exhibition")
    FAIR = "fair", _("Fair")
    FAMILY = "family", _("For families")
    FESTIVAL = "festival", _("Festival")
    LECTURE = "lecture", _("Lecture")
    MARKET = "market", _("Market")
    OPENING = "opening", _("Opening")
    PUBLIC_EVENT = "public_event", _("Public event")
    READING = "reading", _("Reading")
    SENIOR = "senior", _("For senior citizens")
    SURVEY = "survey", _("Survey")
    TOUR = "tour", _("Tour")
    WORKSHOP = "workshop", _("Workshop")


class EndOfLocalDay(Func):
    """The first moment of the day after `starts_at` where the event is; immutable, so a column may be made of it."""

    template = (
        "((date_trunc('day', timezone(time_zone, starts_at)) + interval '1 day')::timestamp AT TIME ZONE time_zone)"
    )
    output_field = models.DateTimeField()


# The time from an event's start until it is over, for asking what is running at a moment.
LASTS = Func(F("starts_at"), F("over_at"), function="tstzrange", output_field=DateTimeRangeField())


class EventQuerySet(AddressedQuerySet["Event"]):
    """Questions about events; `published()` is the one place that says who sees them."""

    search_order = ("starts_at", "id")

    def upcoming(self, now: datetime) -> Self:
        """What has not ended; without an end, an event lasts to the end of its local day.

        The start of the first one that is running bounds the search, or a list by start would read all of the past.
        """
        first = Event.objects.running(now).order_by("starts_at").values("starts_at")[:1]
        return self.filter(over_at__gt=now, starts_at__gte=Coalesce(models.Subquery(first), now))

    def not_over(self, now: datetime) -> Self:
        """The same in any order, for few of them: `upcoming` is made for lists by start."""
        return self.filter(over_at__gt=now)

    def running(self, now: datetime) -> Self:
        """What has begun and is not over."""
        return self.annotate(lasts=LASTS).filter(lasts__contains=now)

    def next_turn(self, now: datetime) -> datetime | None:
        """No later than when the answer to `upcoming` becomes another one: the next end of what runs, or next start."""
        ends = self.running(now).order_by("over_at").values_list("over_at")[:1]
        starts = self.filter(starts_at__gt=now).order_by("starts_at", "id").values_list("starts_at")[:1]
        return min((moment for (moment,) in ends.union(starts, all=True)), default=None)

    def taking_place(self) -> Self:
        """What one can go to at the time it names: neither cancelled nor postponed. See `Event.takes_place`."""
        return self.exclude(status__in=NOT_TAKING_PLACE)

    def occasions(self) -> Self:
        """What takes place, public or not: without the patterns of series."""
        return self.exclude(series__isnull=False, series_date__isnull=True)

    def set_apart(self, event_id: "uuid.UUID") -> None:
        """Have a date of a series no longer follow it."""
        self.filter(pk=event_id, series_date__isnull=False, is_detached=False).update(is_detached=True)

    def with_details(self) -> Self:
        """All that a list or a single view shows of the event itself, in a constant number of queries."""
        rows = self.select_related("organization", "venue", "workshop", "image", "series").with_addressed()
        attachments = Event._meta.get_field("attachments").related_model._default_manager
        questions = Event._meta.get_field("questions").related_model._default_manager
        return rows.prefetch_related(
            models.Prefetch("attachments", attachments.select_related("document").order_by("id")),
            models.Prefetch("questions", questions.order_by("position", "id")),
        )


class Event(EditorialModel, Publishable, Pictured):
    """Something that happens, at a time, on site or online.

    `starts_at` and `ends_at` are moments; with the precision `day` only their dates in `time_zone` count, and
    `ends_at` lies on the last day itself (23:59:59), so that a reader who takes its date is right.
    """

    # Null where it has none, for of empty ones there could be only one.
    external_id = models.CharField(_("number at its source"), max_length=100, null=True, blank=True)  # noqa: DJ001
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    summary_easy = models.TextField(
        _("summary in easy language"), max_length=2000, blank=True, help_text=_("Short sentences, one thought each.")
    )
    description = models.TextField(_("description"), max_length=20_000, blank=True, help_text=_("Markdown"))
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind.choices)
    status = models.CharField(_("status"), max_length=12, choices=EventStatus.choices, default=EventStatus.SCHEDULED)
    time_precision = models.CharField(
        _("precision of time"), max_length=6, choices=TimePrecision.choices, default=TimePrecision.MINUTE
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    doors_at = models.DateTimeField(_("doors open at"), null=True, blank=True)
    previous_starts_at = models.DateTimeField(_("was to start at"), null=True, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=50, default="Europe/Berlin")
    over_at = models.GeneratedField(
        expression=Coalesce(F("ends_at"), EndOfLocalDay()), output_field=models.DateTimeField(), db_persist=True
    )
    attendance_mode = models.CharField(
        _("attendance"), max_length=7, choices=AttendanceMode.choices, default=AttendanceMode.OFFLINE
    )
    municipalities = models.ManyToManyField(Municipality, related_name="events", verbose_name=_("municipalities"))
    districts = models.ManyToManyField(District, blank=True, related_name="events", verbose_name=_("districts"))
    topics = models.ManyToManyField(Topic, blank=True, related_name="events", verbose_name=_("topics"))
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True, verbose_name=_("tags"))
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="events", verbose_name=_("organization")
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("venue")
    )
    audience = models.CharField(
        _("audience"), max_length=200, blank=True, help_text=_("For whom it is meant, for example children from 6 on.")
    )
    # An office's, not a person's own: it is public.
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"), blank=True)
    contact_phone = models.CharField(_("contact's phone"), max_length=50, blank=True)
    contact_url = models.URLField(_("contact's web page"), max_length=500, blank=True)
    price_note = models.CharField(_("price"), max_length=200, blank=True)
    public_url = models.URLField(_("web page"), max_length=500, blank=True)
    source_url = models.URLField(
        _("taken from"), max_length=500, blank=True, help_text=_("The page it was taken from.")
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, editable=False, related_name="dates", verbose_name=_("series")
    )
    # The day of the rule it stands for, whatever became of it: RECURRENCE-ID's part. The series' pattern has none.
    series_date = models.DateField(null=True, blank=True, editable=False)
    # Changed on its own, so the series leaves it alone.
    is_detached = models.BooleanField(_("changed on its own"), default=False, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)  # RFC 5545 3.8.7.4
    folded_title = search.folded_column("title")
    folded = search.folded_column("title", "summary", search.joined("tags"), "description")
    words = search.words_column("title", search.text("summary", search.joined("tags")), "description")

    objects = EventQuerySet.as_manager()

    class Meta(Publishable.Meta):
        abstract = False
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(
                fields=["starts_at", "id"], name="events_event_by_start", condition=Q(publication="published")
            ),
            GistIndex(LASTS, name="events_event_lasts"),
            *search.indexes("events_event"),
        ]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(name="events_event_external_id_once", fields=["organization", "external_id"]),
            *Pictured.Meta.constraints,
            models.CheckConstraint(
                name="events_event_ends_after_start", condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="events_event_previous_start_is_another",
                condition=Q(previous_starts_at__isnull=True) | ~Q(previous_starts_at=F("starts_at")),
            ),
            models.CheckConstraint(
                name="events_event_doors_open_before_start",
                condition=Q(doors_at__isnull=True)
                | Q(doors_at__lte=F("starts_at"), doors_at__gt=F("starts_at") - timedelta(days=1)),
            ),
            models.CheckConstraint(
                name="events_event_on_site_has_venue",
                condition=Q(attendance_mode="online") | Q(venue__isnull=False) | ~Q(publication="published"),
            ),
            models.UniqueConstraint(name="events_event_once_per_series_date", fields=["series", "series_date"]),
            models.UniqueConstraint(
                name="events_event_one_pattern_per_series", fields=["series"], condition=Q(series_date__isnull=True)
            ),
            models.CheckConstraint(
                name="events_event_date_has_series",
                condition=Q(series__isnull=False) | Q(series_date__isnull=True, is_detached=False),
            ),
            models.CheckConstraint(
                name="events_event_pattern_is_no_date",
                condition=Q(series__isnull=True)
                | Q(series_date__isnull=False)
                | Q(publication="draft", is_detached=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def takes_place(self) -> bool:
        """Whether one can go to it at the time it names. Only of such events anybody is told as of something new."""
        return self.status not in NOT_TAKING_PLACE

    @property
    def is_pattern(self) -> bool:
        """Whether it is what the dates of a series are copied from, and no date itself."""
        return self.series_id is not None and self.series_date is None
