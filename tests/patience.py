"""How long tests wait for what must come: the one place that says so, or reads a stop-watch.

A wait ends with what it waits for, so that being generous costs a quick machine nothing; being
stingy fails a slow or busy one that has no fault. How fast anything is, `make bench` says.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, settings

from tests.thoroughness import examples

PATIENCE_SECONDS: Final = float(os.environ.get("TEST_PATIENCE_SECONDS", "600"))
"""Many times what the longest single step takes on a machine a quarter as fast that is busy."""

PATIENCE_MILLISECONDS: Final = PATIENCE_SECONDS * 1000

LOOKS_EVERY_SECONDS: Final = 0.02

UNHURRIED: Final = "unhurried"


def be_unhurried() -> None:
    """Let hypothesis neither hold an example to 200 ms nor complain that making one is slow.

    A test that does not say how many examples it tries has a share in an ordinary run."""
    settings.register_profile(
        UNHURRIED,
        deadline=None,
        max_examples=examples(200),
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile(UNHURRIED)


def until(
    is_so: Callable[[], bool], what: str, *, moved: Callable[[], object] = lambda: None
) -> None:
    """Look again until it is so; fails where it is not and nothing has `moved` for so long.

    `moved` says how far it has come: each new answer begins the patience anew.
    """
    came_to, since = moved(), time.monotonic()
    while not is_so():
        if (now_at := moved()) != came_to:
            came_to, since = now_at, time.monotonic()
        assert time.monotonic() - since < PATIENCE_SECONDS, f"waited in vain: {what}"
        time.sleep(LOOKS_EVERY_SECONDS)


class WatchedClock:
    """The machine's clock; `asleep` are the threads that slept by it."""

    def __init__(self) -> None:
        self.asleep: set[int] = set()

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        self.asleep.add(threading.get_ident())
        time.sleep(seconds)
