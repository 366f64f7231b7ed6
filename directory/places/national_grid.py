"""Ordnance Survey National Grid to WGS84 latitude and longitude.

Formulae and constants: Ordnance Survey, "A guide to coordinate systems in Great Britain",
annexes B and C. The seven-parameter datum shift is good to about 5 metres.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

AIRY_1830 = (6_377_563.396, 6_356_256.909)
WGS84 = (6_378_137.0, 6_356_752.314_245)
ORIGIN_SCALE = 0.999_601_271_7
ORIGIN_LATITUDE = radians(49)
ORIGIN_LONGITUDE = radians(-2)
ORIGIN_EASTING, ORIGIN_NORTHING = 400_000.0, -100_000.0

# Airy 1830 to WGS84: metres, parts per million, seconds of arc.
SHIFT_METRES = (446.448, -125.157, 542.060)
SHIFT_SCALE_PPM = -20.4894
SHIFT_ROTATION_SECONDS = (0.1502, 0.2470, 0.8421)


def latitude_longitude(easting: float, northing: float) -> tuple[float, float]:
    """WGS84 degrees of a point of the National Grid given in metres."""
    latitude, longitude = _airy_from_grid(easting, northing)
    return _geodetic(*_shifted(*_cartesian(latitude, longitude)))


def _meridional_arc(latitude: float) -> float:
    a, b = AIRY_1830
    n = (a - b) / (a + b)
    difference, total = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return (
        b
        * ORIGIN_SCALE
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * difference
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(difference) * cos(total)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * difference) * cos(2 * total)
            - 35 / 24 * n**3 * sin(3 * difference) * cos(3 * total)
        )
    )


def _footpoint_latitude(northing: float) -> float:
    """The latitude whose meridional arc is the northing, to a hundredth of a millimetre."""
    a = AIRY_1830[0] * ORIGIN_SCALE
    latitude = (northing - ORIGIN_NORTHING) / a + ORIGIN_LATITUDE
    while (rest := northing - ORIGIN_NORTHING - _meridional_arc(latitude)) >= 0.000_01:
        latitude += rest / a
    return latitude


def _airy_from_grid(easting: float, northing: float) -> tuple[float, float]:
    a, b = AIRY_1830
    e2 = 1 - (b / a) ** 2
    latitude = _footpoint_latitude(northing)
    nu = a * ORIGIN_SCALE / sqrt(1 - e2 * sin(latitude) ** 2)
    rho = a * ORIGIN_SCALE * (1 - e2) / (1 - e2 * sin(latitude) ** 2) ** 1.5
    eta2 = nu / rho - 1
    t, sec, x = tan(latitude), 1 / cos(latitude), easting - ORIGIN_EASTING
    north = (
        t / (2 * rho * nu) * x**2
        - t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2) * x**4
        + t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4) * x**6
    )
    east = (
        sec / nu * x
        - sec / (6 * nu**3) * (nu / rho + 2 * t**2) * x**3
        + sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4) * x**5
        - sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6) * x**7
    )
    return latitude - north, ORIGIN_LONGITUDE + east


def _cartesian(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Geocentric metres of a point on the Airy ellipsoid's surface."""
    a, b = AIRY_1830
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
    return (
        nu * cos(latitude) * cos(longitude),
        nu * cos(latitude) * sin(longitude),
        (1 - e2) * nu * sin(latitude),
    )


def _shifted(x: float, y: float, z: float) -> tuple[float, float, float]:
    rx, ry, rz = (radians(seconds / 3600) for seconds in SHIFT_ROTATION_SECONDS)
    scale = 1 + SHIFT_SCALE_PPM / 1e6
    tx, ty, tz = SHIFT_METRES
    return (
        tx + scale * x - rz * y + ry * z,
        ty + rz * x + scale * y - rx * z,
        tz - ry * x + rx * y + scale * z,
    )


def _geodetic(x: float, y: float, z: float) -> tuple[float, float]:
    a, b = WGS84
    e2 = 1 - (b / a) ** 2
    p = hypot(x, y)
    latitude = atan2(z, p * (1 - e2))
    for _ in range(5):
        nu = a / sqrt(1 - e2 * sin(latitude) ** 2)
        latitude = atan2(z + e2 * nu * sin(latitude), p)
    return degrees(latitude), degrees(atan2(y, x))
