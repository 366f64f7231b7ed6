"""Refusals of whole files."""

from __future__ import annotations

from directory.errors import DirectoryError


class FileRefused(DirectoryError):
    """Nothing of the file can be read; `row` is where it went wrong (None: the file as such)."""

    def __init__(self, reason: str, row: int | None = None) -> None:
        self.reason = reason
        self.row = row
        super().__init__(reason if row is None else f"row {row}: {reason}")


class NothingInIt(FileRefused):
    """There is not even a heading."""


class FileChanged(FileRefused):
    """Somebody wrote to it in the meantime."""

    def __init__(self) -> None:
        super().__init__("The file changed while it was read; send it again.")
