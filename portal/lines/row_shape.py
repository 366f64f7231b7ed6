"""How the rows of one answer are shown, on a page as on a sheet of paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import LineRow
from portal.lines.plain_words import PlainWords
from portal.lines.rows import ShownRow, shown_row
from portal.lines.start_bars import Axis

TREATMENTS: Final = frozenset(
    {"mental_health_treatment", "drug_rehabilitation", "alcohol_treatment"}
)
"""The requirements of which somebody must confirm that arrangements can be made."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """`many_areas` and `order_ends_on` as `shown_row` has them."""

    words: PlainWords
    axis: Axis
    many_areas: bool
    order_ends_on: dt.date | None

    def shown(self, rows: Iterable[LineRow], *, requirement: str) -> tuple[ShownRow, ...]:
        return tuple(
            shown_row(
                row,
                self.words,
                self.axis,
                many_areas=self.many_areas,
                order_ends_on=self.order_ends_on,
                is_treatment=requirement in TREATMENTS,
            )
            for row in rows
        )
