"""Identifiers for many records at once, in rising order so that their index grows at its end."""

from __future__ import annotations

import datetime as dt
import os
from typing import Final

_PER_MILLISECOND: Final = 4096
_RANDOM_DIGITS: Final = 15


def time_ordered_ids(count: int, *, at: dt.datetime, after: int = 0) -> list[str]:
    """So many UUIDs of version 7 as 32 hexadecimal digits, each greater than the one before.

    `after` is how many were made at this instant already. The last 60 bits are random.
    """
    began = int(at.timestamp() * 1000)
    random = os.urandom(count * 8).hex()
    return [
        f"{began + place // _PER_MILLISECOND:012x}7{place % _PER_MILLISECOND:03x}8"
        f"{random[start : start + _RANDOM_DIGITS]}"
        for place, start in zip(range(after, after + count), range(0, count * 16, 16), strict=True)
    ]
