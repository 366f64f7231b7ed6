"""CPU and wall time of a piece of work, and the rows in which a run reports what it measured."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; of several repetitions the median of each."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table; `ratio` and `is_met` are None where there is nothing to compare."""

    what: str
    size: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    wall: str = ""
    goal: str = ""
    is_met: bool | None = None


class ResultsDiffer(AssertionError):
    """Ours and the peer's results are not the same: their times mean nothing."""


def timed(work: Callable[[], object], *, times: int = 1, warm_up: int = 0) -> Timing:
    """The median of so many repetitions, after some that are not counted."""
    for _ in range(warm_up):
        work()
    found = []
    for _ in range(times):
        gc.collect()
        with stopwatch() as taken:
            work()
        found.append(taken[0])
    return Timing(
        statistics.median(timing.cpu for timing in found),
        statistics.median(timing.wall for timing in found),
    )


def timed_once(work: Callable[[], T]) -> tuple[T, Timing]:
    """The result beside the time, for work that cannot be repeated."""
    gc.collect()
    with stopwatch() as taken:
        result = work()
    return result, taken[0]


@contextmanager
def stopwatch() -> Iterator[list[Timing]]:
    """The block's time is the one item of the list once the block has ended."""
    taken: list[Timing] = []
    cpu, wall = time.process_time(), time.perf_counter()
    yield taken
    taken.append(Timing(time.process_time() - cpu, time.perf_counter() - wall))


def peak_megabytes() -> float:
    """Of this program alone: what `rusage` says counts the process that started it as well."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) / 1024


def agree(what: str, ours: object, peer: object) -> None:
    """Raise `ResultsDiffer` unless both came to the same."""
    if ours != peer:
        raise ResultsDiffer(f"{what}: ours and the peer's results differ")


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def seconds(taken: float) -> str:
    return f"{taken:,.2f} s"
