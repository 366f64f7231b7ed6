"""The files in `static/`, under names that carry their own digest and so may be kept for ever."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Mapping
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent.parent / "static"
SERVED_TYPES = frozenset({".css", ".js", ".svg", ".ico", ".png", ".txt"})
AT_THE_ROOT = {"favicon.ico": "/favicon.ico", "robots.txt": "/robots.txt"}
"""Files that browsers and crawlers ask for by a fixed address."""


def register(app: Flask) -> None:
    """Serve the static files in front of Flask and give templates `asset("name")`."""
    urls = urls_of(FOLDER)
    server = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        max_age=86_400,
        add_headers_function=_add_headers,
        immutable_file_test=lambda path, url: url.startswith("/static/"),
    )
    known = _current_files(FOLDER)
    for name, url in urls.items():
        server.add_file_to_dictionary(url, str(FOLDER / name), stat_cache=known)
    app.wsgi_app = server  # type: ignore[method-assign]  # Flask's way to put a layer in front
    app.jinja_env.globals["asset"] = urls.__getitem__


def urls_of(folder: Path) -> Mapping[str, str]:
    """The public address of each file, by its path inside the folder."""
    return {
        name: AT_THE_ROOT.get(name) or _url(name, path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in SERVED_TYPES and path.is_file()
        for name in (path.relative_to(folder).as_posix(),)
    }


def _url(name: str, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    stem, _, ending = name.rpartition(".")
    return f"/static/{stem}.{digest}.{ending}"


def compressed_is_current(path: Path) -> bool:
    """Whether `path` + `.gz` holds this very file; gzip ends with its checksum (RFC 1952)."""
    packed = path.with_name(path.name + ".gz")
    if not packed.is_file():
        return False
    return packed.read_bytes()[-8:-4] == zlib.crc32(path.read_bytes()).to_bytes(4, "little")


def _current_files(folder: Path) -> dict[str, os.stat_result]:
    """What WhiteNoise may serve; a compressed file that is behind its source is left out."""
    found: dict[str, os.stat_result] = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".gz":
            found[str(path)] = path.stat()
            if compressed_is_current(path):
                found[f"{path}.gz"] = path.with_name(path.name + ".gz").stat()
    return found


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
