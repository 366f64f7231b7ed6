from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.audit.models import AuditRow
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.keeping import KeyTaken
from directory.people.models import Person
from directory.places.models import Exposure, LocalDeliveryUnit, Region, Site
from directory.services.confirming import ConfirmedAhead, confirm
from directory.services.editing import (
    DeliveryKindFixed,
    ServiceOffered,
    offer_service,
    offer_services,
    publish_listing,
    withdraw_service,
)
from directory.services.freshness import FactKind
from directory.services.listing import Listing, ListingRefused, Setting
from directory.services.models import (
    ListingRevision,
    Programme,
    ProgrammeKind,
    Service,
    ServiceRequirement,
    ServiceState,
)
from directory.services.programmes import ProgrammeFacts, keep_programme
from directory.services.public_record import public_services
from directory.services.queries import (
    last_confirmed,
    programmes_by_name,
    service_by_id,
    services_by_external_id,
)
from directory.services.serving import place_at_sites, serve_areas, stop_serving
from directory.sight import ANYBODY
from tests.makers.days import NOW, TODAY

LISTING = Listing(
    title="Thinking skills in Leeds",
    summary="A group.",
    requirements=("programme", "rehabilitation_activity"),
    pathways=("attitudes_thinking_and_behaviour",),
)


def offer(
    session: Session,
    by: Person,
    listing: Listing = LISTING,
    programme: Programme | None = None,
    kind: DeliveryKind = DeliveryKind.CLOSED_GROUP,
) -> Service:
    return offer_service(
        session,
        external_id="S1",
        provider=None,
        programme=programme,
        delivery_kind=kind,
        listing=listing,
        source="a test",
        by=by,
        at=NOW,
    )


def programme(session: Session, by: Person, *, is_restricted: bool = False) -> Programme:
    facts = ProgrammeFacts(
        name="Horizon",
        kind=ProgrammeKind.ACCREDITED,
        source="a test",
        needs=("Attitudes",),
        is_restricted=is_restricted,
    )
    return keep_programme(session, external_id="H", facts=facts, by=by, at=NOW)


@pytest.fixture
def area(session: Session) -> LocalDeliveryUnit:
    region = Region(code="B", slug="north-west", name="North West")
    session.add(region)
    session.flush()
    unit = LocalDeliveryUnit(
        slug="preston", name="Preston", region_id=region.id, valid_from=dt.date(2021, 6, 26)
    )
    session.add(unit)
    session.flush()
    return unit


def site(session: Session, area: LocalDeliveryUnit, name: str, exposure: Exposure) -> Site:
    one = Site(external_id=name, name=name, exposure=exposure, local_delivery_unit_id=area.id)
    session.add(one)
    session.flush()
    return one


def test_an_unchanged_offer_adds_no_revision_and_no_audit_row(
    session: Session, importer: Person
) -> None:
    service = offer(session, importer)
    version, rows = service.search_version, session.scalar(select(func.count(AuditRow.id)))
    assert offer(session, importer) is service
    assert service.search_version == version
    assert session.scalar(select(func.count(AuditRow.id))) == rows
    assert session.scalar(select(func.count(ListingRevision.id))) == 1


def test_a_new_wording_is_a_new_revision_and_the_old_one_stays(
    session: Session, importer: Person
) -> None:
    service = offer(session, importer)
    version = service.search_version
    new = dataclasses.replace(LISTING, title="Skills", requirements=("programme",))
    offer(session, importer, new)
    revisions = session.scalars(select(ListingRevision).order_by(ListingRevision.number)).all()
    assert [(one.number, one.title) for one in revisions] == [
        (1, "Thinking skills in Leeds"),
        (2, "Skills"),
    ]
    assert service.published_revision_id == revisions[1].id
    assert service.search_version > version
    assert session.scalars(select(ServiceRequirement.requirement)).all() == ["programme"]
    assert publish_listing(session, service, new, by=importer, at=NOW) is revisions[1]


def test_ten_thousand_offers_need_few_statements(session: Session, importer: Person) -> None:
    offers = [
        ServiceOffered(f"S{n}", None, None, DeliveryKind.ONE_TO_ONE, LISTING, "a test")
        for n in range(1100)
    ]
    done = offer_services(session, offers, by=importer, at=NOW)
    assert (done.added, len(done.services)) == (1100, 1100)
    again = offer_services(session, offers, by=importer, at=NOW)
    assert (again.added, again.revised, again.unchanged) == (0, 0, 1100)
    assert len(services_by_external_id(session, ["S1", "S1099"])) == 2


@pytest.mark.parametrize(
    "listing",
    [
        dataclasses.replace(LISTING, requirements=("flogging",)),
        dataclasses.replace(LISTING, pathways=("cakes",)),
    ],
)
def test_unknown_codes_are_refused(session: Session, importer: Person, listing: Listing) -> None:
    with pytest.raises(ListingRefused):
        offer(session, importer, listing)


