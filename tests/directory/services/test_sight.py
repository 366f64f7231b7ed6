"""Who is told what of an open, a restricted and a confidential service, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy.orm import Session

from directory.people.models import Person
from directory.places.models import Exposure
from directory.providers.editing import keep_provider
from directory.providers.models import Provider
from directory.services.models import Programme, ProgrammeKind, Service
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.public_record import PublicService, public_services
from directory.sight import ANYBODY, OFFICERS, Looker, Sight
from tests.directory.services.test_public_record import LISTING, offered
from tests.makers.days import NOW, TODAY

NOTHING: Final = "nothing"
IS_THERE: Final = "that it is there"
MONTH: Final = "programme, area, month"
TEXT: Final = "all but where and how to reach it"
ALL: Final = "all"

OF_RESTRICTED: Final = {
    "anybody": MONTH,
    "sentencer": MONTH,
    "court_officer": ALL,
    "offender_manager": ALL,
    "prison_officer": ALL,
    "own provider": ALL,
    "another provider": MONTH,
    "own prime": ALL,
    "own commissioner": ALL,
    "another commissioner": MONTH,
    "funder of it": ALL,
    "analyst": MONTH,
    "administrator": MONTH,
}
OF_CONFIDENTIAL: Final = {
    "anybody": NOTHING,
    "sentencer": IS_THERE,
    "court_officer": IS_THERE,
    "offender_manager": IS_THERE,
    "prison_officer": IS_THERE,
    "own provider": TEXT,
    "another provider": NOTHING,
    "own prime": TEXT,
    "own commissioner": TEXT,
    "another commissioner": IS_THERE,
    "funder of it": TEXT,
    "analyst": IS_THERE,
    "administrator": IS_THERE,
}


@pytest.fixture
def provider(session: Session, importer: Person) -> Provider:
    return keep_provider(
        session, external_id="LARCH", name="Example Larch Trust", source="tests",
        telephone="01632 960 007", by=importer, at=NOW,
    )  # fmt: skip


@pytest.fixture
def programme(session: Session, importer: Person) -> Programme:
    facts = ProgrammeFacts("Rosewood", ProgrammeKind.ACCREDITED, "tests")
    return keep_programme(session, external_id="R", facts=facts, by=importer, at=NOW)


def sights(service: Service, area_id: int) -> Iterator[tuple[str, Sight]]:
    """Everybody in the tables above; of those with something of their own, both kinds."""
    own = service.provider_id or 0
    for looker in (Looker.SENTENCER, *OFFICERS, Looker.ANALYST, Looker.ADMINISTRATOR):
        yield looker.value, Sight(looker)
    yield "anybody", ANYBODY
    yield "own provider", Sight(Looker.PROVIDER, provider_ids=frozenset({own}))
    yield "another provider", Sight(Looker.PROVIDER, provider_ids=frozenset({own + 1}))
    yield "own prime", Sight(Looker.PRIME, provider_ids=frozenset({own}))
    yield "own commissioner", Sight(Looker.COMMISSIONER, area_ids=frozenset({area_id}))
    yield "another commissioner", Sight(Looker.COMMISSIONER, area_ids=frozenset({area_id + 1}))
    yield "funder of it", Sight(Looker.COMMISSIONER, service_ids=frozenset({service.id}))


def told(session: Session, service: Service, sight: Sight) -> str:
    found = public_services(session, [service.id], today=TODAY, sight=sight).get(service.id)
    return NOTHING if found is None else of_record(found)


def of_record(found: PublicService) -> str:
    reached = (found.telephone, found.email, found.website, found.referral_route, found.sites)
    if not found.is_restricted:
        assert found.provider is not None
        return ALL if any(reached) else TEXT
    assert not any((found.provider, found.summary, found.who_for, *reached))
    assert found.areas
    return IS_THERE if found.programme is None else MONTH


def area_of(session: Session, service: Service) -> int:
    own = Sight(Looker.PROVIDER, provider_ids=frozenset({service.provider_id or 0}))
    return (
        public_services(session, [service.id], today=TODAY, sight=own)[service.id].areas[0].area_id
    )


@pytest.mark.parametrize(
    ("exposure", "table"),
    [(Exposure.RESTRICTED, OF_RESTRICTED), (Exposure.CONFIDENTIAL, OF_CONFIDENTIAL)],
)
def test_each_is_told_what_the_table_says(
    session: Session,
    importer: Person,
    provider: Provider,
    programme: Programme,
    exposure: Exposure,
    table: dict[str, str],
) -> None:
    service = offered(session, importer, provider, programme, exposure=exposure)
    assert service.exposure is exposure
    area = area_of(session, service)
    assert {who: told(session, service, sight) for who, sight in sights(service, area)} == table


def test_an_open_service_is_told_whole_to_everybody(
    session: Session, importer: Person, provider: Provider
) -> None:
    service = offered(session, importer, provider)
    area = area_of(session, service)
    assert {told(session, service, sight) for _, sight in sights(service, area)} == {ALL}


def test_those_who_do_not_read_a_secret_are_told_the_same_whatever_it_is(
    session: Session, importer: Person, provider: Provider, programme: Programme
) -> None:
    """Two services that differ only in what is kept from them, but for their own keys."""
    one, other = (
        offered(
            session,
            importer,
            provider,
            programme,
            name=name,
            exposure=Exposure.CONFIDENTIAL,
            listing=replace(LISTING, title=name, summary=name, who_for=name),
        )
        for name in ("S1", "S2")
    )
    for sight in (Sight(Looker.SENTENCER), Sight(Looker.ANALYST)):
        found = public_services(session, [one.id, other.id], today=TODAY, sight=sight)
        told_of = [
            replace(found[key], service_id=0, public_id=one.public_id, areas=())
            for key in (one.id, other.id)
        ]
        assert told_of[0] == told_of[1]
