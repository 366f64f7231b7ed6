"""The stored rows of referrals that are alike, made from their columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from commissioning.referrals.checking import FACTS, ReferralFacts
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.sheets import Alike, Sheet

Row = tuple[Any, ...]


class _DayTexts(dict[dt.date | None, str | None]):
    """Days as the databases keep them; each is written out once."""

    def __missing__(self, day: dt.date) -> str:
        made = self[day] = day.isoformat()
        return made


@dataclass(slots=True)
class SheetRows:
    """Plain values in the order of `PLAIN_REFERRAL` and `PLAIN_EVENT`."""

    _texts: _DayTexts = field(default_factory=lambda: _DayTexts({None: None}))

    def referrals(
        self, sheet: Sheet, alike: Alike, keys: Sequence[int], public_ids: Sequence[str]
    ) -> Iterator[Row]:
        shape = alike.shape
        folded = (shape.ready, shape.started, shape.ended, shape.left)
        return zip(
            keys,
            public_ids,
            *(self._fact(sheet, alike, name) for name in FACTS),
            repeat(shape.status.value),
            *(self._days(sheet, alike, alike.kind_on(number)) for number in folded),
            repeat(shape.missed_starts),
            repeat(len(shape.attended)),
            repeat(0.0),
        )

    def events(self, sheet: Sheet, alike: Alike, keys: Sequence[int]) -> Iterator[Row]:
        """Those of a referral side by side, as its history is read."""
        kinds = (EventKind.RECEIVED, *(kind for kind, _ in alike.steps))
        columns = [
            zip(keys, repeat(kind.value), self._days(sheet, alike, kind), strict=False)
            for kind in kinds
        ]
        return chain.from_iterable(zip(*columns, strict=True))

    def _days(self, sheet: Sheet, alike: Alike, kind: EventKind | None) -> Iterable[str | None]:
        if kind is None:
            return repeat(None)
        days = map(sheet.days_of(kind).__getitem__, alike.places)
        return map(self._texts.__getitem__, days)

    def _fact(self, sheet: Sheet, alike: Alike, name: str) -> Iterable[Any]:
        told = map(sheet.facts[name].__getitem__, alike.places)
        match name:
            case "received_on" | "sentenced_on":
                return map(self._texts.__getitem__, told)
            case "basis":
                return map(str, told)
            case "is_priority":
                return map(int, told)
            case _:
                return told


def plain_facts(facts: ReferralFacts, line_id: int) -> Row:
    """Plain values in the order of `FACTS`; `line_id` is where the person is now."""
    sentenced_on = facts.sentenced_on
    plain = facts.by_name() | {
        "line_id": line_id,
        "basis": facts.basis.value,
        "received_on": facts.received_on.isoformat(),
        "sentenced_on": sentenced_on and sentenced_on.isoformat(),
        "is_priority": int(facts.is_priority),
    }
    return tuple(plain.values())
