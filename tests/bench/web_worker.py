"""What a web worker of gunicorn holds in memory after it has answered many courts."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.court_pages import AS_A_BROWSER, every_court
from tests.bench.databases import Databases, portal_on
from tests.bench.measuring import Measured
from tests.bench.records import Size

GOAL_BYTES = 200 * 1024 * 1024
STARTS_WITHIN_SECONDS = 30.0
LOCALHOST = "127.0.0.1"


def worker_memory(databases: Databases, size: Size, *, pages: int) -> list[Measured]:
    file = databases.of(size)
    slugs = every_court(portal_on(file))
    with _serving(file) as (url, server):
        for number in range(pages):
            _ask(f"{url}/courts/{slugs[number % len(slugs)]}")
        resident, shared_out = _held(_only_child(server))
    return [
        Measured(
            "Memory of a web worker (RSS)",
            f"{size}, {pages} pages",
            _megabytes(resident),
            goal=f"≤ {_megabytes(GOAL_BYTES)}",
            is_met=resident <= GOAL_BYTES,
        ),
        Measured(
            "Memory of a web worker, shared pages divided (PSS)",
            f"{size}, {pages} pages",
            _megabytes(shared_out),
        ),
    ]


@contextmanager
def _serving(file: Path) -> Iterator[tuple[str, int]]:
    """gunicorn with one worker on a free port of this machine; its address and process."""
    port = _free_port()
    environment = os.environ | {
        "PORTAL_ENV": "production",
        "PORTAL_HOSTS": "localhost,127.0.0.1",
        "PORTAL_SECRET_KEY": "measuring only, not a secret of anything",
        "PORTAL_DATA_DIR": str(file.parent),
    }
    bound = f"{LOCALHOST}:{port}"
    command: Sequence[str] = (
        sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", bound,
        "--log-level", "error", "portal:create_app()",
    )  # fmt: skip
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://{bound}/health", server)
        yield f"http://{bound}", server.pid
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while True:
        try:
            return _ask(url)
        except urllib.error.HTTPError:
            return None
        except OSError:  # no answer yet, or gone before it answered
            if server.poll() is not None or time.monotonic() > give_up_at:
                raise
            time.sleep(0.1)


def _ask(url: str) -> None:
    with urllib.request.urlopen(urllib.request.Request(url, headers=AS_A_BROWSER)) as answer:
        answer.read()


def _only_child(server: int) -> int:
    """gunicorn's one worker; the server itself only watches over it."""
    [worker] = Path(f"/proc/{server}/task/{server}/children").read_text("ascii").split()
    return int(worker)


def _held(process: int) -> tuple[int, int]:
    """Bytes resident, and bytes with each shared page divided by those who share it."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return _bytes_of("Rss", rollup), _bytes_of("Pss", rollup)


def _bytes_of(name: str, rollup: str) -> int:
    found = re.search(rf"^{name}:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found.group(1)) * 1024 if found else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MB"
