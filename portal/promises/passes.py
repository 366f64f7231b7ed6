"""Past days worked out again, one line and day at a time, while the worker has nothing else to do.

What is planned is read from the records, so that a worker that is killed loses at most the day
in hand, and two workers at worst work out the same day twice and keep it once.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy.orm import Session

from commissioning.promises.back_testing import (
    back_test,
    is_back_tested,
    keep_back_test,
    planned_back_tests,
)
from commissioning.promises.following import census_on
from commissioning.promises.recording import worked_out_record, write_record
from commissioning.promises.revising import changes_due, record_changes
from directory.clock import local_date
from portal.dates.passes import UNREACHABLE
from portal.running.jobs import Change
from portal.running.transactions import in_reading, in_writing
from portal.running.work import Pass, PassBegun, Turn

log = logging.getLogger("portal.promises")

MOST_A_DAY: Final = 400
SETTLED_EVERY: Final = 200
"""After so many new days, and at the end of the plan, the record is written anew: not more often,
for it reads every promise of two years, and lines that fall due wait meanwhile."""

Clock = Callable[[], dt.datetime]


@dataclass(slots=True)
class BackTesting:
    """Follows a plan of at most `most` lines and past days, made anew each day."""

    clock: Clock
    most: int = MOST_A_DAY
    planned_on: dt.date | None = None
    plan: deque[tuple[int, dt.date]] = field(default_factory=deque)
    unsettled: int = 0
    done: int = 0
    failed: int = 0

    def one_pass(self) -> bool:
        """Work out one line and day; false when today's plan is done."""
        at = self.clock()
        if self.planned_on != local_date(at):
            self._make_plan(at)
        if not self.plan:
            return False
        line_id, day = self.plan.popleft()
        self._one(line_id, day, at)
        if self.unsettled and (self.unsettled >= SETTLED_EVERY or not self.plan):
            self._settle(self.clock())
        return True

    def _make_plan(self, at: dt.datetime) -> None:
        """What fails is not planned again before tomorrow."""
        today = local_date(at)
        with _told_in_the_log("no past days can be planned"):
            self.plan = deque(
                in_reading(lambda session: planned_back_tests(session, today=today, most=self.most))
            )
        self.planned_on = today

    def _settle(self, at: dt.datetime) -> None:
        with _told_in_the_log("the record of promises cannot be kept"):
            change = in_reading(lambda session: settling(session, at))
            in_writing(lambda session: change(session, at))
        self.unsettled = 0

    def _one(self, line_id: int, day: dt.date, at: dt.datetime) -> None:
        """Reading and working out in one transaction, keeping in another, short one."""
        census = census_on(local_date(at))
        try:
            if in_reading(lambda session: is_back_tested(session, line_id, on=day)):
                return
            found = in_reading(lambda session: back_test(session, line_id, on=day, census=census))
            in_writing(lambda session: keep_back_test(session, found, at=at))
        except UNREACHABLE:
            self.plan.appendleft((line_id, day))
            raise
        except Exception:  # no fault of a line may stop the others
            log.exception("line %s cannot be worked out again as of %s", line_id, day)
            self.failed += 1
            return
        self.done += 1
        self.unsettled += 1


@contextmanager
def _told_in_the_log(trouble: str) -> Iterator[None]:
    """No fault of ours may stop the worker; that the database is busy or gone is its own affair."""
    try:
        yield
    except UNREACHABLE:
        raise
    except Exception:
        log.exception(trouble)


def settle(session: Session, at: dt.datetime) -> int:
    """Record the changes that are asked for and write the record; returns whom it counts."""
    return settling(session, at)(session, at)


def settling(session: Session, at: dt.datetime) -> Change:
    """The same with all the reading done: what remains is short and changes something."""
    rows = worked_out_record(session, at)
    due = changes_due(session, at)

    def change(session: Session, at: dt.datetime) -> int:
        record_changes(session, due, at)
        return write_record(session, rows, at)

    return change


PASSES = (
    Pass(
        "work_out_past_days", Turn.WHEN_IDLE, lambda clock: PassBegun(BackTesting(clock).one_pass)
    ),
)
