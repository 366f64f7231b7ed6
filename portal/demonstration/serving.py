"""Serving the demonstration: the web and the worker as two children that end with their parent."""

from __future__ import annotations

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Final

HOST: Final = "127.0.0.1"
READY_WITHIN_SECONDS: Final = 60.0
LOOKS_EVERY_SECONDS: Final = 0.2
ENDS_WITHIN_SECONDS: Final = 6.0
LOG_NAME: Final = "portal.log"
WORKER: Final = ("flask", "--app", "portal", "worker")
ENDS_WITH_PARENT: Final = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 15)
os.execv(sys.executable, [sys.executable, "-m", *sys.argv[1:]])
"""
"""Linux sends SIGTERM (15) to who asked for it (1, PR_SET_PDEATHSIG) once its parent is killed:
the port is free then for whoever starts the demonstration again."""


class NotServed(Exception):
    """The demonstration cannot be served; the text says why and what helps."""


class InUse(NotServed):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another demonstration is being made or served from {folder}. Stop that one first, "
            "or set PORTAL_DATA_DIR to another folder."
        )


def refuse_busy_port(port: int) -> None:
    """Raise `NotServed` where something listens on the port already, or it may not be used."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise NotServed(
                f"Port {port} of {HOST} cannot be used ({error.strerror}). Choose another one, "
                f"for example: make demo PORT={port + 1 if port < 65535 else 8000}"
            ) from error


@contextmanager
def folder_held(folder: Path) -> Iterator[None]:
    """Keep the folder to this process; raises `InUse` where another one has it."""
    folder.mkdir(parents=True, exist_ok=True)
    held = os.open(folder / "demonstration.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse(folder) from None
        yield
    finally:
        os.close(held)


def secret_kept_in(folder: Path) -> str:
    """The installation's own secret, made once; nobody but the owner may read its file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    try:
        made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(made, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret + "\n")
    return secret


def serve(
    port: int, folder: Path, *, when_ready: Callable[[], None], meanwhile: Iterator[None]
) -> None:
    """Serve until stopped by Ctrl-C or SIGTERM; raises `NotServed` where a child ends by itself.

    Steps that are still to be done are done `meanwhile`; only then the worker starts beside it.
    """
    stopped = threading.Event()
    with _signals_that_stop(stopped), (folder / LOG_NAME).open("ab") as log:
        children = [_started(_web(port), log.fileno())]
        try:
            if _is_ready(port, children, stopped):
                when_ready()
            for _ in meanwhile:
                if stopped.is_set() or _ended(children):
                    break
            else:
                children.append(_started(WORKER, log.fileno()))
            _watch(children, stopped, folder)
        finally:
            _end(children)


def _web(port: int) -> tuple[str, ...]:
    return (
        "gunicorn", "--config", "python:portal.starting.gunicorn_settings",
        "--bind", f"{HOST}:{port}", "--workers", "2", "--threads", "4",
        "--graceful-timeout", "3", "--log-level", "warning", "portal:create_app()",
    )  # fmt: skip


def _started(command: tuple[str, ...], log: int) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl-C reaches it through its parent alone."""
    return subprocess.Popen(  # noqa: S603  our own modules, no shell
        [sys.executable, "-c", ENDS_WITH_PARENT, *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


@contextmanager
def _signals_that_stop(stopped: threading.Event) -> Iterator[None]:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_ready(port: int, children: list[subprocess.Popen[bytes]], stopped: threading.Event) -> bool:
    """Whether the front page answers before anybody stops or a child ends."""
    give_up_at = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        if stopped.is_set() or _ended(children):
            return False
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10):
                return True
        except (urllib.error.URLError, OSError):
            stopped.wait(LOOKS_EVERY_SECONDS)
    return False


def _watch(children: list[subprocess.Popen[bytes]], stopped: threading.Event, folder: Path) -> None:
    while not stopped.wait(LOOKS_EVERY_SECONDS):
        if _ended(children):
            raise NotServed(f"The portal has ended by itself; {folder / LOG_NAME} says why.")


def _ended(children: list[subprocess.Popen[bytes]]) -> bool:
    return any(child.poll() is not None for child in children)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask each child to end; one that does not is ended with all that it started."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    give_up_at = time.monotonic() + ENDS_WITHIN_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, give_up_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
