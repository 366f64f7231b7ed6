"""One simulated service, lived day by day: who is sent, who leaves the list, what stands ready.

How people start is said by the kinds, which extend `Delivery`.
"""

from abc import ABC, abstractmethod
from math import cos, exp, log1p, pi
from random import Random
from typing import Self

from tests.forecasting.simulated import days
from tests.forecasting.simulated.people import CapacityFrom, Closure, Person
from tests.forecasting.simulated.plans import Plan

FEWEST_DEMAND, MOST_DEMAND = 0.4, 2.0
CHRISTMAS_DEMAND = 0.3
FIRST_MONTH_DAYS = 30
_DAYS_FOR_FIVE = 365 / 253
"""Referrals come on working days only."""


class Delivery(ABC):
    """State at the end of `day`. A fork of it lives another future from the same state."""

    def __init__(self, plan: Plan, chance: Random, *, first: int, last: int, middle: int) -> None:
        """Records begin on `first`; `middle` is the day on which a trend stands at nought."""
        self.plan = plan
        self.chance = chance
        self.first = first
        self.day = first - 1
        self.expected = [_expected(plan, day, middle) for day in range(first, last + 1)]
        self.waiting: list[Person] = []
        self.attending: list[Person] = []
        self.gone: list[Person] = []
        self.level = 1.0
        self.is_short_staffed = False
        self.closures: list[Closure] = []
        self.capacity = [CapacityFrom(plan.opened_on, plan.declared)]
        self.arrived = 0
        self.keeps_history = True

    # ------------------------------------------------------------------ time

    def live_until(self, last: int) -> None:
        while self.day < last:
            self.live_a_day()

    def live_a_day(self) -> None:
        self.day += 1
        if days.weekday(self.day) == 1:
            self.new_week()
        self.receive()
        last = self.plan.last_start
        if self.day >= self.plan.opened_on and (last is None or self.day <= last):
            self.start_people()
        elif last is not None and self.day > last:
            self.run_down()

    @abstractmethod
    def start_people(self) -> None:
        """What happens on a day of an open service."""

    def run_down(self) -> None:  # noqa: B027 - nothing need happen
        """Nobody starts any more; those who attend may still leave."""

    def new_week(self) -> None:
        """News that comes once a week: demand, staff, closures, capacity."""
        demand, strength, chance = self.plan.demand, self.plan.strength, self.chance
        if demand.shock_a_week and chance.random() < demand.shock_a_week:
            self.level = exp(chance.gauss(0.0, demand.shock_spread))
        if strength.absence_a_week:
            turns = strength.return_a_week if self.is_short_staffed else strength.absence_a_week
            if chance.random() < turns:
                self.is_short_staffed = not self.is_short_staffed
        if self.day < self.plan.opened_on:
            return
        if strength.closure_a_week and chance.random() < strength.closure_a_week:
            first = self.day + chance.randint(0, strength.closure_notice)
            self.closures.append(Closure(first, first + chance.choice((2, 4, 6, 6, 13, 20))))
        if strength.change_a_week and chance.random() < strength.change_a_week:
            value = max(1.0, round(self.plan.declared * chance.uniform(0.7, 1.35)))
            begins = self.day + chance.randint(28, 120)
            if begins > self.capacity[-1].day:
                self.capacity.append(CapacityFrom(begins, value))

    def is_open(self) -> bool:
        """Whether anybody could come today, weekends apart."""
        if days.is_shut_for_all(self.day):
            return False
        return not any(closed.first <= self.day <= closed.last for closed in self.closures)

    # ------------------------------------------------------------------ capacity

    def declared_on(self, day: int) -> float:
        value = self.plan.declared
        for change in self.capacity:
            if change.day <= day:
                value = change.value
        return value

    def delivered_today(self) -> float:
        """In the unit in which capacity is declared."""
        strength = self.plan.strength
        share = strength.delivered
        if self.is_short_staffed:
            share *= 1.0 - strength.absence_loss
        return self.declared_on(self.day) * share

    # ------------------------------------------------------------------ the list

    def receive(self) -> None:
        expected = self.expected[self.day - self.first] * self.level
        if not expected:
            return
        demand, chance = self.plan.demand, self.chance
        expected /= 1.0 + 2.5 * demand.batch
        left = exp(-expected)
        drawn = chance.random()
        while drawn > left:
            self.receive_one()
            if demand.batch and chance.random() < demand.batch:
                for _ in range(chance.randint(1, 4)):
                    self.receive_one()
            drawn *= chance.random()

    def receive_one(self) -> None:
        plan, chance = self.plan, self.chance
        lag = plan.waiting.lag.draw(chance)
        self.arrived += 1
        self.waiting.append(
            Person(
                number=self.arrived,
                received=self.day,
                is_priority=chance.random() < plan.demand.priority_share,
                inducted=self.ready_day(self.day + lag),
                leaves=self.day + self.days_until_withdrawal(),
                attendance=self.attendance_of_one(),
                hours_ordered=self.hours_of_one(),
            )
        )

    def ready_day(self, day: int) -> int:
        """The first day from then on on which people are made ready."""
        day = days.next_working(day)
        weekday = self.plan.habits.induction_weekday
        while weekday is not None and days.weekday(day) != weekday:
            day = days.next_working(day + 1)
            if days.weekday(day) > weekday and not days.is_working(day - 1):
                break  # that week's day was a holiday: the day after
        return day

    def days_until_withdrawal(self, waited: int = 0) -> int:
        """From now, for somebody who has waited so long already."""
        hazard = self.plan.waiting.withdrawal_a_day
        if not hazard:
            return days.NEVER
        if self.plan.habits.early_leaving:
            early = max(0, FIRST_MONTH_DAYS - waited)
            left = -log1p(-self.chance.random()) / hazard
            return 1 + int(left / 3 if left < 3 * early else early + (left - 3 * early) * 2)
        return 1 + int(log1p(-self.chance.random()) / log1p(-hazard))

    def attendance_of_one(self) -> float:
        sessions = self.plan.sessions
        if not sessions.attendance_spread:
            return sessions.attendance
        drawn = self.chance.gauss(sessions.attendance, sessions.attendance_spread)
        return min(0.98, max(0.25, drawn))

    def hours_of_one(self) -> int:
        return 0

    def drop_leavers(self) -> None:
        """Those whose day to leave the list has come, never having started."""
        stay = [person for person in self.waiting if person.leaves > self.day]
        if len(stay) == len(self.waiting):
            return
        if self.keeps_history:
            for person in self.waiting:
                if person.leaves <= self.day:
                    person.withdrawn = person.leaves
                    self.gone.append(person)
        self.waiting = stay

    def ready(self) -> list[Person]:
        """Those who can be called today, first come first; leavers are gone."""
        self.drop_leavers()
        called_from = self.day - self.plan.waiting.notice_days
        ready = [
            person
            for person in self.waiting
            if person.inducted <= called_from and person.not_before <= self.day
        ]
        if self.plan.habits.from_the_back:
            by_priority = self.plan.by_priority
            ready.sort(
                key=lambda p: (
                    by_priority and not p.is_priority,
                    max(p.received, p.queues_from),
                    p.number,
                )
            )
        elif self.plan.by_priority:
            ready.sort(key=lambda p: (not p.is_priority, p.received, p.number))
        else:
            ready.sort(key=lambda p: (p.received, p.number))
        return ready

    def called(self, ready: list[Person]) -> Person:
        """Takes the next out of `ready`: the first, or now and then anyone."""
        out_of_order = self.plan.waiting.out_of_order
        if out_of_order and self.chance.random() < out_of_order:
            return ready.pop(self.chance.randrange(len(ready)))
        return ready.pop(0)

    def offer(self, person: Person) -> bool:
        """Whether they came. If so they have started today."""
        waiting = self.plan.waiting
        if waiting.missed and self.chance.random() < waiting.missed:
            self._missed(person)
            return False
        person.started = self.day
        self.waiting.remove(person)
        self.attending.append(person)
        return True

    def _missed(self, person: Person) -> None:
        waiting = self.plan.waiting
        person.missed_starts += 1
        person.not_before = self.day + waiting.reoffer_days
        person.queues_from = self.day
        allowed = waiting.missed_allowed
        if allowed is None or person.is_tagged or person.missed_starts < allowed:
            return
        if self.chance.random() < 0.5:
            person.leaves = self.day + 1

    def finish(self, person: Person, outcome: str) -> None:
        """Ended today; the caller takes them off `attending`."""
        if self.keeps_history:
            person.ended, person.outcome = self.day, outcome
            self.gone.append(person)

    # ------------------------------------------------------------------ other futures

    def fork(self, chance: Random) -> Self:
        """The same state at the end of the same day, with a future of its own.

        What has been drawn but nobody could know (when somebody will be ready, withdraw or leave)
        is drawn afresh, given how long it has lasted already.
        """
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.chance = chance
        other.keeps_history = False
        other.gone = []
        other.closures = list(self.closures)
        other.capacity = list(self.capacity)
        other.waiting = [other.with_fresh_wait(p) for p in self.waiting if p.leaves > self.day]
        other.attending = [other.with_fresh_stay(person) for person in self.attending]
        return other

    def with_fresh_wait(self, person: Person) -> Person:
        inducted = person.inducted
        if inducted > self.day:
            inducted = self.drawn_induction(person.received)
        leaves = person.leaves
        if leaves > self.day + 1 or not person.missed_starts:
            leaves = self.day + self.days_until_withdrawal(self.day - person.received)
        return person.again(inducted=inducted, leaves=leaves, ends=0)

    def with_fresh_stay(self, person: Person) -> Person:
        return person.again(inducted=person.inducted, leaves=person.leaves, ends=person.ends)

    def drawn_induction(self, received: int) -> int:
        """For somebody not yet ready at the end of today, a working day."""
        if self.plan.habits.induction_weekday is not None:
            return self._drawn_weekly_induction(received)
        lag = self.plan.waiting.lag.draw(self.chance, longer_than=self.day - received)
        return days.next_working(received + lag)

    def _drawn_weekly_induction(self, received: int) -> int:
        """Their lag may be over; the weekday was not there yet."""
        waited = self.day - received
        for _ in range(50):
            lag = self.plan.waiting.lag.draw(self.chance, longer_than=max(-1, waited - 10))
            inducted = self.ready_day(received + lag)
            if inducted > self.day:
                return inducted
        return self.ready_day(self.day + 1)

    def add_tagged(self, *, is_priority: bool) -> Person:
        """The person of the question: referred today, not ready yet, and never withdraws."""
        tagged = Person(
            number=self.arrived + 1,
            received=self.day,
            is_priority=is_priority,
            inducted=self.drawn_induction(self.day),
            leaves=days.NEVER,
            attendance=self.attendance_of_one(),
            hours_ordered=self.hours_of_one(),
            is_tagged=True,
        )
        self.arrived += 1
        self.waiting.append(tagged)
        return tagged


def _expected(plan: Plan, day: int, middle: int) -> float:
    """Referrals expected on a day, before anything that chance adds to the level of demand."""
    if day < plan.refers_from or not days.is_working(day):
        return 0.0
    demand = plan.demand
    turn = 2 * pi * (day - demand.season_peak) / 365.25
    trend = 1.0 + demand.trend_a_year * (day - middle) / 365.25
    level = min(MOST_DEMAND, max(FEWEST_DEMAND, trend)) * (1.0 + demand.season * cos(turn))
    if days.is_shut_for_all(day):
        level *= CHRISTMAS_DEMAND
    return demand.a_day * _DAYS_FOR_FIVE * level
