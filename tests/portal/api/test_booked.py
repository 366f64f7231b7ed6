"""A program says that somebody is booked and names no group: they have a place in the soonest in
which it is their turn, or a plain refusal."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.bookings.booking import give_up_place
from commissioning.bookings.kinds import GivenBy
from commissioning.bookings.models import Booking, FailedBooking, TurnProof
from commissioning.bookings.offering import offer_places
from commissioning.groups.models import Group
from commissioning.referrals.kinds import EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralEvent
from tests.makers.bookings import book, make_group, wait_for
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.referrals import happen
from tests.portal.api.conftest import Trust

Setting = Callable[[Session, Trust, Referral], object]


def accepted(session: Session, trust: Trust) -> Referral:
    """Received today: whoever waits by the makers came before."""
    key = uuid.UUID(trust.refer())
    assert trust.tell(str(key), "accepted").status_code == 201
    return session.scalars(select(Referral).where(Referral.public_id == key)).one()


def two_full_of_three(session: Session, trust: Trust, _: Referral) -> Group:
    """The soonest is full, and in the next somebody else comes first."""
    for start in (20, 30):
        group = make_group(session, trust.line, places=1, start=start)
        book(session, group, wait_for(session, trust.line))
    return make_group(session, trust.line, places=2, start=40)


def one_before_them(session: Session, trust: Trust, _: Referral) -> Group:
    """One place goes to whoever waited longer, and the later group has two."""
    wait_for(session, trust.line)
    make_group(session, trust.line, places=1, start=20)
    return make_group(session, trust.line, places=2, start=30)


def an_offer_of_the_later(session: Session, trust: Trust, _: Referral) -> Group:
    later = make_group(session, trust.line, places=1, start=40)
    offer_places(session, later, by=actor(session), at=NOW)
    make_group(session, trust.line, places=1, start=20)
    return later


def gave_the_soonest_up(session: Session, trust: Trust, referral: Referral) -> Group:
    soonest = make_group(session, trust.line, places=3, start=20)
    give_up_place(session, book(session, soonest, referral), by=actor(session), at=NOW)
    return make_group(session, trust.line, places=1, start=30)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "setting", [two_full_of_three, one_before_them, an_offer_of_the_later, gave_the_soonest_up]
)
def test_the_place_is_in_the_soonest_group_that_is_theirs(
    session: Session, trust: Trust, setting: Setting
) -> None:
    referral = accepted(session, trust)
    group = setting(session, trust, referral)
    assert isinstance(group, Group)
    session.commit()
    answer = trust.tell(str(referral.public_id), "booked", key="B-1")
    assert answer.status_code == 201, answer.text
    assert answer.json["group"] == str(group.public_id)
    session.expire_all()
    places = select(Booking).where(Booking.referral_id == referral.id, Booking.left_on.is_(None))
    place = session.scalars(places).one()
    assert (place.group_id, place.joined_on) == (group.id, TODAY)
    proof = session.scalars(select(TurnProof).where(TurnProof.booking_id == place.id)).one()
    by_offer = setting is an_offer_of_the_later
    assert proof.given_by is (GivenBy.OFFER if by_offer else GivenBy.TURN)
    assert trust.tell(str(referral.public_id), "booked", key="B-1").json["outcome"] == "unchanged"


def all_full(session: Session, trust: Trust, _: Referral) -> None:
    for start in (20, 30):
        group = make_group(session, trust.line, places=1, start=start)
        book(session, group, wait_for(session, trust.line))


def others_first(session: Session, trust: Trust, _: Referral) -> None:
    wait_for(session, trust.line)
    make_group(session, trust.line, places=1)


def paused(session: Session, trust: Trust, referral: Referral) -> None:
    assert trust.tell(str(referral.public_id), "paused", reason="illness").status_code == 201
    make_group(session, trust.line, places=1)


def gave_all_up(session: Session, trust: Trust, referral: Referral) -> None:
    group = make_group(session, trust.line, places=1)
    give_up_place(session, book(session, group, referral), by=actor(session), at=NOW)


def booked_before(session: Session, trust: Trust, referral: Referral) -> None:
    book(session, make_group(session, trust.line, places=1), referral)


def started_before(session: Session, trust: Trust, referral: Referral) -> None:
    happen(session, referral, EventKind.STARTED, on=0, told=NOW)
    make_group(session, trust.line, places=1)


def a_group_ahead(session: Session, trust: Trust, _: Referral) -> None:
    make_group(session, trust.line, places=1)


REFUSED: dict[Setting, tuple[dict[str, str], str]] = {
    all_full: ({}, "No place is left: the group has 1"),
    others_first: ({}, "1 person waits before them, and 1 place is left"),
    paused: ({}, "record first that it resumed"),
    gave_all_up: ({}, "Ask the officers of the case to choose a group"),
    booked_before: ({}, "has a place already"),
    started_before: ({}, "The person has already started"),
    a_group_ahead: ({"on_date": day(-1).isoformat()}, "send the day of today"),
    one_before_them: ({"reason": "by telephone"}, "leave it out"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("setting", REFUSED)
def test_it_is_refused_and_nothing_changes(
    session: Session, trust: Trust, setting: Setting
) -> None:
    referral = accepted(session, trust)
    setting(session, trust, referral)
    session.commit()
    more, says = REFUSED[setting]
    stood = standing(session, referral)
    answer = trust.tell(str(referral.public_id), "booked", **more)
    assert answer.status_code == 422
    assert says in answer.text
    assert standing(session, referral) == stood
    failed = session.scalars(select(FailedBooking.local_delivery_unit_id)).all()
    assert len(failed) == (setting is all_full)


def standing(session: Session, referral: Referral) -> tuple[object, ...]:
    session.expire_all()
    counted = [session.scalar(select(func.count()).select_from(one)) for one in COUNTED]
    return (*counted, referral.status, *session.scalars(select(Group.booked).order_by(Group.id)))


COUNTED = (ReferralEvent, Booking, TurnProof)


@pytest.mark.sqlite
def test_where_no_group_is_ahead_it_is_said_alone(session: Session, trust: Trust) -> None:
    """Places of such a line are counted by its provider; the day may be past."""
    key = trust.refer(received_on=day(-9).isoformat())
    make_group(session, trust.line, start=-3)
    session.commit()
    answer = trust.tell(key, "booked", on_date=day(-1).isoformat())
    assert (answer.status_code, answer.json["group"]) == (201, None)
    assert session.scalar(select(func.count()).select_from(Booking)) == 0
    assert session.scalars(select(Referral)).one().status is ReferralStatus.WAITING


@pytest.mark.sqlite
def test_a_place_is_not_corrected_into_being_nor_away(session: Session, trust: Trust) -> None:
    key = str(accepted(session, trust).public_id)
    trust.tell(key, "ready", key="E-1")
    make_group(session, trust.line, places=1)
    session.commit()
    into = trust.tell(key, "booked", key="E-2", corrects="E-1")
    assert (into.status_code, into.json["errors"][0]["path"]) == (422, "/corrects")
    assert trust.tell(key, "booked", key="E-3").status_code == 201
    away = trust.tell(key, "offered", key="E-4", corrects="E-3")
    assert away.status_code == 422
    assert "have it given back first" in away.text


@pytest.mark.sqlite
def test_asked_alone_it_says_where_and_keeps_nothing(session: Session, trust: Trust) -> None:
    referral = accepted(session, trust)
    group = make_group(session, trust.line, places=1)
    session.commit()
    stood = standing(session, referral)
    path = f"/api/v1/referrals/{referral.public_id}/events?validate=1"
    told = {"kind": "booked", "on_date": TODAY.isoformat()}
    answer = trust.program.post(path, told)
    assert (answer.status_code, answer.json["group"]) == (200, str(group.public_id))  # type: ignore[index]
    assert standing(session, referral) == stood
