"""Mails nobody could understand by themselves: read, assigned to an event, or laid aside."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.accounts import roles
from core.actors import Act, Actor
from core.administration import acts
from core.administration.models import ModelAdmin, ReadOnly, acting, button, display
from core.administration.refusals import beside_fields
from core.errors import Refusal
from events.models import IncomingMail, Outcome, Workshop
from events.services import by_mail

REASONS = {
    "no_keyword": gettext_lazy("It names no keyword of an event one can register for."),
    "several": gettext_lazy("It names the keywords of several events."),
    "nothing_to_cancel": gettext_lazy("It cancels, and there is no registration of this sender."),
    "answered_often": gettext_lazy("This sender has got several answers today; the next one is yours."),
    "many_mails": gettext_lazy("Many mails came within an hour; this one got no answer."),
    "automatic": gettext_lazy("It was written by a machine."),
    "bounce": gettext_lazy("It tells that a letter could not be delivered."),
    "from_ourselves": gettext_lazy("It comes from our own address."),
    "no_sender": gettext_lazy("It does not say who wrote it."),
}
LABELS: dict[Any, str] = {**dict.fromkeys(Outcome, "info"), Outcome.UNCLEAR: "warning", Outcome.REFUSED: "warning"}


class AssignForm(acts.ActForm):
    event = forms.ChoiceField(label=gettext_lazy("Event"))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = choices  # type: ignore[attr-defined]


class UnsettledFilter(admin.SimpleListFilter):
    title = gettext_lazy("settled")
    parameter_name = "settled"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", gettext_lazy("All"))]

    def choices(self, changelist: Any) -> Any:
        for value, title in ((None, gettext_lazy("Still to do")), ("all", gettext_lazy("All"))):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, _request: HttpRequest, queryset: QuerySet[IncomingMail]) -> QuerySet[IncomingMail]:
        return queryset if self.value() == "all" else queryset.filter(settled_at__isnull=True)


@admin.register(IncomingMail)
class IncomingMailAdmin(ReadOnly, ModelAdmin):
    """All who look after participants see what came, until it is assigned: then it is the office's of the event."""

    act = Act.PARTICIPANTS
    list_display = ["subject", "sender_name", "shown_outcome", "event", "came_at"]
    list_filter = [UnsettledFilter, "outcome"]
    list_select_related = ["event"]
    ordering = ["-created_at", "id"]
    actions_detail = ["assign", "dismiss"]
    fields = [
        "subject",
        "sender_name",
        "sender",
        "text",
        "told_outcome",
        "told_reason",
        "event",
        "came_at",
        "answered_at",
    ]

    def what_waits(self, request: HttpRequest) -> tuple[str, str] | None:
        count = self.get_queryset(request).filter(settled_at__isnull=True).count()
        sentence = ngettext("%(count)s mail waits to be assigned", "%(count)s mails wait to be assigned", count)
        return (sentence % {"count": count}, "") if count else None

    def entrusted_rows(self, actor: Actor) -> Q:
        return Q(event__isnull=True) | roles.entrusted(actor, Act.PARTICIPANTS, organization="event__organization")

    @display(description=gettext_lazy("outcome"), ordering="outcome", label=LABELS)
    def shown_outcome(self, mail: IncomingMail) -> tuple[str, str]:
        return mail.outcome, mail.get_outcome_display()

    @display(description=gettext_lazy("outcome"))
    def told_outcome(self, mail: IncomingMail) -> str:
        return mail.get_outcome_display()

    @display(description=gettext_lazy("reason"))
    def told_reason(self, mail: IncomingMail) -> str:
        """In words; a refusal says what it also says to citizens."""
        refusal = Refusal.registry.get(mail.reason)
        return str(REASONS.get(mail.reason) or (refusal.advice if refusal else mail.reason))

    @display(description=gettext_lazy("arrived at"), ordering="created_at")
    def came_at(self, mail: IncomingMail) -> datetime:
        return mail.created_at

    def has_settle_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        rows = self.get_queryset(request).filter(settled_at__isnull=True)
        return self.is_entrusted(request) and (object_id is None or rows.filter(pk=object_id).exists())

    @button(description=gettext_lazy("Assign to an event"), url_path="assign", permissions=["settle"])
    def assign(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The sender is registered and gets the link to confirm, as if the keyword had been right."""
        mine = roles.entrusted(acting(request), Act.PARTICIPANTS, organization="event__organization")
        choices = [
            (str(one.event_id), f"{one.event.title} ({one.keyword})")
            for one in Workshop.objects.with_keyword(timezone.now()).filter(mine).order_by("event__starts_at")
        ]
        form = AssignForm(request.POST or None, choices=choices)
        if form.is_valid():
            try:
                mail = self.get_queryset(request).get(pk=object_id)
                by_mail.assign(mail.pk, event_id=form.cleaned_data["event"], by=acting(request))
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                return self._done(request, _("Registered: the link to confirm is on its way."))
        return acts.page(
            request, self, form, title=_("Assign to an event"), button=_("Assign and send the link"),
            sentences=[] if choices else [_("No event that you look after takes registrations by mail at the moment.")],
        )  # fmt: skip

    @button(description=gettext_lazy("Lay aside as settled"), url_path="dismiss", permissions=["settle"])
    def dismiss(self, request: HttpRequest, object_id: str) -> HttpResponse:
        form = acts.ActForm(request.POST or None)
        if request.method == "POST":
            by_mail.dismiss(self.get_queryset(request).get(pk=object_id).pk, by=acting(request))
            return self._done(request, _("Laid aside; what it said is deleted."))
        return acts.page(
            request, self, form, title=_("Lay aside as settled"), button=_("Lay aside"),
            sentences=[_("You have answered it, or nothing is to be done. What the mail says is deleted.")],
        )  # fmt: skip

    def _done(self, request: HttpRequest, words: str) -> HttpResponse:
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:events_incomingmail_changelist"))
