"""The court's scene, as in finding, with a provider's inbox and an officer beside it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.inboxes import InboxMade, fill_inbox
from tests.makers.scene import Scene
from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["level", "own_folder", "scene", "today", "visitor"]


@pytest.fixture
def sent(session: Session, scene: Scene) -> InboxMade:
    found = fill_inbox(session, scene)
    session.commit()
    return found


@pytest.fixture
def provider(visitor: FlaskClient, session: Session, sent: InboxMade) -> LoggedIn:
    own = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=sent.provider_id
    )
    found = logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=own)
    session.commit()
    return found
