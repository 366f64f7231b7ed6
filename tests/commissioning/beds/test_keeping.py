"""Beds on both databases: what is refused, and the vacancies that fall out of them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.beds.errors import BedRefused
from commissioning.beds.keeping import (
    STATED_BY,
    add_bed,
    end_stay,
    let_bed,
    stay_on,
    take_out_of_service,
)
from commissioning.beds.models import Bed
from commissioning.beds.queries import KnownBed, beds_of
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.models import Line, LineFigures
from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line
from tests.makers.people import actor
from tests.makers.referrals import refer


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session, DeliveryKind.BED)


@pytest.fixture
def beds(session: Session, line: Line) -> list[Bed]:
    return [
        add_bed(session, line, name=name, turnaround_days=1, by=actor(session), at=NOW)
        for name in ("Room 1", "Room 2")
    ]


def known(session: Session, bed: Bed) -> KnownBed:
    return next(one for one in beds_of(session, [bed.line_id])[bed.line_id] if one.bed is bed)


def free(session: Session, line: Line) -> dict[int, float]:
    """By days from today, as it is stated."""
    stated = capacity_of_line(session, line.id, measure=CapacityMeasure.VACANCIES)
    assert {one.stated_by for one in stated} <= {STATED_BY}
    return {(one.from_date - TODAY).days: one.value for one in stated}


def let(session: Session, bed: Bed, first: int, leaves: int, *, at: dt.datetime = NOW) -> None:
    let_bed(
        session, known(session, bed), from_date=day(first), leaves_on=day(leaves),
        by=actor(session), at=at,
    )  # fmt: skip


def test_vacancies_fall_out_of_the_stays(session: Session, line: Line, beds: list[Bed]) -> None:
    assert free(session, line) == {0: 2}
    figures = session.get_one(LineFigures, line.id, populate_existing=True)
    assert figures.vacancies_confirmed_on == TODAY
    let(session, beds[0], 0, 7)
    # The night of day 6 is the last; day 7 makes it ready.
    assert free(session, line) == {0: 1, 8: 2}
    let(session, beds[1], 3, 5)
    assert free(session, line) == {0: 1, 3: 0, 6: 1, 8: 2}


def test_whoever_goes_early_frees_the_nights_after(
    session: Session, line: Line, beds: list[Bed]
) -> None:
    let(session, beds[0], 0, 7)
    end_stay(session, known(session, beds[0]), left_on=day(2), by=actor(session), at=moment(2))
    told = free(session, line)
    assert (told[2], told[3], told[8]) == (1, 2, 2)


def test_whoever_stays_on_keeps_the_bed_until_the_day_given(
    session: Session, line: Line, beds: list[Bed]
) -> None:
    let(session, beds[0], 0, 7)
    stay_on(
        session, known(session, beds[0]), until=day(9), reason="Next address is not ready.",
        by=actor(session), at=moment(7),
    )  # fmt: skip
    told = free(session, line)
    assert (told[7], told[8], told[10]) == (1, 1, 2)


@pytest.mark.parametrize(
    ("first", "leaves", "field"),
    [(5, 5, "leaves_on"), (5, 4, "leaves_on"), (6, 9, "from_date"), (7, 9, "from_date")],
)
def test_no_night_is_let_twice(
    session: Session, beds: list[Bed], first: int, leaves: int, field: str
) -> None:
    let(session, beds[0], 0, 7)
    with pytest.raises(BedRefused) as refused:
        let(session, beds[0], first, leaves)
    assert refused.value.field == field
    let(session, beds[0], 8, 9)


def test_out_of_service_is_no_vacancy(session: Session, line: Line, beds: list[Bed]) -> None:
    take_out_of_service(
        session, known(session, beds[0]), from_date=day(2), to_date=day(3), reason="Paint",
        by=actor(session), at=NOW,
    )  # fmt: skip
    assert free(session, line) == {0: 2, 2: 1, 4: 2}


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "x" * 201,
        "PNC 2001/1234567X",
        "John Smith 07700900123",
        "The flat of Jane at 4 Hope St, PR1 2AB",
        "LINNET-5302",
        "Waits for 71B/3 to go",  # no shape of a reference: it is one of the provider's own
    ],
)
def test_a_reason_says_why_and_not_who(
    session: Session, line: Line, beds: list[Bed], reason: str
) -> None:
    refer(session, line, on=0).reference = "71B/3"
    let(session, beds[0], 0, 7)
    with pytest.raises(BedRefused):
        stay_on(
            session, known(session, beds[0]), until=day(9), reason=reason, by=actor(session),
            at=moment(7),
        )  # fmt: skip


def test_nobody_goes_from_an_empty_bed_and_names_are_single(
    session: Session, line: Line, beds: list[Bed]
) -> None:
    with pytest.raises(BedRefused):
        end_stay(session, known(session, beds[0]), left_on=TODAY, by=actor(session), at=NOW)
    with pytest.raises(BedRefused):
        add_bed(session, line, name="Room 1", turnaround_days=0, by=actor(session), at=NOW)
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.like("bed:%"))).all()
    assert acts == ["bed:add", "bed:add"]
