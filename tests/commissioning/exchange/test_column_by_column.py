"""Taking a file of referrals column by column comes to the same as taking it row by row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.referral_checking import problems_at
from commissioning.exchange.referrals import REFERRALS, ReferralWork
from commissioning.lines.models import LineDay, LineFigures
from commissioning.referrals.histories import History
from commissioning.referrals.models import Referral, ReferralEvent
from directory.clock import local_date
from directory.exchange import reading
from directory.exchange.columns import CellError, Chunk, Kind
from directory.exchange.runner import run_import
from directory.people.models import Person
from tests.commissioning.exchange.test_referrals import SOUND, written
from tests.makers.days import NOW
from tests.thoroughness import examples

TODAY = local_date(NOW)


class RowByRow(ReferralWork):
    """The same work without any look at a column as a whole."""

    def check(self, chunk: Chunk) -> Iterator[CellError]:
        return problems_at(range(len(chunk)), chunk, today=TODAY)

    def told(self, chunks: Iterable[Chunk]) -> Iterator[list[History]]:
        return map(self.histories_of, chunks)


ROWS = replace(REFERRALS, begin=RowByRow)


def days_from(day: dt.date, *steps: int) -> list[dt.date]:
    """Each so many days after the one before."""
    days = [day]
    for step in steps:
        days.append(days[-1] + dt.timedelta(days=step))
    return days


@st.composite
def rows(draw: st.DrawFn, number: int) -> dict[str, str]:
    """Mostly sound; now and then a day too early, a half without its half or a second day."""
    step = st.sampled_from([0, 0, 1, 4, 30, 30, -1] if draw(st.integers(0, 5)) == 0 else [0, 1, 30])
    first = TODAY - dt.timedelta(days=draw(st.sampled_from([3, 90, 90, 400])))
    days = days_from(first, *(draw(step) for _ in range(4)))
    received, accepted, ready, started, ended = (day.isoformat() for day in days)
    row = SOUND | {"reference": f"R{number}", "received_on": received}
    row["basis"] = draw(st.sampled_from(["community_order", "licence"]))
    row["priority"] = draw(st.sampled_from(["", "yes", "no"]))
    row["hours_ordered"] = draw(st.sampled_from(["", "", "60"]))
    course = draw(st.sampled_from(["open", "started", "completed", "dropped_out", "withdrawn"]))
    optional = {"accepted_on": accepted, "ready_on": ready, "sentenced_on": received}
    row |= {name: day for name, day in optional.items() if draw(st.booleans())}
    if course in {"started", "completed", "dropped_out"}:
        row["started_on"] = started
    if course in {"completed", "dropped_out"}:
        row |= {"outcome": course, "ended_on": ended}
    if course == "withdrawn":
        row |= {"outcome": course, "withdrawn_on": started}
    strange = {
        "outcome": ["", "declined", "completed", "withdrawn"],
        "started_on": ["", started],
        "ended_on": ["", ended, received],
        "withdrawn_on": [ended],
        "withdrawal_reason": ["died"],
        "missed_starts": [ready, f"{ready}|{started}"],
        "sessions_attended": [f"{started}|{ended}"],
        "sentenced_on": [started],
    }
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(sorted(strange)))
        row[name] = draw(st.sampled_from(strange[name]))
    return row


@st.composite
def files(draw: st.DrawFn) -> str:
    numbers = draw(st.lists(st.integers(1, 12), min_size=1, max_size=9))
    if draw(st.integers(0, 3)):
        numbers = list(dict.fromkeys(numbers))
    return written(*(draw(rows(number)) for number in numbers))


def left_by(session: Session, kind: Kind, paths: list[Path], by: Person) -> list[Any]:
    """What the files in turn were answered and what they left, keys apart; undone after."""
    with session.begin_nested() as attempt:
        answers: list[Any] = []
        for path in paths:
            report = run_import(session, kind, path, by=by, at=NOW)
            answers += [
                sorted(map(str, report.errors)),
                report.outcomes,
                report.notes,
                kept_in(session),
            ]
        attempt.rollback()
    session.expire_all()
    return answers


def kept_in(session: Session) -> list[Any]:
    session.expire_all()
    facts = [c for c in Referral.__table__.c if c.name not in {"id", "public_id"}]
    events = [c for c in ReferralEvent.__table__.c if c.name not in {"id", "referral_id"}]
    told = select(Referral.reference, *events).join(
        ReferralEvent, ReferralEvent.referral_id == Referral.id
    )
    figures = select(LineFigures.waiting, LineFigures.waiting_priority, LineFigures.in_progress)
    questions = (select(*facts), told, select(LineDay.__table__), figures)
    return [sorted(map(tuple, session.execute(question)), key=repr) for question in questions]


@settings(
    max_examples=examples(50),
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=files(), second=files())
def test_columns_and_rows_come_to_the_same(
    session: Session, importer: Person, one_line: str, tmp_path: Path, first: str, second: str
) -> None:
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path, content in zip(paths, (first, second), strict=True):
        path.write_text(content)
    assert left_by(session, REFERRALS, paths, importer) == left_by(session, ROWS, paths, importer)


def test_rows_of_all_courses_in_small_chunks(
    session: Session,
    importer: Person,
    one_line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "ROWS_PER_CHUNK", 3)
    day = "2026-11-{:02}".format
    plain = [
        SOUND,
        SOUND | {"ready_on": day(2)},
        SOUND | {"ready_on": day(5), "started_on": day(5)},
        SOUND | {"accepted_on": day(3), "started_on": day(9), "outcome": "completed"}
        | {"ended_on": day(9)},
        SOUND | {"started_on": day(9), "outcome": "dropped_out", "ended_on": day(12)},
        SOUND | {"outcome": "withdrawn", "withdrawn_on": day(9)},
        SOUND | {"outcome": "declined", "withdrawn_on": day(2)},
        SOUND | {"missed_starts": day(4), "started_on": day(9)},
    ]  # fmt: skip
    path = tmp_path / "courses.csv"
    path.write_text(written(*(row | {"reference": f"R{n}"} for n, row in enumerate(plain))))
    [errors, outcomes, notes, kept] = left_by(session, REFERRALS, [path], importer)
    assert errors == []
    assert outcomes["added"] == len(plain)
    assert notes["events recorded"] == len(kept[1]) == 20
    assert [errors, outcomes, notes, kept] == left_by(session, ROWS, [path], importer)
