"""One record of a service as the public may see it: nothing that it must not, in few statements."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import Exposure, Site
from directory.providers.editing import keep_provider
from directory.providers.models import Provider, Sector
from directory.services.confirming import confirm
from directory.services.editing import offer_service, withdraw_service
from directory.services.eligibility import Attribute, Operator, Rule
from directory.services.eligibility_records import as_record
from directory.services.freshness import FactKind
from directory.services.listing import Listing, Setting
from directory.services.models import Programme, ProgrammeKind, Service, ServiceState
from directory.services.programme_families import ProgrammeFamily
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.public_record import PublicService, public_service, public_services
from directory.services.serving import place_at_sites, serve_areas
from directory.sight import ANYBODY
from tests.makers.days import NOW, OPENED, TODAY
from tests.makers.places import make_area

OWNER: Final = "Example Larch Trust"
MEN: Final = Rule(Attribute.SEX, Operator.ONE_OF, OWNER, values=frozenset({"male"}))
DESIGN: Final = dataclasses.replace(MEN, owner="National design of Horizon")

LISTING: Final = Listing(
    title="Groups at the old mill",
    summary="A group by the river.",
    who_for="Men of the mill",
    telephone=None,
    email="mill@larch.example.org",
    referral_route="Ring the mill.",
    pathways=("attitudes_thinking_and_behaviour",),
    requirements=("programme",),
    languages=("cy",),
    eligibility=(as_record(MEN), as_record(DESIGN)),
)
SECRETS: Final = ("larch", "mill", "river", "01632", "cy")
"""Words of the provider, its text, its contacts and its site."""


@pytest.fixture
def provider(session: Session, importer: Person) -> Provider:
    return keep_provider(
        session,
        external_id="LARCH",
        name=OWNER,
        source="tests",
        sector=Sector.VOLUNTARY,
        telephone="01632 960 007",
        email="office@larch.example.org",
        website="https://larch.example.org",
        by=importer,
        at=NOW,
    )


@pytest.fixture
def programme(session: Session, importer: Person) -> Programme:
    facts = ProgrammeFacts("Horizon", ProgrammeKind.ACCREDITED, "the tests’ source")
    return keep_programme(session, external_id="H", facts=facts, by=importer, at=NOW)


def offered(
    session: Session,
    by: Person,
    provider: Provider,
    programme: Programme | None = None,
    *,
    listing: Listing = LISTING,
    name: str = "S1",
    exposure: Exposure = Exposure.OPEN,
) -> Service:
    service = offer_service(
        session,
        external_id=name,
        provider=provider,
        programme=programme,
        delivery_kind=DeliveryKind.CLOSED_GROUP,
        listing=listing,
        source="Larch’s own file",
        by=by,
        at=NOW,
    )
    area = make_area(session, f"preston-{name.casefold()}")
    serve_areas(session, service, [area], from_date=OPENED, by=by, at=NOW)
    site = Site(
        external_id=f"site-{name}",
        name="The old mill",
        exposure=exposure,
        local_delivery_unit_id=area.id,
        address=None if exposure is Exposure.CONFIDENTIAL else "Mill Lane",
    )
    session.add(site)
    session.flush()
    place_at_sites(session, service, [site], by=by, at=NOW)
    return service


def confirm_telephone(session: Session, service: Service, by: Person) -> None:
    confirm(
        session,
        service,
        fact_kind=FactKind.TELEPHONE,
        confirmed_on=TODAY,
        confirmed_by="Larch",
        by=by,
        at=NOW,
    )


def told(session: Session, service: Service) -> PublicService:
    return public_services(session, [service.id], today=TODAY, sight=ANYBODY)[service.id]


def test_an_open_service_is_told_whole(
    session: Session, importer: Person, provider: Provider, programme: Programme
) -> None:
    service = offered(session, importer, provider, programme)
    confirm_telephone(session, service, importer)
    record = told(session, service)
    assert (record.title, record.summary, record.who_for) == (
        LISTING.title,
        LISTING.summary,
        LISTING.who_for,
    )
    assert record.provider is not None
    assert (record.provider.public_id, record.provider.name) == (provider.public_id, OWNER)
    assert record.telephone == "01632 960 007", "the provider's, where the listing has none"
    assert record.email == "mill@larch.example.org", "the listing's own before the provider's"
    assert record.website == "https://larch.example.org"
    assert [site.address for site in record.sites] == ["Mill Lane"]
    assert [area.name for area in record.areas] == ["Preston S1"]
    assert record.rules == (MEN, DESIGN)
    assert record.confirmed == {FactKind.TELEPHONE: TODAY}
    assert not record.is_restricted
    assert not record.is_withdrawn


def test_a_service_has_the_family_of_its_programme(
    session: Session, importer: Person, provider: Provider, programme: Programme
) -> None:
    assert told(session, offered(session, importer, provider, programme)).family is (
        ProgrammeFamily.SEXUAL_OFFENDING
    )
    assert told(session, offered(session, importer, provider, name="S2")).family is None


def test_a_restricted_service_names_neither_provider_nor_text(
    session: Session, importer: Person, provider: Provider, programme: Programme
) -> None:
    service = offered(session, importer, provider, programme, exposure=Exposure.RESTRICTED)
    confirm_telephone(session, service, importer)
    record = told(session, service)
    assert record.is_restricted
    assert record.title == "Horizon"
    said = repr(dataclasses.replace(record, areas=())).casefold()
    assert [word for word in SECRETS if word in said] == []
    assert [rule.owner for rule in record.rules] == ["the service", DESIGN.owner]
    assert [area.name for area in record.areas] == ["Preston S1"]


def test_premises_without_a_programme_are_called_by_their_kind(
    session: Session, importer: Person, provider: Provider
) -> None:
    listing = dataclasses.replace(LISTING, setting=Setting.APPROVED_PREMISES)
    record = told(session, offered(session, importer, provider, listing=listing))
    assert (record.is_restricted, record.title) == (True, "A restricted programme")


def test_what_nobody_may_know_of_is_not_in_the_answer(
    session: Session, importer: Person, provider: Provider
) -> None:
    refuge = offered(session, importer, provider, exposure=Exposure.CONFIDENTIAL)
    gone = offered(session, importer, provider, name="S2")
    withdraw_service(session, gone, by=importer, at=NOW)
    draft = offered(session, importer, provider, name="S3")
    draft.state = ServiceState.DRAFT
    session.flush()
    ids = [refuge.id, gone.id, draft.id]
    assert public_services(session, ids, today=TODAY, sight=ANYBODY) == {}
    assert public_service(session, gone.public_id, today=TODAY, sight=ANYBODY).is_withdrawn
    for hidden in (refuge, draft):
        with pytest.raises(NotKnown):
            public_service(session, hidden.public_id, today=TODAY, sight=ANYBODY)


def test_areas_are_those_of_the_day(session: Session, importer: Person, provider: Provider) -> None:
    service = offered(session, importer, provider)
    before = OPENED - dt.timedelta(days=1)
    assert (
        public_services(session, [service.id], today=before, sight=ANYBODY)[service.id].areas == ()
    )


def test_a_page_reads_the_same_record_as_a_list(
    session: Session, importer: Person, provider: Provider, programme: Programme
) -> None:
    service = offered(session, importer, provider, programme)
    assert public_service(session, service.public_id, today=TODAY, sight=ANYBODY) == told(
        session, service
    )


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []
    connection = session.connection()

    def seen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", seen)
    yield statements
    event.remove(connection, "before_cursor_execute", seen)


def test_many_services_cost_no_more_statements_than_one(
    session: Session, importer: Person, provider: Provider
) -> None:
    ids = [offered(session, importer, provider, name=f"S{number}").id for number in range(9)]
    with counted(session) as one:
        public_services(session, ids[:1], today=TODAY, sight=ANYBODY)
    with counted(session) as many:
        assert len(public_services(session, ids, today=TODAY, sight=ANYBODY)) == 9
    assert len(one) == len(many) == 4
