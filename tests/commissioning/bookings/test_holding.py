"""A place held before sentence stands, lapses by the clock, and becomes somebody's in one act."""

from __future__ import annotations

import datetime as dt
from contextlib import nullcontext
from functools import partial

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.errors import (
    GroupFull,
    HearingPast,
    HeldByOthers,
    HoldOver,
    HoldRefused,
    NotSentencedYet,
    NotTheirTurn,
    OrderEndsFirst,
    TakesItsTurn,
)
from commissioning.bookings.free_places import GroupPlaces
from commissioning.bookings.holding import book_held_place, hold_place, release_hold, renew_hold
from commissioning.bookings.models import Hold
from commissioning.bookings.queries import hold_by_code, open_offer, places_of
from commissioning.bookings.restating import restate_group
from commissioning.bookings.ruling import state_place_rule
from commissioning.bookings.turns import BY_DATE_STEPS
from commissioning.groups.errors import PlacesTaken
from commissioning.groups.models import Group, GroupStatus
from commissioning.lines.models import Line, LineFigures, LineTerms
from commissioning.referrals.kinds import Basis
from commissioning.referrals.models import Referral
from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind
from tests.makers.accounts import make_organisation
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day, moment
from tests.makers.lines import make_bare_line
from tests.makers.people import actor

HEARING = day(6)
"""A Monday: the hold stands until the end of Tuesday."""


@pytest.fixture
def line(session: Session) -> Line:
    return make_bare_line(session)


@pytest.fixture
def team(session: Session) -> Organisation:
    return make_organisation(session, OrganisationKind.COURT_TEAM)


def hold(
    session: Session,
    group: Group,
    team: Organisation,
    *,
    request: str = "h",
    hearing: dt.date = HEARING,
) -> Hold:
    return hold_place(
        session,
        group,
        hearing_on=hearing,
        organisation=team,
        request_id=request,
        by=actor(session),
        at=NOW,
    )


def places(session: Session, group: Group, at: dt.datetime = NOW) -> GroupPlaces:
    return places_of(session, [group.id], on=at)[group.id]


def test_a_hold_counts_among_places_and_nowhere_else(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line)
    before = session.get_one(LineFigures, line.id).facts_version
    held = hold(session, group, team)
    assert hold(session, group, team) is held  # the same request
    assert held.lapses_after == day(7)
    assert places(session, group) == GroupPlaces(2, held=1)
    session.expire_all()
    assert session.get_one(LineFigures, line.id).facts_version == before


def test_it_lapses_by_reading_the_clock(session: Session, line: Line, team: Organisation) -> None:
    group = make_group(session, line, places=1)
    referral = wait_for(session, line, basis=Basis.VOLUNTARY)
    held = hold(session, group, team)
    assert places(session, group, moment(7, 22)).held == 1
    assert places(session, group, moment(8, 1)).held == 0
    with pytest.raises(GroupFull, match="1 held"):
        book(session, group, referral, at=moment(7))
    with pytest.raises(HoldOver):
        release_hold(session, held, organisation=team, by=actor(session), at=moment(8))
    book(session, group, referral, at=moment(8))


def test_nobody_sentenced_waits_behind_a_hold(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=2)
    sentenced = wait_for(session, line, since=-40)
    wait_for(session, line, basis=Basis.PRE_COURT)
    hold(session, group, team)
    with pytest.raises(HoldRefused, match="as many as may be"):
        hold(session, group, team, request="another")
    other = make_group(session, line, places=1)
    with pytest.raises(HoldRefused, match="1 person waits for it after sentence"):
        hold(session, other, team, request="a third")
    book(session, group, sentenced)


def test_the_commissioner_decides_how_many_may_be_held(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=8)
    for number in range(2):
        hold(session, group, team, request=f"r{number}")
    with pytest.raises(HoldRefused, match="2 of its 8 places are held"):
        hold(session, group, team, request="more")
    state_place_rule(
        session,
        line,
        steps=BY_DATE_STEPS,
        held_percent=50,
        answer_days=2,
        by=actor(session),
        at=NOW,
    )
    hold(session, group, team, request="more")
    state_place_rule(
        session, line, steps=BY_DATE_STEPS, held_percent=0, answer_days=2, by=actor(session), at=NOW
    )
    with pytest.raises(HoldRefused):
        hold(session, group, team, request="none")


def test_refusals(session: Session, line: Line, team: Organisation) -> None:
    group = make_group(session, line)
    with pytest.raises(HearingPast):
        hold(session, group, team, hearing=day(-1))
    with pytest.raises(HoldRefused, match="choose a later group"):
        hold(session, group, team, hearing=day(28))
    provider = make_organisation(session, OrganisationKind.PROVIDER)
    with pytest.raises(HoldRefused, match="public body"):
        hold(session, group, provider)
    held = hold(session, group, team)
    others = make_organisation(session, OrganisationKind.COURT_TEAM, "Another team")
    with pytest.raises(HeldByOthers):
        release_hold(session, held, organisation=others, by=actor(session), at=NOW)
    assert hold_by_code(session, held.code, organisation_id=others.id) is None


