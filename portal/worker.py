"""`flask --app portal worker`: the passes and jobs of every room, one after another.

Bounded, repeatable and safe to kill or to run twice: what is due is read from the
records, and every batch is one transaction. There is no broker and no queue to lose.
What there is to do each room says itself (`portal.running.work`).
"""

from __future__ import annotations

import datetime as dt
import logging
import signal
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from directory.errors import DatabaseBusy
from portal.running.jobs import Job, run_due
from portal.running.work import PassBegun, PassReport, Turn, every_job, every_pass

log = logging.getLogger("portal.worker")

PAUSE_SECONDS = 0.5
PAUSE_AFTER_TROUBLE_SECONDS = 5.0


def utc_now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)


def _begun() -> list[tuple[Turn, PassBegun]]:
    return [(one.turn, one.begin(utc_now)) for one in every_pass()]


@dataclass(slots=True)
class Worker:
    """One loop; `stop` ends it after the batch in hand."""

    stopped: threading.Event = field(default_factory=threading.Event)
    works: Sequence[tuple[Turn, PassBegun]] = field(default_factory=_begun)
    jobs: Sequence[Job] = field(default_factory=every_job)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self.stopped.set()

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                is_busy = self.one_round() or self._in_turn(Turn.WHEN_QUIET)
                pause = 0.0 if is_busy else PAUSE_SECONDS
                if not is_busy:  # one piece, then a pause: the machine has other things to do
                    self._in_turn(Turn.WHEN_IDLE)
            except (DBAPIError, DatabaseBusy):
                log.exception("the database did not do as asked; trying again")
                pause = PAUSE_AFTER_TROUBLE_SECONDS
            self.stopped.wait(pause)
        self.finish()

    def one_round(self) -> bool:
        """Each pass of every round once, then the jobs; true while there may be more to do."""
        has_more = self._in_turn(Turn.EVERY_ROUND)
        run_due(self.jobs, clock=utc_now)
        return has_more

    def finish(self) -> list[PassReport]:
        """What the passes have to tell of all they did."""
        told = [work.finish() for _, work in self.works]
        return [one for one in told if one is not None]

    def _in_turn(self, turn: Turn) -> bool:
        """One piece of each pass that has its turn; true while one of them has more."""
        has_more = False
        for its_turn, work in self.works:
            if its_turn is turn and not (self.stopped.is_set() and turn is not Turn.EVERY_ROUND):
                has_more = work.one_pass() or has_more
        return has_more


ALL_DONE, SOME_FAILED = 0, 1


def _once(worker: Worker) -> int:
    while worker.one_round():
        pass
    told = worker.finish()
    for one in told:
        click.echo(one.done)
    failed = [one.failed for one in told if one.failed]
    for sentence in failed:
        click.echo(sentence, err=True)
    return SOME_FAILED if failed else ALL_DONE


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker_command(once: bool) -> None:
    """Work out the start dates that are due, send messages and run the jobs, until stopped.

    With --once it ends with 0 when everything that was due is done, else with 1;
    the pages are then copied by the command `copies` alone.
    """
    worker = Worker()
    if once:
        sys.exit(_once(worker))
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    log.info("the worker has started")
    worker.run()
