import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.places.distance import (
    BoundingBox,
    Point,
    geodesic_miles,
    great_circle_miles,
    miles_from,
    miles_in_words,
    nearest,
    nearest_first,
    within_miles,
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


@given(POINTS, POINTS, st.floats(0.1, 300))
def test_the_box_misses_nothing_within_the_miles(here: Point, there: Point, miles: float) -> None:
    if great_circle_miles(here, there) < miles:
        assert there in BoundingBox.around(here, radius_miles=miles)


def test_the_box_is_no_larger_than_it_must_be() -> None:
    box = BoundingBox.around(PRESTON, radius_miles=10)
    assert (PRESTON[0] + 10.2 / 69.1, PRESTON[1]) not in box
    assert (PRESTON[0], PRESTON[1] + 10.2 / 40.8) not in box


def test_the_national_grid_is_read_as_ordnance_survey_does() -> None:
    # Worked example of the Ordnance Survey guide: Caister Water Tower, in OSGB36 and WGS84.
    latitude, longitude = latitude_longitude(651_409.903, 313_177.270)
    assert (latitude, longitude) == pytest.approx((52.657977, 1.716052), abs=5e-5)


def test_many_distances_at_once_equal_one_by_one() -> None:
    points = [(53.76, -2.70), (51.5, -0.12), (50.1, -5.5), (55.8, -2.0)]
    latitudes, longitudes = np.array([p[0] for p in points]), np.array([p[1] for p in points])
    expected = [great_circle_miles(points[1], there) for there in points]
    assert miles_from(points[1], latitudes, longitudes) == pytest.approx(expected)


def test_what_has_no_position_is_never_near() -> None:
    miles = miles_from((0.0, 0.0), np.array([np.nan, 0.0, 1.0]), np.array([np.nan, 0.0, 0.0]))
    assert np.isnan(miles[0])
    assert within_miles(miles, 10_000).tolist() == [False, True, True]
    assert nearest_first(miles, limit=10).tolist() == [1, 2]


@pytest.mark.parametrize(
    ("miles", "words"),
    [
        (0.0, "less than 1 mile"),
        (0.99, "less than 1 mile"),
        (1.0, "1 mile"),
        (1.99, "1 mile"),
        (2.0, "2 miles"),
        (1204.3, "1,204 miles"),
    ],
)
def test_distances_are_said_in_whole_miles(miles: float, words: str) -> None:
    assert miles_in_words(miles) == words


def test_order_tells_no_more_than_the_words_do() -> None:
    closer_last = np.array([5.9, 5.1, 4.2])
    assert nearest_first(closer_last, limit=3).tolist() == [2, 0, 1]
    assert nearest_first(closer_last, limit=1).tolist() == [2]
