"""From parts and the length of an order to the earliest plan, or why there is none.

Pure: the same parts in any order give the same plan. Cases worked out by hand stand in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from commissioning.packages.blocking import blocking_part, why_it_does_not_fit
from commissioning.packages.draws import DRAWS, NEVER, futures_of
from commissioning.packages.futures import Futures, PlayedOut, play_out, times_moved, within
from commissioning.packages.limits import WeeklyLimit
from commissioning.packages.ordering import (
    Need,
    OrderingRule,
    Until,
    circle_in,
    needs_among,
    ordering_rules,
)
from commissioning.packages.parts import Part
from commissioning.packages.planned import Plan, PlannedPart, Problem, ProblemKind
from commissioning.packages.timetable import PackageTerms, clashes_among

LEAST_CHANCE: Final = 0.1
"""Below 1 in 10 a package is said not to fit: the portal calls nothing likely from there on."""

BY_ITSELF: Final = frozenset({ProblemKind.WAITS_TOO_LONG, ProblemKind.TAKES_TOO_LONG})
"""A part that would not fit even alone is what blocks; nothing more need be looked for."""


def plan_package(
    parts: Sequence[Part],
    *,
    order_days: int,
    limit: WeeklyLimit,
    rules: Iterable[OrderingRule] | None = None,
) -> Plan:
    """The earliest feasible plan of these parts for somebody sentenced today.

    `rules` None: those of `ordering.csv`. A queue named twice is planned once.
    """
    once = {part.key: part for part in parts}
    chosen = sorted(once.values(), key=lambda part: part.key)
    twice = tuple(part for part in chosen if sum(part.key == one.key for one in parts) > 1)
    empty = Plan(order_days, limit, given_twice=twice)
    if not chosen:
        return replace(empty, problem=Problem(ProblemKind.NOTHING_CHOSEN))
    needs = needs_among(chosen, ordering_rules() if rules is None else rules)
    circle = circle_in((need.earlier, need.later) for need in needs)
    if circle:
        problem = Problem(ProblemKind.CIRCLE, once[circle[0]], once[circle[1]])
        return replace(empty, problem=problem, not_placed=(problem,))
    not_placed = tuple(_not_placed(chosen, needs, limit))
    left_out = {problem.part.key for problem in not_placed if problem.part}
    placed = [part for part in chosen if part.key not in left_out]
    return _planned(placed, needs, replace(empty, not_placed=not_placed))


def _not_placed(
    parts: Sequence[Part], needs: Sequence[Need], limit: WeeklyLimit
) -> Iterator[Problem]:
    """Parts that have no place in any plan, and those that would have to follow one of them.

    In the order of the parts. Looked through again until no more follow: one left out may leave
    out the next.
    """
    by_key = {part.key: part for part in parts}
    out: dict[str, Problem] = {}
    for part in parts:
        if part.turn is None:
            out[part.key] = Problem(ProblemKind.CANNOT_START, part)
        elif not limit.carries([part.weekly]):
            out[part.key] = Problem(ProblemKind.TOO_MUCH_ALONE, part)
    found = True
    while found:
        found = False
        for need in needs:
            earlier, later = by_key[need.earlier], by_key[need.later]
            kind = _kept_out(need, earlier, out)
            if kind and later.key not in out:
                out[later.key] = Problem(kind, later, earlier, need.rule)
                found = True
    yield from (out[part.key] for part in parts if part.key in out)


def _kept_out(need: Need, earlier: Part, out: Mapping[str, Problem]) -> ProblemKind | None:
    if earlier.key in out:
        return ProblemKind.AFTER_WHAT_CANNOT_START
    if need.rule.until is Until.FINISHED and earlier.time is None:
        return ProblemKind.LENGTH_NOT_KNOWN
    return None


def _planned(parts: Sequence[Part], needs: Sequence[Need], plan: Plan) -> Plan:
    keys = {part.key for part in parts}
    inner = tuple(need for need in needs if {need.earlier, need.later} <= keys)
    terms = PackageTerms(inner, clashes_among(parts), plan.limit)
    futures = {part.key: futures_of(part) for part in parts}
    played_out = play_out(parts, terms, futures)
    found = (_planned_part(part, terms, futures, played_out, plan.order_days) for part in parts)
    plan = replace(plan, parts=tuple(sorted(found, key=_by_likely_start)))
    if plan.not_placed:
        return replace(plan, problem=plan.not_placed[0])
    plan = _with_chances(plan, played_out)
    plan = replace(plan, problem=_problem(plan, parts, terms, futures))
    if any(part.is_by_month for part in parts):
        plan = replace(plan, chance_all_started=None, chance_all_finished=None)
    if plan.problem and plan.problem.kind in BY_ITSELF:
        return plan
    return replace(plan, blocking=blocking_part(parts, terms, futures, order_days=plan.order_days))


def _by_likely_start(one: PlannedPart) -> tuple[int, str]:
    """Those that most would not start within the order come last."""
    return NEVER if one.likely_start is None else one.likely_start, one.part.key


def _problem(
    plan: Plan, parts: Sequence[Part], terms: PackageTerms, futures: Futures
) -> Problem | None:
    reached = plan.chance_all_finished
    reached = plan.chance_all_started if reached is None else reached
    if reached is None or reached >= LEAST_CHANCE:
        return None
    return why_it_does_not_fit(
        parts, terms, futures, order_days=plan.order_days, least_chance=LEAST_CHANCE
    )


def _with_chances(plan: Plan, played_out: PlayedOut) -> Plan:
    order_days = plan.order_days
    started = played_out.share(
        all(span.start <= order_days for span in spans.values()) for spans in played_out.timetables
    )
    if not played_out.has_known_end:
        return replace(plan, chance_all_started=started, has_known_end=False)
    ends = sorted(played_out.ends)
    return replace(
        plan,
        chance_all_started=started,
        chance_all_finished=played_out.share_ended(order_days),
        likely_end=within(ends, 0.5, order_days),
    )


def _planned_part(
    part: Part, terms: PackageTerms, futures: Futures, played_out: PlayedOut, order_days: int
) -> PlannedPart:
    spans = [timetable[part.key] for timetable in played_out.timetables]
    starts = sorted(span.start for span in spans)
    finishes = sorted(span.finish for span in spans)
    turns = [future.turn for future in futures[part.key]]
    missed = [span.start for turn, span in zip(turns, spans, strict=True) if turn < span.start]
    is_finished = played_out.share(finish <= order_days for finish in finishes)
    return PlannedPart(
        part=part,
        needs=tuple(need for need in terms.needs if need.later == part.key),
        likely_start=within(starts, 0.5, order_days),
        start_by_9_in_10=within(starts, 0.9, order_days),
        likely_finish=within(finishes, 0.5, order_days),
        finish_by_9_in_10=within(finishes, 0.9, order_days),
        chance_started=played_out.share(start <= order_days for start in starts),
        chance_finished=is_finished if part.has_end else None,
        keeps_place=2 * sum(start < NEVER for start in missed) > DRAWS,
        waits_for_room=2 * times_moved(part, terms, futures, played_out) > DRAWS,
        has_no_later_start=2 * sum(start == NEVER for start in missed) > DRAWS,
    )
