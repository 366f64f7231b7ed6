"""Paths from grids that can be drawn on squared paper."""

import re
from collections import Counter

import numpy as np
import pytest

from directory.places.outlines import outlines

Point = tuple[int, int]


def rings(path: str) -> list[list[Point]]:
    found = []
    for part in path.split("z")[:-1]:
        start, _, steps = part.removeprefix("M").partition("l")
        x, y = map(int, start.split())
        ring = [(x, y)]
        numbers = list(map(int, re.findall(r"-?\d+", steps)))
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + across, y + down
            ring.append((x, y))
        found.append(ring)
    return found


def area(path: str) -> float:
    """Holes count against it, because they run the other way round."""
    return sum(
        (x * next_y - next_x * y) / 2
        for ring in rings(path)
        for (x, y), (next_x, next_y) in zip(ring, ring[1:] + ring[:1], strict=True)
    )


def test_one_cell_is_a_square_where_it_was_put() -> None:
    [(label, path)] = outlines(np.array([[7]]), left=10, top=20, tolerance=0.1).items()
    assert label == 7
    assert set(rings(path)[0]) == {(10, 20), (11, 20), (11, 21), (10, 21)}


def test_straight_sides_lose_their_corners() -> None:
    [ring] = rings(outlines(np.zeros((5, 9), dtype=np.int32), tolerance=0.1)[0])
    assert set(ring) == {(0, 0), (9, 0), (9, 5), (0, 5)}


def test_a_hole_is_a_ring_of_its_own() -> None:
    grid = np.zeros((3, 3), dtype=np.int32)
    grid[1, 1] = -1
    path = outlines(grid, tolerance=0.1)[0]
    assert len(rings(path)) == 2
    assert area(path) == 8


def test_cells_that_touch_at_a_corner_are_two_pieces() -> None:
    path = outlines(np.array([[0, -1], [-1, 0]]), tolerance=0.1)[0]
    assert sorted(len(set(ring)) for ring in rings(path)) == [4, 4]


@pytest.mark.parametrize("tolerance", [0.1, 0.8, 2.0])
def test_neighbours_share_their_border_however_much_it_is_simplified(tolerance: float) -> None:
    """The areas still fill the whole square, and each inner side is drawn once from each side."""
    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 5, size=(4, 4))
    grid = np.kron(coarse, np.ones((6, 6), dtype=np.int32)).astype(np.int32)
    grid[5, ::2], grid[::2, 11] = grid[6, ::2], grid[::2, 12]
    paths = outlines(grid, tolerance=tolerance)
    assert sum(area(path) for path in paths.values()) == 24 * 24
    sides = Counter(
        (one, other)
        for path in paths.values()
        for ring in rings(path)
        for one, other in zip(ring, ring[1:] + ring[:1], strict=True)
    )
    assert max(sides.values()) == 1
    alone = [(a, b) for a, b in sides if (b, a) not in sides]
    assert all(a[0] == b[0] in (0, 24) or a[1] == b[1] in (0, 24) for a, b in alone)
