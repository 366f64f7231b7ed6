"""The pathways out of offending: seven of 2004 and two added for women, as data.

Which requirements a pathway can stand behind is this portal's proposal, not law.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from directory.rules.tables import rows_of


@dataclass(frozen=True, slots=True)
class Pathway:
    code: str
    name: str
    who_for: str
    added_for_women: bool
    requirements: tuple[str, ...]
    mapping: str


@cache
def pathways() -> tuple[Pathway, ...]:
    """All nine, in order of display."""
    rows = sorted(rows_of("pathways.csv"), key=lambda row: int(row["display_order"]))
    return tuple(
        Pathway(
            code=row["code"],
            name=row["name"],
            who_for=row["who_for"],
            added_for_women=row["added_for_women"] == "yes",
            requirements=tuple(row["requirements"].split("|")),
            mapping=row["mapping"],
        )
        for row in rows
    )
