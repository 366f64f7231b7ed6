"""The shipped gazetteer against the independent files named by SHARED."""

import csv
import os
from pathlib import Path

import pytest

from directory.places.distance import great_circle_miles
from directory.places.positions import ground_of, places_named
from directory.places.postcodes import postcode_or_part

pytestmark = pytest.mark.shared

KM_PER_MILE = 1.609344
LETTERED_OUTCODES = 5
"""E1, N1, NW1, SE1 and W1 are outcodes of their own and the stem of others."""


def shared_rows(file: str) -> list[dict[str, str]]:
    path = Path(os.environ["SHARED"]) / "data" / "geography" / file
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("file", "column", "rows"),
    [("sectors_ew.csv", "sector", 10_741), ("outcodes_ew.csv", "outcode", 2_525)],
)
def test_centres_and_authorities_agree(file: str, column: str, rows: int) -> None:
    listed = [row for row in shared_rows(file) if not row[column].startswith("NPT")]
    alone = [row for row in listed if not lettered(row[column], listed, column)]
    same_authority = 0
    for row in alone:
        ground = ground_of(postcode_or_part(row[column]))
        there = (float(row["lat"]), float(row["lon"]))
        assert ground.code == row[column]
        assert great_circle_miles(ground.centre, there) * KM_PER_MILE < 0.2, row
        assert ground.postcodes == int(row["postcodes"])
        same_authority += ground.authorities[0][0] == row["lad25cd"]
    assert len(listed) == rows
    # Ours leaves post office boxes out when it says in which authority people live.
    assert same_authority / len(alone) > 0.985
    assert rows - len(alone) == (0 if column == "sector" else LETTERED_OUTCODES)


def test_an_outcode_without_its_letter_is_all_that_begin_with_it() -> None:
    listed = shared_rows("outcodes_ew.csv")
    lettered_codes = [row for row in listed if lettered(row["outcode"], listed, "outcode")]
    assert len(lettered_codes) == LETTERED_OUTCODES
    for row in lettered_codes:
        parts = [row, *lettered(row["outcode"], listed, "outcode")]
        ground = ground_of(postcode_or_part(row["outcode"]))
        assert ground.postcodes == sum(int(part["postcodes"]) for part in parts)


def lettered(code: str, rows: list[dict[str, str]], column: str) -> list[dict[str, str]]:
    """The rows that only a last letter tells apart from this code: "E1W" of "E1"."""
    if not code[-1].isdigit() or " " in code:
        return []
    return [row for row in rows if row[column][:-1] == code and row[column][-1].isalpha()]


def test_every_place_is_there() -> None:
    for row in shared_rows("places_ew_geonames.csv"):
        there = (float(row["lat"]), float(row["lon"]))
        distances = [great_circle_miles(p.centre, there) for p in places_named(row["name"])]
        assert min(distances) * KM_PER_MILE < 0.2, row
