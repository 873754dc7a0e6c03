"""Forms of an event and its registration settings; they refuse beside the field what the services would refuse."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.administration.publishing import ExactForm, PublishableForm
from core.errors import FieldError
from events import policies
from events.models import Event, EventStatus, TimePrecision, Workshop

# What policies.contradictions looks at.
CONTRADICTING = ("starts_at", "ends_at", "publication", "attendance_mode", "venue")


class EventForm(PublishableForm):
    """An event's fields. Calling it off is an act of its own, for it ends registrations."""

    class Meta:
        model = Event
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "status" in self.fields and self.instance.status != EventStatus.CANCELLED:
            field = self.fields["status"]
            field.choices = [choice for choice in EventStatus.choices if choice[0] != EventStatus.CANCELLED]  # type: ignore[attr-defined]

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        if not values.get("starts_at"):
            return ()
        return policies.contradictions(Event(**{name: values.get(name) for name in CONTRADICTING}))

    def adjust(self, values: dict[str, Any]) -> None:
        """Of whole days only the dates count: from midnight to the last second (events.models.Event)."""
        if values.get("time_precision") != TimePrecision.DAY:
            return
        zone = ZoneInfo(self.instance.time_zone)
        if values.get("starts_at"):
            values["starts_at"] = values["starts_at"].astimezone(zone).replace(hour=0, minute=0, second=0)
        last = values.get("ends_at") or values.get("starts_at")
        if last:
            values["ends_at"] = last.astimezone(zone).replace(hour=23, minute=59, second=59)


class WorkshopForm(ExactForm):
    class Meta:
        model = Workshop
        fields = ()  # the page names them

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Registration must close after it opens."))
        return values
