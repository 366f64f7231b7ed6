"""A group at Preston, its court's team, and the officers who ask for its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from commissioning.groups.models import Group
from commissioning.lines.models import Line
from commissioning.referrals.models import Referral
from directory.accounts.models import Organisation
from directory.delivery import DeliveryKind
from directory.people.roles import OrganisationKind, Role
from directory.places.models import LocalDeliveryUnit
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.bookings import make_group, wait_for
from tests.makers.days import NOW
from tests.makers.lines import make_line, make_terms
from tests.makers.places import make_area


@dataclass(slots=True)
class GroupAtPreston:
    area: LocalDeliveryUnit
    line: Line
    group: Group
    team: Organisation
    session: Session

    @property
    def path(self) -> str:
        return f"/places/{self.group.public_id}"

    def waits(self, reference: str, *, since: int = -30) -> Referral:
        """Somebody who lives at Preston."""
        referral = wait_for(self.session, self.line, since=since, reference=reference)
        referral.home_local_delivery_unit_id = self.area.id
        self.session.commit()
        return referral


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def preston(today: None, session: Session) -> GroupAtPreston:
    area = make_area(session)
    line = make_line(session, areas=[area], kind=DeliveryKind.CLOSED_GROUP, terms=make_terms())
    group = make_group(session, line, places=2)
    team = make_organisation(session, OrganisationKind.COURT_TEAM)
    session.commit()
    return GroupAtPreston(area, line, group, team, session)


@pytest.fixture
def officer(client: FlaskClient, session: Session, preston: GroupAtPreston) -> LoggedIn:
    browser = logged_in(client, session, Role.COURT_OFFICER)
    session.commit()
    return browser
