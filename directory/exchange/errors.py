"""Refusals of whole files."""

from __future__ import annotations

from directory.errors import DirectoryError
from directory.exchange.models import ImportRun


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


class UndoneAlready(DirectoryError):
    """The file was taken back before."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        super().__init__(f"Import {run.id} ({run.file}) was taken back already.")


class NotUndoable(DirectoryError):
    """The file changed something of which nothing is kept that could be put back."""

    def __init__(self, run: ImportRun, what: str) -> None:
        self.run = run
        self.what = what
        super().__init__(
            f"Import {run.id} ({run.file}) cannot be taken back as one: {what}. Send a file that"
            " corrects it."
        )


class StandsOnIt(DirectoryError):
    """Something later rests on what the file wrote; `by` is the later file that brought it."""

    def __init__(self, run: ImportRun, what: str, by: ImportRun | None = None) -> None:
        self.run = run
        self.what = what
        self.by = by
        super().__init__(
            f"Import {run.id} ({run.file}) cannot be taken back: {what}. Take that back first, or"
            " send a file that corrects it."
        )
