"""The head of the chain, kept in files outside the database: a tail cut off is found by them.

`audit-head` holds the newest link, replaced as a whole after each batch; `audit-head.days` one
line for each day, only ever added to. Neither is of use to anybody without the key.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from directory.audit.sealing import Link
from directory.errors import DirectoryError


class HeadDamaged(DirectoryError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} holds no head of the record of changes; put the one back that was copied."
        )


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of the newest link."""

    position: int
    mac: str
    exported_at: dt.datetime

    @classmethod
    def of(cls, link: Link, at: dt.datetime) -> Head:
        return cls(link.position, link.mac, at)

    @property
    def line(self) -> str:
        told = {"position": self.position, "mac": self.mac, "at": self.exported_at.isoformat()}
        return json.dumps(told) + "\n"


@dataclass(frozen=True, slots=True)
class HeadFiles:
    """`newest` is where the installation says; the days lie beside it."""

    newest: Path

    @property
    def days(self) -> Path:
        return self.newest.with_name(f"{self.newest.name}.days")

    def head(self) -> Head | None:
        """None where none was exported. Raises `HeadDamaged`."""
        found = list(_heads_in(self.newest))
        return found[-1] if found else None

    def every_head(self) -> list[Head]:
        """Raises `HeadDamaged`."""
        return [*_heads_in(self.days), *_heads_in(self.newest)]

    def replace(self, head: Head) -> None:
        unfinished = self.newest.with_name(f"{self.newest.name}.part")
        self._write(unfinished, head.line, os.O_TRUNC)
        unfinished.rename(self.newest)

    def add_day(self, head: Head) -> None:
        self._write(self.days, head.line, os.O_APPEND)

    def remove(self) -> None:
        """For a database that is thrown away with all that it recorded."""
        for file in (self.newest, self.days):
            file.unlink(missing_ok=True)

    def _write(self, file: Path, line: str, how: int) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | how, 0o600)
        with os.fdopen(opened, "w", encoding="ascii") as written:
            written.write(line)
            written.flush()
            os.fsync(written.fileno())


def _heads_in(file: Path) -> Iterator[Head]:
    if not file.exists():
        return
    try:
        for line in file.read_text("ascii").splitlines():
            told = json.loads(line)
            at = dt.datetime.fromisoformat(told["at"])
            yield Head(int(told["position"]), str(told["mac"]), at)
    except (ValueError, KeyError, TypeError) as error:
        raise HeadDamaged(file) from error
