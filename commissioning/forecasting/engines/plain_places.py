"""Plain estimate for rolling groups, one-to-one work and unpaid work: people ahead over the
starts delivered a week.

Somebody starts when as many have left as there are people ahead without a free place. Leavings are
taken to come at the rate at which people have been starting, which is uncertain and says so.
"""

import math
from collections.abc import Iterator
from functools import cached_property

from commissioning.forecasting.engines.chance import chance_of_events
from commissioning.forecasting.engines.plain_history import (
    PRIOR_STARTS,
    USUAL_DELIVERY,
    LineHistory,
)
from commissioning.forecasting.facts import Priority
from commissioning.forecasting.start_calendar import StartCalendar

MOST_PLACES = 100_000
MOST_SPEED = 100.0  # times as fast as today
FEW_STARTS = 10
# A rate is never surer than so many starts would make it: weeks differ more than chance allows.
SUREST = 30.0
OVERLOOKED_AFTER_DAYS = 14
AS_GOOD_AS_CERTAIN = 0.9996


class PlacesOutlook:
    """When a place comes free at one service that takes people one by one."""

    def __init__(self, history: LineHistory, calendar: StartCalendar) -> None:
        self._history = history
        self._calendar = calendar
        self._service = history.service
        self._as_of = history.facts.as_of
        self._is_weekly = self._service.kind != "one_to_one"

    def people_ahead(self, priority: Priority) -> int:
        return len(self._history.ahead_of(priority))

    def start_chances(self, priority: Priority, horizon_days: int) -> Iterator[tuple[int, float]]:
        """(days after sentence, chance of having started by then), in order of day."""
        history = self._history
        missed = history.missed_share
        slip = 1 if self._is_weekly else 5  # a missed start is offered again a week later
        made: list[float] = []
        for day, place in self._place_chances(priority, horizon_days):
            waited = day - self._as_of
            offered = place * history.chance_ready_within(waited)
            again = made[-slip] if len(made) >= slip else 0.0
            made.append((1 - missed) * offered + missed * again)
            yield waited, made[-1]
            if made[-1] > AS_GOOD_AS_CERTAIN:
                return

    def _place_chances(self, priority: Priority, horizon_days: int) -> Iterator[tuple[int, float]]:
        """(day, chance that a place has come to this person by then)."""
        ahead = self._history.ahead_of(priority)
        ready_ahead = sum(referral.inducted is not None for referral in ahead)
        people = len(ahead) * self._history.staying_share
        most_new = self._service.max_new_per_session
        chance = 0.0
        weeks = 0.0
        for turn, (day, declared) in enumerate(self._start_days(horizon_days), start=1):
            weeks += self._week_share * min(MOST_SPEED, declared / self._reference_capacity)
            due = self._is_weekly or turn <= 10 or turn % 5 == 0
            if most_new is not None and turn * most_new <= ready_ahead:
                yield day, 0.0
                continue
            if due and chance < AS_GOOD_AS_CERTAIN:
                needed = people + 1 + self._taken - self._delivered(declared)
                chance = max(chance, self._chance_of_leavings(needed, weeks, priority))
                chance = chance if chance < AS_GOOD_AS_CERTAIN else 1.0
            yield day, chance

    def _start_days(self, horizon_days: int) -> Iterator[tuple[int, float]]:
        """Each day on which somebody may start, with the capacity declared for it."""
        latest = self._as_of + horizon_days
        if self._is_weekly:
            days = self._calendar.days_on(self._service.session_weekday, latest=latest)
        else:
            days = self._calendar.working_days(latest=latest)
        declared_on = self._service.capacity.on
        return ((day, declared) for day in days if (declared := declared_on(day)) > 0)

    @property
    def _week_share(self) -> float:
        return 1.0 if self._is_weekly else 0.2

    def _chance_of_leavings(self, needed: float, weeks: float, priority: Priority) -> float:
        per_shape = self._weeks_per_shape
        if priority == "standard":
            per_shape /= 1 - self._history.overtaking_share
        return chance_of_events(needed, exposure=weeks, shape=self._shape, per_shape=per_shape)

    @cached_property
    def _shape(self) -> float:
        return min(SUREST, PRIOR_STARTS + self._history.recent_starts)

    @cached_property
    def _weeks_per_shape(self) -> float:
        """Weeks in which `_shape` starts are expected, leaning on what was commissioned."""
        places = self._delivered(self._reference_capacity)
        commissioned = USUAL_DELIVERY * places / self._history.stay_weeks
        weeks = PRIOR_STARTS / commissioned + self._history.weeks_seen
        return weeks * self._shape / (PRIOR_STARTS + self._history.recent_starts)

    @cached_property
    def _taken(self) -> int:
        """People in the places that count today; more than there are places take no more."""
        today = self._service.capacity.on(self._as_of)
        return min(self._history.in_progress, self._delivered(today))

    @cached_property
    def _reference_capacity(self) -> float:
        """What is declared for today, or when that is nothing the first that is announced."""
        first = next((value for value in self._service.capacity.values if value > 0), 1.0)
        return self._service.capacity.on(self._as_of) or first

    def _delivered(self, declared: float) -> int:
        """Places that declared capacity is worth: hours are turned into people, and at least one
        place stands wherever anything is declared."""
        people = min(float(MOST_PLACES), declared / self._service.hours_per_session)
        return max(1, math.floor(people * self._delivered_share + 1e-9)) if declared > 0 else 0

    @cached_property
    def _delivered_share(self) -> float:
        """Places really filled over places declared.

        Ready people left waiting for a fortnight show that what is in use is all there is; a
        service that has hardly started anybody is given the usual share of what it declares.
        """
        declared = self._service.capacity.on(self._as_of) / self._service.hours_per_session
        in_use = self._history.in_progress / declared if declared > 0 else 0.0
        if in_use > 0 and self._somebody_was_overlooked:
            return min(1.0, in_use)
        if len(self._history.started) < FEW_STARTS:
            return min(1.0, max(USUAL_DELIVERY, in_use))
        return 1.0

    @property
    def _somebody_was_overlooked(self) -> bool:
        latest = self._as_of - OVERLOOKED_AFTER_DAYS
        return any(
            referral.inducted is not None and referral.inducted <= latest
            for referral in self._history.waiting
        )
