"""An offer that nobody answered: who was to answer is told, and who manages them; once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from commissioning.bookings.booking import give_up_place, pass_on_offers
from commissioning.bookings.models import PlaceOffer
from commissioning.moves.keeping import level_moves
from commissioning.referrals.models import Referral
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from directory.services.models import Service
from portal.holds.telling import tell_passed_on
from tests.makers.accounts import LoggedIn, logged_in, make_member, make_organisation
from tests.makers.bookings import book
from tests.makers.days import moment
from tests.makers.people import actor
from tests.portal.finding.conftest import text_of
from tests.portal.holds.conftest import GroupAtPreston

pytestmark = pytest.mark.usefixtures("client")

CASE = "CASE-0002"
AFTER = moment(3)
"""The offer was to be answered by the day after it was made, 3 March."""


@pytest.fixture
def silent(preston: GroupAtPreston) -> Referral:
    """A place of two was given up and offered; nobody answered."""
    session = preston.session
    first, second = preston.waits("CASE-0001", since=-60), preston.waits(CASE, since=-50)
    booking = book(session, preston.group, first)
    book(session, preston.group, preston.waits("CASE-0003", since=-55))
    [offer] = give_up_place(session, booking, by=actor(session), at=moment(0, 10))
    assert offer.referral_id == second.id
    level_moves(session, at=moment(0, 11))
    session.commit()
    return second


def everybody(preston: GroupAtPreston) -> None:
    session = preston.session
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=preston.area.region_id
    )
    make_member(session, Role.OFFENDER_MANAGER, organisation=preston.team, name="Ola Officer")
    make_member(session, Role.REGION_HEAD, organisation=region, name="Hilda Head")
    make_member(session, Role.COMMISSIONER, organisation=region, name="Carla Buyer")


def passed(preston: GroupAtPreston) -> None:
    pass_on_offers(preston.session, by=actor(preston.session), at=AFTER)
    preston.session.commit()


def test_the_officers_and_their_manager_are_told_once(
    app: Flask, preston: GroupAtPreston, silent: Referral
) -> None:
    session = preston.session
    everybody(preston)
    assert tell_passed_on(session, moment(1)) == 0  # its day is not over
    passed(preston)
    assert [tell_passed_on(session, AFTER) for _ in range(2)] == [2, 0]
    told = {one.to_address: one for one in session.scalars(select(Message))}
    assert set(told) == {"ola.officer@example.org", "hilda.head@example.org"}
    title = session.scalars(select(Service)).first()
    assert title is not None
    for message in told.values():
        assert message.subject == "Offers of a place that nobody answered"
        assert "1 offer of a place passed on because nobody answered in time" in message.body
        assert "no refusal by the person" in message.body
        for secret in (CASE, "0002", preston.line.name, preston.group.external_id):
            assert secret not in message.subject + message.body
    assert told["ola.officer@example.org"].body.endswith("/offers")
    assert told["hilda.head@example.org"].body.endswith("/waiting-on")


def test_whoever_commissions_is_told_where_the_region_has_no_head(
    app: Flask, preston: GroupAtPreston, silent: Referral
) -> None:
    session = preston.session
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=preston.area.region_id
    )
    make_member(session, Role.COMMISSIONER, organisation=region, name="Carla Buyer")
    passed(preston)
    assert tell_passed_on(session, AFTER) == 1
    assert session.scalars(select(Message.to_address)).one() == "carla.buyer@example.org"


def test_where_nobody_can_be_told_it_is_told_on_the_pages_alone(
    app: Flask, preston: GroupAtPreston, silent: Referral
) -> None:
    passed(preston)
    assert tell_passed_on(preston.session, AFTER) == 0
    offer = preston.session.scalars(select(PlaceOffer)).one()
    assert offer.told_at is not None


def officer_of_home(app: Flask, preston: GroupAtPreston, name: str) -> LoggedIn:
    found = logged_in(
        app.test_client(), preston.session, Role.OFFENDER_MANAGER, organisation=preston.team,
        name=name,
    )  # fmt: skip
    preston.session.commit()
    return found


def own_provider(app: Flask, preston: GroupAtPreston) -> LoggedIn:
    service = preston.session.get_one(Service, preston.line.service_id)
    assert service.provider_id
    own = make_organisation(
        preston.session, OrganisationKind.PROVIDER, "The forge", provider_id=service.provider_id
    )
    found = logged_in(
        app.test_client(), preston.session, Role.PROVIDER_ADMINISTRATOR, organisation=own,
        name="Bea Forge",
    )  # fmt: skip
    preston.session.commit()
    return found


def test_the_officers_pages_tell_it(app: Flask, preston: GroupAtPreston, silent: Referral) -> None:
    turn = officer_of_home(app, preston, "Ola Officer").get("/waiting-on?list=all").text
    assert "Answer the offer of a place" in turn
    passed(preston)
    with time_machine.travel(AFTER + dt.timedelta(minutes=5), tick=False):
        manager = officer_of_home(app, preston, "Olu Officer")
        offers = text_of(manager.get("/offers").text)
        assert "No offer waits for an answer." in offers
        assert "Passed on because nobody answered" in offers
        assert "…0002" in offers
        assert "3 Mar 2027" in offers
        case = text_of(manager.get(f"/cases/{silent.public_id}").text)
        assert "An offer of a place passed on on 5 March 2027 because nobody answered." in case
        turn = manager.get("/waiting-on?list=all").text
        assert "Answer the offer of a place" not in turn
        assert "Offer a place" in turn


def test_the_next_move_is_the_providers(
    app: Flask, preston: GroupAtPreston, silent: Referral
) -> None:
    passed(preston)
    with time_machine.travel(AFTER + dt.timedelta(minutes=5), tick=False):
        provider = own_provider(app, preston)
        inbox = text_of(provider.get("/inbox?heading=due").text)
        assert "An offer passed on on 5 Mar 2027 because nobody answered" in inbox
        sides = text_of(provider.get("/waiting-on").text)
        assert "1 offer of a place passed on because no officer answered in time." in sides
