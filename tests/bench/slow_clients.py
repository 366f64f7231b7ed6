"""`python -m tests.bench.slow_clients`: what others wait while 200 clients are slow.

Half of the slow ones send a request a byte a second, half ask for a court page and read it 64
bytes a second; who is hung up on dials again. Each comes from an address of their own. Four
readers look at a court page, think for half a second and look at the next, each for a minute.
"""

from __future__ import annotations

import shutil
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.court_pages import every_court
from tests.bench.databases import Databases, portal_on
from tests.bench.deployed import HOST, FrontDoor, deployed, was_answered
from tests.bench.records import Size

SLOW, READERS, SECONDS = 200, 4, 60.0
THINKING_SECONDS, PATIENCE_SECONDS = 0.5, 10.0
DIAL_SECONDS: Final = 5.0
Waits = list[float | None]
"""Seconds of each page asked for; None where none came in time."""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="slow-"))
    given = sys.argv[1:]  # a database that is there already
    file = Path(given[0]) if given else Databases(folder, print).of(Size(500, 30_000))
    try:
        for behind_proxy in (True, False):
            quiet, busy, crowd = measure(file, folder, behind_proxy=behind_proxy)
            print(f"{'nginx in front' if behind_proxy else 'no proxy'}: alone {_told(quiet)};"
                  f" beside slow clients ({crowd.told()}) {_told(busy)}", flush=True)  # fmt: skip
    finally:
        shutil.rmtree(folder)


@dataclass(slots=True)
class SlowClient:
    """One of them: `request` is what they send, all at once where they are slow at reading."""

    door: FrontDoor
    address: str
    request: bytes
    is_slow_at_reading: bool
    calls: int = 0
    _line: socket.socket | None = None
    _sent: int = 0

    @property
    def holds(self) -> bool:
        return self._line is not None

    def go_on(self) -> None:
        """One second's worth: a byte sent or 64 read; on a line that was hung up, dial again."""
        if self._line is None:
            self._dial()
        elif not self._is_still_on(self._line):
            self.hang_up()

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _dial(self) -> None:
        with suppress(OSError):
            self._line = self.door.dial(self.address, DIAL_SECONDS)
            self.calls, self._sent = self.calls + 1, 0
            if self.is_slow_at_reading:
                self._line.sendall(self.request)
            self._line.setblocking(False)

    def _is_still_on(self, line: socket.socket) -> bool:
        """Read beneath the encryption, whose layer would take in 16 KB at once."""
        try:
            if not self.is_slow_at_reading and self._sent < len(self.request):
                line.send(self.request[self._sent : self._sent + 1])
                self._sent += 1
            return bool(socket.socket.recv(line, 64))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        except OSError:
            return False


@dataclass(slots=True)
class Crowd:
    """All slow clients; `held` is how many were on the line at each second's end."""

    clients: Sequence[SlowClient]
    held: list[int] = field(default_factory=list)

    def told(self) -> str:
        calls = sum(client.calls for client in self.clients)
        return f"{statistics.median(self.held):.0f} at each moment, {calls:,} calls"

    def go_on(self, over: threading.Event) -> None:
        while not over.wait(1.0):
            for client in self.clients:
                client.go_on()
            self.held.append(sum(client.holds for client in self.clients))


def measure(file: Path, folder: Path, *, behind_proxy: bool) -> tuple[Waits, Waits, Crowd]:
    """What readers wait alone, and what beside slow clients."""
    paths = [f"/courts/{slug}" for slug in every_court(portal_on(file))[:20]]
    with deployed(file, folder, behind_proxy=behind_proxy) as door:
        quiet = waits(door, paths, SECONDS / 2, PATIENCE_SECONDS)
        with slow_crowd(door, paths[0], SLOW) as crowd:
            return quiet, waits(door, paths, SECONDS, PATIENCE_SECONDS), crowd


@contextmanager
def slow_crowd(door: FrontDoor, path: str, slow: int) -> Iterator[Crowd]:
    """So many, on the line from the first moment on."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
    clients = [
        SlowClient(door, f"127.0.1.{number + 1}", request, is_slow_at_reading=number % 2 == 0)
        for number in range(slow)
    ]
    crowd, over = Crowd(clients), threading.Event()
    for client in clients:
        client.go_on()
    busy = threading.Thread(target=crowd.go_on, args=(over,))
    busy.start()
    try:
        yield crowd
    finally:
        over.set()
        busy.join()
        for client in clients:
            client.hang_up()


def waits(door: FrontDoor, paths: Sequence[str], seconds: float, patience: float) -> Waits:
    """Of all readers together; each begins at another of the paths, and asks for one at least."""

    def read(start: int) -> Waits:
        return _read(door, [*paths[start:], *paths[:start]], seconds, patience)

    with ThreadPoolExecutor(READERS) as readers:
        starts = [number * len(paths) // READERS for number in range(READERS)]
        return [wait for each in readers.map(read, starts) for wait in each]


def _read(door: FrontDoor, paths: Sequence[str], seconds: float, patience: float) -> Waits:
    waited: Waits = []
    until = time.monotonic() + seconds
    while not waited or time.monotonic() < until:
        began = time.perf_counter()
        came = was_answered(lambda: door.reader(patience), paths[len(waited) % len(paths)])
        waited.append(time.perf_counter() - began if came else None)
        time.sleep(THINKING_SECONDS)
    return waited


def _told(waited: Waits) -> str:
    answered = sorted(wait for wait in waited if wait is not None)
    count = f"{len(answered)} of {len(waited)} answered"
    if len(answered) < 2:
        return count
    p95 = statistics.quantiles(answered, n=20)[-1]
    return f"median {statistics.median(answered):.2f} s, p95 {p95:.2f} s, {count}"


if __name__ == "__main__":
    main()
