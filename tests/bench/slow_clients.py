"""`python -m tests.bench.slow_clients`: what others wait while 200 clients are slow.

Half of the slow ones send a request a byte a second, half ask for a court page and take their
time to read it. The proxy is nginx with the file of `deploy/`, its addresses and its certificate
exchanged; beside it stands the same portal without a proxy.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from tests.bench.court_pages import every_court
from tests.bench.databases import Databases, portal_on
from tests.bench.records import Size
from tests.house.sources import ROOT

LOCALHOST: Final = "127.0.0.1"
SLOW, OTHERS, ASKED = 200, 4, 20
PATIENCE_SECONDS: Final = 10.0


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="slow-"))
    given = sys.argv[1:]  # a database that is there already
    file = Path(given[0]) if given else Databases(folder, print).of(Size(500, 30_000))
    slugs = every_court(portal_on(file))[:20]
    for behind_proxy in (True, False):
        with ExitStack() as stack:
            port = stack.enter_context(_portal(file, folder, behind_proxy=behind_proxy))
            quiet = _waits(port, slugs)
            beaten = stack.enter_context(_slow_ones(port, slugs[0]))
            busy = _waits(port, slugs)
            where = "nginx in front" if behind_proxy else "no proxy"
            print(f"{where}: alone {_told(quiet)}; beside {beaten()} slow clients {_told(busy)}")
    shutil.rmtree(folder)


def _told(waits: list[float | None]) -> str:
    answered = sorted(wait for wait in waits if wait is not None)
    if len(answered) < 2:
        return f"{len(answered)} of {len(waits)} answered"
    p95 = statistics.quantiles(answered, n=20)[-1]
    return (f"median {statistics.median(answered):.2f} s, p95 {p95:.2f} s,"
            f" {len(answered)} of {len(waits)} answered")  # fmt: skip


def _waits(port: int, slugs: Sequence[str]) -> list[float | None]:
    """Seconds of each of some readers' pages, who ask at once; None for no answer."""
    with ThreadPoolExecutor(OTHERS) as readers:
        asked = [slugs[number % len(slugs)] for number in range(OTHERS * ASKED)]
        return list(readers.map(lambda slug: _wait(port, slug), asked))


def _wait(port: int, slug: str) -> float | None:
    began = time.perf_counter()
    connection = http.client.HTTPConnection(LOCALHOST, port, timeout=PATIENCE_SECONDS)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", f"/courts/{slug}", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        if answer.read() and answer.status == http.client.OK:
            return time.perf_counter() - began
    return None


@contextmanager
def _slow_ones(port: int, slug: str) -> Iterator[Callable[[], int]]:
    """So many connections that never get on; gives a question how many still hold."""
    over = threading.Event()
    connections = [_dial(port) for _ in range(SLOW)]
    request = f"GET /courts/{slug} HTTP/1.1\r\nHost: localhost\r\n".encode()
    for reading in connections[SLOW // 2 :]:
        reading.sendall(request + b"Connection: close\r\n\r\n")
    trickling = threading.Thread(target=_trickle, args=(connections, request, over))
    trickling.start()
    yield lambda: sum(connection.fileno() >= 0 for connection in connections)
    over.set()
    trickling.join()
    for connection in connections:
        connection.close()


def _dial(port: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # or the system reads it all
    made.settimeout(5)
    made.connect((LOCALHOST, port))
    return made


def _trickle(connections: list[socket.socket], request: bytes, over: threading.Event) -> None:
    written = 0
    while not over.wait(1.0):
        for number, connection in enumerate(connections):
            with suppress(OSError):
                if number < SLOW // 2:
                    connection.send(request[written % len(request) :][:1])
                else:
                    connection.recv(64)
        written += 1


@contextmanager
def _portal(file: Path, folder: Path, *, behind_proxy: bool) -> Iterator[int]:
    """The port at which readers ask."""
    socket_file, port = folder / "web.sock", _free_port()
    socket_file.unlink(missing_ok=True)
    bound = f"unix:{socket_file}" if behind_proxy else f"{LOCALHOST}:{port}"
    with ExitStack() as stack:
        stack.enter_context(_running(
            sys.executable, "-m", "gunicorn", "--config",
            "python:portal.starting.gunicorn_settings", "--workers", "2", "--bind", bound,
            "portal:create_app()", folder=file.parent))  # fmt: skip
        if behind_proxy:
            stack.enter_context(_nginx(folder, socket_file, port))
        _until_answered(port)
        yield port


@contextmanager
def _nginx(folder: Path, socket_file: Path, port: int) -> Iterator[None]:
    ours = (ROOT / "deploy/nginx/portal.conf").read_text("utf-8")
    site = re.sub(r"server \{\s+listen 80;.*?\n\}\n", "", ours, count=1, flags=re.DOTALL)
    site = re.sub(r"\n +ssl_certificate.*", "", site).replace("443 ssl", f"{LOCALHOST}:{port}")
    site = site.replace("/run/portal/web.sock", str(socket_file)).replace(
        "/var/log/nginx", str(folder)
    )
    site = site.replace("limit_conn portal_each 100;", f"limit_conn portal_each {SLOW + 50};")
    whole = folder / "nginx.conf"
    whole.write_text(f"{_as_us()}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/e.log;\n"
                     f"events {{ worker_connections 2048; }}\nhttp {{\n{site}\n}}\n")  # fmt: skip
    with _running("nginx", "-p", str(folder), "-c", str(whole), folder=folder):
        yield


def _as_us() -> str:
    """As root nginx would drop to a user who cannot reach the folder."""
    return "user root;\n" if os.geteuid() == 0 else ""


@contextmanager
def _running(*command: str, folder: Path) -> Iterator[None]:
    environment = os.environ | {
        "PORTAL_ENV": "production",
        "PORTAL_HOSTS": "localhost,127.0.0.1",
        "PORTAL_TRUSTED_PROXIES": "unix",
        "PORTAL_SECRET_KEY": "measuring only, not a secret of anything",
        "PORTAL_DATA_DIR": str(folder),
    }
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _until_answered(port: int) -> None:
    for _ in range(300):
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(LOCALHOST, port, timeout=5)
            connection.request("GET", "/about")
            if connection.getresponse().status == http.client.OK:
                return
        time.sleep(0.2)
    raise TimeoutError("the portal did not come up")


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind((LOCALHOST, 0))
        return int(asked.getsockname()[1])


if __name__ == "__main__":
    main()
