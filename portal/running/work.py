"""What the worker does over and over, and how it finds it: `JOBS` and `PASSES` of every room.

A room with something for the worker has a module `jobs` with `JOBS` (done once at each due
moment, `portal.running.jobs`), or a module `passes` with `PASSES`. Nobody lists them elsewhere.
"""

from __future__ import annotations

import datetime as dt
import enum
import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.running.jobs import Job

Clock = Callable[[], dt.datetime]

PORTAL: Final = Path(__file__).parents[1]
HERE_JOBS_ARE_RUN: Final = "portal.running.jobs"
"""Says what a job is and has none."""


class Turn(enum.Enum):
    """When a pass has its turn."""

    EVERY_ROUND = "in every round"
    WHEN_QUIET = "once no pass of every round has more to do"
    WHEN_IDLE = "one piece before each pause"


@dataclass(frozen=True, slots=True)
class PassReport:
    """What a pass did, as its command says it; `failed` is empty where nothing did."""

    done: str
    failed: str = ""


def nothing_to_tell() -> PassReport | None:
    return None


@dataclass(frozen=True, slots=True)
class PassBegun:
    """A pass begun: `one_pass` does a bounded piece and says whether there may be more.

    `finish` is asked once, at the worker's end.
    """

    one_pass: Callable[[], bool]
    finish: Callable[[], PassReport | None] = nothing_to_tell


@dataclass(frozen=True, slots=True)
class Pass:
    """Standing work of a room. Two workers may do it at once, and either may be killed."""

    name: str
    turn: Turn
    begin: Callable[[Clock], PassBegun]


def every_job() -> tuple[Job, ...]:
    """In the order of the rooms' names."""
    return tuple(job for found in _found("jobs") for job in found.JOBS)


def every_pass() -> tuple[Pass, ...]:
    return tuple(one for found in _found("passes") for one in found.PASSES)


def _found(name: str) -> Iterator[Any]:
    """The modules of that name, whichever rooms have one."""
    for room in sorted(one.name for one in pkgutil.iter_modules([str(PORTAL)]) if one.ispkg):
        module = f"portal.{room}.{name}"
        if module != HERE_JOBS_ARE_RUN and importlib.util.find_spec(module):
            yield importlib.import_module(module)
