"""Closed groups: everybody starts together on a published date, if the group runs."""

from random import Random
from typing import Self

from tests.forecasting.simulated import days
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import Cohort, Person
from tests.forecasting.simulated.plans import Plan

MOST_MOVES = 2
"""A group that is still too small after so many moves is cancelled."""
DROP_OUT = 0.25


class ClosedGroups(Delivery):
    def __init__(self, plan: Plan, chance: Random, *, first: int, last: int, middle: int) -> None:
        super().__init__(plan, chance, first=first, last=last, middle=middle)
        self.cohorts: list[Cohort] = []
        self.open_cohorts: list[Cohort] = []
        self.last_planned: int | None = None
        self.next_planned = self._drawn_next()
        self.published_until = 0

    def new_week(self) -> None:
        super().new_week()
        groups = self.plan.groups
        if (self.day // 7) % groups.publish_every == 0:
            self._publish(self.day + 7 * (groups.publish_weeks + groups.publish_every))
        if self.keeps_history:
            self._end_programmes()

    def _publish(self, until: int) -> None:
        last_start = self.plan.last_start
        self.published_until = max(until, self.published_until)
        while self.next_planned <= until:
            planned = self._suitable(self.next_planned)
            self.last_planned = self.next_planned
            self.next_planned = self._drawn_next()
            if planned <= self.day or (last_start is not None and planned > last_start):
                continue
            places = int(self.declared_on(planned))
            cohort = Cohort(len(self.cohorts), planned, planned, places)
            self.cohorts.append(cohort)
            self.open_cohorts.append(cohort)

    def _drawn_next(self) -> int:
        groups = self.plan.groups
        if self.last_planned is None:
            return max(self.plan.opened_on, self.first) + self.chance.randint(0, 28)
        spread = self.chance.randint(-groups.gap_spread, groups.gap_spread)
        return self.last_planned + max(7, round(7 * groups.gap_weeks) + 7 * spread)

    def _drawn_next_unpublished(self) -> int:
        """As nobody knows when the first group after the published calendar will be."""
        drawn = (self._drawn_next() for _ in range(20))
        return next((day for day in drawn if day > self.published_until), self.next_planned)

    def _suitable(self, day: int) -> int:
        """The next weekday of the groups that is no holiday and in no closure known by now."""
        day += (self.plan.groups.weekday - days.weekday(day)) % 7
        while days.is_shut_for_all(day) or any(c.first <= day <= c.last for c in self.closures):
            day += 7
        return day

    def start_people(self) -> None:
        due = False
        for cohort in self.open_cohorts:
            if cohort.current - self.plan.groups.trouble_notice == self.day:
                self._provider_trouble(cohort)
            if cohort.status == "planned" and (cohort.runs_on or cohort.current) <= self.day:
                self._due(cohort)
                due = True
            elif cohort.status == "cancelled":
                due = True
        if due:
            self.open_cohorts = [c for c in self.open_cohorts if c.status == "planned"]

    def _provider_trouble(self, cohort: Cohort) -> None:
        groups, drawn = self.plan.groups, self.chance.random()
        if drawn < groups.cancelled:
            cohort.status = "cancelled"
        elif drawn < groups.cancelled + groups.postponed:
            self._move(cohort)

    def _due(self, cohort: Cohort) -> None:
        groups = self.plan.groups
        if not self.is_open():
            cohort.current = self._suitable(self.day + 1)
            cohort.runs_on = None
            return
        if cohort.runs_on is None and self.chance.random() < groups.runs_late:
            cohort.runs_on = days.next_working(self.day + self.chance.randint(2, 12))
            return
        ready = self.ready()
        if len(ready) < groups.min_to_run:
            self._too_few(cohort)
        else:
            self._run(cohort, ready)

    def _too_few(self, cohort: Cohort) -> None:
        if cohort.moves >= MOST_MOVES:
            cohort.status = "cancelled"
            return
        cohort.moves += 1
        self._move(cohort)

    def _move(self, cohort: Cohort) -> None:
        cohort.runs_on = None
        weeks = self.chance.randint(1, self.plan.groups.move_weeks)
        later = max(cohort.current, self.day) + 7 * weeks - 6
        cohort.current = self._suitable(later)

    def _run(self, cohort: Cohort, ready: list[Person]) -> None:
        share = self.delivered_today() / self.declared_on(self.day)
        seats = max(1, round(cohort.places * share))
        cohort.started = 0
        while seats > 0 and ready:
            person = self.called(ready)
            came = self.offer(person)
            if came:
                cohort.started += 1
                person.ends = self._drawn_end()
            if came or not self.plan.groups.fills_no_shows:
                seats -= 1
        cohort.status = "ran"
        cohort.current = cohort.ran_on = self.day

    def _drawn_end(self) -> int:
        length = 7 * self.plan.groups.programme_weeks
        if self.chance.random() < DROP_OUT:
            return self.day + self.chance.randint(7, max(7, length - 1))
        return self.day + length

    def _end_programmes(self) -> None:
        still = []
        for person in self.attending:
            if person.ends > self.day:
                still.append(person)
                continue
            assert person.started is not None
            ran_for = person.ends - person.started
            is_whole = ran_for >= 7 * self.plan.groups.programme_weeks
            person.ended = person.ends
            person.outcome = "completed" if is_whole else "dropped_out"
            self.gone.append(person)
        self.attending = still

    def fork(self, chance: Random) -> Self:
        attending, self.attending = self.attending, []
        other = super().fork(chance)
        self.attending = attending
        other.open_cohorts = [cohort.again() for cohort in self.open_cohorts]
        other.cohorts = []
        other.next_planned = other._drawn_next_unpublished()
        return other
