"""What a file tells of the items of plans, in which row, and which of them answer which."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

SAYS_ITSELF: Final = "names itself: name the item above that it answers, or leave the cell empty"
BELOW: Final = "{code} stands below, in row {at}: put its row above this one"
REFUSED: Final = "{code} was refused, in row {at}"
CIRCLE: Final = (
    "these items answer each other in a circle, {circle}: take one of them out of this column,"
    " here or in row {at}"
)


class ItemsTold:
    """Rows as they are read; a cell that could not be read says nothing."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], int] = {}
        self._above: dict[tuple[str, str], tuple[str, ...]] = {}
        self._titled: dict[str, int] = {}

    def note(self, number: int, row: Mapping[str, Any]) -> None:
        """`row` as a plain mapping, in which what could not be read is neither word nor tuple."""
        named, code, above = row.get("plan"), row.get("id"), row.get("parent_id")
        plan = named if isinstance(named, str) else ""
        if isinstance(code, str):
            self._rows.setdefault((plan, code), number)
            answers = tuple(above) if isinstance(above, tuple | list) else ()
            self._above.setdefault((plan, code), answers)
        if row.get("plan_title") is not None:
            self._titled.setdefault(plan, number)

    def row_of(self, plan: str, code: str) -> int | None:
        return self._rows.get((plan, code))

    def titled_in(self, plan: str) -> int | None:
        """The first row that gives the plan its title."""
        return self._titled.get(plan)

    def why_not_there(self, number: int, plan: str, code: str, parent: str) -> tuple[str, bool]:
        """Of a parent that stands in the file and is not in the plan yet; and whether that is no
        mistake of this row."""
        at = self._rows[plan, parent]
        if at < number:
            return REFUSED.format(code=parent, at=at), True
        if way := self._way(plan, parent, code):
            circle = " beneath ".join((code, *way))
            return CIRCLE.format(circle=circle, at=self._rows[plan, way[-2]]), False
        return BELOW.format(code=parent, at=at), False

    def _way(self, plan: str, first: str, last: str) -> list[str]:
        """From an item up to another by what each answers, both named; empty where none leads."""
        ways, seen = [[first]], {first}
        while ways:
            way = ways.pop(0)
            if way[-1] == last:
                return way
            for above in self._above.get((plan, way[-1]), ()):
                if above not in seen:
                    seen.add(above)
                    ways.append([*way, above])
        return []
