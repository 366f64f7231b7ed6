"""Where a line is held, in a few words: alike on the desk and on the page of its agreement."""

from __future__ import annotations

from typing import Final

from commissioning.desk.line_sides import LineGround
from portal.formatting import counted

MOST_AREAS_NAMED: Final = 8


def where_words(ground: LineGround) -> str:
    """The areas by name where they are few; else how many, and of which regions."""
    names = [name for _, name in ground.areas]
    if len(names) <= MOST_AREAS_NAMED:
        return ", ".join(names)
    regions = ground.regions
    where = regions[0][1] if len(regions) == 1 else counted(len(regions), "region")
    return f"{len(names):,} areas in {where}"
