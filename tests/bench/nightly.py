"""The night's work: every line's dates worked out anew, by one worker and by two at once.

The database is a file with a line's usual records; every answer differs from the one kept, as it
does on another day. `python -m tests.bench.nightly FILE` is one worker's part of it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from commissioning.dates import working_out as answering
from portal.dates import passes
from tests.bench.databases import Databases, answer_all, portal_on
from tests.bench.measuring import Measured, peak_megabytes, seconds
from tests.bench.records import KINDS, Size
from tests.house.sources import ROOT

GOAL_SECONDS = 180
PARTS = (
    ("the records of a line read", answering, "document_for"),
    ("its dates forecast", answering, "start_days"),
    ("the answers kept", passes, "keep"),
)


@dataclass(frozen=True, slots=True)
class Night:
    """What the processes did together; `answered` counts a line twice that two of them answered."""

    answered: int
    wall: float
    cpu: float
    peak_megabytes: float
    cpu_of: dict[str, float]


def nightly(databases: Databases, size: Size, *, at_once: Sequence[int] = (1, 2)) -> list[Measured]:
    """A night with each number of workers."""
    lines = queued_lines(size)
    rows: list[Measured] = []
    for workers in at_once:
        night = a_night(databases.copy_of(size, f"nightly-{workers}"), workers)
        if night.answered < size.services:
            raise AssertionError(f"only {night.answered} of {size.services} lines were answered")
        rows += _rows(night, workers, lines, size)
    return rows


def queued_lines(size: Size) -> int:
    """Those with a queue, of which alone a date is worked out."""
    return sum(KINDS[number % len(KINDS)].is_queued for number in range(size.services))


def _rows(night: Night, workers: int, lines: int, size: Size) -> Iterator[Measured]:
    by_whom = "one worker" if workers == 1 else f"{workers} workers"
    what = f"Dates of {lines:,} lines in a night, {by_whom}"
    yield Measured(
        what,
        f"{size.referrals:,} referrals",
        seconds(night.cpu),
        wall=f"{seconds(night.wall)}, {lines / night.wall:,.0f} lines a second",
        goal=f"≤ {GOAL_SECONDS} s a core" if workers > 1 else "",
        is_met=night.cpu / workers <= GOAL_SECONDS if workers > 1 else None,
    )
    if workers == 1:
        for part, cpu in night.cpu_of.items():
            yield Measured(f"Of which {part}", f"{lines:,} lines", seconds(cpu))
        yield Measured("Memory of that worker at most", "", f"{night.peak_megabytes:,.0f} MB")
    else:
        twice = night.answered - size.services
        yield Measured("Lines that two workers both answered", by_whom, f"{twice:,}")


def a_night(file: Path, workers: int) -> Night:
    """Every line falls due; so many processes answer them until nothing is due."""
    _a_day_passes(file)
    began = time.perf_counter()
    started = [_start(file) for _ in range(workers)]
    ended = [_ended(process) for process in started]
    return Night(
        answered=sum(told["answered"] for told, _ in ended),
        wall=time.perf_counter() - began,
        cpu=sum(usage.ru_utime + usage.ru_stime for _, usage in ended),
        peak_megabytes=max(told["peak_megabytes"] for told, _ in ended),
        cpu_of={part: sum(told["cpu_of"][part] for told, _ in ended) for part, _, _ in PARTS},
    )


def _a_day_passes(file: Path) -> None:
    """Nothing is answered as of today, and no kept answer says what is worked out today."""
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE line_figures SET answered_on = date(answered_on, '-1 day')")
        connection.execute("UPDATE line_forecast SET engine_version = 'yesterday'")
    connection.close()


def _start(file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (sys.executable, "-m", "tests.bench.nightly", str(file)), cwd=ROOT, stdout=subprocess.PIPE
    )


def _ended(process: subprocess.Popen[bytes]) -> tuple[Any, Any]:  # JSON; resource.struct_rusage
    assert process.stdout is not None
    with process.stdout as pipe:
        told = pipe.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise AssertionError("a worker of the night failed")
    return json.loads(told), usage


def one_worker(file: Path) -> dict[str, object]:
    """Answer what is due as the worker does, and say where the CPU time went."""
    with ExitStack() as stack:
        cpu_of = {part: stack.enter_context(_counted(module, name)) for part, module, name in PARTS}
        answered, _ = answer_all(portal_on(file))
    return {
        "answered": answered,
        "cpu_of": {part: sum(taken) for part, taken in cpu_of.items()},
        "peak_megabytes": peak_megabytes(),
    }


@contextmanager
def _counted(module: object, name: str) -> Iterator[list[float]]:
    """The CPU seconds of each call of a function of that module."""
    taken: list[float] = []
    counted: Callable[..., object] = getattr(module, name)

    def count(*given: object, **named: object) -> object:
        began = time.process_time()
        try:
            return counted(*given, **named)
        finally:
            taken.append(time.process_time() - began)

    with patch.object(module, name, count):
        yield taken


if __name__ == "__main__":
    print(json.dumps(one_worker(Path(sys.argv[1]))))
