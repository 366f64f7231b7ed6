"""The pathways out of offending: seven of 2004 and two added for women, as data.

Which requirements a pathway can stand behind is this portal's proposal, not law.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from directory.errors import NotKnown
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


def pathway(code: str) -> Pathway:
    """`NotKnown` for a code that is not in the table."""
    for one in pathways():
        if one.code == code:
            return one
    raise NotKnown("pathway", code)


def pathways_behind(requirement: str) -> tuple[Pathway, ...]:
    """Those whose services can stand behind the requirement, in order of display."""
    return tuple(one for one in pathways() if requirement in one.requirements)
