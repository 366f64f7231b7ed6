"""The real package of all postcodes, where it is installed: takes some ten seconds."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

pytest.importorskip("brotli")
pytest.importorskip("msgpack")

from importlib.metadata import PackageNotFoundError
from importlib.resources import files

from directory.places.build_shapes import drawing, labelled
from directory.places.distance import great_circle_miles
from directory.places.exact_postcodes import ExactPostcodes, write_postcodes
from directory.places.national_grid import latitude_longitude
from directory.places.positions import ground_of
from directory.places.postcode_source import (
    PostcodeRow,
    edition,
    every_postcode,
    postcode_files,
    postcodes,
)
from directory.places.postcodes import Postcode

pytestmark = pytest.mark.soak

try:
    edition()
except PackageNotFoundError:
    pytest.skip("the extra `postcodes` is not installed", allow_module_level=True)


@pytest.fixture(scope="module")
def rows() -> list[PostcodeRow]:
    return list(postcodes(postcode_files()))


@pytest.fixture(scope="module")
def exact(rows: list[PostcodeRow], tmp_path_factory: pytest.TempPathFactory) -> ExactPostcodes:
    path = tmp_path_factory.mktemp("postcodes") / "postcodes.bin"
    assert write_postcodes(path, rows, edition=edition()) == len(rows) > 2_390_000
    assert path.stat().st_size < 45_000_000
    return ExactPostcodes(path)


def test_whatever_is_in_the_source_is_found(rows: list[PostcodeRow], exact: ExactPostcodes) -> None:
    for postcode, easting, northing, authority in random.Random(7).sample(rows, 20_000):
        ground = exact.ground_of(Postcode.parse(postcode))
        assert ground is not None, postcode
        assert ground.authorities == ((authority, 1.0),)
        assert great_circle_miles(ground.centre, latitude_longitude(easting, northing)) < 0.001


def test_the_postcode_lies_near_the_middle_of_its_sector(
    rows: list[PostcodeRow], exact: ExactPostcodes
) -> None:
    """Nine in ten within the radius that the sector claims: both come from the same source."""
    inside = 0
    sample = [Postcode.parse(row[0]) for row in random.Random(9).sample(rows, 5_000)]
    for postcode in sample:
        ground, sector = exact.ground_of(postcode), ground_of(postcode)
        assert ground is not None
        km = great_circle_miles(ground.centre, sector.centre) * 1.609344
        inside += km <= sector.radius_km + 0.1
    assert 0.87 < inside / len(sample) < 0.97


def test_a_memory_map_and_no_copy(exact: ExactPostcodes, rows: list[PostcodeRow]) -> None:
    def private_kb() -> int:
        lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty"))

    asked = [Postcode.parse(row[0]) for row in random.Random(10).sample(rows, 5_000)]
    before = private_kb()
    for postcode in asked:
        exact.ground_of(postcode)
    assert private_kb() - before < 2_000


def test_the_shipped_map_is_what_the_script_draws() -> None:
    shipped = files("directory.places").joinpath("map_shapes", "areas.json").read_text("utf-8")
    assert drawing(labelled(every_postcode(postcode_files()))) == json.loads(shipped)
