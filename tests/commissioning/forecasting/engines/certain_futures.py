"""Futures in which nothing is left to chance, so that a test can say on which day somebody starts.

Unless a test says otherwise nobody is referred any more, nobody withdraws or misses a start, the
person sentenced today is ready tomorrow, and everybody is taken in turn.
"""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from commissioning.forecasting.engines.delivered import LikelyShares, SharesDrawn, WaysOfKeeping
from commissioning.forecasting.engines.demand import demand_of
from commissioning.forecasting.engines.durations import Days, Durations, Floats, TimedCase
from commissioning.forecasting.engines.futures import Futures
from commissioning.forecasting.engines.queue_people import Parameters, QueuePeople
from commissioning.forecasting.engines.readiness import Readiness
from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.engines.rolling_places import PlacesLine
from commissioning.forecasting.engines.sentenced_today import PRIORITY, STANDARD, SentencedToday
from commissioning.forecasting.engines.starting_weeks import StartingWeeks
from tests.commissioning.forecasting.documents import Document
from tests.commissioning.forecasting.engines.lines import TODAY, calendar_of, make_line

RUNS = 8
SEED = (TODAY, 1)
READY_TOMORROW = Durations([TimedCase(1, is_over=True)])


def same_in_all(value: float, runs: int = RUNS) -> Floats:
    return np.full(runs, float(value))


def certain_parameters(runs: int = RUNS) -> Parameters:
    """No referrals, no withdrawals, no missed starts."""
    nought = same_in_all(0.0, runs)
    return Parameters(nought, nought, nought, nought)


@dataclass
class Keeping:
    """Everybody who starts keeps a place for `stay`; those there leave after what is given."""

    leave_after: tuple[int, ...] = ()
    stay: int = 500
    is_in_turns: bool = True
    usual_days: float = 100.0
    usual_attendance: float = 1.0

    def of_starters(self, random: np.random.Generator, shape: tuple[int, int]) -> Days:
        return np.full(shape, self.stay)

    def remaining(self, random: np.random.Generator, runs: int) -> Days:
        return np.tile(np.array(self.leave_after, dtype=np.int64), (runs, 1))


class AllDeclared(WaysOfKeeping):
    """Just what was declared, a seat always kept for whoever has it."""

    def drawn(self, random: np.random.Generator, runs: int) -> SharesDrawn:
        return SharesDrawn(same_in_all(1, runs), same_in_all(1, runs), np.zeros(runs, dtype=bool))


_EVEN = LikelyShares(np.ones(1), np.ones(1))
ALL_DECLARED = AllDeclared(_EVEN, _EVEN, 0.0)


def certain_futures(
    service: Document,
    referrals: list[Document] | None = None,
    *,
    keeping: Keeping | None = None,
    bank_holidays: tuple[str, ...] = (),
) -> Futures:
    line = make_line(service, referrals, bank_holidays=list(bank_holidays))
    return Futures(
        service=line.service,
        calendar=calendar_of(line),
        starting_weeks=StartingWeeks(),
        demand=demand_of(line, throughput_a_day=0.1),
        people=certain_people(line, keeping or Keeping()),
        person=ready_tomorrow(),
        out_of_turn=0.0,
        as_of=TODAY,
        seed=SEED,
    )


def certain_people(line: LineRecords, keeping: Keeping) -> QueuePeople:
    return QueuePeople(
        line,
        certain_parameters(),
        Readiness(READY_TOMORROW),
        keeping.of_starters,
        priority_goes_first=True,
        seed=SEED,
    )


def ready_tomorrow(missed_share: float = 0.0) -> SentencedToday:
    return SentencedToday(READY_TOMORROW, same_in_all(missed_share), as_of=TODAY, seed=SEED)


def rolled(
    service: Document,
    referrals: list[Document] | None = None,
    *,
    keeping: Keeping | None = None,
    horizon_days: int = 120,
    starting_weeks: StartingWeeks | None = None,
) -> SentencedToday:
    """The person sentenced today, once places have been filled for so many days."""
    kept = keeping or Keeping()
    futures = certain_futures(service, referrals, keeping=kept)
    futures = replace(futures, starting_weeks=starting_weeks or StartingWeeks())
    PlacesLine(futures, staying=kept, delivered=ALL_DECLARED).roll_on(horizon_days)
    return futures.person


def the_day(person: SentencedToday, who: int = STANDARD) -> int | None:
    """Days after today on which they start in every run; None when they do in none."""
    (day,) = set(person.start[who].ravel().tolist())
    return None if day > date.max.toordinal() else day - TODAY


def priority_day(person: SentencedToday) -> int | None:
    return the_day(person, PRIORITY)
