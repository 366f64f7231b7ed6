"""A demonstration made region by region, from the beginning or from where one stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from commissioning.dates.working_out import due_lines
from commissioning.demonstration.last_week import invent_last_week
from commissioning.demonstration.making import Made, Making
from commissioning.demonstration.parts import RegionalPart
from commissioning.demonstration.wish import Wish
from directory.clock import local_date
from portal.dates.passes import Answering, LineTally
from portal.demonstration.marker import Reached, mark_begun, mark_finished, mark_reached
from portal.running.search_levelling import SearchLevelling
from portal.running.transactions import in_reading, in_writing

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the making stands within one region, in steps of any size."""

    region: str
    done: int
    of: int
    regions_shown: int
    regions: int

    @property
    def is_shown(self) -> bool:
        """Whether the region can be asked about, with its dates and its words."""
        return self.done == self.of


@dataclass(slots=True)
class MakingOn:
    """Each step is kept together with how far it came: stopped anywhere, the next run goes on."""

    making: Making
    clock: Clock
    answering: Answering
    regions_shown: int = 0
    search: SearchLevelling = field(default_factory=SearchLevelling)

    @classmethod
    def begun(cls, wish: Wish, clock: Clock) -> MakingOn:
        making_on = cls(Making(wish, in_writing), clock, Answering(clock))
        making_on.making.change = making_on._kept
        in_writing(lambda session: mark_begun(session, wish))
        making_on.making.ground()
        return making_on

    @classmethod
    def resumed(cls, wish: Wish, reached: Reached, clock: Clock) -> MakingOn | None:
        """None where the recipe is another one by now."""
        making = Making(wish, in_writing, made=reached.made)
        making_on = cls(making, clock, Answering(clock), reached.regions_shown)
        making_on.making.change = making_on._kept
        in_reading(making_on.making.plan)
        return making_on if making_on.making.recipe == reached.recipe else None

    @property
    def made(self) -> Made:
        return self.making.made

    def regions_to_come(self) -> Iterator[Progress]:
        """Region by region: its services and cases, their dates, then the words of the search."""
        for part in self.making.parts[self.regions_shown :]:
            yield from self._region(part)
        in_writing(lambda session: invent_last_week(session, self.clock()))
        in_writing(
            lambda session: mark_finished(session, done=self.made.referrals, at=self.clock())
        )

    def _region(self, part: RegionalPart) -> Iterator[Progress]:
        of = len(part.plans) + sum(len(plan.lines) for plan in part.plans) + 1
        before = self.made.plans
        for made in self.making.services_of(part):
            yield self._progress(part, made.plans - before, of)
        while self.answering.one_batch() != LineTally():
            yield self._progress(part, of - 1 - lines_due(self.clock), of)
        while self.search.one_pass(self.clock):
            pass
        self.regions_shown += 1
        in_writing(lambda session: mark_reached(session, self._reached()))
        yield self._progress(part, of, of)

    def _progress(self, part: RegionalPart, done: int, of: int) -> Progress:
        return Progress(part.name, done, of, self.regions_shown, len(self.making.parts))

    def _kept(self, step: Callable[[Session], None]) -> None:
        def step_with_mark(session: Session) -> None:
            step(session)
            mark_reached(session, self._reached())

        in_writing(step_with_mark)

    def _reached(self) -> Reached:
        making = self.making
        return Reached(making.recipe, len(making.parts), self.regions_shown, making.made)


def work_out_what_is_due(clock: Clock) -> Iterator[LineTally]:
    """Of a demonstration that was made earlier, so that the first page has its dates."""
    answering = Answering(clock)
    while (tally := answering.one_batch()) != LineTally():
        yield tally


def lines_due(clock: Clock) -> int:
    as_of = local_date(clock())
    return in_reading(lambda session: len(due_lines(session, as_of=as_of, limit=1_000_000)))
