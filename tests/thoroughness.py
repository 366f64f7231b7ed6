"""How many examples a property is tried on: a fifth in every run, all of them by `make soak`."""

from __future__ import annotations

import os
from typing import Final

THOROUGH: Final = bool(os.environ.get("TEST_THOROUGH"))
FEWEST: Final = 10


def examples(many: int) -> int:
    return many if THOROUGH else max(FEWEST, many // 5)
