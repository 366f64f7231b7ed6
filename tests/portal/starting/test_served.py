"""What gunicorn and the portal make of requests that a test client cannot send."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.parting import Parted
from tests.patience import PATIENCE_SECONDS, until

ASKED = b"/services?q=john+smith"
HOST = b"Host: localhost\r\n"
POSTED = b"POST /services HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Served:
    """gunicorn with one worker at a socket of the file system, and what it wrote."""

    at: Path
    log: Path

    def answers(self, request: bytes) -> bytes:
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(PATIENCE_SECONDS)
            asked.connect(str(self.at))
            asked.sendall(request)
            asked.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: asked.recv(65536), b""))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    here = Served(folder / "socket", folder / "log")
    command = (
        "--config", "python:portal.starting.gunicorn_settings", "--bind", f"unix:{here.at}",
        "--threads", "2", "--no-control-socket", "portal:create_app()",
    )  # fmt: skip
    settings = {"PORTAL_ENV": "development", "PORTAL_DATA_DIR": str(folder)}
    process = Parted(
        "gunicorn", command, folder=ROOT, environment={**os.environ, **settings}, out=here.log
    )
    until(lambda: here.at.exists() or process.poll() is not None, "a socket to ask at")
    yield here
    process.terminate()
    process.wait(PATIENCE_SECONDS)


def get(*more: bytes, host: bytes = HOST, path: bytes = ASKED) -> bytes:
    return b"GET " + path + b" HTTP/1.1\r\nConnection: close\r\n" + host + b"".join(more) + b"\r\n"


HOSTILE = {
    "another host": get(host=b"Host: evil.example\r\n"),
    "a host of 300 letters": get(host=b"Host: " + b"a" * 300 + b"\r\n"),
    "a label of 64 letters": get(host=b"Host: " + b"a" * 64 + b".localhost\r\n"),
    "a host with a path": get(host=b"Host: localhost/../x\r\n"),
    "a port that is none": get(host=b"Host: localhost:99999999\r\n"),
    "two hosts": get(b"Host: evil.example\r\n"),
    "another host in the line": get(path=b"http://evil.example" + ASKED, host=b"Host: evil\r\n"),
    "a script name": get(b"SCRIPT_NAME: /evil\r\n"),
    "a script name that fits": get(b"SCRIPT_NAME: /services\r\n"),
    "a path of its own": get(b"PATH_INFO: /evil\r\n"),
    "no number in the chunk": POSTED + FORM + b"zz\r\nq=john+smith\r\n0\r\n\r\n",
    "a negative chunk": POSTED + FORM + b"-1\r\nq=john+smith\r\n0\r\n\r\n",
    "a chunk without its end": POSTED + FORM + b"5\r\nq=john+smith",
    "a line that is none": b"GET " + ASKED + b" john smith\r\n\r\n",
    "a method that is none": b"G@T " + ASKED + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "two lengths": POSTED + b"Content-Length: 4\r\n" + FORM + b"0\r\n\r\n",
    "a header without a name": get(b": john smith\r\n"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_cannot_be_read_is_refused_and_not_quoted(served: Served, kind: str) -> None:
    answer = served.answers(HOSTILE[kind])
    assert answer.startswith(b"HTTP/1.1 400"), answer[:200]
    log = served.log.read_text()
    assert "Traceback" not in log
    assert '"level": "error"' not in log
    assert "smith" not in log


@pytest.mark.parametrize(
    "said",
    [b"X-Forwarded-Host: evil.example\r\n", b"X-Forwarded-Proto: https\r\n",
     b"X-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Prefix: /evil\r\n",
     b"Forwarded: host=evil.example;proto=https\r\n", b"X-Forwarded-Ssl: on\r\n"],
)  # fmt: skip
def test_nobody_is_a_proxy_who_was_not_named(served: Served, said: bytes) -> None:
    answer = served.answers(get(said, path=b"/about/privacy"))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"evil" not in answer
    assert b"Strict-Transport-Security" not in answer, "the scheme was believed"


def test_only_the_portals_own_group_reaches_the_socket(served: Served) -> None:
    """Whoever reaches it is believed as a proxy is."""
    assert stat.S_IMODE(served.at.stat().st_mode) == 0o770
