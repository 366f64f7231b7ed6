"""The court's scene, as in finding, and whoever reads its lines."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from directory.people.roles import OrganisationKind, Role
from tests.makers.accounts import LoggedIn, logged_in, make_organisation
from tests.makers.scene import Scene
from tests.portal.finding.conftest import level, own_folder, scene, today, visitor

__all__ = ["commissioner", "level", "own_folder", "provider", "scene", "today", "visitor"]


@pytest.fixture
def commissioner(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "The region", region_id=scene.home.region_id
    )
    return logged_in(visitor, session, Role.COMMISSIONER, organisation=region, name="Ada Buyer")


@pytest.fixture
def provider(visitor: FlaskClient, session: Session, scene: Scene) -> LoggedIn:
    """The provider of all lines of the scene, in a browser of its own."""
    provider_id = scene.service("Building Choices", session).provider_id
    assert provider_id
    forge = make_organisation(
        session, OrganisationKind.PROVIDER, "The forge", provider_id=provider_id
    )
    client = visitor.application.test_client()
    return logged_in(
        client, session, Role.PROVIDER_ADMINISTRATOR, organisation=forge, name="Bea Forge"
    )
