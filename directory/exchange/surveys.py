"""A table in a file, looked over once and read as often as asked, whatever the file is."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from directory.exchange.errors import FileRefused

MOST_COLUMNS: Final = 500
"""Of a file: the widest kind has a tenth of them. What has more is not looked into."""

Stamp = tuple[int, int, int]
"""By which a file is known to be the one that was looked over."""


@dataclass(frozen=True, slots=True)
class Survey(ABC):
    """What a first pass found. `lines` may exceed the rows; `remarks` are for the report.

    `sheet` is "" for a file that has none. `saved_on`: the day on which a spreadsheet says that
    it was last saved, None where nothing tells.
    """

    path: Path
    digest: str
    lines: int
    remarks: tuple[str, ...]
    sheet: str
    saved_on: dt.date | None = field(default=None, kw_only=True)

    @abstractmethod
    def rows(self) -> Iterator[list[str]]:
        """Every row from the first on as a spreadsheet numbers them; a blank one may be empty.

        Raises `FileRefused` where one cannot be told, or the file is another than before.
        """

    @property
    def name(self) -> str:
        """As a report calls the table."""
        return f"{self.path.name}, sheet {self.sheet}" if self.sheet else self.path.name


def stamp_of(path: Path) -> Stamp:
    try:
        told = path.stat()
    except OSError as error:
        raise unreadable(path, error) from error
    if not path.is_file():
        raise FileRefused(f"{path} cannot be read: it is not a file")
    return told.st_ino, told.st_size, told.st_mtime_ns


def unreadable(path: Path, error: OSError) -> FileRefused:
    return FileRefused(f"{path} cannot be read: {error.strerror}")


def files_in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError as error:
        raise unreadable(folder, error) from error


def too_wide(columns: int, row: int) -> FileRefused:
    return FileRefused(f"has {columns:,} columns; a file has at most {MOST_COLUMNS}", row=row)
