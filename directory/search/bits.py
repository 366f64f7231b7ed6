"""Sets of services as whole numbers: bit n stands for place n on the shelf."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Bits = int


def bits_at(places: NDArray[np.integer], size: int) -> Bits:
    """The set of these places."""
    mask = np.zeros(size, dtype=np.uint8)
    mask[places] = 1
    return bits_of(mask)


def bits_of(mask: NDArray[np.uint8] | NDArray[np.bool_]) -> Bits:
    return int.from_bytes(np.packbits(mask, bitorder="little").tobytes(), "little")


def places_in(bits: Bits, size: int) -> NDArray[np.int64]:
    """The places of a set, ascending."""
    packed = np.frombuffer(bits.to_bytes((size + 7) // 8, "little"), dtype=np.uint8)
    return np.flatnonzero(np.unpackbits(packed, bitorder="little")).astype(np.int64)


def any_of(sets: Iterable[Bits]) -> Bits:
    joined = 0
    for one in sets:
        joined |= one
    return joined
