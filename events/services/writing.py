"""Events as programs write them."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Act
from core.errors import FieldError, Invalid, Missing
from core.writing import Writer, assign
from events import policies
from events.models import Event, TimePrecision, Venue
from events.services import attachments, editing, workshops

COORDINATES = ("latitude", "longitude")
CONTACT = ("name", "email", "phone", "url")


def fill(event: Event, columns: dict[str, Any]) -> None:
    """Set the columns; `venue` is what is known of a place, of which a change may give only a part.

    Raises Invalid, and Missing for the pattern of a series, which is no event to programs.
    """
    if event.is_pattern:
        raise Missing
    if "venue" in columns:
        columns["venue"] = _venue(columns["venue"], event.venue)
    if "contact" in columns:
        columns |= _contact(columns.pop("contact"))
    assign(event, columns)
    if event.time_precision == TimePrecision.DAY:
        event.starts_at, event.ends_at = policies.whole_days(event.starts_at, event.ends_at, zone=event.time_zone)


def _contact(told: dict[str, str | None] | None) -> dict[str, str]:
    """Its columns; null takes the whole contact away, a change may give a part of it."""
    given: dict[str, str | None] = dict.fromkeys(CONTACT) if told is None else told
    return {f"contact_{name}": value or "" for name, value in given.items()}


def _venue(told: dict[str, Any] | None, present: Venue | None) -> Venue | None:
    """The place of this name and address, known or new. A known one only learns: others show it too."""
    if told is None:
        return None
    known = {name: getattr(present, name) for name in ("name", "address", *COORDINATES)} if present else {}
    told = {"address": "", "accessibility": {}, **dict.fromkeys(COORDINATES), **known, **told}
    if "name" not in told:
        raise Invalid([FieldError("/venue/name", "required", _("Please name the place."))])
    coordinates = {name: told[name] for name in COORDINATES}
    if None in coordinates.values() and any(value is not None for value in coordinates.values()):
        sentence = _("Please give both coordinates or none.")
        raise Invalid([FieldError("/venue/latitude", "incomplete", sentence)])
    facts = {"accessibility_note" if name == "note" else name: value for name, value in told["accessibility"].items()}
    venue, _is_new = Venue.objects.get_or_create(name=told["name"], address=told["address"])
    news = {name: value for name, value in (coordinates | facts).items() if getattr(venue, name) in {None, ""}}
    if news := {name: value for name, value in news.items() if value not in {None, ""}}:
        assign(venue, {**news, "updated_at": timezone.now()})
        venue.save(update_fields=[*news, "updated_at"])
    return venue


WRITER = Writer(Event, Act.EVENTS, editing.save, fill, {"attachments": attachments.put, "registration": workshops.put})
