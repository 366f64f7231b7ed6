"""How many start within t days, when some leave before they start.

Leaving competes with starting, so one minus Kaplan–Meier overstates who starts and the median of
those who started understates the wait. This is the exact Aalen–Johansen estimator.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from commissioning.errors import CommissioningError
from commissioning.waiting.clock import DAYS_IN_WEEK, Outcome

FEWEST_EVENTS = 8
FEWEST_AT_RISK = 10
FEWEST_FOR_PERCENTAGES = 25

_SLACK = 1e-9


class ImpossibleCurve(CommissioningError, ValueError):
    """The waits given cannot belong to one cohort."""


@dataclass(frozen=True, slots=True)
class StartingCurve:
    """Shares of a cohort started, left and waiting by each day on which anybody started or left.

    `at_risk` is how many were waiting just before that day's events; `std_err` belongs to
    `started`. `people` is the cohort, `events` its starts and leavings, `followed_to` the longest
    wait seen, beyond which the curve says nothing.
    """

    times: tuple[int, ...]
    started: tuple[float, ...]
    left: tuple[float, ...]
    waiting: tuple[float, ...]
    at_risk: tuple[int, ...]
    std_err: tuple[float, ...]
    people: int
    events: int
    followed_to: int | None

    def started_by(self, t: int) -> float:
        """Share started on or before day `t`."""
        return self._at(self.started, t, before=0.0)

    def left_by(self, t: int) -> float:
        """Share that left without a start on or before day `t`."""
        return self._at(self.left, t, before=0.0)

    def waiting_after(self, t: int) -> float:
        """Share still waiting at the end of day `t`."""
        return self._at(self.waiting, t, before=1.0)

    def time_to_start(self, p: float) -> int | None:
        """First day by which a share `p` of everybody referred had started; None if never."""
        return self._first_day_reaching(p)

    def median_time_to_start(self) -> int | None:
        """Day by which half of everybody referred had started; None if fewer ever did."""
        return self.time_to_start(0.5)

    def time_to_start_if_started(self, p: float) -> int | None:
        """The same among those who started while followed; say so wherever it is shown."""
        if not self.started or self.started[-1] <= 0:
            return None
        return self._first_day_reaching(p * self.started[-1])

    def median_time_to_start_if_started(self) -> int | None:
        """Median conditional on starting: shorter than what a person referred can expect."""
        return self.time_to_start_if_started(0.5)

    def _at(self, shares: tuple[float, ...], t: int, *, before: float) -> float:
        position = bisect_right(self.times, t)
        return shares[position - 1] if position else before

    def _first_day_reaching(self, share: float) -> int | None:
        if share <= 0:
            raise ImpossibleCurve("Ask for a share above 0.")
        position = bisect_left(self.started, share - _SLACK)
        return self.times[position] if position < len(self.times) else None


def starting_curve(
    days: Sequence[int], outcomes: Sequence[Outcome], *, entered: Sequence[int] | None = None
) -> StartingCurve:
    """The curve of a cohort, person by person: days waited, how it stood, day of entry.

    Events come before censorings on the same day, and day 0 counts. Somebody who `entered` late
    (came under observation on that day of their wait) is at risk on the days after it, as in R
    and statsmodels; an entry of 0 is not late.
    """
    entered = entered if entered is not None else [0] * len(days)
    _refuse_impossible(days, outcomes, entered)
    curve: list[_Share] = []
    for step in _steps(days, outcomes, entered):
        curve.append(_share_after(step, curve[-1] if curve else _NOBODY_YET))
    return StartingCurve(
        times=tuple(share.day for share in curve),
        started=tuple(share.started for share in curve),
        left=tuple(share.left for share in curve),
        waiting=tuple(share.waiting for share in curve),
        at_risk=tuple(share.at_risk for share in curve),
        std_err=tuple(_std_err(share) for share in curve),
        people=len(days),
        events=sum(share.events for share in curve),
        followed_to=max(days, default=None),
    )


def is_publishable(curve: StartingCurve) -> bool:
    """Whether a line's curve may be shown by itself rather than its service's or region's."""
    return curve.events >= FEWEST_EVENTS and max(curve.at_risk, default=0) >= FEWEST_AT_RISK


