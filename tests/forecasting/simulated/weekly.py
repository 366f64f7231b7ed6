"""Kinds that meet on one day of the week: rolling groups and unpaid work."""

from abc import abstractmethod

from tests.forecasting.simulated import days
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import Person


class Weekly(Delivery):
    def start_people(self) -> None:
        sessions = self.plan.sessions
        if days.weekday(self.day) != sessions.weekday or not self.is_open():
            return
        if sessions.cancelled and self.chance.random() < sessions.cancelled:
            return
        self.hold_session(can_start=self.day // 7 % self.plan.habits.gateway_weeks == 0)

    def run_down(self) -> None:
        if self.keeps_history and days.weekday(self.day) == self.plan.sessions.weekday:
            self.hold_session(can_start=False)

    def hold_session(self, *, can_start: bool) -> None:
        """Those who attend come or not; new people take what is free; the finished go."""
        before, came = self._attend()
        if can_start and self.waiting:
            self._start(self.free_places(before, came))
        if any(self.is_done(person) for person in self.attending):
            self._let_go()

    def _attend(self) -> tuple[int, int]:
        """Drop-outs go. How many still attend, and how many of them came today."""
        random, drop_out = self.chance.random, self.plan.sessions.drop_out
        stay: list[Person] = []
        came = 0
        most = self.most_at_once()
        for person in self.attending:
            if random() < drop_out:
                self.finish(person, self.outcome_of_drop_out())
                continue
            stay.append(person)
            if came < most and random() < person.attendance:
                came += 1
                self.credit(person)
        self.attending = stay
        return len(stay), came

    def _start(self, free: int) -> None:
        free = min(free, self.plan.sessions.max_new)
        if free <= 0:
            return
        ready = self.ready()
        while free > 0 and ready:
            person = self.called(ready)
            if self.offer(person):
                self.credit(person)
            free -= 1

    def _let_go(self) -> None:
        stay = []
        for person in self.attending:
            if self.is_done(person):
                self.finish(person, "completed")
            else:
                stay.append(person)
        self.attending = stay

    @abstractmethod
    def most_at_once(self) -> int: ...

    @abstractmethod
    def free_places(self, attending: int, came: int) -> int: ...

    @abstractmethod
    def credit(self, person: Person) -> None: ...

    @abstractmethod
    def is_done(self, person: Person) -> bool: ...

    @abstractmethod
    def outcome_of_drop_out(self) -> str: ...


class RollingGroup(Weekly):
    def most_at_once(self) -> int:
        return len(self.attending)

    def free_places(self, attending: int, came: int) -> int:
        return int(self.delivered_today() + 1e-9) - attending

    def credit(self, person: Person) -> None:
        person.sessions += 1

    def is_done(self, person: Person) -> bool:
        return person.sessions >= self.plan.sessions.required

    def outcome_of_drop_out(self) -> str:
        return "dropped_out"


class UnpaidWork(Weekly):
    def seats(self) -> int:
        return int(self.delivered_today() / self.plan.sessions.hours + 1e-9)

    def most_at_once(self) -> int:
        """Nobody beyond the places of the day can be taken along."""
        return self.seats()

    def free_places(self, attending: int, came: int) -> int:
        sessions, seats = self.plan.sessions, self.seats()
        if sessions.seats == "of_the_day":
            return seats - came
        if sessions.seats == "overbooked":
            return min(int(seats / sessions.attendance) - attending, seats - came)
        return seats - attending

    def credit(self, person: Person) -> None:
        person.hours_worked += self.plan.sessions.hours

    def is_done(self, person: Person) -> bool:
        return person.hours_worked >= person.hours_ordered

    def outcome_of_drop_out(self) -> str:
        return "breached" if self.chance.random() < 0.6 else "dropped_out"

    def hours_of_one(self) -> int:
        sessions = self.plan.sessions
        return self.chance.choices(sessions.orders, sessions.order_weights)[0]
