"""What a fact rests on: stated, confirmed, observed; each only where somebody said or did it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from commissioning.availability.backing import BackedFact, Backing, Intake, backing_of
from commissioning.groups.models import Closure
from commissioning.groups.publishing import publish_group
from commissioning.lines.models import Line
from commissioning.lines.opening import close_line
from commissioning.lines.still_right import say_still_right
from directory.delivery import DeliveryKind
from directory.services.confirming import confirm
from directory.services.freshness import FactKind
from directory.services.models import Service
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_line, make_terms
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.referrals import refer


def line_of(session: Session, kind: DeliveryKind = DeliveryKind.CLOSED_GROUP) -> Line:
    """Its terms and places were told thirty days ago."""
    return make_line(
        session, areas=[make_area(session)], kind=kind, terms=make_terms(kind), at=moment(-30)
    )


def found(session: Session, line: Line, on: dt.date = TODAY) -> dict[BackedFact, Backing]:
    return {one.fact: one for one in backing_of(session, [line.id], today=on)[line.id]}


def say(session: Session, line: Line, number: int) -> None:
    say_still_right(
        session, [line], kind=FactKind.START_DATES, on=day(number), confirmed_by="Jane Roe",
        by=actor(session), at=moment(number),
    )  # fmt: skip


def plan(session: Session, line: Line, number: int, *, told: int) -> None:
    publish_group(
        session, line, external_id=f"group {number}", planned_start=day(number), places=8,
        by=actor(session), at=moment(told),
    )  # fmt: skip


def test_stated_confirmed_and_observed(session: Session) -> None:
    line = line_of(session)
    plan(session, line, 40, told=-20)
    plan(session, line, 60, told=-2)
    say(session, line, -10)
    refer(session, line, on=-25, started=-12)
    start = found(session, line)[BackedFact.START_DATE]
    assert (start.stated_on, start.confirmed_on, start.observed_on) == (
        day(-20),
        day(-10),
        day(-12),
    )


def test_an_older_confirming_says_nothing_of_a_newer_statement(session: Session) -> None:
    line = line_of(session)
    say(session, line, -25)
    plan(session, line, 40, told=-20)
    assert found(session, line)[BackedFact.START_DATE].confirmed_on is None


def test_what_nobody_said_or_did_is_left_out(session: Session) -> None:
    line = line_of(session, DeliveryKind.ONE_TO_ONE)
    assert set(found(session, line)) == {BackedFact.PLACES, BackedFact.INTAKE}
    places = found(session, line)[BackedFact.PLACES]
    assert (places.stated_on, places.stated_by, places.refused) == (day(-30), "The provider", None)


def test_the_kind_places_of_a_service_confirms_them(session: Session) -> None:
    line = line_of(session)
    confirm(
        session, session.get_one(Service, line.service_id), fact_kind=FactKind.PLACES,
        confirmed_on=day(-3), confirmed_by="Jane Roe", by=actor(session), at=NOW,
    )  # fmt: skip
    assert found(session, line)[BackedFact.PLACES].confirmed_on == day(-3)


def test_intake_is_open_until_a_persons_dated_word_closes_it(session: Session) -> None:
    line = line_of(session)
    refer(session, line, on=-4)
    later = TODAY + dt.timedelta(days=400)
    intake = found(session, line, later)[BackedFact.INTAKE]
    assert (intake.intake, intake.observed_on) == (Intake.OPEN, day(-4))
    session.add(
        Closure(
            external_id="shut", line_id=line.id, from_date=TODAY, to_date=day(7),
            recorded_at=NOW, recorded_by_id=actor(session).id,
        )
    )  # fmt: skip
    session.flush()
    shut = found(session, line)[BackedFact.INTAKE]
    assert (shut.intake, shut.until) == (Intake.SHUT, day(7))
    close_line(session, line, closed_on=day(1), by=actor(session), at=NOW)
    assert found(session, line, day(8))[BackedFact.INTAKE].intake is Intake.CLOSED
