"""Why a place was given: to whom it concerns, and whole only to an auditor, which is recorded."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from commissioning.bookings.explaining import HowGiven, WhyNotGiven
from commissioning.bookings.kinds import GivenBy, LeftReason, TurnStanding
from commissioning.bookings.models import TurnProof
from commissioning.bookings.proving import GivenThen
from commissioning.registers.cancelling import cancel_group
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.roles import OrganisationKind, Role
from portal.turns.pages import GIVEN, LEFT, REASONS, turn_page
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import book
from tests.makers.days import NOW, day
from tests.makers.people import actor
from tests.makers.services import make_provider
from tests.portal.holds.conftest import GroupAtPreston


def given(preston: GroupAtPreston) -> str:
    first = preston.waits("CASE-0001", since=-60)
    preston.waits("CASE-0002", since=-50)
    booking = book(preston.session, preston.group, first)
    preston.session.commit()
    return f"/turns/{booking.public_id}"


def test_an_officer_reads_why_not_their_case(officer: LoggedIn, preston: GroupAtPreston) -> None:
    path = given(preston)
    page = officer.get(path).text
    assert "booked in turn" in page
    assert "/cases/" not in page, "nobody of their court sent it: its case is another's"
    told = officer.post(path, {"reference": "CASE-0002"}).text
    assert "This case was not given the place: the case that got it had waited longer." in told
    assert "It stood 2 of 2 who waited: in turn." in told
    assert "1 person before it had waited longer." in told
    assert "CASE-0002" not in told.split("<form")[0]
    unknown = officer.post(path, {"reference": "CASE-0009"})
    assert unknown.status_code == 422
    assert "No case with this reference" in unknown.text


@pytest.mark.parametrize("reason", sorted(set(WhyNotGiven) - {WhyNotGiven.CAME_AFTER}))
def test_every_reason_has_its_words(reason: WhyNotGiven) -> None:
    assert REASONS[reason]


def test_every_way_to_a_place_and_out_of_it_has_its_words() -> None:
    assert set(GIVEN) == set(HowGiven)
    assert set(LEFT) == set(LeftReason)


def test_a_place_that_went_with_its_group_was_not_given_up(
    officer: LoggedIn, preston: GroupAtPreston
) -> None:
    path = given(preston)
    cancel_group(preston.session, preston.group, by=actor(preston.session), at=NOW)
    preston.session.commit()
    page = officer.get(path).text
    assert "The group was cancelled since: nobody gave the place up" in page
    assert "It was given up since" not in page
    told = officer.post(path, {"reference": "case-0002"}).text
    assert "It stood 2 of 2 who waited: in turn." in told, "whatever the case of its letters"


def test_the_day_held_and_the_day_booked_are_told_each_with_its_own(app: Flask) -> None:
    proof = TurnProof(given_by=GivenBy.HOLD, steps="day_0", decided_at=NOW, last_day=None)
    with app.test_request_context():
        given = GivenThen(HowGiven.HOLD, TurnStanding.IN_TURN, 9)
        page = turn_page("b", "Title", proof, given, held_on=day(-5))
    assert (page.given_by, page.decided) == ("booked from a hold before sentence", "2 March 2027")
    assert page.held.startswith("It was held on 25 February 2027, as a place for which nobody")


def test_somebody_of_another_area_finds_nothing(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    others = make_organisation(
        preston.session,
        OrganisationKind.PROVIDER,
        provider_id=make_provider(preston.session, "Another provider").id,
    )
    provider = logged_in(
        app.test_client(), preston.session, Role.PROVIDER_ADMINISTRATOR, organisation=others
    )
    path = given(preston)
    assert provider.get(path).status_code == 404
    assert app.test_client().get(path).status_code == 303


def test_the_whole_order_is_an_auditors_and_its_reading_is_recorded(
    app: Flask, officer: LoggedIn, preston: GroupAtPreston
) -> None:
    auditor = logged_in(app.test_client(), preston.session, Role.ADMINISTRATOR)
    path = f"{given(preston)}/order"
    assert officer.get(path).status_code == 403
    page = auditor.get(path).text
    assert "The list is the one that the record of changes sealed." in page
    assert "Made again by the rule, the order is the same." in page
    assert "CASE" not in page
    read = select(AuditRow).where(AuditRow.act == Act.TURN_READ_WHOLE.value)
    assert len(preston.session.scalars(read).all()) == 1
