"""One to one: so many people on a caseload at a time; a place given back is filled."""

from tests.forecasting.simulated import days
from tests.forecasting.simulated.delivery import Delivery
from tests.forecasting.simulated.people import Person

DROP_OUT = 0.25


class OneToOne(Delivery):
    def start_people(self) -> None:
        self._end_stays()
        if days.weekday(self.day) > 5 or not self.is_open():
            return
        if self.plan.habits.intake_weekday not in (None, days.weekday(self.day)):
            return
        free = int(self.delivered_today() + 1e-9) - len(self.attending)
        if free <= 0 or not self.waiting:
            return
        ready = self.ready()
        while free > 0 and ready:
            person = self.called(ready)
            if self.offer(person):
                person.ends = self.day + max(1, self.plan.stay.draw(self.chance))
            free -= 1

    def run_down(self) -> None:
        self._end_stays()

    def _end_stays(self) -> None:
        over = [person for person in self.attending if person.ends <= self.day]
        if not over:
            return
        self.attending = [person for person in self.attending if person.ends > self.day]
        if self.keeps_history:
            for person in over:
                early = self.chance.random() < DROP_OUT
                self.finish(person, "dropped_out" if early else "completed")

    def with_fresh_stay(self, person: Person) -> Person:
        assert person.started is not None
        stay = self.plan.stay.draw(self.chance, longer_than=self.day - person.started)
        return person.again(
            inducted=person.inducted, leaves=person.leaves, ends=person.started + stay
        )
