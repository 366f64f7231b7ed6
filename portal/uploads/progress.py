"""How far the worker is with a long file, told past the database: on SQLite its change lets
nobody else write until it is done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import current_app

EVERY: Final = 100
"""Rows between two times that it is told."""


def folder_of_progress() -> Path:
    return Path(current_app.config["DATA_DIR"]) / "uploads"


def rows_done(public_id: uuid.UUID) -> int:
    """0 where nobody has begun."""
    try:
        return int((folder_of_progress() / str(public_id)).read_text())
    except (OSError, ValueError):
        return 0


@dataclass(slots=True)
class Telling:
    """UploadTold of rows as the runner does them, each once read and once written."""

    public_id: uuid.UUID
    rows: int = 0
    told: int = 0

    def __call__(self, rows: int) -> None:
        self.rows += rows
        if self.rows - self.told >= EVERY:
            self.told = self.rows
            self._tell()

    def _tell(self) -> None:
        folder = folder_of_progress()
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f"{self.public_id}.new"
        beside.write_text(str(self.rows))
        beside.replace(folder / str(self.public_id))

    def begin(self) -> None:
        """From nothing, whatever one that was killed had told."""
        self._tell()

    def end(self) -> None:
        (folder_of_progress() / str(self.public_id)).unlink(missing_ok=True)
