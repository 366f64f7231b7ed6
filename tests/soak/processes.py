"""The portal's commands and its web server as processes of their own, on one database."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.parting import Parted
from tests.patience import PATIENCE_SECONDS, until
from tests.soak.statements import Statement, statements_in
from tests.soak.watched import KILL_AT, LOG

ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Portal:
    """One database and a folder; whatever is started here reads and writes that database."""

    url: str
    folder: Path
    started: int = 0
    parts: bool = False
    """Whether what is started parts from a process that has imported the portal."""

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
        }
        own = {
            "PORTAL_ENV": "testing",
            "PORTAL_DATABASE_URL": self.url,
            "PORTAL_DATA_DIR": str(self.folder),
            "PYTHONUNBUFFERED": "1",
        }
        return inherited | own | more

    def start(self, module: str, *arguments: str, **environment: str) -> Started:
        self.started += 1
        heard = self.folder / f"heard-{self.started}.txt"
        if self.parts:
            told = self.environment(**environment)
            return Started(
                Parted(module, arguments, folder=ROOT, environment=told, out=heard), heard
            )
        with heard.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=self.environment(**environment),
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        return Started(process, heard)

    def command(self, *arguments: str) -> str:
        """Run a command of the portal to its end, which must be a good one; what it printed."""
        started = self.start("flask", "--app", "portal", *arguments)
        assert started.ended() == 0, started.said
        return started.said

    def worker(self) -> Started:
        return self.start("flask", "--app", "portal", "worker")

    def watched(self, *arguments: str, kill_at: int = 0) -> Watched:
        """Run a command with its statements logged; with `kill_at` it must not reach its end."""
        started, log = self.start_watched(
            "tests.soak.watched", "--app", "portal", *arguments, kill_at=kill_at
        )
        return Watched(started.ended(), started.said, statements_in(log))

    def start_watched(
        self, module: str, *arguments: str, kill_at: int, **environment: str
    ) -> tuple[Started, Path]:
        """A module that logs its statements as `watched` does, and the file it logs them in."""
        log = self.folder / f"statements-{self.started}.log"
        settings = {LOG: str(log), KILL_AT: str(kill_at)} | environment
        return self.start(module, *arguments, **settings), log


@dataclass(frozen=True, slots=True)
class Started:
    """A process; what it says goes to a file, for a pipe that nobody reads would stop it."""

    process: subprocess.Popen[bytes] | Parted
    heard: Path

    @property
    def said(self) -> str:
        return self.heard.read_text("utf-8", errors="replace")

    @property
    def is_running(self) -> bool:
        return self.process.poll() is None

    def ended(self) -> int:
        """Wait for its end; how it ended, negative by a signal."""
        try:
            return self.process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end, and kill it where it does not listen."""
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


@dataclass(frozen=True, slots=True)
class Watched:
    """How a watched process ended and every statement that it began."""

    returncode: int
    output: str
    statements: Sequence[Statement]

    @property
    def was_killed(self) -> bool:
        return self.returncode == -signal.SIGKILL


@dataclass(slots=True)
class Web:
    """Gunicorn with two worker processes, which may die and be born again."""

    portal: Portal
    port: int
    master: Started

    def get(self, path: str) -> tuple[int, str]:
        """Status and body; `OSError` when the process that was to answer is dead."""
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as got:
                return got.status, got.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def wait_until_it_answers(self) -> None:
        until(self._answers, f"the web server on port {self.port} answers")

    def _answers(self) -> bool:
        assert self.master.is_running, self.master.said
        with contextlib.suppress(OSError):
            return '"database":"reachable"' in self.get("/health")[1].replace(" ", "")
        return False


@contextlib.contextmanager
def web(portal: Portal) -> Iterator[Web]:
    """Serve `tests.soak.serving`: the portal, and what a test may ask beside."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        "--bind", f"127.0.0.1:{port}", "--workers", "2", "--no-control-socket",
        "--timeout", f"{PATIENCE_SECONDS:.0f}",
    )  # fmt: skip
    master = portal.start("gunicorn", *options, "tests.soak.serving:app")
    served = Web(portal, port, master)
    try:
        served.wait_until_it_answers()
        yield served
    finally:
        served.master.stop()
