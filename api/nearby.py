"""The query parameters `near` and `radius`: what lies around a point."""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from api.filters import StrictFilter
from core import geo
from core.errors import FieldError, Invalid

SMALLEST_RADIUS, LARGEST_RADIUS, DEFAULT_RADIUS = 1, 100_000, 5_000
DEGREES = r"-?[0-9]{1,3}(\.[0-9]{1,15})?"
FARTHEST_NORTH, FARTHEST_EAST = 90, 180


class NearFilter(StrictFilter):
    """A point as `latitude,longitude`; how far around it, says the parameter `radius` of the same filter set."""

    has_shape = False  # the box depends on where the point lies
    schema = {"type": "string", "pattern": f"^{DEGREES},{DEGREES}$", "maxLength": 41}

    def __init__(self, *, latitude: str, longitude: str, about: str) -> None:
        self.columns = {"latitude": latitude, "longitude": longitude}
        super().__init__(narrow=everything, about=about)

    def read(self, sent: str) -> geo.Point:
        if not re.fullmatch(f"{DEGREES}, ?{DEGREES}", sent, flags=re.ASCII):
            raise ValidationError(_("Please write a point as latitude,longitude: 51.3467,12.5367."), code="invalid")
        latitude, longitude = map(float, sent.split(","))
        if abs(latitude) > FARTHEST_NORTH or abs(longitude) > FARTHEST_EAST:
            sentence = _("The latitude lies between -90 and 90, the longitude between -180 and 180.")
            raise ValidationError(sentence, code="out_of_range")
        return geo.Point(latitude, longitude)

    def filter(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return geo.within(rows, values.get("radius", DEFAULT_RADIUS), values[self.name], **self.columns)


class RadiusFilter(StrictFilter):
    """Metres around `near`, without which it means nothing: then Invalid is raised."""

    # No `default`: generated clients send one always, also without `near`.
    schema = {"type": "integer", "minimum": SMALLEST_RADIUS, "maximum": LARGEST_RADIUS}

    def __init__(self) -> None:
        about = f"Metres around `near`, {DEFAULT_RADIUS} where not given; only together with it."
        super().__init__(narrow=everything, about=about)

    def read(self, sent: str) -> int:
        digits = len(str(LARGEST_RADIUS))
        if not re.fullmatch(f"[0-9]{{1,{digits}}}", sent) or not SMALLEST_RADIUS <= int(sent) <= LARGEST_RADIUS:
            sentence = _("The radius must be a whole number of metres from 1 to 100000.")
            raise ValidationError(sentence, code="out_of_range")
        return int(sent)

    def check(self, values: Mapping[str, Any]) -> None:
        if "near" not in values:
            raise Invalid([FieldError("radius", "needs_near", _("A radius needs the parameter “near”."))])


def everything(rows: QuerySet[Any], _value: Any) -> QuerySet[Any]:
    """The two narrow only together."""
    return rows


def near_filter(*, latitude: str, longitude: str) -> NearFilter:
    about = "`latitude,longitude` in WGS 84 degrees: what lies at most `radius` metres from there."
    return NearFilter(latitude=latitude, longitude=longitude, about=about)
