"""What stands in the way: found by taking one thing away at a time and playing again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from commissioning.packages.draws import MIDDLE, NEVER, Future, likely_future
from commissioning.packages.futures import Futures, PlayedOut, play_in_order, play_out, within
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import Need
from commissioning.packages.parts import Part
from commissioning.packages.planned import Blocking, Cause, Problem, ProblemKind
from commissioning.packages.timetable import (
    FURTHEST_DAY,
    PackageTerms,
    earliest_order,
    first_start,
    played,
    ready_from,
)

EVERY: Final = 4
"""Comparisons look at every fourth future."""

NO_LIMIT: Final = WeeklyLimit(NEVER, float(NEVER))


@dataclass(frozen=True, slots=True)
class _Package:
    """With `is_placed` its parts stand in the order in which they are placed."""

    parts: Sequence[Part]
    terms: PackageTerms
    futures: Futures
    is_placed: bool = False

    def play(self) -> PlayedOut:
        played_by = play_in_order if self.is_placed else play_out
        return played_by(self.parts, self.terms, self.futures)

    def without(self, part: Part) -> _Package:
        parts = [one for one in self.parts if one.key != part.key]
        return replace(self, parts=parts, terms=_untouched(self.terms, part, needs=True))


Fits = Callable[[_Package], float]
"""The chance that a package ends in time; 0 where it is too small to count."""


def why_it_does_not_fit(
    parts: Sequence[Part],
    terms: PackageTerms,
    futures: Futures,
    *,
    order_days: int,
    least_chance: float,
) -> Problem:
    """The first thing without which the package would have that chance of ending in time.

    Looked at in this order: one part by itself, what comes after what, no later start,
    the days of the week, how much a week.
    """
    package = _Package(parts, terms, futures)

    def fits(changed: _Package) -> float:
        share = changed.play().share_ended(order_days)
        return share if share >= least_chance else 0.0

    return (
        _too_long_alone(package, order_days, least_chance)
        or _no_later_start(package, order_days)
        or _too_short_after(package, fits)
        or _same_day(package, order_days, fits)
        or _too_much_a_week(package, fits)
        or Problem(ProblemKind.ORDER_TOO_SHORT)
    )


def blocking_part(
    parts: Sequence[Part], terms: PackageTerms, futures: Futures, *, order_days: int
) -> Blocking | None:
    """The part without which the end would come forward most; None where none would.

    Of two that would gain as much, the one whose queue costs more; then by key.
    """
    if len(parts) < 2:
        return None
    fewer = {key: tuple(drawn[::EVERY]) for key, drawn in futures.items()}
    order = earliest_order(parts, terms, futures)
    package = _Package(order, terms, fewer, is_placed=True)
    now = package.play()
    gains = {part.key: _gain(now, package.without(part).play()) for part in parts}
    most = max(gains.values())
    if most < 1:
        return None
    level = [part for part in parts if gains[part.key] > most - 0.5]
    queues = {part.key: _gain(now, _without_queue(package, part).play()) for part in level}
    part = max(sorted(level, key=lambda one: one.key), key=lambda one: queues[one.key])
    return _explained(part, package, now, order_days)


def _explained(part: Part, package: _Package, now: PlayedOut, order_days: int) -> Blocking:
    """Why that part holds the end back: what gains most when it is taken away."""
    causes = dict(_without_each_cause(part, package))
    outcomes = {cause: changed.play() for cause, changed in causes.items()}
    cause = max(outcomes, key=lambda one: _gain(now, outcomes[one]))
    if _gain(now, outcomes[cause]) < 1:
        cause, then = Cause.LENGTH, package.without(part).play()
    else:
        then = outcomes[cause]
    before, after = (within(sorted(one.ends), MIDDLE, order_days) for one in (now, then))
    days_sooner = None if before is None or after is None else before - after
    return Blocking(
        part,
        cause,
        days_sooner=days_sooner,
        chance_without=then.share_ended(order_days) if days_sooner is None else None,
        others=_others(part, cause, package),
    )


def _without_each_cause(part: Part, package: _Package) -> Iterator[tuple[Cause, _Package]]:
    terms = package.terms
    yield Cause.QUEUE, _without_queue(package, part)
    yield Cause.ORDER, replace(package, terms=_untouched(terms, part, needs=True, clashes=False))
    yield Cause.CLASH, replace(package, terms=_untouched(terms, part))
    easy = replace(part, weekly=replace(part.weekly, attendances=0, hours=0))
    parts = [easy if one.key == part.key else one for one in package.parts]
    yield Cause.WEEK, replace(package, parts=parts)


def _others(part: Part, cause: Cause, package: _Package) -> tuple[Part, ...]:
    terms = package.terms
    if cause is Cause.ORDER:
        keys = {key for need in terms.needs for key in _far_end(need, part.key)}
    elif cause is Cause.CLASH:
        keys = {other for one, other in terms.clashes if one == part.key}
    else:
        keys = set()
    return tuple(one for one in package.parts if one.key in keys)


def _far_end(need: Need, key: str) -> Iterator[str]:
    if need.earlier == key:
        yield need.later
    if need.later == key:
        yield need.earlier


def _untouched(
    terms: PackageTerms, part: Part, *, needs: bool = False, clashes: bool = True
) -> PackageTerms:
    """The terms without those of the part that are named."""
    kept = terms
    if needs:
        left = (need for need in terms.needs if part.key not in (need.earlier, need.later))
        kept = replace(kept, needs=tuple(left))
    if clashes:
        kept = replace(kept, clashes=frozenset(p for p in terms.clashes if part.key not in p))
    return kept


def _without_need(package: _Package, need: Need) -> _Package:
    left = tuple(one for one in package.terms.needs if one is not need)
    return replace(package, terms=replace(package.terms, needs=left))


def _without_queue(package: _Package, part: Part) -> _Package:
    """As if the part could begin on the first day on which the service starts anybody."""
    first = min(part.possible_starts[:1] + (part.turn.days[:1] if part.turn else ()), default=0)
    drawn = tuple(Future(min(first, one.turn), one.length) for one in package.futures[part.key])
    return replace(package, futures={**package.futures, part.key: drawn})


def _too_long_alone(package: _Package, order_days: int, least_chance: float) -> Problem | None:
    chances: dict[str, float] = {}
    for part in package.parts:
        alone = replace(package, parts=[part], terms=PackageTerms((), frozenset(), NO_LIMIT))
        chances[part.key] = alone.play().share_ended(order_days)
    part = min(package.parts, key=lambda one: chances[one.key])
    if chances[part.key] >= least_chance:
        return None
    turns = [future.turn for future in package.futures[part.key]]
    begins = sum(turn <= order_days for turn in turns) / len(turns)
    waits = begins < least_chance
    return Problem(ProblemKind.WAITS_TOO_LONG if waits else ProblemKind.TAKES_TOO_LONG, part)


def _no_later_start(package: _Package, order_days: int) -> Problem | None:
    """A part that is ready within the order when no further start of its service is known."""
    order = earliest_order(package.parts, package.terms, package.futures)
    futures: Mapping[str, Future] = {part.key: likely_future(part) for part in order}
    spans = played(order, package.terms, futures)
    by_key = {part.key: part for part in order}
    for part in order:
        ready = ready_from(part.key, package.terms.needs, spans)
        starts = first_start(part, futures[part.key].turn, ready)
        if ready <= order_days and futures[part.key].turn < starts == NEVER:
            needs = (need for need in package.terms.needs if need.later == part.key)
            last = max(needs, key=lambda need: spans[need.earlier].finish)
            return Problem(ProblemKind.NO_LATER_START, part, by_key[last.earlier], last.rule)
    return None


def _too_short_after(package: _Package, fits: Fits) -> Problem | None:
    """It would fit if nothing came before anything: the ordering that costs most."""
    needs = package.terms.needs
    if not fits(replace(package, terms=replace(package.terms, needs=()))):
        return None
    need = max(needs, key=lambda one: fits(_without_need(package, one)))
    by_key = {part.key: part for part in package.parts}
    later, earlier = by_key[need.later], by_key[need.earlier]
    return Problem(ProblemKind.ORDER_TOO_SHORT_AFTER, later, earlier, need.rule)


def _same_day(package: _Package, order_days: int, fits: Fits) -> Problem | None:
    if not fits(replace(package, terms=replace(package.terms, clashes=frozenset()))):
        return None
    return Problem(ProblemKind.SAME_DAY, *_worst_clash(package, order_days))


def _too_much_a_week(package: _Package, fits: Fits) -> Problem | None:
    if not fits(replace(package, terms=replace(package.terms, limit=NO_LIMIT))):
        return None
    return Problem(ProblemKind.TOO_MUCH_A_WEEK)


def _worst_clash(package: _Package, order_days: int) -> tuple[Part, Part]:
    by_key = {part.key: part for part in package.parts}
    pairs = sorted(pair for pair in package.terms.clashes if pair[0] < pair[1])

    def gained(pair: tuple[str, str]) -> float:
        left = package.terms.clashes - {pair, pair[::-1]}
        changed = replace(package, terms=replace(package.terms, clashes=left))
        return changed.play().share_ended(order_days)

    one, other = max(pairs, key=gained)
    return by_key[one], by_key[other]


def _gain(now: PlayedOut, then: PlayedOut) -> float:
    """Mean days by which the end comes forward."""
    return _mean(now.ends) - _mean(then.ends)


def _mean(ends: Sequence[int]) -> float:
    return sum(min(end, FURTHEST_DAY) for end in ends) / len(ends)
