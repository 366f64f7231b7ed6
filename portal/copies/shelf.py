"""Where copies lie: those that the portal shows, and a folder for whoever has no portal.

Each file is written beside its name and then renamed, so that a reader finds the earlier copy
or the new one, and never half of one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import gzip
import json
import logging
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portal.copies.addresses import Address, is_plain_path
from portal.copies.editions import JSON_FILE, file_of

log = logging.getLogger("portal.copies")

COPIES: Final = "copies"
"""The folder's name in the data folder of the installation."""

SHELF_LIFE: Final = dt.timedelta(days=35)
"""Of names and telephones, without any date: an older copy is not shown."""

PAGE_FILE: Final = "page.html.gz"
GZIP_LEVEL: Final = 5
UNREADABLE: Final = (OSError, EOFError, zlib.error, ValueError)


@dataclass(frozen=True, slots=True)
class Copy:
    """What was said at `made_at`: a page without its banner, or JSON as it is given."""

    made_at: dt.datetime
    text: str

    def is_fresh(self, now: dt.datetime) -> bool:
        return now - self.made_at <= SHELF_LIFE


@dataclass(frozen=True, slots=True)
class CopyShelf:
    """`shown` holds what the portal answers with, `offline` what a plain web server can show."""

    folder: Path

    @property
    def shown(self) -> Path:
        return self.folder / "shown"

    @property
    def offline(self) -> Path:
        return self.folder / "offline"

    def page(self, path: str) -> Copy | None:
        """The last copy of a page, however old; None where there is none to be read."""
        return _read(self._page_file(path)) if is_plain_path(path) else None

    def answer(self, asks: tuple[str, str]) -> Copy | None:
        """The last copy of the JSON of a court or an area."""
        return _read(self._json_file(asks)) if is_plain_path(f"/{asks[1]}") else None

    def keep(
        self, address: Address, made_at: dt.datetime, *, page: str, offline: str, answer: str | None
    ) -> None:
        """The JSON first: whoever finds the page of this moment finds its JSON as well."""
        if address.asks and answer is not None:
            _write(self._json_file(address.asks), _packed(made_at, answer))
            _write(self._offline_file(address).with_name(JSON_FILE), answer.encode())
        _write(self._offline_file(address), offline.encode())
        _write(self._page_file(address.path), _packed(made_at, page))

    def keep_assets(self, files: Mapping[str, Path]) -> None:
        """The style sheets that the pages in the folder link to, by their address."""
        for url, source in files.items():
            _write(self._asset_file(url), source.read_bytes())

    def remove_all_but(
        self, addresses: Iterable[Address], assets: Iterable[str], *, now: dt.datetime
    ) -> int:
        """Drop the copies of pages that are no more; returns how many.

        Earlier style sheets stay as long as a copy that links to them may be shown.
        """
        wanted = {file for address in addresses for file in self._files_of(address)}
        wanted |= {self._asset_file(url) for url in assets}
        wanted |= self._assets_since(now - SHELF_LIFE)
        gone = 0
        for path in self._inside_out():
            if path.is_dir():
                _remove_if_empty(path)
            elif path not in wanted:
                path.unlink()
                gone += path.name == PAGE_FILE
        return gone

    def _assets_since(self, moment: dt.datetime) -> set[Path]:
        written = (self.offline / "static").rglob("*")
        return {file for file in written if file.stat().st_mtime >= moment.timestamp()}

    def _inside_out(self) -> Iterator[Path]:
        """Everything there is, each folder after what lies in it."""
        for folder in (self.shown, self.offline):
            yield from sorted(folder.rglob("*"), reverse=True)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Whether this process may write: one at a time, and it is over when its holder dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(lock)

    def _page_file(self, path: str) -> Path:
        return self.shown / "pages" / path.strip("/") / PAGE_FILE

    def _json_file(self, asks: tuple[str, str]) -> Path:
        return self.shown / "answers" / asks[0] / f"{asks[1]}.json.gz"

    def _offline_file(self, address: Address) -> Path:
        return self.offline / file_of(address.path)

    def _asset_file(self, url: str) -> Path:
        return self.offline / url.lstrip("/")

    def _files_of(self, address: Address) -> Iterator[Path]:
        yield self._page_file(address.path)
        yield self._offline_file(address)
        if address.asks:
            yield self._json_file(address.asks)
            yield self._offline_file(address).with_name(JSON_FILE)


def narrowed(answer: Copy, requirement: str) -> str | None:
    """The JSON of one requirement alone; None where the copy has none of that code."""
    found: dict[str, Any] = json.loads(answer.text)  # Any: as the JSON is made
    found["requirements"] = [one for one in found["requirements"] if one["code"] == requirement]
    return json.dumps(found) if found["requirements"] else None


def _packed(made_at: dt.datetime, text: str) -> bytes:
    """The moment on the first line. Gzip's own checksum tells a torn file from a whole one."""
    return gzip.compress(f"{made_at.isoformat()}\n{text}".encode(), GZIP_LEVEL, mtime=0)


def _read(file: Path) -> Copy | None:
    try:
        moment, _, text = gzip.decompress(file.read_bytes()).decode().partition("\n")
        return Copy(dt.datetime.fromisoformat(moment), text)
    except FileNotFoundError:
        return None
    except UNREADABLE:
        log.exception("a copy cannot be read")
        return None


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.part")
    part.write_bytes(content)
    part.replace(file)


def _remove_if_empty(folder: Path) -> None:
    if not any(folder.iterdir()):
        folder.rmdir()
