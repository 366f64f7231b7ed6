"""What a page shows hangs on who has logged in: the venue of a restricted group, a refuge."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.accounts.models import Organisation
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import place_at_sites
from tests.makers.accounts import logged_in, make_organisation
from tests.makers.days import NOW
from tests.makers.people import actor
from tests.makers.scene import COURT, Scene
from tests.makers.services import make_provider
from tests.portal.finding.test_secrets import add_site, hide_refuge

VENUE = "3 Fishergate"
WORDS = Listing("Thursdays at Fishergate", "Where and when.", requirements=("programme",))
READ, NOT_READ = "read", "not read"

OF_RESTRICTED = {
    None: NOT_READ,
    Role.SENTENCER: NOT_READ,
    Role.COURT_OFFICER: READ,
    Role.OFFENDER_MANAGER: READ,
    Role.PRISON_OFFICER: READ,
    Role.LISTING_EDITOR: READ,
    Role.PROVIDER_ADMINISTRATOR: READ,
    Role.COMMISSIONER: READ,
    Role.REGION_HEAD: READ,
    Role.ANALYST: NOT_READ,
    Role.ADMINISTRATOR: NOT_READ,
}
"""Own provider and own region, where there is such a thing."""


@pytest.fixture
def restricted(session: Session, scene: Scene) -> Service:
    service = scene.service("Horizon", session)
    hall = add_site(session, scene, "A hall", Exposure.RESTRICTED, address=VENUE)
    place_at_sites(session, service, [hall], by=actor(session), at=NOW)
    publish_listing(session, service, WORDS, by=actor(session), at=NOW)
    hall.provider_id = service.provider_id
    session.flush()
    return service


def own(session: Session, scene: Scene, role: Role, provider_id: int | None) -> Organisation | None:
    """The organisation of the role to which the service is its own; None: any will do."""
    if role in OrganisationKind.PROVIDER.roles:
        assert provider_id
        return make_organisation(session, OrganisationKind.PROVIDER, provider_id=provider_id)
    if role in {Role.COMMISSIONER, Role.REGION_HEAD}:
        region_id = scene.home.region_id
        return make_organisation(session, OrganisationKind.PROBATION_REGION, region_id=region_id)
    return None


def another_provider(session: Session) -> Organisation:
    other = make_provider(session, "Another trust")
    return make_organisation(session, OrganisationKind.PROVIDER, provider_id=other.id)


@pytest.mark.parametrize("role", OF_RESTRICTED)
def test_the_venue_of_a_restricted_group(
    visitor: FlaskClient, session: Session, scene: Scene, restricted: Service, role: Role | None
) -> None:
    if role is not None:
        logged_in(
            visitor, session, role, organisation=own(session, scene, role, restricted.provider_id)
        )
    page = visitor.get(f"/services/{restricted.public_id}")
    listed = visitor.get(f"/courts/{COURT}?requirement=programme")
    told = (VENUE in page.text, "Thursdays at" in page.text, "Thursdays at" in listed.text)
    assert told == ((True,) * 3 if OF_RESTRICTED[role] is READ else (False,) * 3)
    assert ("Not public." in page.text) == (OF_RESTRICTED[role] is READ)


def test_another_provider_reads_nothing_of_it(
    visitor: FlaskClient, session: Session, restricted: Service
) -> None:
    logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=another_provider(session))
    assert VENUE not in visitor.get(f"/services/{restricted.public_id}").text


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 404), (Role.SENTENCER, 200), (Role.COURT_OFFICER, 200), (Role.LISTING_EDITOR, 404)],
)
def test_that_there_is_a_refuge_is_told_by_area_and_no_more(
    visitor: FlaskClient, session: Session, scene: Scene, role: Role | None, status: int
) -> None:
    hide_refuge(session, scene)
    service = scene.service("Rosewood refuge", session)
    if role is Role.LISTING_EDITOR:
        logged_in(visitor, session, role, organisation=another_provider(session))
    elif role is not None:
        logged_in(visitor, session, role)
    page = visitor.get(f"/services/{service.public_id}")
    assert page.status_code == status
    assert "Rosewood" not in page.text
    if status == 200:
        assert "A confidential service" in page.text
        assert "Central Lancashire" in page.text


def test_its_own_provider_reads_its_words_and_no_page_says_where(
    visitor: FlaskClient, session: Session, scene: Scene
) -> None:
    hide_refuge(session, scene)
    service = scene.service("Rosewood refuge", session)
    provider = session.scalars(select(Provider).where(Provider.id == service.provider_id)).one()
    provider.telephone = "01632 960 321"
    organisation = make_organisation(session, OrganisationKind.PROVIDER, provider_id=provider.id)
    logged_in(visitor, session, Role.PROVIDER_ADMINISTRATOR, organisation=organisation)
    page = visitor.get(f"/services/{service.public_id}").text
    assert "Rosewood refuge" in page
    assert "01632 960 321" not in page
    assert "stand on no page" in page
