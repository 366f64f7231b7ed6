"""What is delivered of the capacity that was declared, learned from each past day.

On a day with so many places free and so many people ready, so many starts were to be expected: the
share of the declared places under which the starts that were seen are likely is the share
delivered. Days when nobody was ready say little; days when ready people were left waiting say most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from commissioning.forecasting.engines.durations import Days, Flags, Floats
from commissioning.forecasting.engines.records import LineRecords
from commissioning.forecasting.engines.starting_weeks import starting_weeks
from commissioning.forecasting.facts import ReferralRecord
from commissioning.forecasting.start_calendar import StartCalendar

LOOKING_BACK_DAYS = 364
SHARES = np.linspace(0.2, 2.2, 81)
USUAL_SHARE, USUAL_SPREAD = 0.92, 0.13
UNLIKE_THE_MODEL = 0.04
"""The chance of a day on which something else happened than places and people explain."""
HALF_AS_TELLING_AFTER_DAYS = 120.0
LATELY_HALF_AFTER_DAYS = 28.0
MOST_PEOPLE = 2000
SETTLING_DAYS = 7
"""One to one a start is agreed between two people: a week without one says nothing yet."""
REFILLING = 0.25
"""The chance, before anything is seen, that unpaid work gives absent people's seats to others."""
FIFTHS = (-1.28, -0.52, 0.0, 0.52, 1.28)
"""The middles of five equally likely parts of a normal distribution, in its spreads."""


@dataclass(frozen=True, slots=True)
class LikelyShares:
    """How likely each of `SHARES` is to be delivered: `in_the_long_run`, and `lately`."""

    in_the_long_run: Floats
    lately: Floats


@dataclass(frozen=True, slots=True)
class SharesDrawn:
    """One value for each run; `refills` where the seat of somebody absent goes to another."""

    in_the_long_run: Floats
    lately: Floats
    refills: Flags

    def of_runs(self, wanted: Flags) -> SharesDrawn:
        return SharesDrawn(self.in_the_long_run[wanted], self.lately[wanted], self.refills[wanted])


@dataclass(frozen=True, slots=True)
class WaysOfKeeping:
    """What past days say under each way of keeping places, and how likely the second way is."""

    kept_for_people: LikelyShares
    refilled_each_day: LikelyShares
    chance_of_refilling: float

    def drawn(self, random: np.random.Generator, runs: int) -> SharesDrawn:
        chance = (random.permutation(runs) + 0.5) / runs
        refills = random.random(runs) < self.chance_of_refilling
        kept, refilled = self.kept_for_people, self.refilled_each_day
        return SharesDrawn(
            np.where(
                refills, _at(refilled.in_the_long_run, chance), _at(kept.in_the_long_run, chance)
            ),
            np.where(refills, _at(refilled.lately, chance), _at(kept.lately, chance)),
            refills,
        )


def _at(likely: Floats, chance: Floats) -> Floats:
    passed = np.cumsum(likely) / likely.sum()
    return np.asarray(np.interp(chance, passed, SHARES + (SHARES[1] - SHARES[0]) / 2))


@dataclass(frozen=True, slots=True)
class PastDays:
    """Each past day on which people could start; one to one, each past week.

    Places declared, people in them who stay on, people ready, people who started; `ago` counts
    days back from the day of sentence.
    """

    ago: Days
    declared: Floats
    in_use: Days
    ready: Days
    started: Days


def delivered_of(
    line: LineRecords,
    calendar: StartCalendar,
    *,
    ready_since: Mapping[str, int],
    missed_share: float,
    attendance: float,
) -> WaysOfKeeping:
    """`attendance` is the share of sessions that people attend; 1 where places are always kept.

    `ready_since` tells by reference since when people are ready, as far as it is known.
    """
    past = _past_days(line, calendar, ready_since)
    most_new = line.service.max_new_per_session
    kept = _weighed(past, _log_chance([past.in_use], past, most_new, missed_share))
    if line.service.kind != "unpaid_work":
        return WaysOfKeeping(kept.shares, kept.shares, 0.0)
    came = [np.floor(people + 0.5) for people in _may_come(past.in_use, attendance)]
    refilled = _weighed(past, _log_chance(came, past, most_new, missed_share))
    odds = math.exp(min(50.0, max(-50.0, refilled.evidence - kept.evidence)))
    odds *= REFILLING / (1 - REFILLING)
    return WaysOfKeeping(kept.shares, refilled.shares, odds / (1 + odds))


@dataclass(frozen=True, slots=True)
class _Weighed:
    shares: LikelyShares
    evidence: float


