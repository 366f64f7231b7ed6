"""One pass over the lines that are due: read, work out, then write, each in its own transaction."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from commissioning.dates.keeping import keep
from commissioning.dates.typical_wait import RegionCurves
from commissioning.dates.working_out import LineAnswer, due_lines, work_out
from commissioning.promises.in_force import recalibrations_in_force
from directory.clock import local_date
from directory.errors import DatabaseBusy
from portal.dates.recording import record_looks
from portal.running.transactions import in_reading, in_writing
from portal.running.work import Pass, PassBegun, PassReport, Turn

log = logging.getLogger("portal.dates")

LINES_AT_A_TIME = 50
RECORD_EVERY = dt.timedelta(minutes=1)
PUT_OFF_FOR = dt.timedelta(minutes=10)
KEEP_REGIONS_FOR = dt.timedelta(minutes=10)

UNREACHABLE = (OperationalError, InterfaceError, DatabaseBusy)
"""Nothing is wrong with a line when the database is busy or gone: all of it waits."""

Clock = Callable[[], dt.datetime]


@dataclass(slots=True)
class LineTally:
    """What has been done: lines answered, of which changed; lines that failed."""

    answered: int = 0
    changed: int = 0
    failed: int = 0

    def add(self, other: LineTally) -> None:
        self.answered += other.answered
        self.changed += other.changed
        self.failed += other.failed


@dataclass(frozen=True, slots=True)
class Regions:
    """The curves of whole regions as of a day, worked out from `begun_at` on."""

    as_of: dt.date
    begun_at: dt.datetime
    curves: RegionCurves = field(default_factory=dict)

    def still_speaks(self, as_of: dt.date, at: dt.datetime) -> bool:
        return self.as_of == as_of and self.begun_at <= at < self.begun_at + KEEP_REGIONS_FOR


@dataclass(slots=True)
class Answering:
    """Answers due lines; a line whose answer fails is put off, so that it spoils no other."""

    clock: Clock
    put_off: dict[int, dt.datetime] = field(default_factory=dict)
    regions: Regions | None = None

    def one_batch(self, limit: int = LINES_AT_A_TIME) -> LineTally:
        """Answer at most `limit` lines; an empty tally means that nothing was due."""
        at = self.clock()
        as_of = local_date(at)
        line_ids = self._due(as_of, at, limit)
        if not line_ids:
            return LineTally()
        answers = self._worked_out(line_ids, as_of, at)
        kept = self._kept(answers, self.clock()) if answers else LineTally()
        return LineTally(kept.answered, kept.changed, len(line_ids) - kept.answered)

    def until_nothing_is_due(
        self, progress: Callable[[int], None] = lambda _lines: None
    ) -> LineTally:
        """For the end of an import or a demonstration: everything due, batch by batch."""
        total = LineTally()
        while (done := self.one_batch()) != LineTally():
            total.add(done)
            progress(done.answered + done.failed)
        return total

    def _due(self, as_of: dt.date, at: dt.datetime, limit: int) -> list[int]:
        latest = at + PUT_OFF_FOR  # a later moment was set by a clock that has been put back
        self.put_off = {line: until for line, until in self.put_off.items() if at < until <= latest}
        found = in_reading(
            lambda session: due_lines(session, as_of=as_of, limit=limit + len(self.put_off))
        )
        return [line_id for line_id in found if line_id not in self.put_off][:limit]

    def _worked_out(
        self, line_ids: Sequence[int], as_of: dt.date, at: dt.datetime
    ) -> list[LineAnswer]:
        """All at once, and one by one only when one of them fails."""
        try:
            curves = self._region_curves(as_of, at)
            return in_reading(
                lambda session: work_out(
                    session,
                    line_ids,
                    as_of=as_of,
                    of_regions=curves,
                    recalibration_of=recalibrations_in_force(session).of,
                )
            )
        except UNREACHABLE:
            raise
        except Exception as fault:  # noqa: BLE001  no fault of a line may stop the others
            if len(line_ids) > 1:
                return [
                    answer
                    for line_id in line_ids
                    for answer in self._worked_out([line_id], as_of, at)
                ]
            self._put_off(line_ids[0], fault, at)
            return []

    def _kept(self, answers: Sequence[LineAnswer], at: dt.datetime) -> LineTally:
        """The same for writing: one transaction, and one each only when one of them fails."""
        try:
            changed = in_writing(lambda session: keep(session, answers, at=at))
        except UNREACHABLE:
            raise
        except Exception as fault:  # noqa: BLE001  as above
            if len(answers) == 1:
                self._put_off(answers[0].line_id, fault, at)
                return LineTally()
            total = LineTally()
            for answer in answers:
                total.add(self._kept([answer], at))
            return total
        return LineTally(len(answers), changed)

    def _put_off(self, line_id: int, fault: Exception, at: dt.datetime) -> None:
        log.error("line %s cannot be answered", line_id, exc_info=fault)
        self.put_off[line_id] = at + PUT_OFF_FOR

    def _region_curves(self, as_of: dt.date, at: dt.datetime) -> RegionCurves:
        """One line's cases hardly move a region's curve: minutes old will do."""
        if self.regions is None or not self.regions.still_speaks(as_of, at):
            self.regions = Regions(as_of, at)
        return self.regions.curves


@dataclass(slots=True)
class LinePass:
    """The worker's look for lines that are due, of which the day's row tells."""

    clock: Clock
    answering: Answering
    done: LineTally = field(default_factory=LineTally)
    unrecorded: LineTally = field(default_factory=LineTally)
    recorded_at: dt.datetime | None = None

    def one_pass(self) -> bool:
        batch = self.answering.one_batch()
        self.done.add(batch)
        self.unrecorded.add(batch)
        if self._is_time_to_record():
            self.record()
        return batch != LineTally()

    def finish(self) -> PassReport:
        try:
            self.record()
        except (DBAPIError, DatabaseBusy):
            log.exception("the last looks are not in the day's row")
        done = self.done
        return PassReport(
            f"Lines answered: {done.answered:,}, of which {done.changed:,} with new dates.",
            f"Lines that could not be answered: {done.failed:,}; the log says why."
            if done.failed
            else "",
        )

    def record(self) -> None:
        """Add to the day's row what was done since it was last added to."""
        now, tally = self.clock(), self.unrecorded
        in_writing(
            lambda session: record_looks(
                session, answered=tally.answered, failed=tally.failed, at=now
            )
        )
        self.unrecorded, self.recorded_at = LineTally(), now

    def _is_time_to_record(self) -> bool:
        """Also after the clock was put back: the last record lies in the future then."""
        recorded_at = self.recorded_at
        return recorded_at is None or abs(self.clock() - recorded_at) >= RECORD_EVERY


def _looking(clock: Clock) -> PassBegun:
    looking = LinePass(clock, Answering(clock))
    return PassBegun(looking.one_pass, looking.finish)


PASSES = (Pass("answer_due_lines", Turn.EVERY_ROUND, _looking),)
