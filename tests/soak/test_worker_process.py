"""The worker as a process: what is recorded is answered soon, and it can be killed or stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.working_out import due_lines
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import Basis
from commissioning.referrals.recording import receive_referral
from directory.clock import local_date
from portal.running.transactions import in_reading, in_writing
from tests.makers.people import actor
from tests.patience import until
from tests.soak.killing import (
    answers_told_twice,
    half_kept_answers,
    say_something_of_each_line,
)
from tests.soak.processes import Portal, Started
from tests.soak.records import lines_of

FAULT = '"error"'
"""How a fault looks in a line of the log."""


@contextmanager
def working(portal: Portal) -> Iterator[Started]:
    """A worker that has answered everything there was."""
    worker = portal.worker()
    try:
        until(lambda: nothing_is_due(worker), "the worker has answered all lines")
        yield worker
    finally:
        worker.kill()


def nothing_is_due(worker: Started | None = None) -> bool:
    if worker is not None:
        assert worker.is_running, worker.said
    today = local_date(dt.datetime.now(dt.UTC))
    return not in_reading(lambda session: due_lines(session, as_of=today, limit=1))


def refer_somebody(reference: str) -> int:
    """One more person waits; the line's key."""
    at = dt.datetime.now(dt.UTC)

    def receive(session: Session) -> int:
        line = lines_of(session)[0]
        receive_referral(
            session,
            line,
            reference=reference,
            basis=Basis.VOLUNTARY,
            received_on=local_date(at),
            by=actor(session),
            at=at,
        )
        return line.id

    return in_writing(receive)


def answered_version(line_id: int) -> tuple[int, int]:
    """The version of the line's facts, and that which its answer knew."""
    ask = select(LineFigures.facts_version, LineFigures.answered_version).where(
        LineFigures.line_id == line_id
    )
    facts, answered = in_reading(lambda session: session.execute(ask).one())
    return facts, answered


@pytest.mark.soak
def test_worker_answers_an_event_after_being_killed_and_ends_when_asked(
    portal: Portal, here: Flask
) -> None:
    with working(portal):
        line_id = refer_somebody("R-1")
        assert answered_version(line_id)[0] > 1
        until(nothing_is_due, "the event is answered")
    refer_somebody("R-2")
    facts, answered = answered_version(line_id)
    assert answered < facts, "nobody answers while no worker runs"
    with working(portal) as worker:
        assert answered_version(line_id) == (facts, facts)
        worker.process.terminate()
        assert worker.ended() == 0
        assert "Traceback" not in worker.said
        assert FAULT not in worker.said


@pytest.mark.soak
def test_two_workers_at_once_answer_each_line_once(portal: Portal, here: Flask) -> None:
    first, second = portal.worker(), portal.worker()
    try:
        until(lambda: nothing_is_due(first), "the first lines are answered")
        for seed in range(3):
            in_writing(lambda session, seed=seed: say_something_of_each_line(session, seed))  # type: ignore[misc]
            until(lambda: nothing_is_due(second), "all lines are answered")
    finally:
        first.stop()
        second.stop()
    assert in_reading(answers_told_twice) == []
    assert in_reading(half_kept_answers) == []
    assert FAULT not in first.said + second.said
