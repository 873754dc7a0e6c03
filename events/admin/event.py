"""Events with their registration settings."""

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration import attachments as documents
from core.administration import confirmation
from core.administration.announcing import WithPushMessages
from core.administration.models import StackedInline, acting, button, display
from core.administration.pictures import FIELDS as PICTURE
from core.administration.pictures import WithPicture
from core.administration.publishing import PublishableAdmin
from core.administration.versions import WithVersions
from events.admin import question
from events.admin.forms import EventForm, WorkshopForm
from events.admin.participants import ParticipantActs
from events.admin.question import QuestionInline
from events.admin.series_acts import SeriesActs
from events.models import Event, EventAttachment, EventStatus, Question, TimePrecision, Workshop
from events.models.registration import LIVE
from events.services import attachments, editing, states

STATUS_LABELS: dict[Any, str] = {**dict.fromkeys(EventStatus, "info"), EventStatus.CANCELLED: "danger"}


class AttachmentInline(documents.AttachmentInline):
    model = EventAttachment


class WhenFilter(admin.SimpleListFilter):
    title = _("date")
    parameter_name = "when"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("ahead", _("Ahead")), ("over", _("Over"))]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        match self.value():
            case "ahead":
                return queryset.filter(over_at__gt=timezone.now())
            case "over":
                return queryset.filter(over_at__lte=timezone.now())
        return queryset


class WorkshopInline(StackedInline):
    model = Workshop
    form = WorkshopForm
    extra = 0
    can_delete = False
    verbose_name = verbose_name_plural = _("Registration")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("capacity", "max_party_size"),
                    "opens_at",
                    "closes_at",
                    "keyword",
                    "external_url",
                    "residents_only",
                ]
            },
        ),
        (_("Waiting list"), {"fields": ["waiting_list", "party_policy", "offer_period"]}),
        (_("Taking part online"), {"fields": ["join_url", "join_available_from"]}),
    ]


