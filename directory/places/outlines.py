"""From a grid of labels to SVG paths whose shared borders stay shared when they are simplified.

The sides between cells of different labels form borders that run from junction to junction. Each
border is simplified once, whichever shapes it belongs to, so that neighbours neither overlap nor
part. Corners of the grid are points (column, row), y downwards, as SVG counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot

import numpy as np
from numpy.typing import NDArray

Corner = tuple[int, int]
Border = tuple[Corner, ...]


def outlines(
    labels: NDArray[np.int32], *, left: int = 0, top: int = 0, tolerance: float
) -> dict[int, str]:
    """Path data per label of zero or more, moved by `left` and `top`; negative labels are sea.

    No point lies further than `tolerance` (cells) from the line drawn in its stead.
    """
    grid = np.pad(labels, 1, constant_values=-1)
    return {
        int(label): "".join(
            _path(ring, left - 1, top - 1)
            for ring in _rings(grid == label, _junctions(grid), tolerance)
        )
        for label in np.unique(labels)
        if label >= 0
    }


def _junctions(grid: NDArray[np.int32]) -> set[Corner]:
    """Corners where more than two sides meet: the ends of borders."""
    across = grid[:-1, :-1] != grid[:-1, 1:]
    across_below = grid[1:, :-1] != grid[1:, 1:]
    down = grid[:-1, :-1] != grid[1:, :-1]
    down_right = grid[:-1, 1:] != grid[1:, 1:]
    sides = across.astype(int) + across_below + down + down_right
    return {(int(column) + 1, int(row) + 1) for row, column in np.argwhere(sides > 2)}


def _rings(mask: NDArray[np.bool_], junctions: set[Corner], tolerance: float) -> Iterator[Border]:
    """The closed lines around the cells, simplified, with the cells on their right."""
    for ring in _traced(mask):
        simple = _simplified_ring(ring, junctions, tolerance)
        if len(simple) > 2:
            yield simple


def _traced(mask: NDArray[np.bool_]) -> Iterator[list[Corner]]:
    leads: defaultdict[Corner, list[Corner]] = defaultdict(list)
    for row, column in np.argwhere(mask):
        x, y = int(column), int(row)
        if not mask[row - 1, column]:
            leads[x, y].append((x + 1, y))
        if not mask[row, column + 1]:
            leads[x + 1, y].append((x + 1, y + 1))
        if not mask[row + 1, column]:
            leads[x + 1, y + 1].append((x, y + 1))
        if not mask[row, column - 1]:
            leads[x, y + 1].append((x, y))
    while leads:
        start = next(iter(leads))
        ring, here, came_from = [start], start, start
        while True:
            ahead = leads[here]
            chosen = max(ahead, key=lambda to: _turn(came_from, here, to))
            ahead.remove(chosen)
            if not ahead:
                del leads[here]
            came_from, here = here, chosen
            if here == start:
                break
            ring.append(here)
        yield ring


def _turn(before: Corner, here: Corner, after: Corner) -> int:
    """Positive to the right: cells that touch at a corner alone are two pieces."""
    return (here[0] - before[0]) * (after[1] - here[1]) - (here[1] - before[1]) * (
        after[0] - here[0]
    )


def _simplified_ring(ring: Sequence[Corner], junctions: set[Corner], tolerance: float) -> Border:
    """Ends of borders stay; a ring without any is cut at its first and its furthest corner."""
    ends = [index for index, corner in enumerate(ring) if corner in junctions]
    if len(ends) < 2:
        first = ends[0] if ends else min(range(len(ring)), key=lambda index: ring[index])
        far = max(range(len(ring)), key=lambda index: (_apart(ring[first], ring[index]), index))
        ends = sorted((first, far))
    found: list[Corner] = []
    for start, end in zip(ends, [*ends[1:], ends[0] + len(ring)], strict=True):
        border = tuple(ring[index % len(ring)] for index in range(start, end + 1))
        found += _simplified_border(border, tolerance)[:-1]
    return tuple(found)


def _simplified_border(border: Border, tolerance: float) -> Border:
    """The same from either side, so that both neighbours draw the same line."""
    if border[0] <= border[-1]:
        return tuple(_simplified(border, tolerance))
    return tuple(reversed(list(_simplified(border[::-1], tolerance))))


def _simplified(line: Sequence[Corner], tolerance: float) -> Iterable[Corner]:
    """Douglas and Peucker's: keep the corner furthest from the straight line, if it is far."""
    keep = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        far = max(
            range(first + 1, last),
            key=lambda index: (_off(line[index], line[first], line[last]), line[index]),
        )
        if _off(line[far], line[first], line[last]) > tolerance:
            keep.add(far)
            waiting += [(first, far), (far, last)]
    return [line[index] for index in sorted(keep)]


def _off(point: Corner, start: Corner, end: Corner) -> float:
    """How far the point lies from the straight line; from its start where the ends are one."""
    length = _apart(start, end)
    if length == 0:
        return _apart(point, start)
    return abs(_turn(start, end, point)) / length


def _apart(one: Corner, other: Corner) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _path(ring: Border, left: int, top: int) -> str:
    """Absolute start, then steps."""
    steps = "".join(
        f"{x - before_x} {y - before_y} " for (before_x, before_y), (x, y) in pairwise(ring)
    )
    return f"M{ring[0][0] + left} {ring[0][1] + top}l{steps.rstrip()}z"
