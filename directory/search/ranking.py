"""The order of what was found: sums over arrays, the same for everybody who asks the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

TEXT_BANDS: Final = (0.5, 0.2)
"""Shares of the best score: within a band the start and the distance decide."""

MILE_BANDS: Final = (3.0, 8.0, 15.0, 30.0, 60.0, 120.0)

_FINE: Final = 0xFFFF
_FINE_SCORE: Final = 0xFFF


@dataclass(frozen=True, slots=True)
class Signs:
    """What an order is made from, each by service found; None where it was not asked."""

    titles: NDArray[np.int64]
    scores: NDArray[np.float32] | None = None
    starts: NDArray[np.int64] | None = None
    miles: NDArray[np.float64] | None = None
    is_refused: NDArray[np.bool_] | None = None
    is_elsewhere: bool = False


def in_order(signs: Signs, *, first: int, count: int) -> NDArray[np.int64]:
    """Which of the found stand at `first` to `first + count`, counted from 0.

    Those that somebody is barred from come last; then how well the words fit, in bands;
    what can start first; the distance, in bands when there are words; the score; the miles;
    the title. Of what lies elsewhere the miles come right after how well the words fit.
    """
    keys = order_keys(signs)
    last = min(first + count, keys.size)
    if first >= keys.size:
        return np.empty(0, np.int64)
    if last < keys.size // 2:
        some = np.argpartition(keys, last - 1)[:last]
        return some[np.argsort(keys[some], kind="stable")][first:]
    return np.argsort(keys, kind="stable")[first:last]


def order_keys(signs: Signs) -> NDArray[np.uint64]:
    """One number each, smallest first; no two alike, for titles have ranks of their own."""
    keys = np.zeros(signs.titles.size, np.uint64)
    keys = _then(keys, signs.is_refused, 1)
    keys = _then(keys, _text_band(signs.scores), 2)
    keys = _then(keys, signs.starts, 8)
    keys = _then(keys, None if signs.is_elsewhere else _mile_band(signs), 3)
    fine = [(_fine_score(signs.scores), 12), (_fine_miles(signs.miles), 16)]
    for sign, bits in reversed(fine) if signs.is_elsewhere else fine:
        keys = _then(keys, sign, bits)
    return _then(keys, signs.titles, 22)


def _then(
    keys: NDArray[np.uint64], more: NDArray[np.generic] | None, bits: int
) -> NDArray[np.uint64]:
    moved = keys << np.uint64(bits)
    return moved if more is None else moved | more.astype(np.uint64)


def _text_band(scores: NDArray[np.float32] | None) -> NDArray[np.int64] | None:
    if scores is None or not scores.size:
        return None
    share = scores / max(float(scores.max()), 1e-9)
    bands = np.zeros(share.size, np.int64)
    for limit in TEXT_BANDS:
        bands += share < limit
    return bands


def _mile_band(signs: Signs) -> NDArray[np.int64] | None:
    if signs.miles is None or signs.scores is None:
        return None
    return np.searchsorted(np.array(MILE_BANDS), signs.miles).astype(np.int64)


def _fine_score(scores: NDArray[np.float32] | None) -> NDArray[np.int64] | None:
    if scores is None or not scores.size:
        return None
    share = scores / max(float(scores.max()), 1e-9)
    fine: NDArray[np.int64] = np.rint((1 - share) * _FINE_SCORE).astype(np.int64)
    return fine


def _fine_miles(miles: NDArray[np.float64] | None) -> NDArray[np.int64] | None:
    """Hundredths of a mile; whatever stands nowhere comes last."""
    if miles is None:
        return None
    hundredths = np.where(np.isfinite(miles), miles, 1e6) * 100
    fine: NDArray[np.int64] = np.minimum(hundredths, _FINE).astype(np.int64)
    return fine
