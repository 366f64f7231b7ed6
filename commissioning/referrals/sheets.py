"""Many referrals told column by column, as files have them; most rows need no look of their own.

Rows of the same shape (see `histories`) lead to the same places, so what becomes of them
is asked once for all of them. Whatever is not plain is left to the door row by row: a
sheet decides nothing that `histories.outcome_of` does not.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from commissioning.referrals.checking import FACTS, ReferralFacts, is_reference
from commissioning.referrals.histories import (
    History,
    HistoryEvent,
    Shape,
    needs_only_a_day,
    shape_of,
)
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.particulars import NOTHING_BESIDE, Beside

Days = Sequence[dt.date | None]

_STATES: Final = 3
_NOT, _SAME_DAY, _LATER = range(_STATES)
"""How a step stands to the day before it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Referrals with at most one event of a kind each, none with amount, reason or own instant.

    `facts` has a column for each field of `ReferralFacts`; `days` the day of each kind of
    event, in the order in which a row tells them; `rows` the sender's numbers. `beside` is
    empty where nothing is said of anybody beside the events.
    """

    facts: Mapping[str, Sequence[Any]]
    days: Mapping[EventKind, Days]
    rows: Sequence[int]
    beside: Sequence[Beside] = ()
    _ordinals: dict[EventKind, NDArray[np.int64]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def __len__(self) -> int:
        return len(self.rows)

    def histories(self, places: Sequence[int] | None = None) -> list[History]:
        """The rows at these places (None: all) as the door takes them one by one."""
        return [self._history(place) for place in (range(len(self)) if places is None else places)]

    def _history(self, place: int) -> History:
        facts = ReferralFacts(**{name: self.facts[name][place] for name in FACTS})
        told = ((kind, days[place]) for kind, days in self.days.items())
        events = tuple(HistoryEvent(kind, day) for kind, day in told if day is not None)
        return History(facts, events, None, self.rows[place], self.beside_at(place))

    def days_of(self, kind: EventKind) -> Days:
        """The day of an event of each row; the receipt is one."""
        return self.facts["received_on"] if kind is EventKind.RECEIVED else self.days[kind]

    def ordinals_of(self, kind: EventKind) -> NDArray[np.int64]:
        """The same as numbers, worked out once."""
        if kind not in self._ordinals:
            self._ordinals[kind] = ordinals(self.days_of(kind))
        return self._ordinals[kind]

    def beside_at(self, place: int) -> Beside:
        return self.beside[place] if self.beside else NOTHING_BESIDE


class Alike(NamedTuple):
    """Rows of a sheet with one shape: `steps` they all took, each with its number of the day."""

    places: list[int]
    steps: tuple[tuple[EventKind, int], ...]
    shape: Shape

    def kind_on(self, number: int) -> EventKind | None:
        """The first event of a day of the shape, None where the shape leads to no day."""
        told = ((EventKind.RECEIVED, 1), *self.steps)
        return next((kind for kind, day in told if day == number + 1), None)


def alike_in(sheet: Sheet, *, today: dt.date, known: Collection[str]) -> list[Alike]:
    """The plain rows by their shape; rows named in no group are for the door row by row."""
    if not len(sheet) or not all(map(needs_only_a_day, sheet.days)):
        return []
    codes, plain = _codes(sheet, today=today)
    if known:
        plain &= [reference not in known for reference in sheet.facts["reference"]]
    places = np.flatnonzero(plain)
    places = places[np.argsort(codes[places], kind="stable")]
    found, firsts = np.unique(codes[places], return_index=True)
    groups = zip(found.tolist(), np.split(places, firsts[1:]), strict=False)
    return list(_shaped(groups, tuple(sheet.days)))


def _shaped(groups: Any, kinds: tuple[EventKind, ...]) -> Iterator[Alike]:
    for code, places in groups:
        steps = _steps(code, kinds)
        shape = shape_of(steps)
        if shape is not None:
            yield Alike(places.tolist(), steps, shape)


def _codes(sheet: Sheet, *, today: dt.date) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """For each row its states, a digit for each kind, and whether it is told in order."""
    latest = sheet.ordinals_of(EventKind.RECEIVED)
    plain = _facts_are_plain(sheet, latest)
    codes = np.zeros(len(sheet), np.int64)
    for kind in sheet.days:
        day = sheet.ordinals_of(kind)
        plain &= (day == NO_DAY) | (day >= latest)
        codes = codes * _STATES + (day != NO_DAY) + (day > latest)
        latest = np.maximum(latest, day)
    return codes, plain & (latest <= today.toordinal())


def _facts_are_plain(sheet: Sheet, received: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Says no to a sound row now and then, never yes to one that `refuse_referral` refuses."""
    references = map(is_reference, sheet.facts["reference"])
    hours = (told is None or 0 < told < math.inf for told in sheet.facts["hours_ordered"])
    plain = ordinals(sheet.facts["sentenced_on"]) <= received
    plain &= np.fromiter(references, np.bool_, len(sheet))
    plain &= np.fromiter(hours, np.bool_, len(sheet))
    return plain


def _steps(code: int, kinds: tuple[EventKind, ...]) -> tuple[tuple[EventKind, int], ...]:
    states = []
    for _ in kinds:
        code, state = divmod(code, _STATES)
        states.append(state)
    steps, number = [], 1
    for kind, state in zip(kinds, reversed(states), strict=True):
        number += state == _LATER
        if state != _NOT:
            steps.append((kind, number))
    return tuple(steps)


class _Ordinals(dict[dt.date | None, int]):
    """The number of a day, worked out once; at most one for each day of the calendar."""

    def __missing__(self, day: dt.date) -> int:
        made = self[day] = day.toordinal()
        return made


NO_DAY: Final = 0
"""Stands for no day in `ordinals`; it is before all days."""

_ORDINALS: Final = _Ordinals({None: NO_DAY})


def ordinals(days: Days) -> NDArray[np.int64]:
    """Days as proleptic Gregorian numbers, `NO_DAY` where there is none."""
    return np.fromiter(map(_ORDINALS.__getitem__, days), np.int64, len(days))
