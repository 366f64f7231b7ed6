"""`flask --app portal worker`: works out due dates, levels the search, runs jobs, copies pages.

Bounded, repeatable and safe to kill or to run twice: what is due is read from the
records, and every batch is one transaction. There is no broker and no queue to lose.
"""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import threading
from dataclasses import dataclass, field
from types import FrameType

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from directory.errors import DatabaseBusy
from portal.bulletins.jobs import JOBS as BULLETIN_JOBS
from portal.copies.making import Copying
from portal.dates.jobs import JOBS, record_passes
from portal.dates.passes import Answering, LineTally
from portal.feedback.jobs import JOBS as FEEDBACK_JOBS
from portal.promises.jobs import JOBS as PROMISE_JOBS
from portal.promises.passes import BackTesting
from portal.running.jobs import run_due
from portal.running.search_levelling import SearchLevelling
from portal.running.transactions import in_writing
from portal.sealed.jobs import JOBS as SEALING_JOBS
from portal.sweep.jobs import JOBS as SWEEP_JOBS

log = logging.getLogger("portal.worker")

EVERY_JOB = (*JOBS, *PROMISE_JOBS, *BULLETIN_JOBS, *SEALING_JOBS, *SWEEP_JOBS, *FEEDBACK_JOBS)

PAUSE_SECONDS = 0.5
PAUSE_AFTER_TROUBLE_SECONDS = 5.0
RECORD_PASSES_EVERY = dt.timedelta(minutes=1)


def utc_now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


@dataclass(slots=True)
class Worker:
    """One loop; `stop` ends it after the batch in hand."""

    stopped: threading.Event = field(default_factory=threading.Event)
    answering: Answering = field(default_factory=lambda: Answering(utc_now))
    search: SearchLevelling = field(default_factory=SearchLevelling)
    copies: Copying = field(default_factory=Copying)
    back_testing: BackTesting = field(default_factory=lambda: BackTesting(utc_now))
    unrecorded: LineTally = field(default_factory=LineTally)
    last: LineTally = field(default_factory=LineTally)
    recorded_at: dt.datetime | None = None

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.stopped.set()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                pause = 0.0 if self.one_round() or self._copies_pages() else PAUSE_SECONDS
                self._tests_a_past_day(is_idle=pause > 0)
            except (DBAPIError, DatabaseBusy):
                log.exception("the database did not do as asked; trying again")
                pause = PAUSE_AFTER_TROUBLE_SECONDS
            self.stopped.wait(pause)
        self._record_the_rest()

    def one_round(self) -> bool:
        """A batch of dates, the search, then the jobs; true while there may be more to do."""
        self.last = self.answering.one_batch()
        self.unrecorded.add(self.last)
        if self._is_time_to_record():
            self.record_passes()
        is_behind = self.search.one_pass(utc_now)
        run_due(EVERY_JOB, clock=utc_now)
        return is_behind or self.last != LineTally()

    def _copies_pages(self) -> bool:
        """When nothing else is to be done; true while there is more to copy."""
        return not self.stopped.is_set() and self.copies.one_pass(utc_now)

    def _tests_a_past_day(self, *, is_idle: bool) -> None:
        """One, then a pause: the machine has other things to do."""
        if is_idle and not self.stopped.is_set():
            self.back_testing.one_pass()

    def _record_the_rest(self) -> None:
        try:
            self.record_passes()
        except (DBAPIError, DatabaseBusy):
            log.exception("the last passes are not in the day's row")

    def _is_time_to_record(self) -> bool:
        """Also after the clock was put back: the last record lies in the future then."""
        recorded_at = self.recorded_at
        return recorded_at is None or abs(utc_now() - recorded_at) >= RECORD_PASSES_EVERY

    def record_passes(self) -> None:
        """Add to the day's row what was done since it was last added to."""
        now, tally = utc_now(), self.unrecorded
        in_writing(lambda session: record_passes(session, tally, at=now))
        self.unrecorded, self.recorded_at = LineTally(), now


ALL_ANSWERED, SOME_FAILED = 0, 1


def _once(worker: Worker) -> int:
    done, has_more = LineTally(), True
    while has_more:
        has_more = worker.one_round()
        done.add(worker.last)
    worker.record_passes()
    click.echo(f"Lines answered: {done.answered:,}, of which {done.changed:,} with new dates.")
    if not done.failed:
        return ALL_ANSWERED
    click.echo(f"Lines that could not be answered: {done.failed:,}; the log says why.", err=True)
    return SOME_FAILED


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Work out the start dates that are due and run the jobs, until stopped.

    With --once it ends with 0 when every line that was due is answered, else with 1;
    the pages are then copied by the command `copies` alone.
    """
    worker = Worker()
    if once:
        sys.exit(_once(worker))
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    log.info("the worker has started")
    worker.run()
