"""Ways in which something was told that should not be, each as it was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from commissioning.lines.models import LineFigures
from directory.accounts.models import OrganisationArea
from directory.accounts.sights import sight_of
from directory.people.roles import OrganisationKind, Role
from directory.places.models import Exposure
from directory.providers.models import Provider
from directory.services.looking import hidden_providers
from directory.services.models import Service, ServiceState
from directory.sight import ANYBODY
from portal.home.health import WorkerHealth, health_of
from tests.makers.accounts import make_member, make_organisation
from tests.makers.days import NOW, TODAY
from tests.makers.lines import make_line
from tests.makers.places import make_area
from tests.makers.services import make_provider, make_service
from tests.portal.sight.asking import read
from tests.portal.sight.installations import LARCH_AND_MILL, NOBODY
from tests.portal.sight.making import installation

API = "/api/v1/availability?court=preston-magistrates-court"


def make_refuge(session: Session) -> Service:
    service = make_service(session, areas=[make_area(session)], exposure=Exposure.CONFIDENTIAL)
    service.provider_id = make_provider(session, "Rosewood House Society").id
    session.flush()
    return service


@pytest.mark.parametrize("state", ServiceState)
def test_who_runs_a_refuge_is_named_neither_before_it_opens_nor_after_it_closed(
    session: Session, state: ServiceState
) -> None:
    service = make_refuge(session)
    provider = session.get_one(Provider, service.provider_id)
    service.state = state
    session.flush()
    assert hidden_providers(session, [provider], sight=ANYBODY) == {provider.id}


def test_a_provider_that_offers_nothing_yet_is_named(session: Session) -> None:
    assert hidden_providers(session, [make_provider(session)], sight=ANYBODY) == set()


def test_a_board_of_health_reads_nothing_by_its_areas(app: object, session: Session) -> None:
    """A commissioner of probation does."""
    area = make_area(session)
    health = make_organisation(session, OrganisationKind.HEALTH_OR_COUNCIL, "A board of health")
    session.add(OrganisationArea(organisation_id=health.id, local_delivery_unit_id=area.id))
    member = make_member(session, Role.COMMISSIONER, organisation=health, name="Ada Health")
    assert sight_of(session, member, on=TODAY).area_ids == frozenset()
    region = make_organisation(
        session, OrganisationKind.PROBATION_REGION, "A region", region_id=area.region_id
    )
    member = make_member(session, Role.COMMISSIONER, organisation=region, name="Ada Region")
    assert sight_of(session, member, on=TODAY).area_ids == {area.id}


def test_the_health_of_a_portal_does_not_tell_of_a_refuge(session: Session) -> None:
    session.execute(delete(LineFigures))
    nothing = health_of(session, at=NOW)
    refuge = make_refuge(session)
    make_line(session, service=refuge, areas=[make_area(session, "hyndburn")])
    assert health_of(session, at=NOW) == nothing
    assert nothing.worker is WorkerHealth.NOTHING_TO_DO
    make_line(session, service=make_service(session), areas=[make_area(session, "pendle")])
    assert health_of(session, at=NOW).worker is WorkerHealth.NEVER


@pytest.mark.parametrize("path", [API, "/services.csv"])
def test_what_somebody_known_reads_is_for_nobody_else(folder: Path, path: str) -> None:
    portal = installation(LARCH_AND_MILL, folder)
    known = dict(read(portal, "own commissioner", path).headers)
    assert known["Cache-Control"] == "private, no-store"
    assert known["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in known


def test_the_open_answer_may_be_read_by_any_site(folder: Path) -> None:
    anybody = dict(read(installation(LARCH_AND_MILL, folder), NOBODY, API).headers)
    assert anybody["Access-Control-Allow-Origin"] == "*"
    assert anybody["Cross-Origin-Resource-Policy"] == "cross-origin"
