"""All the futures of a package played through, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commissioning.packages.draws import Future
from commissioning.packages.parts import Part
from commissioning.packages.timetable import (
    PackageTerms,
    Timetable,
    earliest_order,
    end_of,
    first_start,
    played,
    ready_from,
)

Futures = Mapping[str, Sequence[Future]]


@dataclass(frozen=True, slots=True)
class PlayedOut:
    """`ends` are the days on which all is finished, parts without an end counted by their start."""

    timetables: tuple[Timetable, ...]
    ends: tuple[int, ...]
    has_known_end: bool

    def share_ended(self, days: int) -> float:
        """The share of futures in which all is finished so many days after sentence."""
        return self.share(end <= days for end in self.ends)

    def share(self, marks: Iterable[bool]) -> float:
        return sum(marks) / len(self.timetables)


def play_out(parts: Sequence[Part], terms: PackageTerms, futures: Futures) -> PlayedOut:
    """Each future once, in the order of placing that ends first."""
    return play_in_order(earliest_order(parts, terms, futures), terms, futures)


def play_in_order(order: Sequence[Part], terms: PackageTerms, futures: Futures) -> PlayedOut:
    """Each future once, the parts placed in that order, which the needs must allow."""
    count = len(futures[order[0].key]) if order else 0
    timetables = [
        played(order, terms, {part.key: futures[part.key][number] for part in order})
        for number in range(count)
    ]
    is_known = all(part.has_end or part.is_ongoing for part in order)
    ends = tuple(end_of(order, spans) for spans in timetables)
    return PlayedOut(tuple(timetables), ends, is_known)


def within(rising: Sequence[int], share: float, order_days: int) -> int | None:
    """The day by which that share of futures has come so far; None if not within the order."""
    day = rising[round(share * len(rising)) - 1]
    return day if day <= order_days else None


def times_moved(part: Part, terms: PackageTerms, futures: Futures, played_out: PlayedOut) -> int:
    """In how many futures it began later than queue and order alone would have let it."""
    moved = 0
    for future, spans in zip(futures[part.key], played_out.timetables, strict=True):
        ready = ready_from(part.key, terms.needs, spans)
        moved += first_start(part, future.turn, ready) < spans[part.key].start
    return moved
