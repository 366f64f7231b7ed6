"""Going back to an earlier release drops what that one has no place for: never without a word.

A migration names in `LOSES` the tables whose rows nobody can work out again; its `downgrade`
begins with `refuse_to_lose`, so that `flask db downgrade` is kept from it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from alembic import context
from sqlalchemy import Connection, func, select, table

from directory.errors import DirectoryError

LOSE_SHEETS: Final = "lose-sheets"
LOSE_RECORDS: Final = "lose-records"
SHEETS: Final = frozenset({"court_sheet"})


class WouldLose(DirectoryError):
    """Rows that only these tables hold, by table."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self.rows = rows
        told = ", ".join(f"{name} ({count:,})" for name, count in rows.items())
        flags = " ".join(f"--{flag}" for flag in _flags_for(rows))
        super().__init__(
            f"Going back would delete what nobody can work out again: {told}. Keep a copy with "
            f"“backup” first; then “flask --app portal downgrade REVISION {flags}” goes back."
        )


def _flags_for(names: Iterable[str]) -> list[str]:
    return sorted({LOSE_SHEETS if name in SHEETS else LOSE_RECORDS for name in names})


def refuse_to_lose(connection: Connection, tables: Sequence[str]) -> None:
    """Raises `WouldLose` where one has rows and `-x lose-…` did not give them up."""
    allowed = set(context.get_x_argument(as_dictionary=True))
    rows = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in tables
        if not allowed.issuperset(_flags_for([name]))
    }
    held = {name: count for name, count in rows.items() if count}
    if held:
        raise WouldLose(held)
