"""The record as kept, and the changes it asks for: each recorded, none overwritten."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.dates.recalibration import CELLS, UNCHANGED
from commissioning.forecasting.forecast import ENGINE_VERSION
from commissioning.lines.models import Line
from commissioning.promises.following import RECORDED_WITHIN_DAYS, census_on
from commissioning.promises.in_force import recalibrations_in_force
from commissioning.promises.judging import PromiseTally
from commissioning.promises.learning import LARGEST_STEP, Fallen
from commissioning.promises.models import BackTest, Promise, PromiseRecord, PromiseSource
from commissioning.promises.record import (
    back_tests_by_kind,
    forecast_record,
)
from commissioning.promises.recording import PROMISES_KEPT_DAYS
from commissioning.promises.revising import (
    REVISED_EVERY,
    changes_due,
    record_changes,
)
from commissioning.referrals.kinds import EventKind
from commissioning.referrals.models import Referral
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.services.models import Service
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.promises import (
    PROMISED_ON,
    changes,
    keep_record,
    keep_record_of,
    promise,
    revise,
    tally_of,
)
from tests.makers.referrals import happen

ONE_TO_ONE = DeliveryKind.ONE_TO_ONE


@pytest.fixture
def line(session: Session) -> Line:
    return make_line(session, areas=[make_area(session)], at=moment(-200))


def put_to_the_test(
    session: Session,
    line: Line,
    *,
    people: int,
    cell: int | None,
    is_generated: bool = False,
    engine: str = ENGINE_VERSION,
    as_of: int = -200,
) -> None:
    """A back-test whose people all fell in one twentieth; None: evenly over all of them."""
    share = tuple(people / CELLS if cell is None else people * (c == cell) for c in range(CELLS))
    tally = PromiseTally(people=people, started=Counter({50: people}))
    session.add(
        BackTest(
            line_id=line.id,
            as_of=day(as_of),
            engine_version=engine,
            delivery_kind=ONE_TO_ONE,
            is_generated=is_generated,
            followed_to=census_on(TODAY),
            people=people,
            tally=tally.to_stored(),
            fallen=Fallen(at=share).to_stored(),
            worked_at=NOW,
        )
    )
    session.flush()


# ------------------------------------------------------------------ the record


def test_promises_are_counted_by_kind_and_by_line(session: Session, line: Line) -> None:
    promise(session, line, kept=18, broken=3)
    assert keep_record(session, NOW) == 21
    record = forecast_record(session)
    (found,) = record.promises
    assert (found.kind, found.is_generated, found.since) == (ONE_TO_ONE, False, day(PROMISED_ON))
    assert (found.tally.people, found.tally.kept, found.tally.broken) == (21, 18, 3)
    assert record.real_outcomes == 21
    assert record.is_on_simulated_delivery
    [of_line] = session.scalars(select(PromiseRecord).where(PromiseRecord.line_id == line.id))
    assert (of_line.kept, of_line.broken) == (18, 3)


def test_a_line_with_few_outcomes_has_no_record_of_its_own(session: Session, line: Line) -> None:
    promise(session, line, kept=19, broken=0)
    keep_record(session, NOW)
    assert not session.scalar(select(PromiseRecord).where(PromiseRecord.line_id == line.id))


def test_the_record_may_be_kept_twice_and_each_day_stays(session: Session, line: Line) -> None:
    promise(session, line, kept=20, broken=0)
    keep_record(session, NOW)
    keep_record(session, NOW)
    keep_record(session, NOW + dt.timedelta(days=1))
    rows = session.scalars(select(PromiseRecord)).all()
    of_kind = [row.as_at for row in rows if row.line_id is None]
    assert of_kind == [day(-RECORDED_WITHIN_DAYS), day(1 - RECORDED_WITHIN_DAYS)]
    assert len([row for row in rows if row.line_id == line.id]) == 1


def test_a_record_kept_by_a_clock_that_was_ahead_is_replaced(session: Session, line: Line) -> None:
    promise(session, line, kept=21, broken=0)
    keep_record(session, NOW + dt.timedelta(days=30))
    keep_record(session, NOW)
    kept = set(session.scalars(select(PromiseRecord.as_at)))
    assert kept == {census_on(NOW.date())}


def test_an_outcome_told_later_corrects_the_record(session: Session, line: Line) -> None:
    promise(session, line, kept=0, broken=1)
    keep_record(session, NOW)
    assert forecast_record(session).promises[0].tally.broken == 1
    referral = session.scalars(select(Referral)).one()
    for kind in (EventKind.ACCEPTED, EventKind.READY, EventKind.STARTED):
        happen(session, referral, kind, on=PROMISED_ON + 25, told=NOW)
    keep_record(session, NOW)
    assert forecast_record(session).promises[0].tally.kept == 1


def test_what_is_generated_never_counts_as_real(session: Session, line: Line) -> None:
    session.get_one(Service, line.service_id).is_generated = True
    session.flush()
    promise(session, line, kept=120, broken=0)
    keep_record(session, NOW)
    record = forecast_record(session)
    assert record.promises[0].is_generated
    assert (record.real_outcomes, record.is_on_simulated_delivery) == (0, True)
    assert record.has_generated_figures


def test_a_hundred_real_outcomes_end_the_reservation(session: Session, line: Line) -> None:
    promise(session, line, kept=99, broken=0)
    keep_record(session, NOW)
    assert forecast_record(session).is_on_simulated_delivery
    promise(session, line, kept=1, broken=0, on=PROMISED_ON + 1)
    keep_record(session, NOW)
    assert not forecast_record(session).is_on_simulated_delivery


def test_only_the_engine_in_use_speaks_through_back_tests(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=30, cell=None)
    put_to_the_test(session, line, people=50, cell=None, engine="plain-1")
    keep_record(session, NOW)
    assert [one.tally.people for one in back_tests_by_kind(session)] == [30]


def test_a_new_engine_has_no_record_before_it_is_tested(session: Session) -> None:
    tested = tally_of(kept=90, broken=10)
    keep_record_of(session, tested, source=PromiseSource.BACK_TESTS, engine="plain-1")
    assert back_tests_by_kind(session) == []


def test_promises_are_kept_three_years(session: Session, line: Line) -> None:
    promise(session, line, kept=20, broken=0)
    keep_record(session, NOW)
    keep_record(session, NOW + dt.timedelta(days=200))
    assert len(session.scalars(select(Promise)).all()) == 20
    keep_record(session, NOW + dt.timedelta(days=PROMISES_KEPT_DAYS + PROMISED_ON + 1))
    assert session.scalars(select(Promise)).all() == []


# ------------------------------------------------------------------ chances mapped anew


def test_too_bright_a_kind_is_told_darker_in_a_bounded_step(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=150, cell=CELLS - 1)
    assert revise(session, NOW) == 2  # the kind, and the line that has enough of its own
    of_kind = next(change for change in changes(session) if change.line_id is None)
    assert of_kind.chances is not None
    moved = [kept - cell / CELLS for cell, kept in enumerate(of_kind.chances)]
    assert min(moved) == pytest.approx(-LARGEST_STEP)
    assert "now said as 85 in 100 (before: 90 in 100)" in of_kind.reason
    assert "about 150 people followed" in of_kind.reason
    assert (of_kind.outcomes, of_kind.share_kept) == (150, 1.0)


def test_a_good_kind_is_left_alone(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=500, cell=None)
    assert revise(session, NOW) == 0


def test_revising_again_within_the_week_changes_nothing(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=150, cell=CELLS - 1)
    revise(session, NOW)
    before = [(row.id, row.chances) for row in changes(session)]
    assert revise(session, NOW + REVISED_EVERY - dt.timedelta(minutes=1)) == 0
    assert revise(session, NOW + REVISED_EVERY) == 2
    assert [(row.id, row.chances) for row in changes(session)][: len(before)] == before
    newest = recalibrations_in_force(session).chances_of_kind((ONE_TO_ONE, False))
    assert newest.moved_at_most(UNCHANGED) > LARGEST_STEP


def test_two_workers_at_once_record_a_change_once(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=150, cell=CELLS - 1)
    first, second = changes_due(session, NOW), changes_due(session, NOW)
    assert record_changes(session, first, NOW) == 2
    assert record_changes(session, second, NOW) == 0
    assert len(changes(session)) == 2


def test_every_change_has_its_row_in_the_audit(session: Session, line: Line) -> None:
    put_to_the_test(session, line, people=150, cell=CELLS - 1)
    revise(session, NOW)
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "line:recalibrate")).all()
    assert {row.subject_id for row in rows} == {row.id for row in changes(session)}
    assert all(row.after and row.after["reason"] for row in rows)


def test_generated_outcomes_do_not_change_what_is_said_of_real_services(
    session: Session, line: Line
) -> None:
    put_to_the_test(session, line, people=150, cell=CELLS - 1, is_generated=True)
    revise(session, NOW)
    in_force = recalibrations_in_force(session)
    other = line.id + 1
    assert in_force.of(other, ONE_TO_ONE, False) is None
    assert in_force.of(other, ONE_TO_ONE, True) is not None
    assert in_force.of(other, DeliveryKind.UNPAID_WORK, True) is None


def test_a_wide_line_keeps_its_kinds_chances(session: Session, line: Line) -> None:
    other = make_line(session, areas=[make_area(session, "other")], at=moment(-200))
    put_to_the_test(session, other, people=150, cell=CELLS - 1)
    promise(session, line, kept=13, broken=7)
    revise(session, NOW)
    in_force = recalibrations_in_force(session)
    said = in_force.of(line.id, ONE_TO_ONE, False)
    assert said is not None
    assert said.is_wide
    assert said.chances == in_force.chances_of_kind((ONE_TO_ONE, False)) != UNCHANGED
