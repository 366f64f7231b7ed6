"""Processes that record events at once: `python -m tests.soak.writing TIMES NAME …`.

Each name is a process, which records one event after another: a referral in a transaction of its
own, on the same line as everybody's. Each prints one JSON object: how many were recorded and the
longest that one of them took. They part once all is imported, and before any knows a database.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Sequence

from sqlalchemy.orm import Session

from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.recording import receive_referral, record_event
from directory.clock import local_date
from portal import create_app
from portal.running.transactions import in_writing
from tests.bench.measuring import stopwatch
from tests.makers.people import actor
from tests.soak.records import lines_of


def refer(session: Session, reference: str) -> None:
    """Somebody is received, and every second one starts at once."""
    at = dt.datetime.now(dt.UTC)
    by = actor(session)
    today = local_date(at)
    referral = receive_referral(
        session,
        lines_of(session)[0],
        reference=reference,
        basis=Basis.VOLUNTARY,
        received_on=today,
        by=by,
        at=at,
    )
    if reference.endswith(("1", "3", "5", "7", "9")):
        record_event(session, referral, kind=EventKind.STARTED, on_date=today, by=by, at=at)


def write(name: str, times: int) -> None:
    worst = 0.0
    with create_app().app_context():
        for number in range(times):
            with stopwatch() as taken:
                in_writing(lambda session, number=number: refer(session, f"{name}-{number}"))  # type: ignore[misc]
            worst = max(worst, taken[0].wall)
    sys.stdout.write(json.dumps({"recorded": times, "worst_seconds": worst}) + "\n")
    sys.stdout.flush()


def main(names: Sequence[str], times: int) -> int:
    """The number of processes that did not end well."""
    started = []
    for name in names:
        child = os.fork()
        if child == 0:
            write(name, times)
            return 0
        started.append(child)
    return sum(os.waitpid(child, 0)[1] != 0 for child in started)


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], int(sys.argv[1])))
