"""What taking a file back must know of the portal's tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Tables:
    """What a portal knows of its tables.

    Rows of `derived` tables, and columns of `derived_columns`, are worked out from others. A
    table of `newest_of` holds statements, of which the newest of the same columns counts. Rows
    of `belonging` tables are written in bulk beside a row of another (column, other table) and,
    where they say when, in the same moment. `called` are the tables' names as people say them.
    """

    derived: frozenset[str] = frozenset()
    derived_columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    newest_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    belonging: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    def is_derived(self, table: str, column: str) -> bool:
        return table in self.derived or column in self.derived_columns.get(table, frozenset())

    def name_of(self, table: str) -> str:
        return self.called.get(table, table.replace("_", " "))