def _weighed(past: PastDays, log_chance: Floats) -> _Weighed:
    prior = -0.5 * ((SHARES - USUAL_SHARE) / USUAL_SPREAD) ** 2
    prior = np.logaddexp(prior, math.log(0.02))
    long_run = prior + log_chance @ (0.5 ** (past.ago / HALF_AS_TELLING_AFTER_DAYS))
    lately = prior + log_chance @ (0.5 ** (past.ago / LATELY_HALF_AFTER_DAYS))
    best = float(long_run.max())
    likely = np.exp(long_run - best)
    return _Weighed(
        LikelyShares(likely, np.exp(lately - lately.max())), best + math.log(likely.sum())
    )


def _may_come(people: Days, attendance: float) -> list[Floats]:
    """Numbers of people who may come to a session, each as likely as the others."""
    mean, spread = people * attendance, np.sqrt(people * attendance * (1 - attendance))
    return [np.clip(mean + steps * spread, 0, people) for steps in FIFTHS]


def _log_chance(
    in_use: Sequence[Floats | Days], past: PastDays, most_new: int | None, missed_share: float
) -> Floats:
    """By share and day: the chance that so many of those offered a start came, over all numbers of
    places in use."""
    places = np.floor(np.minimum(SHARES[:, None] * past.declared, MOST_PEOPLE) + 0.5)
    started = np.minimum(past.started, MOST_PEOPLE)
    most = MOST_PEOPLE if most_new is None else min(MOST_PEOPLE, most_new)
    chances = []
    for taken in in_use:
        offered = np.minimum(np.clip(places - taken, 0, most), past.ready).astype(np.int64)
        chances.append(_binomial(started, offered, 1 - missed_share))
    chance = np.mean(chances, axis=0)
    return np.asarray(np.log((1 - UNLIKE_THE_MODEL) * chance + UNLIKE_THE_MODEL / 4))


def _binomial(times: Days, of: Days, share: float) -> Floats:
    """The chance of `times` successes; none where there are more of them than tries."""
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, MOST_PEOPLE + 1)))))
    failed = np.maximum(of - times, 0)
    ways = log_factorial[of] - log_factorial[np.minimum(times, of)] - log_factorial[failed]
    chance = np.exp(ways + times * math.log(share) + failed * math.log(1 - share))
    return np.asarray(np.where(times <= of, chance, 0.0))


def _past_days(
    line: LineRecords, calendar: StartCalendar, ready_since: Mapping[str, int]
) -> PastDays:
    first = np.array(_days_open(line, calendar), dtype=np.int64)
    last = first + (6 if line.service.kind == "one_to_one" else 0)
    hours = line.service.hours_per_session
    declared = [line.service.capacity.on(day) / hours for day in first.tolist()]
    starts = _sorted(r.started for r in line.started)
    ends = _sorted(r.ended for r in line.started)
    before = np.searchsorted(starts, first, side="left")
    return PastDays(
        ago=line.as_of - first,
        declared=np.minimum(np.array(declared), MOST_PEOPLE),
        in_use=before - np.searchsorted(ends, last, side="left"),
        ready=_ready_on(line, first, last, ready_since),
        started=np.searchsorted(starts, last, side="right") - before,
    )


def _days_open(line: LineRecords, calendar: StartCalendar) -> list[int]:
    """The weekly days of the service; one to one, the first day of each week back from today."""
    service = line.service
    first = max(service.opened_on, line.first_seen, line.as_of - LOOKING_BACK_DAYS)
    if service.kind == "one_to_one":
        last = line.as_of - 6
    else:
        last = line.as_of - (line.as_of - service.session_weekday) % 7
    weeks = starting_weeks(line)
    return [day for day in weeks.among(range(last, first - 1, -7)) if not calendar.was_shut(day)]


def _ready_on(line: LineRecords, first: Days, last: Days, ready_since: Mapping[str, int]) -> Days:
    """How many could have been offered a start: ready, not withdrawn, not started before."""
    settling = SETTLING_DAYS if line.service.kind == "one_to_one" else 0
    spans = [
        span
        for r in line.referrals
        if r.id in ready_since
        and (span := _ready_span(r, ready_since[r.id], line.as_of, settling_days=settling))
    ]
    since = np.sort(np.array([first for first, _ in spans], dtype=np.int64))
    until = np.sort(np.array([last for _, last in spans], dtype=np.int64))
    ready = np.searchsorted(since, last, side="right")
    return np.asarray(ready - np.searchsorted(until, first, side="left"))


def _ready_span(
    referral: ReferralRecord, ready: int, as_of: int, *, settling_days: int
) -> tuple[int, int] | None:
    """The first and the last day on which somebody was to be expected to start, if there was a
    place: `settling_days` after being ready, or when they did."""
    if referral.started is not None:
        last = referral.started
    else:
        last = as_of + 1 if referral.withdrawn is None else referral.withdrawn - 1
    return None if last < ready else (min(ready + settling_days, last), last)


def _sorted(days: Iterable[int | None]) -> Days:
    return np.sort(np.array([day for day in days if day is not None], dtype=np.int64))
