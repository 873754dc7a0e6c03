"""What lies around a point: a box that an index can answer, then the true distance."""

import math
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

EARTH_RADIUS = 6_371_008.8  # metres: the mean radius of WGS 84 (IUGG)
# Floating point puts a point that lies on the edge a hair inside or outside; it counts as inside.
TOLERANCE = 0.001

Rows = TypeVar("Rows", bound=QuerySet[Any])


@dataclass(frozen=True)
class Point:
    """WGS 84 degrees."""

    latitude: float
    longitude: float


def within(rows: Rows, metres: float, of: Point, *, latitude: str, longitude: str) -> Rows:
    """The rows whose coordinates, in these columns, lie at most so many metres from the point; none without any."""
    away = _distance(of, latitude=F(latitude), longitude=F(longitude))
    near = rows.filter(_box(metres, of, latitude=latitude, longitude=longitude)).alias(metres_away=away)
    within_circle: Rows = near.filter(metres_away__lte=metres + TOLERANCE)
    return within_circle


def _box(metres: float, of: Point, *, latitude: str, longitude: str) -> Q:
    """Degrees that hold the circle. Where it touches a pole, all longitudes; past the antimeridian, both sides."""
    angle = (metres + 1) / EARTH_RADIUS
    height = math.degrees(angle)
    box = Q(**{f"{latitude}__range": (of.latitude - height, of.latitude + height)})
    if abs(of.latitude) + height >= 90:  # noqa: PLR2004 - the pole
        return box & Q(**{f"{longitude}__isnull": False})
    # The circle's easternmost point lies nearer to the pole than its centre.
    width = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(of.latitude))))
    west, east = of.longitude - width, of.longitude + width
    inside = Q(**{f"{longitude}__range": (west, east)})
    for turn in (-360, 360):
        if west < -180 or east > 180:  # noqa: PLR2004 - the antimeridian
            inside |= Q(**{f"{longitude}__range": (west + turn, east + turn)})
    return box & inside


def _distance(of: Point, *, latitude: Any, longitude: Any) -> Combinable:
    """Metres along a great circle, by the haversine formula."""
    north = Power(Sin(Radians(latitude - of.latitude) / 2), 2)
    east = Power(Sin(Radians(longitude - of.longitude) / 2), 2)
    chord = north + east * Cos(Radians(latitude)) * math.cos(math.radians(of.latitude))
    return ASin(Sqrt(Least(chord, 1.0))) * 2 * EARTH_RADIUS
