"""A chance is never said to be better than it is."""

from __future__ import annotations

import pytest

from commissioning.timing.chances import in_tenths


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "fewer than 1 in 10"),
        (0.049, "fewer than 1 in 10"),
        (0.05, "about 1 in 10"),
        (0.149, "about 1 in 10"),
        (0.15, "about 2 in 10"),
        (0.449, "about 4 in 10"),
        (0.45, "nearly half"),
        (0.5, "about half"),
        (0.55, "about 6 in 10"),
        (0.849, "about 8 in 10"),
        (0.85, "nearly 9 in 10"),
        (0.899, "nearly 9 in 10"),
        (0.9, "about 9 in 10"),
        (0.95, "more than 9 in 10"),
        (1.0, "more than 9 in 10"),
    ],
)
def test_tenths(chance: float, words: str) -> None:
    assert in_tenths(chance) == words
