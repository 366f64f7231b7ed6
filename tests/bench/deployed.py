"""The portal as docs/running.md sets it up: its unit's command, its nginx file, its settings.

Only places are exchanged: folders, the socket, the ports and a certificate made for the occasion.
"""

from __future__ import annotations

import http.client
import os
import re
import shlex
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.house.sources import ROOT
from tests.patience import PATIENCE_SECONDS

LOCALHOST: Final = "127.0.0.1"
HOST: Final = "available.example.org"
_UNIT: Final = ROOT / "deploy" / "systemd" / "portal-web.service"
_SITE: Final = ROOT / "deploy" / "nginx" / "portal.conf"
_SETTINGS: Final = ROOT / "deploy" / "portal.env"
_DEBIANS_EVENTS: Final = "worker_processes auto;\nevents { worker_connections 768; }\n"


@dataclass(frozen=True, slots=True)
class FrontDoor:
    """Where browsers ask: nginx with its certificate, or the bare portal without one."""

    port: int
    tls: ssl.SSLContext | None

    def reader(self, timeout: float) -> http.client.HTTPConnection:
        if self.tls is None:
            return http.client.HTTPConnection(LOCALHOST, self.port, timeout=timeout)
        return http.client.HTTPSConnection(LOCALHOST, self.port, timeout=timeout, context=self.tls)

    def dial(self, from_address: str, timeout: float) -> socket.socket:
        """A connection of somebody at that address, who takes in little at once."""
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # or the system reads it all
        made.settimeout(timeout)
        made.bind((from_address, 0))
        try:
            made.connect((LOCALHOST, self.port))
            return made if self.tls is None else self.tls.wrap_socket(made)
        except OSError:
            made.close()
            raise


@contextmanager
def deployed(database: Path, folder: Path, *, behind_proxy: bool) -> Iterator[FrontDoor]:
    """Two processes of four threads on the database, its folder theirs; `folder` for the rest."""
    at, port = folder / "web.sock", free_port()
    at.unlink(missing_ok=True)
    bound = f"unix:{at}" if behind_proxy else f"{LOCALHOST}:{port}"
    with ExitStack() as stack:
        stack.enter_context(_running(web_command(bound), database.parent))
        if behind_proxy:
            configuration = nginx_configuration(folder, at, port)
            command = ("nginx", "-p", str(folder), "-c", str(configuration), "-g", "daemon off;")
            stack.enter_context(_running(command, folder))
        door = FrontDoor(port, _trusting_anybody() if behind_proxy else None)
        _until_answered(door)
        yield door


def web_command(bound: str) -> Sequence[str]:
    """What systemd starts, from this checkout."""
    unit = _UNIT.read_text("utf-8").replace("\\\n", " ")
    (told,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    program, *words = shlex.split(told)
    words[words.index("--bind") + 1] = bound
    return [sys.executable, "-m", Path(program).name, *words]


def nginx_configuration(folder: Path, at: Path, port: int) -> Path:
    """The site's file as it is shipped within the least that nginx asks for around it."""
    _make_certificate(folder)
    site = _SITE.read_text("utf-8")
    for shipped, ours in {
        "/run/portal/web.sock": str(at),
        "/var/log/portal": str(folder),
        "/etc/portal/tls": str(folder),
        "listen 443 ssl": f"listen {LOCALHOST}:{port} ssl",
        "listen 80": f"listen {LOCALHOST}:{free_port()}",
    }.items():
        if shipped not in site:
            raise LookupError(f"{_SITE.name} no longer says {shipped}")
        site = site.replace(shipped, ours)
    whole = folder / "nginx.conf"
    whole.write_text(f"{_as_us()}pid {folder}/nginx.pid;\nerror_log {folder}/errors.log;\n"
                     f"{_DEBIANS_EVENTS}http {{\n{site}\n}}\n")  # fmt: skip
    return whole


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", f"/CN={HOST}", "-keyout", str(folder / "privkey.pem"),
         "-out", str(folder / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip


def _trusting_anybody() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _as_us() -> str:
    """As root nginx would drop to a user who cannot reach the folder."""
    return "user root;\n" if os.geteuid() == 0 else ""


@contextmanager
def _running(command: Sequence[str], folder: Path) -> Iterator[None]:
    environment = {**os.environ, **settings(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def settings(data: Path) -> Mapping[str, str]:
    """Those of the shipped file, the data in this folder."""
    told = (one.split("=", 1) for one in shlex.split(_SETTINGS.read_text("utf-8"), comments=True))
    return {**dict(told), "PORTAL_DATA_DIR": str(data),
            "PORTAL_SECRET_KEY": "measuring only, not a secret of anything"}  # fmt: skip


def _until_answered(door: FrontDoor, patience: float = PATIENCE_SECONDS) -> None:
    until = time.monotonic() + patience
    while not was_answered(lambda: door.reader(5), "/about"):
        if time.monotonic() > until:
            raise TimeoutError("the portal did not come up")
        time.sleep(0.2)


def was_answered(reader: Callable[[], http.client.HTTPConnection], path: str) -> bool:
    """Whether the whole page came within the reader's patience."""
    with closing(reader()) as connection, suppress(OSError, http.client.HTTPException):
        connection.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        return bool(answer.read()) and answer.status == http.client.OK
    return False


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind((LOCALHOST, 0))
        return int(asked.getsockname()[1])
