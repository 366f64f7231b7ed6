"""The worker's loop and its command, in this process."""

from __future__ import annotations

import datetime as dt
from functools import partialmethod

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import portal.worker
from commissioning.dates.working_out import due_lines
from directory.clock import local_date
from portal.dates.passes import Answering
from portal.dates.recording import LOOKED
from portal.running.models import JobRun
from portal.running.work import PassBegun, Turn, every_job
from portal.worker import SOME_FAILED, Worker, utc_now
from tests.makers.lines import make_line
from tests.makers.places import make_area


def test_once_answers_what_is_due_and_runs_the_jobs(
    app: Flask, session: Session, at_work: None
) -> None:
    make_line(session, areas=[make_area(session)])
    session.commit()
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert result.exit_code == 0, result.output
    assert "Lines answered: 1, of which 1 with new dates." in result.output
    session.expire_all()
    assert due_lines(session, as_of=local_date(utc_now()), limit=10) == []
    finished = session.scalars(select(JobRun).where(JobRun.finished_at.is_not(None)))
    assert {run.job for run in finished} == {
        LOOKED,
        *(job.name for job in every_job()),
    }


def test_once_says_by_its_end_that_a_line_failed(
    app: Flask, session: Session, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("a fault of ours")

    make_line(session, areas=[make_area(session)])
    session.commit()
    monkeypatch.setattr("portal.dates.passes.work_out", broken)
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert result.exit_code == SOME_FAILED
    assert "could not be answered: 1" in result.output


def test_the_days_row_counts_every_line_that_was_answered(
    app: Flask, session: Session, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of the rounds since it was last added to, a minute or less before the end."""
    one_by_one = partialmethod(Answering.one_batch, 1)
    monkeypatch.setattr(Answering, "one_batch", one_by_one)
    area = make_area(session)
    for _ in range(3):
        make_line(session, areas=[area])
    session.commit()
    result = app.test_cli_runner().invoke(args=["worker", "--once"])
    assert "Lines answered: 3" in result.output
    session.expire_all()
    assert session.scalars(select(JobRun.done).where(JobRun.job == LOOKED)).one() == 3


def test_what_may_wait_has_its_turn_only_when_all_else_is_done(at_work: None) -> None:
    """A past day worked out while a line is due would hold up its dates."""
    done = list[str]()
    more = {"line": [True, True, False, False], "page": [True, False], "past day": [True]}

    def work(name: str) -> PassBegun:
        def one_pass() -> bool:
            done.append(name)
            if name == "past day":
                worker.stop()
            return more[name].pop(0)

        return PassBegun(one_pass)

    works = [
        (Turn.WHEN_IDLE, work("past day")),
        (Turn.WHEN_QUIET, work("page")),
        (Turn.EVERY_ROUND, work("line")),
    ]
    worker = Worker(works=works, jobs=())
    worker.run()
    assert done == ["line", "line", "line", "page", "line", "page", "past day"]


def test_trouble_with_the_database_is_waited_out(
    at_work: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = Worker()
    rounds = []

    def gone_once() -> bool:
        rounds.append(dt.datetime.now(dt.UTC))
        if len(rounds) == 1:
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        worker.stop()
        return False

    monkeypatch.setattr(portal.worker, "PAUSE_AFTER_TROUBLE_SECONDS", 0.01)
    monkeypatch.setattr(Worker, "one_round", lambda _: gone_once())
    worker.run()
    assert len(rounds) == 2
    assert "trying again" in caplog.text
