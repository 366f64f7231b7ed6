"""What is tried of many alike: a share in every run, all of them by `make soak`."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from typing import Any, Final

import pytest

THOROUGH: Final = bool(os.environ.get("TEST_THOROUGH"))
FEWEST: Final = 10


def in_share(name: str, *, one_in: int) -> bool:
    """Whether an ordinary run tries this one: always the same of them, whatever is added."""
    return THOROUGH or zlib.crc32(name.encode()) % one_in == 0


def examples(many: int) -> int:
    return many if THOROUGH else max(FEWEST, many // 5)


def some_of(cases: Iterable[object], *, one_in: int) -> list[Any]:
    """Cases that differ little: the share of an ordinary run, and the others for `make soak`."""
    return [
        pytest.param(one, marks=() if in_share(str(one), one_in=one_in) else pytest.mark.soak)
        for one in cases
    ]
