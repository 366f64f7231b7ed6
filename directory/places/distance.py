"""How far apart two points are, and which of several is nearest.

Points are (latitude, longitude) in WGS84 degrees. Rank by `great_circle_miles`; show
`geodesic_miles`, which costs some 50 times more and is right to the metre.
"""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt

from geopy.distance import geodesic

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
