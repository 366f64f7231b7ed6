"""Listings carried over the turn of the year: nothing lost, twice is harmless, taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.lines.models import Line
from commissioning.listings.carrying_on import (
    WhoCarries,
    YearHasTurned,
    YearTurn,
    carry_on,
    take_back,
    year_turn,
)
from commissioning.listings.models import ListingCarried
from commissioning.listings.turn_of_year import AtTurn, YearEnd
from directory.clock import local_date
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service, ServiceArea
from directory.services.queries import area_ids_served
from directory.services.serving import stop_serving
from tests.makers.days import NOW
from tests.makers.lines import make_line
from tests.makers.listings import make_person
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_service
from tests.thoroughness import examples

TURN = YearEnd(dt.date(2027, 3, 31))
PROVIDER, COMMISSIONER = WhoCarries(), WhoCarries(is_commissioner=True)
AFTER = dt.datetime(2027, 4, 1, 9, tzinfo=dt.UTC)
YEAR_ON = dt.date(2028, 3, 31)


@pytest.fixture
def area(session: Session) -> LocalDeliveryUnit:
    return make_area(session)


def ending(
    session: Session, *areas: LocalDeliveryUnit, on: dt.date = TURN.last_day, title: str = "Advice"
) -> Service:
    service = make_service(session, title, areas=areas)
    stop_serving(session, service, areas, last_day=on, by=actor(session), at=NOW)
    return service


def bought(
    session: Session, line: Line, name: str, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    agreement = sign_agreement(
        session, external_id=name, kind=AgreementKind.CONTRACT, title=name, provider=None,
        starts_on=starts_on, ends_on=ends_on, source="tests", by=actor(session), at=NOW,
    )  # fmt: skip
    add_lot(session, agreement, external_id=f"{name}-lot", line=line, by=actor(session), at=NOW)


def told(found: YearTurn) -> dict[AtTurn, int]:
    return {one: number for one, number in found.counts.of.items() if number}


def of(session: Session, *services: Service, who: WhoCarries = PROVIDER) -> YearTurn:
    return year_turn(session, services, TURN, who=who)


def carry(session: Session, *services: Service, who: WhoCarries = PROVIDER) -> int:
    by = make_person(session, "Jane Roe")
    return carry_on(session, services, TURN, who=who, by=by, at=NOW)


def end_after_all(
    session: Session, *services: Service, at: dt.datetime = NOW, who: WhoCarries = PROVIDER
) -> int:
    by = make_person(session, "Jane Roe")
    return take_back(session, services, TURN, who=who, by=by, at=at)


def test_what_ends_is_carried_on_for_a_year(session: Session, area: LocalDeliveryUnit) -> None:
    ends, goes_on = ending(session, area), make_service(session, "Other", areas=[area])
    before = of(session, ends, goes_on)
    assert told(before) == {AtTurn.ENDS: 1, AtTurn.CARRIED_ON: 1}
    assert before.if_carried.of[AtTurn.CARRIED_ON] == 2
    assert carry(session, ends, goes_on) == 1
    after = of(session, ends, goes_on)
    assert told(after) == {AtTurn.CARRIED_ON: 2}
    assert after.counts.there_were == before.counts.there_were == 2
    assert area_ids_served(session, ends.id, on=YEAR_ON) == {area.id}
    assert area_ids_served(session, ends.id, on=YEAR_ON + dt.timedelta(days=1)) == set()
    assert after.counts == before.if_carried


def test_twice_is_harmless(session: Session, area: LocalDeliveryUnit) -> None:
    ends = ending(session, area)
    assert [carry(session, ends), carry(session, ends)] == [1, 0]
    rows = select(func.count(ServiceArea.id)).where(ServiceArea.service_id == ends.id)
    assert session.scalar(rows) == 2
    assert session.scalar(select(func.count(ListingCarried.id))) == 1


def test_taken_back_until_readers_rely_on_it(session: Session, area: LocalDeliveryUnit) -> None:
    ends = ending(session, area)
    before = of(session, ends)
    carry(session, ends)
    assert [end_after_all(session, ends), end_after_all(session, ends)] == [1, 0]
    assert of(session, ends).counts == before.counts
    assert carry(session, ends) == 1
    with pytest.raises(YearHasTurned, match="until 31 March 2027"):
        end_after_all(session, ends, at=AFTER)
    assert told(of(session, ends)) == {AtTurn.CARRIED_ON: 1}


def test_one_that_ended_before_is_not_there_and_one_without_areas_is(
    session: Session, area: LocalDeliveryUnit
) -> None:
    gone = ending(session, area, on=dt.date(2027, 3, 30))
    found = of(session, gone, make_service(session, "Everywhere"))
    assert [one.service.id == gone.id for one in found.listings] == [False]
    assert told(found) == {AtTurn.CARRIED_ON: 1}


@pytest.mark.parametrize(
    ("following", "becomes", "may"),
    [
        (None, AtTurn.ENDS, {COMMISSIONER}),  # its agreement ends too, none is known to follow
        ((dt.date(2027, 4, 1), YEAR_ON), AtTurn.ENDS, {PROVIDER, COMMISSIONER}),
        ((dt.date(2026, 4, 1), None), AtTurn.ENDS, {PROVIDER, COMMISSIONER}),
    ],
)
def test_who_may_carry_on_what_was_bought(
    session: Session,
    area: LocalDeliveryUnit,
    following: tuple[dt.date, dt.date | None] | None,
    becomes: AtTurn,
    may: set[WhoCarries],
) -> None:
    service = ending(session, area)
    line = make_line(session, service=service, areas=[area])
    bought(session, line, "old", dt.date(2026, 4, 1), TURN.last_day)
    if following:
        bought(session, line, "new", *following)
    for who in (PROVIDER, COMMISSIONER):
        [found] = of(session, service, who=who).listings
        assert (found.becomes, found.can_carry) == (becomes, who in may)
    for who in (PROVIDER, COMMISSIONER):
        assert carry(session, service, who=who) == (who in may)
        end_after_all(session, service)
    carry(session, service, who=COMMISSIONER)
    assert told(of(session, service)) == {AtTurn.CHANGED: 1}  # under another agreement, or none


def test_a_region_carries_on_in_its_own_areas_alone(
    session: Session, area: LocalDeliveryUnit
) -> None:
    there = make_area(session, "cardiff")
    service = ending(session, area, there)
    here = WhoCarries(is_commissioner=True, area_ids=frozenset({area.id}))
    assert carry(session, service, who=here) == 1
    assert area_ids_served(session, service.id, on=TURN.first_day) == {area.id}
    assert told(of(session, service, who=here)) == {AtTurn.CARRIED_ON: 1}
    assert told(of(session, service)) == {AtTurn.CHANGED: 1}
    elsewhere = WhoCarries(is_commissioner=True, area_ids=frozenset({there.id}))
    assert end_after_all(session, service, who=elsewhere) == 0
    assert end_after_all(session, service, who=here) == 1


def test_an_area_that_is_no_more_is_not_carried_on(
    session: Session, area: LocalDeliveryUnit
) -> None:
    service = ending(session, area)
    area.valid_to = TURN.last_day
    session.flush()
    assert carry(session, service, who=COMMISSIONER) == 0
    assert told(of(session, service)) == {AtTurn.ENDS: 1}


ends_on = st.sampled_from([None, dt.date(2027, 3, 30), TURN.last_day, TURN.first_day, YEAR_ON])
of_areas = st.lists(ends_on, max_size=3)


@given(
    st.lists(st.tuples(of_areas, st.booleans(), ends_on), min_size=1, max_size=5),
    st.sets(st.integers(0, 4)),
)
@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_counts_match_whatever_there_is_and_whatever_is_carried_on(
    session: Session,
    listings: list[tuple[list[dt.date | None], bool, dt.date | None]],
    chosen: set[int],
) -> None:
    savepoint = session.begin_nested()
    try:
        _counts_match(session, listings, chosen)
    finally:
        savepoint.rollback()
        session.expire_all()


def _counts_match(
    session: Session,
    listings: list[tuple[list[dt.date | None], bool, dt.date | None]],
    chosen: set[int],
) -> None:
    areas = [make_area(session, slug) for slug in ("preston", "chorley", "leyland")]
    services = [_made(session, areas, *one, number) for number, one in enumerate(listings)]
    some = [service for number, service in enumerate(services) if number in chosen]
    before = of(session, *services)
    there_were = {one.service.id for one in before.listings}
    assert before.counts.there_were == len(there_were) == sum(before.counts.of.values())
    number = carry(session, *some)
    after = of(session, *services)
    assert {one.service.id for one in after.listings} == there_were
    assert sum(after.counts.of.values()) == before.counts.there_were
    was = {one.service.id: one for one in before.listings}
    for one in after.listings:
        is_carried = was[one.service.id].can_carry and one.service in some
        then = was[one.service.id].becomes_if_carried if is_carried else was[one.service.id].becomes
        assert (one.becomes, bool(one.carried)) == (then, is_carried)
    assert carry(session, *some) == 0
    assert end_after_all(session, *services) == number
    assert of(session, *services).counts == before.counts
    assert local_date(NOW) < TURN.first_day


def _made(
    session: Session,
    areas: list[LocalDeliveryUnit],
    ends: list[dt.date | None],
    has_agreement: bool,
    agreement_ends: dt.date | None,
    number: int,
) -> Service:
    service = make_service(session, f"Service {number}", areas=areas[: len(ends)])
    for area, end in zip(areas, ends, strict=False):
        if end is not None:
            stop_serving(session, service, [area], last_day=end, by=actor(session), at=NOW)
    if has_agreement:
        line = make_line(session, service=service, areas=areas)
        bought(session, line, f"agreement-{number}", dt.date(2026, 4, 1), agreement_ends)
    return service
