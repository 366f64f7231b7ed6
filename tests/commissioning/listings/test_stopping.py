"""A service that takes nobody for a while, or ends: what each day before, during and after says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commissioning.availability.question import CourtQuestion
from commissioning.availability.service_answer import service_answer
from commissioning.availability.statuses import Status
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import announce_closure, state_capacity
from commissioning.groups.queries import closures_of_line, stops_of
from commissioning.lines.models import Line
from commissioning.listings.stopping import StopIsOver, StopRefused, cancel_stop, plan_stop
from directory.delivery import DeliveryKind
from directory.services.models import Service
from directory.services.public_record import public_service
from directory.sight import ANYBODY
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service


class Stopped:
    def __init__(self, session: Session, kind: DeliveryKind = DeliveryKind.BED) -> None:
        self.session, self.area = session, make_area(session)
        self.service: Service = make_service(
            session, kind=kind, requirements=["residence"], areas=[self.area]
        )
        self.line: Line = make_line(session, service=self.service, areas=[self.area])
        if kind is DeliveryKind.BED:
            self.free(0)

    def free(self, number: int) -> None:
        state_capacity(
            self.session, self.line, measure=CapacityMeasure.VACANCIES, from_date=day(number),
            value=2, stated_by="They", stated_on=day(number), by=actor(self.session),
            at=moment(number),
        )  # fmt: skip

    def plan(self, first: int, last: int | None, at: dt.datetime = NOW) -> Any:
        return plan_stop(
            self.session, self.service, from_date=day(first),
            to_date=None if last is None else day(last), reason="No staff.", stated_by="Jane Roe",
            by=actor(self.session), at=at,
        )  # fmt: skip

    def stops(self, number: int) -> Sequence[Any]:
        found = stops_of(self.session, [self.service.id], on=day(number))
        return found.get(self.service.id, ())

    def status(self, number: int) -> Status | None:
        """Of its only queue on a day; None where it has none there any more."""
        at = moment(number)
        record = public_service(
            self.session, self.service.public_id, today=at.date(), sight=ANYBODY
        )
        answer = service_answer(self.session, record, at, CourtQuestion())
        return answer.rows[0].standing.status if answer.rows else None


@pytest.fixture
def bed(session: Session) -> Stopped:
    return Stopped(session)


BEFORE_DURING_AFTER = [
    (4, Status.AVAILABLE, 1),
    (5, Status.NOT_AVAILABLE, 1),
    (7, Status.NOT_AVAILABLE, 1),
    (8, Status.AVAILABLE, 0),
]


@pytest.mark.parametrize(("number", "status", "told"), BEFORE_DURING_AFTER)
def test_it_takes_nobody_on_the_days_that_were_given(
    bed: Stopped, number: int, status: Status, told: int
) -> None:
    bed.plan(5, 7)
    bed.free(number)
    assert bed.status(number) is status
    assert len(bed.stops(number)) == told


def test_a_queue_has_those_days_as_a_closure(session: Session) -> None:
    queued = Stopped(session, DeliveryKind.ONE_TO_ONE)
    queued.plan(5, 7)
    [closure] = closures_of_line(session, queued.line.id)
    assert (closure.from_date, closure.to_date, closure.reason) == (day(5), day(7), "No staff.")


def test_it_ends_on_its_day(bed: Stopped) -> None:
    bed.plan(5, None)
    bed.free(4)
    assert bed.status(4) is Status.AVAILABLE
    assert bed.status(5) is not Status.AVAILABLE
    assert [one.has_begun(day(40)) for one in bed.stops(40)] == [True]


def areas_on(bed: Stopped, number: int) -> int:
    """How many areas readers are told that it serves."""
    record = public_service(bed.session, bed.service.public_id, today=day(number), sight=ANYBODY)
    return len(record.areas)


def test_after_its_end_it_serves_no_area(bed: Stopped) -> None:
    bed.plan(5, None)
    assert [areas_on(bed, number) for number in (0, 4, 5, 400)] == [1, 1, 0, 0]


@pytest.mark.parametrize("last", [7, None])
@pytest.mark.parametrize("on", [0, 4, 5])
def test_cancelled_it_goes_on_as_if_nothing_had_been_planned(
    bed: Stopped, last: int | None, on: int
) -> None:
    stop = bed.plan(5, last)
    cancel_stop(bed.session, bed.service, stop, by=actor(bed.session), at=moment(on))
    bed.free(5)
    assert bed.status(5) is Status.AVAILABLE
    assert areas_on(bed, 6) == 1
    assert not bed.stops(5)
    with pytest.raises(StopIsOver):
        cancel_stop(bed.session, bed.service, stop, by=actor(bed.session), at=moment(on))


def test_a_closure_that_somebody_else_announced_stays(bed: Stopped) -> None:
    announce_closure(
        bed.session, bed.line, external_id="theirs", from_date=day(6), to_date=day(9),
        by=actor(bed.session), at=NOW,
    )  # fmt: skip
    stop = bed.plan(5, 7)
    cancel_stop(bed.session, bed.service, stop, by=actor(bed.session), at=NOW)
    assert [one.external_id for one in closures_of_line(bed.session, bed.line.id)] == ["theirs"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (-1, 3, "from_date"),  # past
        (4, 3, "to_date"),
        (9, 12, "from_date"),  # overlaps with the one of 10 to 14
        (14, None, "from_date"),
    ],
)
def test_what_cannot_be_planned(bed: Stopped, first: int, last: int | None, field: str) -> None:
    bed.plan(10, 14)
    with pytest.raises(StopRefused) as refused:
        bed.plan(first, last)
    assert refused.value.field == field
    assert len(bed.stops(0)) == 1


def test_two_that_do_not_meet_stand_side_by_side(bed: Stopped) -> None:
    bed.plan(10, 14)
    bed.plan(5, 9)
    bed.plan(15, None)
    assert [one.from_date for one in bed.stops(0)] == [day(5), day(10), day(15)]
    assert day(0) == TODAY
