"""Registrations: looked at, and ended on behalf of the organizer."""

import uuid
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Act
from core.administration import confirmation
from core.administration.models import ModelAdmin, ReadOnly, acting, button, display
from core.audit.models import AuditEntry
from core.errors import Refusal
from events import asking
from events.models import Event, Registration, RegistrationState
from events.models.registration import CancelReason
from events.services import attendance, line, registrations

STATE_LABELS: dict[Any, str] = {
    **dict.fromkeys(RegistrationState, "info"),
    RegistrationState.CONFIRMED: "success",
    RegistrationState.OFFERED: "warning",
    RegistrationState.CANCELLED: "danger",
}


class EventFilter(admin.SimpleListFilter):
    """One event at a time; the latest to choose from, any by link."""

    title = _("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        mine = roles.entrusted(acting(request), Act.PARTICIPANTS, organization="organization")
        latest = Event.objects.filter(mine, workshop__isnull=False).order_by("-starts_at")[:30]
        return [(str(event.pk), event.title) for event in latest]

    def queryset(self, _request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        try:
            return queryset.filter(workshop__event=uuid.UUID(self.value())) if self.value() else queryset
        except ValueError:
            return queryset.none()


@admin.register(Registration)
class RegistrationAdmin(ReadOnly, ModelAdmin):
    act = Act.PARTICIPANTS
    organization_path = "workshop__event__organization"
    list_display = [
        "name",
        "email",
        "party_size",
        "shown_state",
        "place",
        "waiting_reason",
        "dead_address",
        "shown_answers",
        "attended",
        "created_at",
        "event",
    ]
    list_filter = [EventFilter, "state", "attended", "channel"]
    search_fields = ["name", "email"]
    search_help_text = _("Name or e-mail")
    ordering = ["-created_at", "id"]
    actions = ["mark_came", "mark_absent", "mark_open", "end"]
    actions_detail = ["end_this"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "event", "name", "email", "dead_address", "language", "party_size", "is_resident", "channel",
                    "shown_answers",
                ]
            },
        ),
        (
            _("State"),
            {
                "fields": [
                    "state", "place", "waiting_reason", "created_at", "confirmed_at", "holds_until", "offered_until",
                    "ended_at", "cancel_reason", "attended", "checked_in_at", "join_link_sent_at", "join_link_opened",
                ]
            },
        ),
    ]  # fmt: skip

    def has_end_permission(self, request: HttpRequest, _obj: Registration | None = None) -> bool:
        return self.is_entrusted(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Registration]:
        rows = super().get_queryset(request).select_related("workshop__event")
        rows = rows.prefetch_related("answers")
        return rows.with_line(timezone.now()).with_dead_address()  # type: ignore[attr-defined, no-any-return]

    @display(description=_("state"), ordering="state", label=STATE_LABELS)
    def shown_state(self, registration: Registration) -> tuple[str, str]:
        return registration.state, registration.get_state_display()

    @display(description=_("place in line"), ordering="queue_number")
    def place(self, registration: Registration) -> int | None:
        return registration.place_in_line()

    @display(description=_("why they wait"))
    def waiting_reason(self, registration: Registration) -> str:
        reason = line.why_waiting(registration, now=timezone.now())
        return str(reason.label) if reason else ""

    @display(description=_("answers"))
    def shown_answers(self, registration: Registration) -> str:
        return "; ".join(f"{one.label} {asking.words(one)}" for one in registration.answers.all())

    @display(description=_("mail"))
    def dead_address(self, registration: Registration) -> str:
        """Mails that come back reach nobody: somebody has to call."""
        return str(_("Cannot be reached by mail")) if registration.has_dead_address else ""  # type: ignore[attr-defined]

    @display(description=_("join link opened"))
    def join_link_opened(self, registration: Registration) -> str:
        """How often, and when for the first and the last time, as the audit has noted it."""
        opened = AuditEntry.objects.filter(
            subject_type=registration._meta.label_lower, subject_id=str(registration.pk), act="join_link.revealed"
        ).aggregate(times=Count("pk"), first=Min("at"), last=Max("at"))
        if not opened["times"]:
            return str(_("not yet"))
        first, last = (formats.localize(timezone.localtime(opened[name])) for name in ("first", "last"))
        return str(_("%(times)s times, first %(first)s, last %(last)s")) % {
            "times": opened["times"], "first": first, "last": last,
        }  # fmt: skip

    @display(description=_("event"))
    def event(self, registration: Registration) -> Event:
        return registration.workshop.event

    @admin.action(description=_("Cancel (by the organizer)"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        if not confirmation.is_given(request):
            return confirmation.page(
                request,
                self,
                queryset,
                title=_("Cancel registrations"),
                warning=_(
                    "The people are told by e-mail, and their seats go to those who wait. This cannot be undone."
                ),
                button=_("Cancel registrations"),
            )
        for registration_id in list(queryset.values_list("pk", flat=True)):
            registrations.cancel(registration_id, reason=CancelReason.BY_ORGANIZER, by=acting(request))
        self.message_user(request, _("The registrations are cancelled."))
        return None

    @admin.action(description=_("Note: came"), permissions=["end"])
    def mark_came(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        self._mark(request, queryset, attended=True)

    @admin.action(description=_("Note: did not come"), permissions=["end"])
    def mark_absent(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        self._mark(request, queryset, attended=False)

    @admin.action(description=_("Note: not known whether they came"), permissions=["end"])
    def mark_open(self, request: HttpRequest, queryset: QuerySet[Registration]) -> None:
        self._mark(request, queryset, attended=None)

    def _mark(self, request: HttpRequest, queryset: QuerySet[Registration], *, attended: bool | None) -> None:
        for registration in queryset:
            try:
                attendance.mark(registration.pk, attended=attended, by=acting(request))
            except Refusal as refusal:
                self.message_user(request, f"{registration}: {refusal.detail}", messages.ERROR)
            else:
                self.message_user(request, _("Noted: %(name)s") % {"name": registration})

    @button(description=_("Cancel (by the organizer)"), url_path="end", permissions=["end"])
    def end_this(self, request: HttpRequest, object_id: str) -> HttpResponse:
        answer = self.end(request, self.get_queryset(request).filter(pk=object_id))
        return answer or HttpResponseRedirect(reverse("admin:events_registration_change", args=[object_id]))
