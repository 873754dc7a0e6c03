"""Events as programs write them."""

from typing import Any

from django.utils.translation import gettext as _

from core.actors import Act
from core.errors import FieldError, Invalid
from core.writing import Writer, assign
from events import policies
from events.models import Event, TimePrecision, Venue
from events.services import editing

COORDINATES = ("latitude", "longitude")


def fill(event: Event, columns: dict[str, Any]) -> None:
    """Set the columns; `venue` is what is known of a place, of which a change may give only a part. Raises Invalid."""
    if "venue" in columns:
        columns["venue"] = _venue(columns["venue"], event.venue)
    assign(event, columns)
    if event.time_precision == TimePrecision.DAY:
        event.starts_at, event.ends_at = policies.whole_days(event.starts_at, event.ends_at, zone=event.time_zone)


def _venue(told: dict[str, Any] | None, present: Venue | None) -> Venue | None:
    """The place of this name and address, known or new. A known one only learns where it lies: others show it too."""
    if told is None:
        return None
    known = {name: getattr(present, name) for name in ("name", "address", *COORDINATES)} if present else {}
    told = {"address": "", **dict.fromkeys(COORDINATES), **known, **told}
    if "name" not in told:
        raise Invalid([FieldError("/venue/name", "required", _("Please name the place."))])
    coordinates = {name: told[name] for name in COORDINATES}
    if None in coordinates.values() and any(value is not None for value in coordinates.values()):
        sentence = _("Please give both coordinates or none.")
        raise Invalid([FieldError("/venue/latitude", "incomplete", sentence)])
    venue, _is_new = Venue.objects.get_or_create(name=told["name"], address=told["address"], defaults=coordinates)
    if venue.latitude is None and coordinates["latitude"] is not None:
        assign(venue, coordinates)
        venue.save(update_fields=list(COORDINATES))
    return venue


WRITER = Writer(Event, Act.EVENTS, editing.save, fill)
