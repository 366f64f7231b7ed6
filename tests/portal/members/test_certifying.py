"""Members are certified each year: who is told when, and that nobody is told too often."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.certifiers import told_to_certify
from directory.accounts.models import Membership
from directory.messages.models import Message
from directory.people.roles import OrganisationKind, Role
from portal.members.reminders import remind_of_certifying
from tests.makers.accounts import logged_in, make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.places import make_area
from tests.makers.services import make_provider, make_service

OWN, REGION, PORTAL = "own@example.org", "region@example.org", "portal@example.org"


@pytest.fixture
def member(app: Flask, session: Session) -> Membership:
    """Of a provider in a region, with somebody who may certify at each of the three."""
    area, provider = make_area(session), make_provider(session)
    make_service(session, areas=[area]).provider_id = provider.id
    organisation = make_organisation(
        session, OrganisationKind.PROVIDER, "Charity Y", provider_id=provider.id
    )
    with app.app_context():
        editor = make_member(session, Role.LISTING_EDITOR, organisation=organisation, name="editor")
        make_member(session, Role.PROVIDER_ADMINISTRATOR, organisation=organisation, name="own")
        make_member(session, Role.COMMISSIONER, name="region")
        make_member(session, Role.ADMINISTRATOR, name="portal")
    for one in session.scalars(select(Membership)):
        one.certified_on = TODAY
    session.flush()
    return editor


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [
        (0, set()),
        (334, set()),
        (335, {OWN}),  # thirty days ahead
        (366, {OWN}),  # overdue
        (395, {OWN}),
        (396, {OWN, REGION}),  # left for thirty days
        (900, {OWN, REGION}),
    ],
)
def test_who_is_told_when(
    session: Session, member: Membership, days_ago: int, told: set[str]
) -> None:
    member.certified_on = TODAY - dt.timedelta(days=days_ago)
    session.flush()
    assert set(told_to_certify(session, on=TODAY)) == told


def test_where_nobody_may_certify_those_above_are_told_at_once(
    app: Flask, session: Session, member: Membership
) -> None:
    with app.app_context():
        officer = make_member(session, Role.COURT_OFFICER)
        judge = make_member(session, Role.SENTENCER)
    for one in (officer, judge):
        one.certified_on = TODAY - dt.timedelta(days=340)
    session.flush()
    told = told_to_certify(session, on=TODAY)
    assert {email: [one.organisation.name for one in some] for email, some in told.items()} == {
        REGION: ["An organisation (court_team)"],
        PORTAL: ["An organisation (judiciary)"],
    }


def test_each_is_written_to_once_a_week_until_it_is_done(
    app: Flask, session: Session, member: Membership
) -> None:
    member.certified_on = TODAY - dt.timedelta(days=340)
    session.flush()
    with app.app_context():
        written = [
            remind_of_certifying(session, NOW + dt.timedelta(days=day)) for day in (0, 0, 6, 7)
        ]
        assert written == [1, 0, 0, 1]
        member.certified_on = TODAY
        session.flush()
        assert remind_of_certifying(session, NOW + dt.timedelta(days=30)) == 0
    letter = session.scalars(select(Message).order_by(Message.id)).first()
    assert letter is not None
    assert "Charity Y: 1 member" in letter.body
    assert "/members" in letter.body


def test_a_closed_organisation_reminds_nobody(session: Session, member: Membership) -> None:
    member.certified_on = TODAY - dt.timedelta(days=400)
    member.organisation.closed_at = NOW
    session.flush()
    assert told_to_certify(session, on=TODAY) == {}


def test_the_list_of_organisations_says_how_many_wait(
    app: Flask, client: FlaskClient, session: Session, member: Membership
) -> None:
    member.certified_on = TODAY - dt.timedelta(days=400)
    session.flush()
    with mock.patch("portal.organisations.offering.local_date", return_value=TODAY):
        browser = logged_in(client, session, Role.ADMINISTRATOR, name="Another one")
        assert "1 member to certify" in browser.get("/organisations").text