def test_it_is_renewed_once_for_an_adjourned_hearing(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line)
    held = hold(session, group, team)
    facts = {"organisation": team, "by": actor(session), "at": NOW}
    with pytest.raises(HoldRefused, match="after 8 March 2027"):
        renew_hold(session, held, hearing_on=HEARING, **facts)  # type: ignore[arg-type]
    renew_hold(session, held, hearing_on=day(13), **facts)  # type: ignore[arg-type]
    assert (held.lapses_after, held.renewed_on) == (day(14), TODAY)
    with pytest.raises(HoldRefused, match="renewed once"):
        renew_hold(session, held, hearing_on=day(20), **facts)  # type: ignore[arg-type]


def test_it_becomes_a_booking_by_its_code_even_out_of_turn(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=1)
    held = hold(session, group, team, hearing=TODAY)
    wait_for(session, line, since=-60)  # told of after the place was held
    sentenced = wait_for(session, line, since=0)
    with pytest.raises((GroupFull, NotTheirTurn)):
        book(session, group, sentenced)
    found = hold_by_code(session, held.code, organisation_id=team.id)
    assert found is held
    booking = _turn_into(session, held, team, sentenced.id)
    assert (held.booking_id, places(session, group)) == (booking, GroupPlaces(1, booked=1))
    assert _turn_into(session, held, team, sentenced.id) == booking  # the same request again
    session.expire_all()
    with pytest.raises(HoldOver):
        release_hold(session, held, organisation=team, by=actor(session), at=NOW)


def test_a_hold_is_no_way_past_the_queue(session: Session, line: Line, team: Organisation) -> None:
    """The hearing is on Monday 8 March; one was referred the day before, one on the day."""
    group = make_group(session, line)
    held = hold(session, group, team)
    with pytest.raises(
        NotSentencedYet, match="hearing is on 8 March 2027: the place can be booked"
    ):
        _turn_into(session, held, team, wait_for(session, line, since=5).id, at=moment(5))
    before = wait_for(session, line, since=5)
    with pytest.raises(TakesItsTurn, match="referred on 7 March 2027 and takes its turn"):
        _turn_into(session, held, team, before.id, at=moment(6))
    at_hearing = wait_for(session, line, since=6)
    assert _turn_into(session, held, team, at_hearing.id, at=moment(7)) == held.booking_id


@pytest.mark.parametrize(("ends", "is_refused"), [(-2600, True), (27, True), (28, False)])
def test_nobody_whose_order_is_over_before_the_group_begins_is_booked(
    session: Session, line: Line, team: Organisation, ends: int, is_refused: bool
) -> None:
    """The group begins in 28 days: neither from a hold nor by hand."""
    group = make_group(session, line, places=8)
    held = hold(session, group, team, hearing=TODAY)
    from_hold, by_hand = (wait_for(session, line, since=0, order_ends=ends) for _ in range(2))
    session.execute(update(LineTerms).values(programme_weeks=12))
    says = "before the group begins on 30 March 2027"
    with pytest.raises(OrderEndsFirst, match=says) if is_refused else nullcontext():
        _turn_into(session, held, team, from_hold.id)
    with pytest.raises(OrderEndsFirst, match=says) if is_refused else nullcontext():
        book(session, group, by_hand)
    assert group.booked == (0 if is_refused else 2)


def test_a_released_place_goes_to_whose_turn_it_is(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=1)
    held = hold(session, group, team)
    waits = wait_for(session, line)
    [offer] = release_hold(session, held, organisation=team, by=actor(session), at=NOW)
    assert open_offer(session, waits.id, day=TODAY) is offer


def test_a_hold_and_an_offer_never_share_a_place(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=2)
    first = wait_for(session, line, since=-40)
    hold(session, group, team)
    booking = book(session, group, first)
    for _ in range(2):
        wait_for(session, line)
    offers = give_up_place(session, booking, by=actor(session), at=NOW)
    assert len(offers) == 1
    assert places(session, group) == GroupPlaces(2, held=1, offered=1)


def _turn_into(
    session: Session, held: Hold, team: Organisation, referral_id: int, *, at: dt.datetime = NOW
) -> int:
    booking = book_held_place(
        session,
        held,
        session.get_one(Referral, referral_id),
        organisation=team,
        request_id="turned",
        by=actor(session),
        at=at,
    )
    return booking.id


@pytest.mark.parametrize(("places_said", "is_refused"), [(4, True), (5, True), (6, False)])
def test_places_are_never_cut_below_what_is_booked_held_and_offered(
    session: Session, line: Line, team: Organisation, places_said: int, is_refused: bool
) -> None:
    group = make_group(session, line, places=12)
    for _ in range(3):
        book(session, group, wait_for(session, line))
    for number in range(3):
        hold(session, group, team, request=f"h{number}")
    assert places(session, group) == GroupPlaces(12, booked=3, held=3)
    stated = partial(
        restate_group, session, group, current_start=group.planned_start, started=None,
        status=GroupStatus.PLANNED, by=actor(session), at=NOW,
    )  # fmt: skip
    if is_refused:
        with pytest.raises(PlacesTaken, match="6 places are taken"):
            stated(places=places_said)
        assert group.places == 12
    else:
        stated(places=places_said)
        assert group.places == places_said
        stated(places=6, current_start=day(40))  # moved with all that is held


def test_places_are_cut_once_a_hold_has_lapsed(
    session: Session, line: Line, team: Organisation
) -> None:
    group = make_group(session, line, places=4)
    hold(session, group, team)
    restate_group(
        session, group, current_start=group.planned_start, started=None, places=0,
        status=GroupStatus.PLANNED, by=actor(session), at=moment(8),
    )  # fmt: skip
    assert group.places == 0
