from pathlib import Path

import pytest

from directory.places.distance import great_circle_miles
from directory.places.exact_postcodes import (
    ExactPostcodes,
    PostcodesKept,
    PostcodesOutOfOrder,
    write_postcodes,
)
from directory.places.geocoding import GazetteerGeocoder
from directory.places.home_area import home_area, reference_atlas
from directory.places.postcodes import Postcode

# The last is made up, so that a postcode of a first half of two characters stands among them.
ROWS = [
    ("E1  6AN", 533_400.0, 181_900.0, "E09000030"),
    ("PR1 2HE", 353_950.0, 429_350.0, "E07000123"),
    ("PR2 8AB", 353_811.0, 432_095.0, "E07000123"),
    ("SW1A1AA", 529_090.0, 179_645.0, "E09000033"),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "postcodes.bin"
    assert write_postcodes(file, ROWS, edition="2026.1.1") == 4
    return file


@pytest.mark.parametrize(
    ("typed", "where", "authority"),
    [
        ("sw1a 1aa", (51.5010, -0.1416), "E09000033"),  # Buckingham Palace
        ("E16AN", (51.5204, -0.0780), "E09000030"),
        ("PR2 8AB", (53.7825, -2.7024), "E07000123"),
    ],
)
def test_a_postcode_is_found_where_it_stands(
    path: Path, typed: str, where: tuple[float, float], authority: str
) -> None:
    ground = ExactPostcodes(path).ground_of(Postcode.parse(typed))
    assert ground is not None
    assert great_circle_miles(ground.centre, where) < 0.1
    assert ground.authorities == ((authority, 1.0),)
    assert ground.precision == "exact"


@pytest.mark.parametrize("typed", ["AA1 1AA", "PR1 2HF", "ZE3 9JZ"])
def test_others_before_between_and_after_are_not_known(path: Path, typed: str) -> None:
    assert ExactPostcodes(path).ground_of(Postcode.parse(typed)) is None


def test_the_area_of_a_home_is_told_from_the_postcode_itself(path: Path) -> None:
    ground = ExactPostcodes(path).ground_of(Postcode.parse("E1 6AN"))
    assert ground is not None
    found = home_area(ground, reference_atlas())
    assert (found.slug, found.certainty) == ("tower-hamlets", "member")


def test_the_geocoder_says_how_near_it_is(path: Path) -> None:
    geocoder = GazetteerGeocoder(ExactPostcodes(path))
    exact, by_sector = geocoder.geocode("pr2 8ab"), geocoder.geocode("PR2 8AE")
    assert exact is not None
    assert by_sector is not None
    assert (exact.raw["kind"], exact.raw["precision"]) == ("postcode", "exact")
    assert by_sector.raw["precision"] == "within about 1 km of PR2 8"


def test_without_the_file_the_sector_answers(tmp_path: Path) -> None:
    missing = ExactPostcodes(tmp_path / "postcodes.bin")
    assert missing.kept() is None
    location = GazetteerGeocoder(missing).geocode("PR2 8AB")
    assert location is not None
    assert location.raw["kind"] == "sector"


def test_a_new_file_is_seen_without_a_restart(path: Path) -> None:
    postcodes = ExactPostcodes(path)
    assert postcodes.kept() == PostcodesKept("2026.1.1", 4)
    write_postcodes(path, ROWS[:1], edition="2027.1.1")
    assert postcodes.kept() == PostcodesKept("2027.1.1", 1)
    assert postcodes.ground_of(Postcode.parse("SW1A 1AA")) is None


@pytest.mark.parametrize("keep", [0, 10, 50, 120])
def test_a_file_cut_short_counts_as_missing(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    assert ExactPostcodes(path).kept() is None


def test_a_file_of_another_form_counts_as_missing(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8] = 99
    path.write_bytes(content)
    assert ExactPostcodes(path).ground_of(Postcode.parse("PR2 8AB")) is None


@pytest.mark.parametrize("rows", [ROWS[::-1], [ROWS[0], ROWS[0]]], ids=["backwards", "twice"])
def test_a_source_out_of_order_leaves_the_old_file(
    path: Path, rows: list[tuple[str, float, float, str]]
) -> None:
    before = path.read_bytes()
    with pytest.raises(PostcodesOutOfOrder, match="comes after"):
        write_postcodes(path, rows, edition="2027.1.1")
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