@admin.register(Event)
class EventAdmin(ParticipantActs, SeriesActs, WithPushMessages, WithPicture, WithVersions, PublishableAdmin):
    act = Act.EVENTS
    announced_as = "event"
    save_with = editing.save
    versions, restore_with = editing.VERSIONS, states.restore
    form = EventForm
    inlines = [WorkshopInline, QuestionInline, AttachmentInline]
    list_display = ["title", "starts", "organization", "shown_publication", "shown_status", "registrations_link"]
    list_filter = [WhenFilter, "publication", "status", "kind", "organization", "municipalities"]
    list_select_related = ["organization", "workshop", "series"]
    search_help_text = _("Words of the title, the summary or the tags")
    ordering = ["-starts_at", "-id"]
    autocomplete_fields = ["venue", "districts"]
    readonly_fields = ["shown_picture", "shown_announcement", "shown_series"]
    actions = ["publish", "withdraw", "call_off"]
    actions_detail: ClassVar = [
        "show_registrations",
        "check_in",
        {
            "title": _("Participants"),
            "items": [
                "enter_registration",
                "write_to_participants",
                "change_seats",
                "replace_join_link",
                "print_list",
                "export_csv",
            ],
        },
        {"title": _("Series"), "items": ["make_series", "leave_out", "detach", "rejoin"]},
        "announce",
        "call_off_this",
    ]
    fieldsets = [
        (None, {"fields": ["title", "summary", "summary_easy", "description", "kind", "tags"]}),
        (
            _("Date"),
            {
                "fields": [
                    "time_precision",
                    "doors_at",
                    "starts_at",
                    "ends_at",
                    "status",
                    "previous_starts_at",
                    "is_correction",
                    "shown_series",
                ]
            },
        ),
        (_("Place"), {"fields": ["attendance_mode", "venue"]}),
        (
            _("For whom"),
            {
                "fields": ["organization", "municipalities", "districts", "topics", "audience"],
                "description": _("An organization may address its own municipalities only."),
            },
        ),
        (_("Picture"), {"fields": PICTURE}),
        (
            _("Contact"),
            {
                "fields": [("contact_name", "contact_phone"), ("contact_email", "contact_url")],
                "description": _(
                    "Whom people may ask. Everyone sees it: please enter an office, not a private address."
                ),
            },
        ),
        (_("More"), {"fields": ["public_url", "source_url", "price_note"]}),
        (
            _("Publication"),
            {
                "fields": ["publication", "published_at", "shown_announcement"],
                "description": _("Drafts are seen here only. Scheduled events become public at their moment."),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        live = Count("workshop__registrations", filter=Q(workshop__registrations__state__in=LIVE))
        return super().get_queryset(request).annotate(live_registrations=live)  # type: ignore[no-any-return]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:  # noqa: ARG002
        if formset.model is EventAttachment:
            documents.save(formset, put=attachments.put, by=acting(request))
            return
        if formset.model is Question:
            question.save(formset, by=acting(request))
            return
        for workshop in formset.save(commit=False):
            editing.save_workshop(workshop, by=acting(request))

    @display(description=_("starts at"), ordering="starts_at")
    def starts(self, event: Event) -> str:
        if event.is_pattern:
            return str(_("pattern of a series"))
        local = event.starts_at.astimezone(ZoneInfo(event.time_zone))
        is_whole_day = event.time_precision == TimePrecision.DAY
        return formats.date_format(local, "SHORT_DATE_FORMAT" if is_whole_day else "SHORT_DATETIME_FORMAT")

    @display(description=_("status"), ordering="status", label=STATUS_LABELS)
    def shown_status(self, event: Event) -> tuple[str, str]:
        return event.status, event.get_status_display()

    @display(description=_("registrations"))
    def registrations_link(self, event: Event) -> SafeString | str:
        if not hasattr(event, "workshop"):
            return ""
        sentence = _("%(count)s, of %(seats)s seats") if event.workshop.capacity else "%(count)s"
        words = str(sentence) % {"count": event.live_registrations, "seats": event.workshop.capacity}  # type: ignore[attr-defined]
        return format_html('<a class="underline" href="{}">{}</a>', _registrations_of(event.pk), words)

    @admin.action(description=_("Publish"), permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Event]) -> None:
        self.act_on_each(request, queryset, states.publish, done=_("Published: %(title)s"))

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            warning = _("Withdrawn events vanish from public view. Who is registered is not told: rather call it off.")
            return confirmation.page(
                request, self, queryset, title=_("Withdraw"), warning=warning, button=_("Withdraw")
            )
        self.act_on_each(request, queryset, states.withdraw, done=_("Withdrawn: %(title)s"))
        return None

    @admin.action(description=_("Call off"), permissions=["change"])
    def call_off(self, request: HttpRequest, queryset: QuerySet[Event]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            warning = _(
                "The event stays visible as cancelled. All its registrations end, and everybody registered is told by "
                "e-mail at once. This cannot be undone."
            )
            return confirmation.page(
                request, self, queryset, title=_("Call off"), warning=warning, button=_("Call off")
            )
        self.act_on_each(request, queryset, states.call_off, done=_("Called off: %(title)s"))
        return None

    @button(description=_("Registrations"), url_path="registrations", permissions=["registrations"])
    def show_registrations(self, _request: HttpRequest, object_id: str) -> HttpResponse:
        return HttpResponseRedirect(_registrations_of(object_id))

    @button(description=_("Call off"), url_path="call-off", permissions=["change"])
    def call_off_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        answer = self.call_off(request, self.get_queryset(request).filter(pk=object_id))
        return answer or HttpResponseRedirect(reverse("admin:events_event_change", args=[object_id]))


def _registrations_of(event_id: Any) -> str:
    return f"{reverse('admin:events_registration_changelist')}?event={event_id}"
