"""How long somebody waits: for a turn to write, an answer of the worker, a page without its server.

The processes are those of the tests in `tests/soak`, which ask whether all of it is right.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.copies.making import Copying
from portal.extensions import db
from tests.bench.databases import now
from tests.bench.measuring import Measured, milliseconds, seconds, timed_once
from tests.patience import until
from tests.soak.databases import copied, opened
from tests.soak.processes import Portal
from tests.soak.test_at_once import write_at_once
from tests.soak.test_copies import AREA_PATH, COURT_PATH, silent_server
from tests.soak.test_worker_process import nothing_is_due, refer_somebody, working

GOAL_TURN = 5.0
"""Half of what a writer is ready to wait before it gives up."""

GOAL_ANSWERED = 5.0
GOAL_ENDED = 2.0
GOAL_SILENCE_FOUND = 5.0
GOAL_SILENCE_KNOWN = 0.5


def promptness(*, writers: int, changes: int) -> Iterator[Measured]:
    with _portal() as portal:
        yield _writers_turn(portal, writers, changes)
    with _portal() as portal, opened(portal.url, portal.folder):
        yield from _worker_asked(portal)
    with _portal() as portal:
        yield from _server_silent(portal)


@contextmanager
def _portal() -> Iterator[Portal]:
    """A SQLite database with twelve lines and the commands that work on it."""
    with tempfile.TemporaryDirectory() as folder, copied("sqlite", Path(folder)) as url:
        yield Portal(url, Path(folder))


def _waited(what: str, size: str, wall: float, goal: float) -> Measured:
    said = milliseconds if goal < 1 else seconds
    return Measured(what, size, "", wall=said(wall), goal=f"≤ {said(goal)}", is_met=wall <= goal)


def _writers_turn(portal: Portal, writers: int, changes: int) -> Measured:
    done = write_at_once(portal, writers=writers, times=changes)
    worst = max(one["worst_seconds"] for one in done)
    size = f"{writers} writers, {changes} changes each"
    return _waited("Longest change among others who write", size, worst, GOAL_TURN)


def _worker_asked(portal: Portal) -> Iterator[Measured]:
    with working(portal) as worker:
        refer_somebody("R-1")
        _, answered = timed_once(lambda: until(nothing_is_due, "the event is answered"))
        worker.process.terminate()
        _, ended = timed_once(worker.ended)
    yield _waited("Event until the worker has answered it", "1 line", answered.wall, GOAL_ANSWERED)
    yield _waited("Worker asked to end until it has", "1 worker", ended.wall, GOAL_ENDED)


def _server_silent(portal: Portal) -> Iterator[Measured]:
    """Pages from their copies, the first of which finds out that the server does not answer."""
    with opened(portal.url, portal.folder):
        Copying().all_now(now)
    with silent_server() as (nobody, _), opened(nobody, portal.folder) as app:

        def page_of(path: str) -> float:
            taken = timed_once(lambda: app.test_client().get(path))[1].wall
            db.session.remove()
            return taken

        first, later = page_of(COURT_PATH), page_of(AREA_PATH)
    what = "Page from its copy, the database server silent"
    yield _waited(what, "first", first, GOAL_SILENCE_FOUND)
    yield _waited(what, "later", later, GOAL_SILENCE_KNOWN)
