"""What stands in the way of a copy of the database, or of putting one back."""

from __future__ import annotations

from pathlib import Path

from directory.errors import DirectoryError


class NoCopy(DirectoryError):
    """The file, or the one that says what it holds, is not there."""

    def __init__(self, copy: Path) -> None:
        self.copy = copy
        super().__init__(
            f"{copy} or {copy.name}.json beside it is not there; both were made by “backup”."
        )


class CopyDamaged(DirectoryError):
    """Not as it was when it was made."""

    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"{file} is damaged: it is not as it was made. Take another copy.")


class CopyOfOtherKind(DirectoryError):
    """A copy of PostgreSQL for SQLite, or the other way round."""

    def __init__(self, copied: str, asked: str) -> None:
        self.copied = copied
        self.asked = asked
        super().__init__(
            f"This is a copy of a {copied} database; PORTAL_DATABASE_URL names a {asked} one."
        )


class DatabaseNotEmpty(DirectoryError):
    """Nothing that is there is written over."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"There is a database at {place} already, and a copy never replaces one. "
            "Move it away, or name an empty one, and try again."
        )


class NothingToCopy(DirectoryError):
    """A database without a history: empty, or of something else."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"What lies at {place} is not that of this release; nothing was copied.")


class ToolFailed(DirectoryError):
    """`pg_dump` or `pg_restore` is missing or refuses."""

    def __init__(self, tool: str, said: str) -> None:
        self.tool = tool
        self.said = said
        super().__init__(f"{tool} failed: {said}")
