"""Processes that part from one in which all of the portal is imported: reading it takes each that
starts from nothing three seconds of a processor, and a run starts some fifty.

Each is a process as any other: it has its own memory, is told its arguments, its settings and
where to write, and can be asked to end or be killed.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

_FROM: Final = multiprocessing.get_context("forkserver")
_FROM.set_forkserver_preload(["tests.imported"])


class Parted:
    """As much of `subprocess.Popen` as is asked of it."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        out: Path,
        err: Path | None = None,
    ) -> None:
        """`python -m module arguments…`; its complaints are written with the rest, or apart."""
        told = (module, list(arguments), str(folder), dict(environment), str(out), str(err or ""))
        self._process: BaseProcess = _FROM.Process(target=_begin, args=told, daemon=True)
        self._process.start()

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        ended = self._process.exitcode
        if ended is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return ended

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def _begin(
    module: str,
    arguments: Sequence[str],
    folder: str,
    environment: Mapping[str, str],
    out: str,
    err: str,
) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in ((out, sys.stdout), (err or out, sys.stderr)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, stream.fileno())
        os.close(file)
        stream.reconfigure(write_through=True)  # type: ignore[union-attr]  # text streams both
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
