"""The shipped map: every area is on it, near where it should be, and large enough to be seen."""

import re
from importlib.resources import files

import pytest

from directory.places.reference_tables import local_delivery_units
from directory.places.shapes import drawing, paths

PATH = re.compile(r"(?:M\d+ \d+l(?:-?\d+ ?)+z)+")


def points(path: str) -> list[tuple[int, int]]:
    found = []
    for part in path.split("z")[:-1]:
        start, _, steps = part.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        found.append((x, y))
        numbers = list(map(int, steps.split()))
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            found.append((x, y))
    return found


def test_every_area_of_the_reference_tables_is_drawn() -> None:
    assert set(paths()) == {unit.slug for unit in local_delivery_units()}
    assert all(PATH.fullmatch(path) for path in paths().values())


def test_nothing_leaves_the_drawing() -> None:
    shown = drawing()
    for path in shown.paths.values():
        for x, y in points(path):
            assert 0 <= x <= shown.width
            assert 0 <= y <= shown.height


def test_every_area_is_somewhere_large_enough_to_be_seen() -> None:
    """At least ten units (some ten pixels) each way; the crowded ones in their inset."""
    for slug, path in paths().items():
        widest = max(
            min(
                max(x for x, _ in points(ring + "z")) - min(x for x, _ in points(ring + "z")),
                max(y for _, y in points(ring + "z")) - min(y for _, y in points(ring + "z")),
            )
            for ring in path.split("z")[:-1]
        )
        assert widest >= 10, slug


@pytest.mark.parametrize(
    ("one", "side", "other"),
    [
        ("cumbria", "above", "cornwall-and-isles-of-scilly"),
        ("norfolk", "right of", "north-wales"),
        ("cornwall-and-isles-of-scilly", "left of", "devon-and-torbay"),
    ],
)
def test_the_country_is_the_right_way_up(one: str, side: str, other: str) -> None:
    (x, y), (other_x, other_y) = (middle(paths()[slug]) for slug in (one, other))
    assert {"above": y < other_y, "right of": x > other_x, "left of": x < other_x}[side]


def middle(path: str) -> tuple[float, float]:
    found = points(path)
    return sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)


def test_small_and_with_the_words_its_licence_asks_for() -> None:
    size = files("directory.places").joinpath("map_shapes", "areas.json").read_bytes()
    assert len(size) < 200_000
    for words in ("Office for National Statistics", "OS data ©", "Royal Mail data ©"):
        assert words in drawing().source
