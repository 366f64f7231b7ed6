"""What an installation hides, put into its records: a refuge, and what a restricted group says."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.groups.models import CapacityMeasure, Group, GroupStatement
from commissioning.groups.publishing import state_capacity
from commissioning.lines.models import Line
from commissioning.partnership.protocols.models import ProtocolParty, SharingProtocol
from commissioning.volumes.models import VolumeUnit
from directory.delivery import DeliveryKind
from directory.feedback.models import ReportKind
from directory.feedback.reporting import report_problem
from directory.listings.models import ListingDraft, LocalCopy
from directory.listings.offering import Basics, areas_asked, begin_service
from directory.people.models import Person
from directory.places.models import Court, Exposure, LocalDeliveryUnit, Region, Site
from directory.providers.models import Provider, SupplyLink
from directory.services.editing import publish_listing
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import place_at_sites
from directory.services.siting import keep_confidential_address
from tests.makers.agreements import buy
from tests.makers.days import NOW, TODAY
from tests.makers.evaluations import make_evaluation
from tests.makers.listings import make_draft, make_person
from tests.makers.people import actor
from tests.makers.scene import COURT, Scene, add_line
from tests.makers.services import make_provider
from tests.makers.start_dates import answer_everything
from tests.portal.sight.installations import (
    REFUGE,
    REFUGE_AGREEMENT,
    REFUGE_DRAFT,
    REFUGE_LINE,
    REFUGE_PROBLEM,
    REFUGE_PROVIDER,
    RESTRICTED,
    RESTRICTED_DRAFT,
    SECRETLY_BEGUN,
    Hidden,
    Kept,
)

BEGUN_TITLE: Final = "Beekeeping on the roof"
SECRETLY_TITLE: Final = "A second house for those who fled"
"""Of new services that nobody has approved: one by a member who asks, one by nobody who does."""

REFUGE_TITLE: Final = "A refuge"
BEHIND: Final = ("residence", "mental_health_treatment")
"""What a refuge stands behind: the second is to be had nowhere nearer to North Wales."""


def keep(session: Session, kept: Kept) -> None:
    """The restricted service says this from now on."""
    service = session.scalars(select(Service).where(Service.public_id == RESTRICTED)).one()
    listing = Listing(
        kept.title, kept.text, requirements=("programme",), who_for=f"Men near {kept.venue}",
        telephone=kept.telephone, referral_route=kept.text,
    )  # fmt: skip
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    venue = session.scalars(select(Site).where(Site.external_id == "venue")).one()
    venue.name = venue.address = kept.venue
    venue.postcode = kept.postcode
    _say_in_draft(session, RESTRICTED_DRAFT, f"Soon also: {kept.text}")
    group = session.scalars(
        select(Group).join(Line, Line.id == Group.line_id).where(Line.service_id == service.id)
    ).one()
    group.external_id, group.planned_start = kept.reference, kept.day
    _state_start(session, group, kept.day)
    answer_everything(session)


def _state_start(session: Session, group: Group, day: dt.date) -> None:
    for said in session.scalars(select(GroupStatement).where(GroupStatement.group_id == group.id)):
        said.current_start = day
    session.flush()


def begin(
    session: Session, author: Person, public_id: uuid.UUID, title: str,
    exposure: Exposure = Exposure.OPEN,
) -> None:  # fmt: skip
    """A new service of the restricted one's provider, in each of its areas."""
    known = session.scalars(select(Service).where(Service.public_id == RESTRICTED)).one()
    provider = session.get_one(Provider, known.provider_id)
    basics = Basics(known.delivery_kind, areas_asked(session, known, on=TODAY), exposure)
    draft = begin_service(session, provider, basics, title=title, by=author, at=NOW)
    session.get_one(Service, draft.service_id).public_id = public_id
    session.flush()


