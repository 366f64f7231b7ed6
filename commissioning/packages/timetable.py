"""One future played through: each part begins as early as order, week and queue allow."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Final

from commissioning.packages.draws import NEVER, Future, likely_future
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import Need, Until
from commissioning.packages.parts import Part

ORDERS_TRIED: Final = 80
FUTURES_TRIED: Final = 25
FURTHEST_DAY: Final = 3650
"""What never ends counts as ten years off, so that means can be compared."""


@dataclass(frozen=True, slots=True)
class PartDays:
    """First and last day of a part, both its own; `NEVER` for what does not come."""

    start: int
    finish: int

    def meets(self, other: PartDays) -> bool:
        """They share a day; what never begins meets nothing."""
        first, last = max(self.start, other.start), min(self.finish, other.finish)
        return first <= last and first < NEVER


Timetable = Mapping[str, PartDays]
"""By the part's key."""

Pair = tuple[str, str]
"""The keys of two parts."""


@dataclass(frozen=True, slots=True)
class PackageTerms:
    """What binds the parts together. `clashes` holds each pair of keys both ways round."""

    needs: tuple[Need, ...]
    clashes: frozenset[Pair]
    limit: WeeklyLimit


def clashes_among(parts: Sequence[Part]) -> frozenset[Pair]:
    """Pairs whose weeks clash, each both ways round."""
    return frozenset(
        (one.key, other.key)
        for one in parts
        for other in parts
        if one.key != other.key and one.weekly.clashes_with(other.weekly)
    )


def played(
    parts: Sequence[Part], terms: PackageTerms, futures: Mapping[str, Future]
) -> dict[str, PartDays]:
    """Places the parts in the order given, each as early as those before it leave room.

    `parts` must come in an order that the needs allow.
    """
    spans: dict[str, PartDays] = {}
    is_light = terms.limit.carries(part.weekly for part in parts)
    for number, part in enumerate(parts):
        future = futures[part.key]
        start = first_start(part, future.turn, ready_from(part.key, terms.needs, spans))
        placed = parts[:number]
        while start < NEVER:
            span = PartDays(start, finish_of(part, start, future))
            again = _first_room(part, span, placed, spans, terms, is_light=is_light)
            if again is None:
                break
            start = first_start(part, future.turn, again)
        spans[part.key] = PartDays(start, finish_of(part, start, future))
    return spans


def ready_from(key: str, needs: Sequence[Need], spans: Timetable) -> int:
    """The first day on which what must come before has come far enough."""
    return max(
        (_released(need, spans[need.earlier]) for need in needs if need.later == key), default=0
    )


def first_start(part: Part, turn: int, ready: int) -> int:
    """Their turn, or else the next start of the service once they are ready.

    Nobody loses their place by waiting for an earlier part.
    """
    if turn >= ready:
        return turn
    place = bisect_left(part.possible_starts, ready)
    return part.possible_starts[place] if place < len(part.possible_starts) else NEVER


def finish_of(part: Part, start: int, future: Future) -> int:
    return min(NEVER, start + future.length) if part.has_end else NEVER


def earliest_order(
    parts: Sequence[Part], terms: PackageTerms, futures: Mapping[str, Sequence[Future]]
) -> tuple[Part, ...]:
    """The order of placing by which the package ends first, on the mean of some futures.

    Only the orders whose likely timetables end first are tried on them. Of orders that end alike,
    the one with the earlier starts, then the one that comes first by likely turn and key.
    Without clashes and within the weekly limit any order gives the same.
    """
    likely = {part.key: likely_future(part) for part in parts}
    ranked = sorted(parts, key=lambda part: (likely[part.key].turn, part.key))
    orders = _allowed_orders(ranked, terms.needs)
    if not terms.clashes and terms.limit.carries(part.weekly for part in parts):
        return next(orders)
    likely_spans = [(order, played(order, terms, likely)) for order in orders]
    likely_spans.sort(key=lambda one: _how_late(one[0], one[1]))
    distinct: dict[tuple[tuple[str, int], ...], tuple[Part, ...]] = {}
    for order, spans in likely_spans:
        distinct.setdefault(_days_of(spans), order)
    tried = list(distinct.values())[:ORDERS_TRIED]
    return min(tried, key=lambda order: _how_late_on_average(order, terms, futures))


def end_of(parts: Sequence[Part], spans: Timetable) -> int:
    """The day on which the last part finishes; of a part without an end, its start."""
    return max(
        (spans[part.key].finish if part.has_end else spans[part.key].start for part in parts),
        default=0,
    )


def _how_late(parts: Sequence[Part], spans: Timetable) -> tuple[int, int]:
    starts = sum(min(span.start, FURTHEST_DAY) for span in spans.values())
    return min(end_of(parts, spans), FURTHEST_DAY), starts


def _how_late_on_average(
    parts: Sequence[Part], terms: PackageTerms, futures: Mapping[str, Sequence[Future]]
) -> tuple[int, int]:
    count = min(FUTURES_TRIED, *(len(drawn) for drawn in futures.values()))
    found = [
        _how_late(
            parts, played(parts, terms, {part.key: futures[part.key][number] for part in parts})
        )
        for number in range(count)
    ]
    return sum(end for end, _ in found), sum(starts for _, starts in found)


def _days_of(spans: Timetable) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((key, span.start) for key, span in spans.items()))


def _released(need: Need, span: PartDays) -> int:
    if need.rule.until is Until.STARTED:
        return min(NEVER, span.start + 1)
    if need.rule.until is Until.WEEKS:
        return min(NEVER, span.start + 7 * (need.rule.weeks or 0), span.finish + 1)
    return min(NEVER, span.finish + 1)


def _first_room(
    part: Part,
    span: PartDays,
    placed: Sequence[Part],
    spans: Timetable,
    terms: PackageTerms,
    *,
    is_light: bool,
) -> int | None:
    """None where the span fits; else the first day worth trying instead."""
    for other in placed:
        if (part.key, other.key) in terms.clashes and span.meets(spans[other.key]):
            return spans[other.key].finish + 1
    if is_light:
        return None
    return _after_too_much(part, span, placed, spans, terms.limit)


def _after_too_much(
    part: Part, span: PartDays, placed: Sequence[Part], spans: Timetable, limit: WeeklyLimit
) -> int | None:
    """The day after the first finish in a stretch of the span that carries too much a week.

    The load changes only where a part begins, so only those days need looking at.
    """
    beside = [other for other in placed if spans[other.key].meets(span)]
    for day in sorted({span.start, *(spans[other.key].start for other in beside)}):
        if day < span.start:
            continue
        running = [o for o in beside if spans[o.key].start <= day <= spans[o.key].finish]
        if not limit.carries([part.weekly, *(other.weekly for other in running)]):
            return min((spans[other.key].finish for other in running), default=NEVER) + 1
    return None


def _allowed_orders(parts: Sequence[Part], needs: Sequence[Need]) -> Iterator[tuple[Part, ...]]:
    """Every order in which nothing comes before what it needs, the given order preferred."""
    pairs = {(need.earlier, need.later) for need in needs}
    for order in permutations(parts):
        places = {part.key: number for number, part in enumerate(order)}
        if all(places[earlier] < places[later] for earlier, later in pairs):
            yield order
