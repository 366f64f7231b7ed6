"""Past days worked out while the worker is idle: bounded, repeatable, and safe to kill."""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.promises.back_testing import BackTested, back_test
from commissioning.promises.models import BackTest, PromiseRecord
from portal.promises import passes
from portal.promises.passes import BackTesting
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.referrals import refer

PEOPLE = 4


@pytest.fixture
def line(session: Session) -> Line:
    line = make_line(session, areas=[make_area(session)], at=moment(-400))
    for number in range(PEOPLE):
        refer(session, line, on=-300 + number, started=-280 + number)
    session.commit()
    return line


@pytest.fixture
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def back_testing_of(most: int = 100) -> BackTesting:
    return BackTesting(lambda: NOW, most=most)


def kept(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.count(BackTest.id))) or 0


def test_one_day_in_a_pass_until_the_plan_is_done(
    session: Session, line: Line, at_work: None
) -> None:
    back_testing = back_testing_of()
    for done in range(1, PEOPLE + 1):
        assert back_testing.one_pass()
        assert kept(session) == done
    assert not back_testing.one_pass()
    assert session.scalar(select(func.sum(PromiseRecord.people))) == PEOPLE


def test_a_worker_killed_on_the_way_is_followed_by_one_that_goes_on(
    session: Session, line: Line, at_work: None
) -> None:
    back_testing_of().one_pass()  # and nothing more is heard of it
    successor = back_testing_of()
    while successor.one_pass():
        pass
    assert (kept(session), successor.done) == (PEOPLE, PEOPLE - 1)


def test_two_workers_keep_a_day_once(
    session: Session, line: Line, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = [(line.id, day(-300))]

    def with_the_plan() -> BackTesting:
        worker = back_testing_of()
        worker.plan, worker.planned_on = deque(plan), TODAY
        assert worker.one_pass()
        return worker

    assert [with_the_plan().done, with_the_plan().done] == [1, 0]  # the second sees it is done
    monkeypatch.setattr(passes, "is_back_tested", lambda *_, **__: False)
    with_the_plan()  # and when both are at it at the same moment, the table keeps one
    assert kept(session) == 1


def test_no_more_a_day_than_was_planned_and_anew_tomorrow(
    session: Session, line: Line, at_work: None
) -> None:
    at = NOW
    back_testing = BackTesting(lambda: at, most=2)
    while back_testing.one_pass():
        pass
    assert kept(session) == 2
    at = NOW + dt.timedelta(days=1)
    assert back_testing.one_pass()
    assert kept(session) == 3


def test_a_line_that_cannot_be_worked_out_spoils_no_other(
    session: Session, line: Line, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = back_test
    refused: list[dt.date] = []

    def not_the_first(
        session: Session, line_id: int, *, on: dt.date, census: dt.date
    ) -> BackTested:
        if not refused:
            refused.append(on)
            raise ArithmeticError
        return real(session, line_id, on=on, census=census)

    monkeypatch.setattr(passes, "back_test", not_the_first)
    back_testing = back_testing_of()
    while back_testing.one_pass():
        pass
    assert (back_testing.done, back_testing.failed) == (PEOPLE - 1, 1)
    assert kept(session) == PEOPLE - 1


@pytest.mark.parametrize("fails", ["planned_back_tests", "settling"])
def test_no_fault_of_plan_or_record_stops_the_worker(
    session: Session,
    line: Line,
    at_work: None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fails: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise TypeError("a fault of ours")

    monkeypatch.setattr(passes, fails, broken)
    back_testing = back_testing_of()
    while back_testing.one_pass():
        pass
    assert "a fault of ours" in caplog.text
    assert not back_testing.one_pass()


def test_a_database_that_is_gone_loses_no_day(
    session: Session, line: Line, at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> BackTested:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    back_testing = back_testing_of()
    with monkeypatch.context() as patched:
        patched.setattr(passes, "back_test", gone)
        with pytest.raises(OperationalError):
            back_testing.one_pass()
    while back_testing.one_pass():
        pass
    assert kept(session) == PEOPLE


def test_the_command_says_how_dates_would_have_held_and_goes_on_from_there(
    app: Flask, session: Session, line: Line, at_work: None, on_the_day: None
) -> None:
    run = app.test_cli_runner().invoke
    first = run(args=["back-test", "--most", "3"])
    assert first.exit_code == 0, first.output
    assert ": 3 past days of lines." in first.output
    assert "one_to_one" in first.output
    assert "3 people" in first.output
    again = run(args=["back-test"])
    assert ": 1 past days of lines." in again.output
    assert "4 people" in again.output


def test_the_command_ends_badly_when_a_line_failed(
    app: Flask, session: Session, line: Line, at_work: None, on_the_day: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def broken(*_: object, **__: object) -> BackTested:
        raise TypeError("a fault of ours")

    monkeypatch.setattr(passes, "back_test", broken)
    result = app.test_cli_runner().invoke(args=["back-test"])
    assert result.exit_code == 1
    assert "Could not be worked out: 4" in result.output