def add_refuge(session: Session) -> None:
    court = session.scalars(select(Court).where(Court.slug == COURT)).one()
    home, beside = (
        session.scalars(select(LocalDeliveryUnit).where(LocalDeliveryUnit.slug == slug)).one()
        for slug in ("central-lancashire", "blackburn")
    )
    scene = Scene(court, home, beside, {})
    line = add_line(
        session,
        scene,
        REFUGE_TITLE,
        *BEHIND,
        kind=DeliveryKind.BED,
        pathways=("accommodation",),
    )
    line.public_id = REFUGE_LINE
    line.external_id = "line of the refuge"  # a running number would be another elsewhere
    service = scene.service(REFUGE_TITLE, session)
    provider = make_provider(session, "A provider of a refuge")
    service.public_id, provider.public_id = REFUGE, REFUGE_PROVIDER
    service.provider_id = provider.id
    site = Site(
        external_id="refuge", name="A refuge", exposure=Exposure.CONFIDENTIAL,
        local_delivery_unit_id=home.id, provider_id=provider.id,
    )  # fmt: skip
    session.add(site)
    session.flush()
    place_at_sites(session, service, [site], by=actor(session), at=NOW)
    state_capacity(
        session, line, measure=CapacityMeasure.VACANCIES, from_date=TODAY, value=2,
        stated_by="The provider", stated_on=TODAY, by=actor(session), at=NOW,
    )  # fmt: skip
    bought = buy(session, line, quantity=9, unit=VolumeUnit.START, provider=provider)
    bought.public_id = REFUGE_AGREEMENT
    draft = make_draft(session, service, person(session, "Ada own editor"), summary="To be said.")
    draft.public_id = REFUGE_DRAFT
    _copy_an_open_one(session, service, provider)
    protocol = session.scalars(select(SharingProtocol)).one()
    session.add(ProtocolParty(protocol_id=protocol.id, provider_id=provider.id))
    _evaluate(session, service, home)
    problem = report_problem(
        session, path=f"/services/{REFUGE}", service=service, kind=ReportKind.WRONG_NUMBER,
        words=f"{REFUGE_TITLE} does not answer.", by=actor(session), at=NOW,
    )  # fmt: skip
    problem.public_id = REFUGE_PROBLEM


def _evaluate(session: Session, service: Service, home: LocalDeliveryUnit) -> None:
    """As it was stated before the service became confidential."""
    service.exposure, kept = Exposure.OPEN, service.exposure
    region = session.get_one(Region, home.region_id)
    make_evaluation(session, service, region, title=f"{REFUGE_TITLE}, looked at")
    service.exposure = kept
    session.flush()


def _copy_an_open_one(session: Session, service: Service, provider: Provider) -> None:
    """Its provider has work from the prime of an open listing, and says that it is a copy."""
    copied = session.scalars(select(LocalCopy).order_by(LocalCopy.id)).first()
    assert copied
    prime_id = session.get_one(Service, copied.master_id).provider_id
    by = person(session, "Ada own editor")
    session.add_all(
        [
            SupplyLink(
                prime_id=prime_id, subcontractor_id=provider.id, agreement_reference="A-1"
            ),
            LocalCopy(
                service_id=service.id, master_id=copied.master_id, said_by_id=by.id, said_at=NOW
            ),
        ]
    )  # fmt: skip
    session.flush()
    author = make_person(session, "Nobody who asks")
    begin(session, author, SECRETLY_BEGUN, SECRETLY_TITLE, Exposure.CONFIDENTIAL)


def hide(session: Session, hidden: Hidden) -> None:
    """The refuge is called and stands so."""
    service = session.scalars(select(Service).where(Service.public_id == REFUGE)).one()
    provider = session.get_one(Provider, service.provider_id)
    provider.name, provider.telephone = hidden.provider, hidden.telephone
    provider.email, provider.sector = hidden.email, hidden.sector
    site = session.scalars(select(Site).where(Site.external_id == "refuge")).one()
    site.name = hidden.title
    keep_confidential_address(
        session, site, address=hidden.address, postcode=hidden.postcode,
        telephone=hidden.telephone, by=actor(session), at=NOW,
    )  # fmt: skip
    listing = Listing(
        hidden.title, f"{hidden.title}, at {hidden.address}.", requirements=BEHIND,
        pathways=("accommodation",), who_for=f"Whoever comes to {hidden.address}",
        telephone=hidden.telephone, email=hidden.email, referral_route=f"Ring {hidden.telephone}.",
    )  # fmt: skip
    publish_listing(session, service, listing, by=actor(session), at=NOW)
    draft = session.scalars(
        select(ListingDraft).where(ListingDraft.public_id == REFUGE_DRAFT)
    ).one()
    draft.changes = {"summary": f"Soon also at {hidden.address}"}
    answer_everything(session)


def _say_in_draft(session: Session, public_id: uuid.UUID, summary: str) -> None:
    draft = session.scalars(select(ListingDraft).where(ListingDraft.public_id == public_id)).one()
    draft.changes = {"summary": summary}


def person(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()
