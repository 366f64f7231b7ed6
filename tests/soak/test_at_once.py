"""Several processes at the same moment: nothing is lost, nobody starves, nobody sees a half."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import click
import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from commissioning.referrals.models import Referral
from portal.running.jobs import Job, daily, run_due
from portal.running.models import JobRun
from portal.running.transactions import in_reading, in_writing
from tests.soak.databases import opened
from tests.soak.processes import Portal, web
from tests.soak.records import write_referrals
from tests.soak.recounting import broken_pages, wrong_figures
from tests.soak.serving import counts_seen_by
from tests.soak.test_kill import Reading, as_seen, readers_of, refuse_in_between

WRITERS, TIMES = 8, 50
OVERTAKEN_AT_MOST = WRITERS * TIMES // 2
"""Changes of others between two of one writer's; how long that takes, `make bench` says."""


def write_at_once(portal: Portal, *, writers: int, times: int) -> list[dict[str, Any]]:
    """What each of so many processes says of so many changes by each."""
    names = [f"W{number}" for number in range(writers)]
    started = portal.start("tests.soak.writing", str(times), *names)
    assert started.ended() == 0, started.said
    said = [json.loads(line) for line in started.said.splitlines() if '"recorded"' in line]
    assert len(said) == writers, started.said
    return said


def recorded() -> int:
    return in_reading(lambda session: session.scalar(select(func.count(Referral.id)))) or 0


def test_events_recorded_at_once_on_one_line_are_all_counted(portal: Portal, here: Flask) -> None:
    write_at_once(portal, writers=3, times=12)
    assert recorded() == 3 * 12
    assert in_reading(wrong_figures) == []


def test_reader_in_one_transaction_sees_one_moment(portal: Portal, here: Flask) -> None:
    """Two questions of one answer, between which somebody else commits."""

    def ask_twice(session: Any) -> tuple[Any, Any]:
        before = counts_seen_by(session)
        portal.command("import", "referrals", str(path))
        return before, counts_seen_by(session)

    path = write_referrals(portal.folder / "one.csv", seed=1, rows=20)
    first, second = in_reading(ask_twice)
    assert first == second
    assert in_reading(counts_seen_by)["referrals"] == 20


def test_the_recount_sees_what_is_lost(here: Flask, portal: Portal) -> None:
    write_at_once(portal, writers=1, times=3)
    in_writing(
        lambda session: session.execute(text("UPDATE line_figures SET waiting = waiting + 1"))
    )
    assert len(in_reading(wrong_figures)) == 12


def writers_in_turn(session: Session) -> Sequence[str]:
    """Who recorded each referral, in the order in which they were recorded."""
    return [
        (reference or "").partition("-")[0]
        for reference in session.scalars(select(Referral.reference).order_by(Referral.id))
    ]


def overtaken_most(turns: Sequence[str]) -> int:
    """The most turns of others between two of the same writer."""
    last: dict[str, int] = {}
    most = 0
    for number, writer in enumerate(turns):
        most = max(most, number - last.get(writer, number - 1) - 1)
        last[writer] = number
    return most


@pytest.mark.parametrize(("turns", "most"), [("", 0), ("aabb", 0), ("abab", 1), ("abbba", 3)])
def test_who_is_overtaken_is_counted(turns: str, most: int) -> None:
    assert overtaken_most(turns) == most


@pytest.mark.soak
def test_eight_writers_queue_and_none_starves(
    portal: Portal, here: Flask, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_at_once(portal, writers=WRITERS, times=TIMES)
    most = overtaken_most(in_reading(writers_in_turn))
    with capsys.disabled():
        click.echo(f"\n{database}: {WRITERS} writers, {TIMES} changes each: overtaken {most} times")
    assert recorded() == WRITERS * TIMES
    assert in_reading(wrong_figures) == []
    assert in_reading(broken_pages) == []
    assert most < OVERTAKEN_AT_MOST


@pytest.mark.soak
def test_readers_during_a_long_import_see_before_or_after_and_are_never_locked_out(
    portal: Portal, here: Flask, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_referrals(portal.folder / "long.csv", seed=1, rows=30_000)
    whole = {as_seen(in_reading(counts_seen_by))}
    reading = Reading()
    with web(portal) as served, readers_of(served, reading):
        portal.command("import", "referrals", str(path))
        whole.add(as_seen(in_reading(counts_seen_by)))
    with capsys.disabled():
        click.echo(f"\n{database}: {sum(reading.statuses.values())} answers during a long import")
    refuse_in_between(reading, whole)
    assert reading.unanswered == 0


def test_two_workers_claim_a_job_once(portal: Portal, here: Flask) -> None:
    """The second comes between the first one's claim and its work."""
    now = dt.datetime.now(dt.UTC)
    ran: list[str] = []

    def of_the_second(_session: Any, _at: dt.datetime) -> int:
        ran.append("second")
        return 1

    def of_the_first(_session: Any, _at: dt.datetime) -> int:
        ran.append("first")
        with opened(portal.url, portal.folder):
            assert run_due([Job("one", daily(hour=0), of_the_second)], clock=lambda: now) == 0
        return 1

    assert run_due([Job("one", daily(hour=0), of_the_first)], clock=lambda: now) == 1
    assert ran == ["first"]
    finished = select(func.count(JobRun.id)).where(JobRun.finished_at.is_not(None))
    assert in_reading(lambda session: session.scalar(finished)) == 1
