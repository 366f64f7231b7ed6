"""How far apart two points are, and which of several is nearest.

Points are (latitude, longitude) in WGS84 degrees. Rank by `great_circle_miles`; show
`geodesic_miles`, which costs some 50 times more and is right to the metre, in the words of
`miles_in_words`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, cos, degrees, radians, sin, sqrt

import numpy as np
from geopy.distance import geodesic
from numpy.typing import NDArray

Point = tuple[float, float]
EARTH_RADIUS_MILES = 3_958.7613


def great_circle_miles(here: Point, there: Point) -> float:
    """Miles over a sphere; within 0.6 % of the geodesic in Britain."""
    latitude, other = radians(here[0]), radians(there[0])
    across = radians(there[1] - here[1])
    half = sin((other - latitude) / 2) ** 2 + cos(latitude) * cos(other) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_MILES * asin(min(1.0, sqrt(half)))


def geodesic_miles(here: Point, there: Point) -> float:
    """Miles over the WGS84 ellipsoid, for the rows that are shown."""
    return float(geodesic(here, there).miles)


def nearest(here: Point, points: Sequence[Point]) -> int:
    """Index of the nearest point, the first of equals; refuses an empty list with ValueError."""
    return min(range(len(points)), key=lambda index: great_circle_miles(here, points[index]))


def miles_from(
    origin: Point, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
) -> NDArray[np.float64]:
    """`great_circle_miles` to each of many points; NaN where a position is NaN."""
    here, across = radians(origin[0]), np.radians(longitudes - origin[1])
    there = np.radians(latitudes)
    half = np.sin((there - here) / 2) ** 2 + cos(here) * np.cos(there) * np.sin(across / 2) ** 2
    miles: NDArray[np.float64] = 2 * EARTH_RADIUS_MILES * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return miles


def within_miles(miles: NDArray[np.float64], radius_miles: float) -> NDArray[np.bool_]:
    """Which of them are no further than that; what has no position (NaN) is not."""
    inside: NDArray[np.bool_] = miles <= radius_miles
    return inside


def nearest_first(miles: NDArray[np.float64], *, limit: int) -> NDArray[np.intp]:
    """Indexes of the nearest, ordered by whole miles and then by index, without positions (NaN).

    Whole miles, because an order by the exact distance would tell more than what is shown.
    """
    shown = np.floor(miles)
    order: NDArray[np.intp] = np.argsort(shown, kind="stable")
    return order[: int(np.count_nonzero(~np.isnan(miles)))][:limit]


def miles_in_words(miles: float) -> str:
    """Whole miles, the rest dropped, so that no two questions together tell a position."""
    whole = int(miles)
    if whole == 0:
        return "less than 1 mile"
    return "1 mile" if whole == 1 else f"{whole:,} miles"


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """The box that holds every point within some miles; its corners lie further out."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def around(cls, centre: Point, *, radius_miles: float) -> "BoundingBox":
        up = degrees(radius_miles / EARTH_RADIUS_MILES)
        # A circle's easternmost point lies poleward of its centre: hence asin, not a ratio.
        reach = sin(radians(up)) / cos(radians(centre[0]))
        along = degrees(asin(reach)) if reach < 1 else 180.0
        return cls(centre[0] - up, centre[1] - along, centre[0] + up, centre[1] + along)

    def __contains__(self, point: Point) -> bool:
        latitude, longitude = point
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east
