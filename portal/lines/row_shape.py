"""How the rows of one answer are shown, on a page as on a sheet of paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from commissioning.availability.answer_types import AreaAnswer, LineRow
from commissioning.availability.statuses import OrderAsked
from directory.delivery import delivery_rules
from portal.lines.plain_words import PlainWords
from portal.lines.rows import ShownRow, shown_row
from portal.lines.start_bars import Axis

TREATMENTS: Final = frozenset(
    {"mental_health_treatment", "drug_rehabilitation", "alcohol_treatment"}
)
"""The requirements of which somebody must confirm that arrangements can be made."""


@dataclass(frozen=True, slots=True)
class RowShape:
    """`many_areas`, `order`, `is_short` and `may_hold` as `shown_row` has them."""

    words: PlainWords
    axis: Axis
    many_areas: bool
    order: OrderAsked | None
    is_short: bool = False
    may_hold: bool = False

    @classmethod
    def of(
        cls,
        answer: AreaAnswer,
        words: PlainWords,
        axis: Axis,
        *,
        is_short: bool = False,
        may_hold: bool = False,
    ) -> RowShape:
        order = None
        if not answer.is_order_assumed:
            order = OrderAsked(answer.order_days, answer.order_kind)
        return cls(words, axis, len(answer.areas) > 1, order, is_short, may_hold)

    def shown(self, rows: Iterable[LineRow], *, requirement: str) -> tuple[ShownRow, ...]:
        """In their order; two of one name differ in words, or are one where nothing differs."""
        listed = list(rows)
        if not listed:
            return ()
        details = told_apart(listed, self.words)
        shown = [
            shown_row(
                row,
                self.words,
                self.axis,
                many_areas=self.many_areas,
                order=self.order,
                is_treatment=requirement in TREATMENTS,
                is_short=self.is_short,
                detail=details[str(row.line)],
                may_hold=self.may_hold,
            )
            for row in listed
        ]
        return tuple({_seen(one): one for one in reversed(shown)}.values())[::-1]


def told_apart(rows: Sequence[LineRow], words: PlainWords) -> dict[str, str]:
    """What stands behind the name of each row, by its line: empty for a name that is alone.

    The first that tells them apart: areas, how it is delivered, the provider, whom it is for;
    else a number. Of restricted rows only the areas may be said.
    """
    found = {str(row.line): "" for row in rows}
    for alike in _of_one_name(rows):
        found.update(_apart(alike, words))
    return found


def _of_one_name(rows: Sequence[LineRow]) -> Iterable[list[LineRow]]:
    by_title: dict[str, list[LineRow]] = {}
    for row in rows:
        by_title.setdefault(row.title, []).append(row)
    return (alike for alike in by_title.values() if len(alike) > 1)


def _apart(alike: Sequence[LineRow], words: PlainWords) -> dict[str, str]:
    ways: tuple[Callable[[LineRow], str], ...] = (
        lambda row: ", ".join(row.areas),
        lambda row: delivery_rules()[row.kind].name,
        lambda row: row.provider or "",
        lambda row: row.who_for or "",
    )
    usable = ways[:1] if alike[0].is_restricted else ways
    for way in usable:
        said = [way(row) for row in alike]
        if all(said) and len(set(said)) == len(said):
            return {str(row.line): text for row, text in zip(alike, said, strict=True)}
    if alike[0].is_restricted:
        return {str(row.line): ", ".join(row.areas) for row in alike}
    numbered = enumerate(alike, start=1)
    return {str(row.line): words.queue_number % {"number": number} for number, row in numbered}


def _seen(row: ShownRow) -> object:
    """What a reader of a restricted row sees of it; an open row is one of its own."""
    if not row.is_restricted:
        return row.line
    return row.title, row.detail, row.tag, row.start, row.then, row.facts, row.contact
