"""Series of dates: made of an event, looked at, changed as a whole."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Act
from core.administration import acts
from core.administration.models import ModelAdmin, ReadOnly, acting, button, display
from core.administration.refusals import beside_fields
from core.errors import Refusal
from events import rhythms, wording
from events.admin.series_forms import ChangeForm
from events.models import Event, Series
from events.services import series as service

MOST_SHOWN = 60


@admin.register(Series)
class SeriesAdmin(ReadOnly, ModelAdmin):
    """What the dates say stands on the page of their pattern; here is when they are."""

    act = Act.EVENTS
    list_display = ["title", "rhythm", "next_date", "organization"]
    list_filter = ["organization"]
    list_select_related = ["organization"]
    search_fields = ["title"]
    ordering = ["title", "id"]
    actions_detail = ["edit_pattern", "spread", "change_rhythm"]
    fields = ["title", "organization", "rhythm", "last_day", "starts_time", "lasts", "left_out", "dates"]

    def has_edit_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        rows = self.get_queryset(request)
        return self.is_entrusted(request) and (object_id is None or rows.filter(pk=object_id).exists())

    @display(description=gettext_lazy("rhythm"))
    def rhythm(self, series: Series) -> str:
        return rhythms.words(series)

    @display(description=gettext_lazy("last day"))
    def last_day(self, series: Series) -> str:
        until = series.read_rule().until
        return formats.date_format(until, _("l, j F Y")) if until else ""

    @display(description=gettext_lazy("days left out"))
    def left_out(self, series: Series) -> str:
        return "; ".join(formats.date_format(day, _("l, j F Y")) for day in series.exdates)

    @display(description=gettext_lazy("next date"))
    def next_date(self, series: Series) -> str:
        event = _ahead(series).first()
        return wording.moment(event.starts_at, event) if event else ""

    @display(description=gettext_lazy("dates ahead"))
    def dates(self, series: Series) -> SafeString:
        rows = ((_page_of(one), wording.moment(one.starts_at, one), _note(one)) for one in _ahead(series)[:MOST_SHOWN])
        return format_html_join("", '<p><a class="underline" href="{}">{}</a>{}</p>', rows)

    @button(description=gettext_lazy("Edit what the dates say"), url_path="pattern", permissions=["edit"])
    def edit_pattern(self, request: HttpRequest, object_id: str) -> HttpResponse:
        series = self._series(request, object_id)
        messages.info(
            request,
            _("This is the pattern of the series, never public itself. Afterwards bring it to the dates."),
        )
        return HttpResponseRedirect(_page_of(series.pattern))

    @button(description=gettext_lazy("Bring to the dates"), url_path="spread", permissions=["edit"])
    def spread(self, request: HttpRequest, object_id: str) -> HttpResponse:
        series, form = self._series(request, object_id), acts.ActForm(request.POST or None)
        if request.method == "POST":
            count = service.spread(series.pk, by=acting(request))
            messages.success(request, _("%(count)s dates say now what the pattern says.") % {"count": count})
            return _back()
        kept = len(service.foresee(series, now=timezone.now()).kept)
        sentence = _("%(count)s dates ahead that were not changed on their own become as the pattern is.")
        return acts.page(
            request, self, form, title=_("Bring to the dates"), button=_("Bring to the dates"),
            sentences=[sentence % {"count": kept}, _("Who is registered is told of what concerns them.")],
        )  # fmt: skip

    @button(description=gettext_lazy("Change rhythm, time or end"), url_path="rhythm", permissions=["edit"])
    def change_rhythm(self, request: HttpRequest, object_id: str) -> HttpResponse:
        series, now = self._series(request, object_id), timezone.now()
        first = _ahead(series).values_list("series_date", flat=True).first()
        form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(series, starts_on=first))
        sentences = [_("First you see what would become of the dates; nothing is changed yet.")]
        if form.is_valid():
            told = form.cleaned_data
            clock = {name: told[name] for name in ("starts_on", "starts_time", "lasts")}
            for name, value in clock.items():
                setattr(series, name, value)
            try:
                rule = form.read(series)
                if form.is_seen:
                    service.change(series.pk, rule=rule, **clock, calls_off=told["calls_off"], by=acting(request))
                    messages.success(request, _("The series is changed."))
                    return _back()
                service.check(series, rule, now=now)
                sentences = foreseen(service.foresee(series, now=now, rule=rule), calls_off=told["calls_off"])
                form = form.again()  # type: ignore[assignment]
            except Refusal as refusal:
                beside_fields(form, refusal)
        return acts.page(
            request, self, form, title=_("Change rhythm, time or end"), sentences=sentences,
            button=_("Change") if form.initial.get("seen") else _("Show the consequences"),
        )  # fmt: skip

    def _series(self, request: HttpRequest, object_id: str) -> Series:
        found: Series = self.get_queryset(request).get(pk=object_id)
        return found


def foreseen(outlook: service.Outlook, *, calls_off: bool) -> list[str]:
    """What becomes of the dates, in words."""
    sentences = [
        _("New dates: %(count)s.") % {"count": len(outlook.new)},
        _("Dates that stay, where needed at another time, of which who is registered is told: %(count)s.")
        % {"count": len(outlook.kept)},
        _("Dates that are withdrawn: %(count)s.") % {"count": len(outlook.unwanted)},
    ]
    if outlook.awaited:
        days = "; ".join(wording.moment(one.starts_at, one) for one in outlook.awaited)
        words = (
            _("Dates that are called off, and everybody registered is told at once: %(days)s.")
            if calls_off
            else _("Dates that stay on their own, because somebody is registered: %(days)s.")
        )
        sentences.append(words % {"days": days})
    return sentences


def _ahead(series: Series) -> QuerySet[Event]:
    rows = Event.objects.filter(series=series, series_date__isnull=False, starts_at__gt=timezone.now())
    return rows.exclude(publication="withdrawn").order_by("starts_at", "pk")


def _note(event: Event) -> Any:
    said = [str(event.get_status_display())] if not event.takes_place else []
    said += [_("changed on its own")] if event.is_detached else []
    return format_html(" ({})", "; ".join(said)) if said else ""


def _page_of(event: Event) -> str:
    return reverse("admin:events_event_change", args=[event.pk])


def _back() -> HttpResponse:
    return HttpResponseRedirect("../change/")