def test_the_delivery_kind_of_a_service_is_fixed(session: Session, importer: Person) -> None:
    offer(session, importer)
    with pytest.raises(DeliveryKindFixed):
        offer(session, importer, kind=DeliveryKind.BED)


def test_what_the_public_sees_follows_programme_sites_and_setting(
    session: Session, importer: Person, area: LocalDeliveryUnit
) -> None:
    service = offer(session, importer, programme=programme(session, importer))

    def seen() -> Exposure:
        return service.exposure

    assert seen() is Exposure.OPEN
    programme(session, importer, is_restricted=True)
    assert seen() is Exposure.RESTRICTED
    refuge = site(session, area, "refuge", Exposure.CONFIDENTIAL)
    assert place_at_sites(session, service, [refuge], by=importer, at=NOW) == 1
    assert seen() is Exposure.CONFIDENTIAL
    with pytest.raises(NotKnown):
        service_by_id(session, service.public_id, sight=ANYBODY)
    hall = site(session, area, "hall", Exposure.OPEN)
    place_at_sites(session, service, [refuge, hall], by=importer, at=NOW)
    assert seen() is Exposure.RESTRICTED
    programme(session, importer)
    assert seen() is Exposure.OPEN
    premises = dataclasses.replace(LISTING, setting=Setting.APPROVED_PREMISES)
    publish_listing(session, service, premises, by=importer, at=NOW)
    assert seen() is Exposure.RESTRICTED


def test_areas_are_served_from_a_day_to_a_day(
    session: Session, importer: Person, area: LocalDeliveryUnit
) -> None:
    service = offer(session, importer)

    def served(day: dt.date) -> list[str]:
        told = public_services(session, [service.id], today=day, sight=ANYBODY)[service.id]
        return [one.name for one in told.areas]

    facts = {"from_date": TODAY, "by": importer, "at": NOW}
    assert serve_areas(session, service, [area, area], **facts) == 1  # type: ignore[arg-type]
    assert serve_areas(session, service, [area], **facts) == 0  # type: ignore[arg-type]
    assert served(TODAY) == ["Preston"]
    assert served(TODAY - dt.timedelta(days=1)) == []
    last = TODAY + dt.timedelta(days=10)
    assert stop_serving(session, service, [area], last_day=last, by=importer, at=NOW) == 1
    assert served(last) == ["Preston"]
    assert served(last + dt.timedelta(days=1)) == []


def test_only_areas_that_were_served_are_recorded_as_given_up(
    session: Session, importer: Person, area: LocalDeliveryUnit
) -> None:
    service = offer(session, importer)
    serve_areas(session, service, [area], from_date=TODAY, by=importer, at=NOW)
    never_served = LocalDeliveryUnit(
        slug="blackburn", name="Blackburn", region_id=area.region_id, valid_from=area.valid_from
    )
    session.add(never_served)
    session.flush()
    both = [area, never_served]
    assert stop_serving(session, service, both, last_day=TODAY, by=importer, at=NOW) == 1
    row = session.scalars(select(AuditRow).where(AuditRow.act == "areas:leave")).one()
    assert row.after == {"areas": ["preston"], "last_day": TODAY.isoformat()}


def test_a_confirmation_is_kept_once_and_never_ahead(session: Session, importer: Person) -> None:
    service = offer(session, importer)
    for day, is_news in [(TODAY, True), (TODAY, False), (dt.date(2027, 1, 12), True)]:
        assert (
            confirm(
                session,
                service,
                fact_kind=FactKind.TELEPHONE,
                confirmed_on=day,
                confirmed_by="the provider",
                by=importer,
                at=NOW,
            )
            is is_news
        )
    newest = last_confirmed(session, [service.id], on=TODAY)
    assert newest == {service.id: {FactKind.TELEPHONE: TODAY}}
    with pytest.raises(ConfirmedAhead):
        confirm(
            session,
            service,
            fact_kind=FactKind.PLACES,
            confirmed_on=TODAY + dt.timedelta(days=1),
            confirmed_by="a hopeful",
            by=importer,
            at=NOW,
        )


def test_a_withdrawn_service_keeps_its_history(session: Session, importer: Person) -> None:
    service = offer(session, importer)
    withdraw_service(session, service, by=importer, at=NOW)
    withdraw_service(session, service, by=importer, at=NOW)
    assert service.state is ServiceState.WITHDRAWN
    assert session.scalar(select(func.count(ListingRevision.id))) == 1
    assert session.scalars(select(AuditRow.act)).all().count("listing:withdraw") == 1


def test_a_name_and_kind_belong_to_one_programme(session: Session, importer: Person) -> None:
    kept = programme(session, importer)
    facts = ProgrammeFacts(name="Horizon", kind=ProgrammeKind.ACCREDITED, source="a test")
    with pytest.raises(KeyTaken):
        keep_programme(session, external_id="H2", facts=facts, by=importer, at=NOW)
    assert programmes_by_name(session) == {("Horizon", ProgrammeKind.ACCREDITED): kept}
