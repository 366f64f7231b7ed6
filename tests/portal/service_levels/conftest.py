"""An inbox whose line is bought, who buys it, and an officer of the people in it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.volumes.models import VolumeUnit
from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.agreements import buy
from tests.makers.inboxes import GROUP, InboxMade
from tests.portal.inbox.conftest import (
    level,
    own_folder,
    provider,
    scene,
    sent,
    today,
    visitor,
)

__all__ = ["level", "own_folder", "provider", "scene", "sent", "today", "visitor"]


@pytest.fixture
def agreement(session: Session, sent: InboxMade) -> Agreement:
    found = buy(session, sent.scene.lines[GROUP], quantity=20, unit=VolumeUnit.START)
    session.commit()
    return found


@pytest.fixture
def commissioner(visitor: FlaskClient, session: Session, sent: InboxMade) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region",
        region_id=sent.scene.home.region_id,
    )  # fmt: skip
    found = logged_in(
        visitor.application.test_client(), session, Role.COMMISSIONER, organisation=region,
        name="Ada Buyer",
    )  # fmt: skip
    session.commit()
    return found


@pytest.fixture
def officer(visitor: FlaskClient, session: Session, sent: InboxMade) -> LoggedIn:
    team = make_organisation(
        session, OrganisationKind.COURT_TEAM, "A team", local_delivery_unit_id=sent.scene.home.id
    )
    found = logged_in(
        visitor.application.test_client(), session, Role.OFFENDER_MANAGER, organisation=team,
        name="Ola Officer",
    )  # fmt: skip
    session.commit()
    return found
