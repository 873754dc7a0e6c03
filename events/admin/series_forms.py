"""Forms of a series: how often, on which clock, and what becomes of dates that fall away."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from core.administration import acts
from core.administration.models import Switch
from events import rhythms, rrule
from events.models import Series
from events.recurrence import Rule
from events.rhythms import Rhythm


class RhythmForm(acts.ActForm):
    """First the consequences are shown, then the same values sent again carry them out."""

    rhythm = forms.ChoiceField(label=gettext_lazy("How often"), choices=Rhythm.choices)
    rule = forms.CharField(
        label=gettext_lazy("Another rule"),
        max_length=rrule.LONGEST,
        required=False,
        help_text=gettext_lazy("As an RRULE (RFC 5545), for example FREQ=MONTHLY;BYDAY=1TU,3TU."),
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: without an end. Dates are made about 13 months ahead, and more every night."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def read(self, series: Series) -> Rule:
        """Raises Invalid."""
        told = self.cleaned_data
        return rhythms.read(told["rhythm"], told["rule"], series=series, last_on=told["last_on"])

    @property
    def is_seen(self) -> bool:
        """Whether the consequences of just these values were shown before."""
        return bool(self.cleaned_data["seen"] == self._as_text())

    def again(self) -> "RhythmForm":
        """The same values, to be sent once more."""
        return type(self)(initial={**self.cleaned_data, "seen": self._as_text()})

    def _as_text(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cleaned_data.items() if name != "seen")


class ChangeForm(RhythmForm):
    """Another rhythm or clock from a day on."""

    starts_on = forms.DateField(
        label=gettext_lazy("From this day on"),
        help_text=gettext_lazy("The first date with the new rhythm. What lies before stays as it is."),
    )
    starts_time = forms.TimeField(
        label=gettext_lazy("Begins at"), required=False, help_text=gettext_lazy("Empty for whole days.")
    )
    lasts = forms.DurationField(
        label=gettext_lazy("Lasts"), required=False, help_text=gettext_lazy("For example 02:00:00; empty: open end.")
    )
    calls_off = forms.BooleanField(
        label=gettext_lazy("Call off dates that fall away and that somebody is registered for"),
        required=False,
        widget=Switch,
        help_text=gettext_lazy("Otherwise they stay, as events that follow the series no more."),
    )

    field_order = ("starts_on", "rhythm", "rule", "last_on", "starts_time", "lasts", "calls_off")

    @staticmethod
    def initial_of(series: Series, *, starts_on: date | None) -> dict[str, Any]:
        rule = series.read_rule()
        return {
            "rhythm": rhythms.of(series),
            "rule": series.rule if rhythms.of(series) == Rhythm.OTHER else "",
            "last_on": rule.until,
            "starts_on": starts_on or series.starts_on,
            "starts_time": series.starts_time,
            "lasts": series.lasts,
        }
