"""Passes over due lines: all are answered, a bad one is put off, and the day's row counts them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, cast

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from commissioning.dates.keeping import keep
from commissioning.dates.working_out import LineAnswer, due_lines, work_out
from commissioning.lines.models import Line, LineFigures
from directory.delivery import DeliveryKind
from directory.services.models import Service
from portal.dates import passes
from portal.dates.passes import PUT_OFF_FOR, Answering, LineTally, Regions
from portal.dates.recording import LOOKED, record_looks
from portal.running.models import JobRun
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area


@pytest.fixture
def lines(session: Session) -> list[Line]:
    area = make_area(session)
    lines = [make_line(session, areas=[area]) for _ in range(5)]
    session.commit()
    return lines


@pytest.fixture
def bad_line(session: Session, lines: list[Line]) -> Line:
    """No forecast can be made of it: a rolling group must say on which day it meets."""
    line = lines[2]
    session.get_one(Service, line.service_id).delivery_kind = DeliveryKind.ROLLING_GROUP
    session.commit()
    return line


def due(session: Session) -> list[int]:
    session.expire_all()
    return sorted(due_lines(session, as_of=TODAY, limit=100))


def test_everything_due_is_answered_batch_by_batch(
    session: Session, lines: list[Line], at_work: None
) -> None:
    answering = Answering(lambda: NOW)
    assert answering.one_batch(limit=2).answered == 2
    told: list[int] = []
    assert answering.until_nothing_is_due(told.append).answered == 3
    assert told == [3]
    assert due(session) == []
    assert answering.one_batch() == LineTally()


def test_all_lines_are_due_again_on_the_next_day(
    session: Session, lines: list[Line], at_work: None
) -> None:
    Answering(lambda: NOW).until_nothing_is_due()
    tomorrow = Answering(lambda: NOW + dt.timedelta(days=1))
    assert tomorrow.until_nothing_is_due().answered == 5


def test_changed_lines_come_first_and_workers_seldom_take_the_same(
    session: Session, lines: list[Line], at_work: None
) -> None:
    Answering(lambda: NOW).until_nothing_is_due()
    changed = lines[3].id
    session.execute(
        update(LineFigures)
        .where(LineFigures.line_id == changed)
        .values(facts_version=LineFigures.facts_version + 1)
    )
    session.commit()
    tomorrow = TODAY + dt.timedelta(days=1)
    taken = [due_lines(session, as_of=tomorrow, limit=2) for _ in range(30)]
    assert {first for first, _ in taken} == {changed}
    assert len({second for _, second in taken}) > 1


def test_line_that_cannot_be_worked_out_is_put_off_and_spoils_no_other(
    session: Session, bad_line: Line, at_work: None, caplog: pytest.LogCaptureFixture
) -> None:
    now = [NOW]
    answering = Answering(lambda: now[0])
    assert answering.one_batch() == LineTally(answered=4, changed=4, failed=1)
    assert due(session) == [bad_line.id]
    assert answering.one_batch() == LineTally()
    now[0] += PUT_OFF_FOR
    assert answering.one_batch() == LineTally(failed=1)
    assert f"line {bad_line.id} cannot be answered" in caplog.text


def test_line_put_off_by_a_clock_that_is_put_back_is_tried_at_once(
    session: Session, bad_line: Line, at_work: None
) -> None:
    now = [NOW + dt.timedelta(days=1)]
    answering = Answering(lambda: now[0])
    answering.one_batch()
    now[0] = NOW
    assert answering.one_batch() == LineTally(answered=4, changed=4, failed=1)


@pytest.mark.parametrize(
    ("minutes_later", "still_speaks"), [(0, True), (9, True), (10, False), (-1, False)]
)
def test_curves_of_regions_speak_for_ten_minutes(minutes_later: int, still_speaks: bool) -> None:
    at = NOW + dt.timedelta(minutes=minutes_later)
    assert Regions(TODAY, NOW).still_speaks(TODAY, at) is still_speaks


def test_a_worker_that_began_before_midnight_gives_way_to_a_faster_one(
    session: Session, lines: list[Line], at_work: None
) -> None:
    """Its own clock has gone on meanwhile: no clock is wrong, and nothing is put back a day."""
    begun, kept = NOW, NOW + dt.timedelta(days=1)
    Answering(lambda: kept).until_nothing_is_due()
    moments = iter([begun, kept])
    answering = Answering(lambda: next(moments))
    assert answering.one_batch() == LineTally(answered=5)
    session.expire_all()
    assert set(session.scalars(select(LineFigures.answered_on))) == {kept.date()}


def test_answer_that_cannot_be_kept_is_put_off_and_spoils_no_other(
    session: Session, lines: list[Line], at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = lines[2].id
    real = work_out

    def one_without_a_version(*given: Any, **more: Any) -> list[LineAnswer]:
        return [
            dataclasses.replace(answer, facts_version=cast(int, None))
            if answer.line_id == bad
            else answer
            for answer in real(*given, **more)
        ]

    monkeypatch.setattr(passes, "work_out", one_without_a_version)
    assert Answering(lambda: NOW).one_batch() == LineTally(answered=4, changed=4, failed=1)
    assert due(session) == [bad]


def test_database_that_is_gone_puts_no_line_off(
    session: Session, lines: list[Line], at_work: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("gone"))

    answering = Answering(lambda: NOW)
    monkeypatch.setattr(passes, "work_out", gone)
    with pytest.raises(OperationalError):
        answering.one_batch()
    assert answering.put_off == {}


def test_passes_of_a_day_add_up_in_one_row(session: Session) -> None:
    record_looks(session, answered=3, failed=1, at=NOW)
    later = NOW + dt.timedelta(hours=1)
    record_looks(session, answered=2, failed=0, at=later)
    record_looks(session, answered=7, failed=0, at=NOW + dt.timedelta(days=1))
    rows = session.scalars(select(JobRun).where(JobRun.job == LOOKED).order_by(JobRun.due_at)).all()
    assert [(row.done, row.failed) for row in rows] == [(5, 1), (7, 0)]
    assert rows[0].finished_at == later


def test_passes_of_a_clock_that_was_ahead_are_taken_back(session: Session) -> None:
    record_looks(session, answered=3, failed=0, at=NOW + dt.timedelta(days=5))
    record_looks(session, answered=2, failed=0, at=NOW)
    rows = session.scalars(select(JobRun).where(JobRun.job == LOOKED)).all()
    assert [(row.done, row.finished_at) for row in rows] == [(2, NOW)]


def test_answer_of_an_older_version_does_not_overwrite_a_newer(
    session: Session, lines: list[Line], at_work: None
) -> None:
    line_id = lines[0].id
    slow = work_out(session, [line_id], as_of=TODAY)
    session.execute(
        update(LineFigures)
        .where(LineFigures.line_id == line_id)
        .values(facts_version=LineFigures.facts_version + 1)
    )
    session.commit()
    Answering(lambda: NOW).until_nothing_is_due()
    session.expire_all()
    figures = session.get_one(LineFigures, line_id)
    newest = figures.answered_version
    assert keep(session, slow, at=NOW) == 0
    session.expire_all()
    assert session.get_one(LineFigures, line_id).answered_version == newest
