import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.distance import (
    Point,
    geodesic_miles,
    great_circle_miles,
    nearest,
)
from directory.places.national_grid import latitude_longitude

PRESTON, LONDON, CARDIFF = (53.7632, -2.7031), (51.5074, -0.1278), (51.4816, -3.1791)
POINTS = st.tuples(st.floats(49.8, 55.9), st.floats(-6.5, 1.8))


def test_preston_to_london_is_about_190_miles() -> None:
    assert great_circle_miles(PRESTON, LONDON) == pytest.approx(189.3, abs=0.5)


@given(POINTS, POINTS)
def test_the_sphere_is_near_enough_to_rank_by(here: Point, there: Point) -> None:
    exact = geodesic_miles(here, there)
    assert great_circle_miles(here, there) == pytest.approx(exact, rel=0.006, abs=1e-3)


def test_nearest() -> None:
    assert nearest(PRESTON, [LONDON, CARDIFF, (53.75, -2.7)]) == 2
    assert nearest(PRESTON, [PRESTON, PRESTON]) == 0


def test_the_national_grid_is_read_as_ordnance_survey_does() -> None:
    # Worked example of the Ordnance Survey guide: Caister Water Tower, in OSGB36 and WGS84.
    latitude, longitude = latitude_longitude(651_409.903, 313_177.270)
    assert (latitude, longitude) == pytest.approx((52.657977, 1.716052), abs=5e-5)
