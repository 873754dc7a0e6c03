"""What clerks do with an event's registrations: enter, write to, check in, print, export, and change the seats."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.accounts import roles
from core.actors import Act
from core.administration import acts
from core.administration.models import acting, button
from core.administration.refusals import beside_fields
from core.errors import Refusal
from events import wording
from events.admin.forms import CheckInForm, EnterForm, JoinLinkForm, MessageForm, SeatsForm
from events.models import Workshop
from events.services import attendance, editing, entering, join_links, participants, seats, telling
from events.services import messages as letters


class ParticipantActs:
    """Buttons on the page of an event with registration."""

    def has_registrations_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        """Whether there is registration, and this clerk may act on it. Nobody takes part in the pattern of a series."""
        may_act = roles.may_anywhere(acting(request), Act.PARTICIPANTS)
        if not may_act or object_id is None:
            return may_act
        rows = self.get_queryset(request).filter(pk=object_id).occasions()  # type: ignore[attr-defined]
        return Workshop.objects.filter(event__in=rows).exists()

    @button(description=gettext_lazy("Enter a registration"), url_path="enter", permissions=["registrations"])
    def enter_registration(self, request: HttpRequest, object_id: str) -> HttpResponse:
        event = self.get_queryset(request).get(pk=object_id)  # type: ignore[attr-defined]
        form = EnterForm(event, request.POST or None)
        if form.is_valid():
            try:
                entered = entering.enter(event.pk, language="de", by=acting(request), **form.told())
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                self._told(request, f"{entered}")
                return _list_of(object_id)
        return acts.page(request, self, form, title=_("Enter a registration"), button=_("Register"))

    @button(description=gettext_lazy("Write to participants"), url_path="message", permissions=["registrations"])
    def write_to_participants(self, request: HttpRequest, object_id: str) -> HttpResponse:
        event_id = self._event_id(request, object_id)
        form = MessageForm(request.POST or None)
        if form.is_valid():
            try:
                sent = letters.send(event_id, by=acting(request), **form.cleaned_data)
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                words = ngettext("Sent to %(count)s registration.", "Sent to %(count)s registrations.", sent.recipients)
                self._told(request, words % {"count": sent.recipients})
                return _back()
        counts = [f"{state.label}: {letters.reached(event_id, states=[state])}" for state in letters.REACHED]
        return acts.page(
            request, self, form, title=_("Write to participants"), button=_("Send now"),
            sentences=[_("Everybody gets a mail of their own."), *counts],
        )  # fmt: skip

    @button(description=gettext_lazy("Change the number of seats"), url_path="seats", permissions=["registrations"])
    def change_seats(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """First the consequences are shown, then the same number sent again carries them out."""
        workshop = Workshop.objects.select_related("event").get(event=self._event_id(request, object_id))
        form = SeatsForm(request.POST or None, initial={"capacity": workshop.capacity})
        sentences: list[str] = []
        if form.is_valid():
            capacity = form.cleaned_data["capacity"]
            if form.cleaned_data["seen"] == str(capacity):
                workshop.capacity = capacity
                editing.save_workshop(workshop, by=acting(request))
                self._told(request, _("The number of seats is changed."))
                return _back()
            sentences = foreseen(seats.consequences(workshop, capacity=capacity, now=timezone.now()))
            form = SeatsForm(initial={"capacity": capacity, "seen": str(capacity)})
        now = seats.count(workshop, now=timezone.now())
        return acts.page(
            request, self, form, title=_("Change the number of seats"),
            button=_("Change") if sentences else _("Show the consequences"),
            sentences=sentences or [_("Seats taken at the moment: %(count)s.") % {"count": now.taken}],
        )  # fmt: skip

    @button(description=gettext_lazy("Replace the join link"), url_path="join-link", permissions=["registrations"])
    def replace_join_link(self, request: HttpRequest, object_id: str) -> HttpResponse:
        workshop = Workshop.objects.select_related("event").get(event=self._event_id(request, object_id))
        form = JoinLinkForm(request.POST or None)
        told = telling.seeing_join_link(workshop, now=timezone.now()).count()
        if form.is_valid():
            try:
                join_links.replace(workshop.event_id, url=form.cleaned_data["join_url"], by=acting(request))
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                self._told(request, _("The join link is replaced."))
                return _back()
        sentence = _(
            "Confirmed registrations that can see the present link: %(count)s. They get the new one by mail at once; "
            "all others at its time. Please end the meeting behind the former link, so that it leads nowhere."
        )
        return acts.page(
            request, self, form, title=_("Replace the join link"), button=_("Replace and tell everybody"),
            sentences=[sentence % {"count": told}],
        )  # fmt: skip

    @button(description=gettext_lazy("Check in"), url_path="check-in", permissions=["registrations"])
    def check_in(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Scanned code after scanned code: the page stays, and tells about the last one."""
        event_id = self._event_id(request, object_id)
        form = CheckInForm(request.POST or None, initial={"code": request.GET.get("code", "")})
        if form.is_valid():
            try:
                found, was_here = attendance.check_in_by_code(event_id, form.cleaned_data["code"], by=acting(request))
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                words = _("Was checked in before: %(name)s") if was_here else _("Welcome: %(name)s")
                people = ngettext("%(count)s person", "%(count)s people", found.party_size)
                self._told(request, f"{words % {'name': found.name}}, {people % {'count': found.party_size}}")
                return HttpResponseRedirect(request.path)
        return acts.page(request, self, form, title=_("Check in"), button=_("Check in"))

    @button(description=gettext_lazy("Print the attendance list"), url_path="list", permissions=["registrations"])
    def print_list(self, request: HttpRequest, object_id: str) -> HttpResponse:
        printed = participants.print_list(self._event_id(request, object_id), by=acting(request))
        event = printed.event
        people = sum(row.party_size for row, _answers in printed.rows)
        context = {
            "event": event,
            "when": wording.moment(event.starts_at, event),
            "where": event.venue or _("Online"),
            "questions": printed.questions,
            "rows": printed.rows,
            "people": people,
            "printed_at": timezone.now(),
        }
        return TemplateResponse(request, "admin/events/attendance_list.html", context)

    @button(description=gettext_lazy("Save as a table (CSV)"), url_path="csv", permissions=["registrations"])
    def export_csv(self, request: HttpRequest, object_id: str) -> HttpResponse:
        event_id = self._event_id(request, object_id)
        answer = HttpResponse(
            participants.export_csv(event_id, by=acting(request)), content_type="text/csv; charset=utf-8"
        )
        name = slugify(str(self.get_queryset(request).get(pk=event_id)))[:60] or "event"  # type: ignore[attr-defined]
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return answer

    def _event_id(self, request: HttpRequest, object_id: str) -> Any:
        """The id of an event that this clerk sees; its permission was checked by the button."""
        return self.get_queryset(request).values_list("pk", flat=True).get(pk=object_id)  # type: ignore[attr-defined]

    def _told(self, request: HttpRequest, words: str) -> None:
        messages.success(request, words)


def foreseen(what: seats.Consequences) -> list[str]:
    """The consequences of another number of seats, in words."""
    sentences = [_("Seats taken at the moment: %(count)s.") % {"count": what.taken}]
    if what.over:
        sentences.append(
            _("More than there would be: %(count)s. Nobody loses a seat, but no more are given.") % {"count": what.over}
        )
    if what.offered:
        sentences.append(
            _("An offer goes out by mail at once. Waiting registrations: %(parties)s, people: %(people)s.")
            % {"parties": what.offered, "people": what.offered_seats}
        )
    if what.waiting:
        sentences.append(_("Registrations that go on waiting: %(count)s.") % {"count": what.waiting})
    return sentences


def _list_of(event_id: Any) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:events_registration_changelist')}?event={event_id}")


def _back() -> HttpResponse:
    return HttpResponseRedirect("../change/")
