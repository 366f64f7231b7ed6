"""The folder that the processes of a run share; each has one of its own besides."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SHARED_FOLDER: Final = "PORTAL_TEST_FOLDER_OF_ALL"
"""Named to the processes that share in a run by the one that started them."""


def folder_of_all() -> Path:
    """Of a process that is no part of a run, its own."""
    return Path(os.environ.get(SHARED_FOLDER) or os.environ["PORTAL_TEST_FOLDER"])


@contextmanager
def alone_with(what: str) -> Iterator[None]:
    """The other processes of the run wait until it is there."""
    with (folder_of_all() / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
