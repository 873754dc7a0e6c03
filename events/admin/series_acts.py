"""What clerks do on the page of one event with its series: begin one, leave a date out, let it go its own way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.administration import acts
from core.administration.models import acting, button, display
from core.administration.refusals import beside_fields
from core.errors import Refusal
from events import occurrences
from events.admin.series_forms import RhythmForm
from events.models import Event
from events.services import series as service
from events.services import series_dates

MOST_SHOWN = 12


class SeriesActs:
    """Buttons on the page of an event."""

    def has_single_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._has(request, object_id, series__isnull=True)

    def has_following_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        ahead = {"starts_at__gt": timezone.now()}
        return self._has(request, object_id, series_date__isnull=False, is_detached=False, **ahead)

    def has_detached_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        return self._has(request, object_id, is_detached=True, starts_at__gt=timezone.now())

    @display(description=gettext_lazy("series"))
    def shown_series(self, event: Event) -> SafeString | str:
        if event.series is None:
            return ""
        words = _("one of its dates, changed on its own") if event.is_detached else _("one of its dates")
        address = reverse("admin:events_series_change", args=[event.series_id])
        return format_html(
            '<a class="underline" href="{}">{}</a> ({})',
            address, event.series, _("pattern, never public itself") if event.is_pattern else words,
        )  # fmt: skip

    @button(description=gettext_lazy("Make a series of it"), url_path="series", permissions=["single"])
    def make_series(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """First the dates are shown, then the same values sent again make them."""
        event = self._event(request, object_id)
        form = RhythmForm(request.POST or None)
        sentences = [
            _("This event becomes the first date; each further one is an event with a registration of its own.")
        ]
        if form.is_valid():
            try:
                rule = form.read(occurrences.clock_of(event))
                if form.is_seen:
                    made = service.create(event.pk, rule=rule, by=acting(request))
                    messages.success(request, _("The series is made."))
                    return HttpResponseRedirect(reverse("admin:events_series_change", args=[made.pk]))
                days = service.dates_of(event, rule, now=timezone.now())
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                first = "; ".join(formats.date_format(day, _("l, j F Y")) for day in days[:MOST_SHOWN])
                sentences = [_("Dates within the next 13 months: %(count)s.") % {"count": len(days)}, first]
                form = form.again()
        return acts.page(
            request, self, form, title=_("Make a series of it"), sentences=sentences,
            button=_("Make the series") if form.initial.get("seen") else _("Show the dates"),
        )  # fmt: skip

    @button(description=gettext_lazy("Leave this date out"), url_path="leave-out", permissions=["following"])
    def leave_out(self, request: HttpRequest, object_id: str) -> HttpResponse:
        is_awaited = series_dates.is_awaited(self._event(request, object_id))
        sentence = (
            _("Somebody is registered: it is called off, and everybody registered is told by e-mail at once.")
            if is_awaited
            else _("Nobody is registered: it is withdrawn. The other dates of the series stay.")
        )
        return self._ask(
            request, object_id, series_dates.skip, title=_("Leave this date out"), sentence=sentence,
            done=_("The date is left out."),
        )  # fmt: skip

    @button(description=gettext_lazy("Take out of the series"), url_path="detach", permissions=["following"])
    def detach(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._ask(
            request, object_id, series_dates.detach, title=_("Take out of the series"),
            sentence=_("It stays as it is, whatever becomes of the series."), done=_("The date goes its own way."),
        )  # fmt: skip

    @button(description=gettext_lazy("Take back into the series"), url_path="rejoin", permissions=["detached"])
    def rejoin(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._ask(
            request, object_id, series_dates.rejoin, title=_("Take back into the series"),
            sentence=_("It becomes as the series is, with its time and its texts. What was changed here is lost."),
            done=_("The date follows the series again."),
        )  # fmt: skip

    def _ask(
        self, request: HttpRequest, object_id: str, act: Any, *, title: str, sentence: str, done: str
    ) -> HttpResponse:
        form = acts.ActForm(request.POST or None)
        if form.is_valid():
            try:
                act(self._event(request, object_id).pk, by=acting(request))
            except Refusal as refusal:
                beside_fields(form, refusal)
            else:
                messages.success(request, done)
                return HttpResponseRedirect("../change/")
        return acts.page(request, self, form, title=title, button=title, sentences=[sentence])

    def _event(self, request: HttpRequest, object_id: str) -> Event:
        found: Event = self.get_queryset(request).get(pk=object_id)  # type: ignore[attr-defined]
        return found

    def _has(self, request: HttpRequest, object_id: str | None, **narrow: Any) -> bool:
        if object_id is None:
            return bool(self.is_entrusted(request))  # type: ignore[attr-defined]
        rows = self.get_queryset(request).filter(pk=object_id, **narrow)  # type: ignore[attr-defined]
        return bool(self.is_entrusted(request) and rows.exists())  # type: ignore[attr-defined]