def in_words(curve: StartingCurve, *, weeks: int = 26) -> str | None:
    """One sentence for a page: out of 10 people, or as percentages from 25 people up.

    None when nobody was followed for that many weeks and some still wait: what became of them
    is not known. The parts are rounded so that they make up the whole.
    """
    day = DAYS_IN_WEEK * weeks
    still_waiting = curve.waiting_after(day)
    if curve.followed_to is None or (curve.followed_to < day and still_waiting > _SLACK):
        return None
    shares = (curve.started_by(day), curve.left_by(day), still_waiting)
    within = f"within {weeks} week{'' if weeks == 1 else 's'}"
    if curve.people >= FEWEST_FOR_PERCENTAGES:
        start, leave, wait = _apportioned(100, shares)
        return (
            f"Of people referred like this, about {start}% start {within}, "
            f"{leave}% never start, {wait}% are still waiting"
        )
    start, leave, wait = _apportioned(10, shares)
    return (
        f"Of 10 people referred like this, about {start} {_verb(start, 'starts', 'start')} "
        f"{within}, {leave} never {_verb(leave, 'starts', 'start')}, "
        f"{wait} {_verb(wait, 'is', 'are')} still waiting"
    )


class _Step(NamedTuple):
    day: int
    at_risk: int
    starts: int
    leavers: int


class _Share(NamedTuple):
    day: int
    at_risk: int
    events: int
    started: float
    left: float
    waiting: float
    # Running sums of the delta-method variance (Dinse and Larson 1986; Marubini and Valsecchi
    # 1995), which is a quadratic in the share started: square, cross and constant coefficient.
    square: float
    cross: float
    constant: float


_NOBODY_YET = _Share(-1, 0, 0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0)


def _refuse_impossible(
    days: Sequence[int], outcomes: Sequence[Outcome], entered: Sequence[int]
) -> None:
    if not len(days) == len(outcomes) == len(entered):
        raise ImpossibleCurve("Each person needs one number of days, one outcome and one entry.")
    if any(not 0 <= entry <= end for entry, end in zip(entered, days, strict=True)):
        raise ImpossibleCurve("Days must be 0 or more, and nobody can enter after their wait ends.")


def _steps(
    days: Sequence[int], outcomes: Sequence[Outcome], entered: Sequence[int]
) -> Iterator[_Step]:
    # Who entered on the very day their wait ended was never at risk: neither counted nor an event.
    people = [
        (entry - 1 if entry == 0 else entry, end, outcome)
        for entry, end, outcome in zip(entered, days, outcomes, strict=True)
        if entry == 0 or entry < end
    ]
    entries = sorted(entry for entry, _, _ in people)
    ends = sorted(end for _, end, _ in people)
    starts = Counter(end for _, end, outcome in people if outcome is Outcome.STARTED)
    leavers = Counter(end for _, end, outcome in people if outcome is Outcome.LEFT)
    for day in sorted(starts.keys() | leavers.keys()):
        at_risk = bisect_left(entries, day) - bisect_left(ends, day)
        yield _Step(day, at_risk, starts[day], leavers[day])


def _share_after(step: _Step, before: _Share) -> _Share:
    day, at_risk, starts, leavers = step
    events = starts + leavers
    each = before.waiting / at_risk
    started = before.started + each * starts
    # When everybody at risk goes, nothing can be added later and the term vanishes.
    spread = events / (at_risk * (at_risk - events)) if events < at_risk else 0.0
    lean = each * starts / at_risk
    return _Share(
        day=day,
        at_risk=at_risk,
        events=events,
        started=started,
        left=before.left + each * leavers,
        waiting=before.waiting * (at_risk - events) / at_risk,
        square=before.square + spread,
        cross=before.cross + started * spread + lean,
        constant=before.constant
        + started * started * spread
        + 2 * started * lean
        + each * each * starts * (at_risk - starts) / at_risk,
    )


def _std_err(share: _Share) -> float:
    f = share.started
    return sqrt(max(0.0, f * f * share.square - 2 * f * share.cross + share.constant))


def _apportioned(whole: int, shares: Sequence[float]) -> list[int]:
    """Largest remainders, so that the parts add up to the whole."""
    parts = [int(whole * share + _SLACK) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: parts[i] - whole * shares[i])
    for i in by_remainder[: whole - sum(parts)]:
        parts[i] += 1
    return parts


def _verb(people: int, one: str, more: str) -> str:
    return one if people == 1 else more
