"""A site that changes takes the services there with it: what may be seen, and what is searched."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.models import Exposure, Site
from directory.services.siting import SiteFacts, keep_sites
from tests.makers.days import NOW
from tests.makers.places import make_area
from tests.makers.services import make_service


def test_a_site_turned_confidential_hides_its_service(session: Session, importer: Person) -> None:
    area = make_area(session)
    service = make_service(session, areas=[area])
    site = session.scalars(select(Site)).one()
    version = service.search_version
    assert service.exposure.value == Exposure.OPEN.value
    told = SiteFacts(name=site.name, exposure=Exposure.CONFIDENTIAL, area=area)
    keep_sites(session, {site.external_id: told}, source="tests", by=importer, at=NOW)
    assert service.exposure.value == Exposure.CONFIDENTIAL.value
    assert service.search_version > version


def test_a_site_that_moves_is_searched_again(session: Session, importer: Person) -> None:
    area = make_area(session)
    service = make_service(session, areas=[area])
    site = session.scalars(select(Site)).one()
    told = SiteFacts(name=site.name, exposure=Exposure.OPEN, area=area, latitude=53.7)
    version = service.search_version
    keep_sites(session, {site.external_id: told}, source="tests", by=importer, at=NOW)
    moved = service.search_version
    assert moved > version
    keep_sites(session, {site.external_id: told}, source="tests", by=importer, at=NOW)
    assert service.search_version == moved
