"""People of one quarter, counted by group: how many were referred, how long they waited, what
became of them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from commissioning.monitoring.fairness import PeopleShare
from commissioning.referrals.kinds import ReferralStatus
from commissioning.statistics.quarters import FOLLOWED_WEEKS, Quarter
from commissioning.waiting.clock import Outcome
from commissioning.waiting.curves import starting_curve

IN_TIME: Final = dt.timedelta(weeks=FOLLOWED_WEEKS)
K = TypeVar("K", bound=Hashable)


class PersonCounted(NamedTuple):
    """One referral as it stands; `groups` are its answers in the order of `GROUPS`.

    `day_0` is the day of sentence for a requirement made by a court.
    """

    region_id: int | None
    groups: tuple[str, ...]
    received_on: dt.date
    day_0: dt.date
    started_on: dt.date | None
    left_on: dt.date | None
    ended_on: dt.date | None
    status: ReferralStatus


@dataclass(frozen=True, slots=True)
class QuarterCount:
    """`referred`, `started`, `completed`, `declined`: on a day of the quarter.

    The shares are of people: `in_time` of those referred in it and followed for eight weeks from
    day 0, `turned_away` declined of those referred, `finished` of those who ended after a start.
    `half_wait_days` counts those who never start; None where fewer than half did.
    `is_one_class`: all who were referred stand alike, which tells of each of them.
    """

    referred: int
    started: int
    completed: int
    declined: int
    in_time: PeopleShare
    turned_away: PeopleShare
    finished: PeopleShare
    half_wait_days: int | None
    is_one_class: bool


def count_by(
    people: Iterable[PersonCounted],
    key: Callable[[PersonCounted], K],
    *,
    quarter: Quarter,
    census: dt.date,
) -> Mapping[K, QuarterCount]:
    """Whatever happened after the census is not counted yet."""
    found: defaultdict[K, list[PersonCounted]] = defaultdict(list)
    for person in people:
        found[key(person)].append(person)
    return {one: count(some, quarter=quarter, census=census) for one, some in found.items()}


def count(people: Iterable[PersonCounted], *, quarter: Quarter, census: dt.date) -> QuarterCount:
    people = list(people)
    first, last = quarter.first, min(quarter.last, census)
    cohort = [one for one in people if first <= one.received_on <= last]
    in_time, followed = _in_time(cohort, census)
    declined = sum(_was_declined(one, census) for one in cohort)
    flows = _flows(people, first, last)
    return QuarterCount(
        len(cohort),
        *flows[:3],
        PeopleShare(in_time, followed),
        PeopleShare(declined, len(cohort)),
        PeopleShare(flows[1], flows[3]),
        _half_wait(cohort, census),
        _stand_alike(cohort, census),
    )


def _flows(
    people: Iterable[PersonCounted], first: dt.date, last: dt.date
) -> tuple[int, int, int, int]:
    """Started, completed, declined, ended after a start."""
    started = completed = declined = ended = 0
    for one in people:
        started += one.started_on is not None and first <= one.started_on <= last
        if one.ended_on is not None and first <= one.ended_on <= last:
            completed += one.status is ReferralStatus.COMPLETED
            ended += one.status in _AFTER_A_START
        if one.status is ReferralStatus.DECLINED and one.left_on is not None:
            declined += first <= one.left_on <= last
    return started, completed, declined, ended


_AFTER_A_START: Final = frozenset({ReferralStatus.COMPLETED, ReferralStatus.DROPPED_OUT})
"""An order that was terminated early is neither a completion nor a failure."""


def _in_time(cohort: Iterable[PersonCounted], census: dt.date) -> tuple[int, int]:
    in_time = followed = 0
    for one in cohort:
        by = one.day_0 + IN_TIME
        if by <= census:
            followed += 1
            in_time += one.started_on is not None and one.started_on <= by
    return in_time, followed


def _was_declined(one: PersonCounted, census: dt.date) -> bool:
    is_declined = one.status is ReferralStatus.DECLINED
    return is_declined and one.left_on is not None and one.left_on <= census


def _outcome(one: PersonCounted, census: dt.date) -> tuple[Outcome, dt.date]:
    if one.started_on is not None and one.started_on <= census:
        return Outcome.STARTED, one.started_on
    if one.left_on is not None and one.left_on <= census:
        return Outcome.LEFT, one.left_on
    return Outcome.WAITING, census


def _half_wait(cohort: list[PersonCounted], census: dt.date) -> int | None:
    outcomes = [_outcome(one, census) for one in cohort]
    days = [
        max(0, (until - one.day_0).days) for one, (_, until) in zip(cohort, outcomes, strict=True)
    ]
    return starting_curve(days, [kind for kind, _ in outcomes]).median_time_to_start()


def _stand_alike(cohort: Iterable[PersonCounted], census: dt.date) -> bool:
    return len({(_outcome(one, census)[0], _was_declined(one, census)) for one in cohort}) == 1
