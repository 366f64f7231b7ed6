"""Services of a few areas, each as different as a search can tell; all are invented."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from directory.delivery import DeliveryKind
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.providers.models import Provider, Sector
from directory.search.levelling import Leveller
from directory.services.editing import offer_service
from directory.services.listing import Listing, Setting
from directory.services.models import Programme, ProgrammeKind, Service
from directory.services.serving import place_at_sites, serve_areas
from directory.services.siting import keep_confidential_address
from tests.keeping import Named, made_once_with_words
from tests.makers.days import NOW, OPENED
from tests.makers.people import actor
from tests.makers.places import make_area
from tests.makers.services import make_provider

TODAY = dt.date(2027, 3, 2)
PRESTON = (53.7628, -2.7045)

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Town:
    areas: dict[str, LocalDeliveryUnit]
    services: dict[str, Service]


AREAS = {
    "central-lancashire": (53.72, -2.70),
    "hertfordshire": (51.80, -0.20),
    "doncaster": (53.52, -1.13),
    "leeds": (53.80, -1.55),
}

WOMEN_ONLY = {"attribute": "sex", "operator": "one_of", "owner": "The trust", "values": ["female"]}
MEN_ONLY = WOMEN_ONLY | {"values": ["male"]}
ADULTS = {"attribute": "age", "operator": "at_least", "owner": "The trust", "low": 18}


def make_town(session: Session, folder: Path) -> Town:
    """The services and, in `folder`, the index of their words, level with them."""

    def level() -> None:
        Leveller(folder).level(session, today=TODAY)

    made = made_once_with_words(session, _make_town, folder, level)
    areas = {slug: one for slug, one in made.items() if isinstance(one, LocalDeliveryUnit)}
    return Town(areas, {name: one for name, one in made.items() if isinstance(one, Service)})


def _make_town(session: Session) -> Named:
    areas = {
        slug: make_area(session, slug, latitude=latitude, longitude=longitude)
        for slug, (latitude, longitude) in AREAS.items()
    }
    trust = make_provider(session, "Example Larch Trust", sector=Sector.VOLUNTARY, telephone=None)
    board = make_provider(session, "Example Beacon Board", sector=Sector.STATUTORY, telephone=None)
    add = Adding(session, areas)
    services = {
        "unpaid work": add(
            board,
            Listing(
                "Unpaid work in the community",
                "Supervised work for the neighbourhood.",
                requirements=("unpaid_work",),
                eligibility=(ADULTS,),
            ),
            kind=DeliveryKind.UNPAID_WORK,
            serves=["hertfordshire"],
            at=(51.75, -0.34),
        ),
        "unpaid work north": add(
            board,
            Listing(
                "Unpaid work in the community",
                "Supervised work for the neighbourhood.",
                requirements=("unpaid_work",),
            ),
            kind=DeliveryKind.UNPAID_WORK,
            serves=["leeds", "doncaster"],
            at=(53.79, -1.54),
        ),
        "debt": add(
            trust,
            Listing(
                "Money matters",
                "Help with debts, fines and benefits.",
                pathways=("finance_benefit_and_debt",),
                requirements=("rehabilitation_activity",),
                languages=("Welsh", "English"),
            ),
            kind=DeliveryKind.DROP_IN,
            serves=["central-lancashire"],
            at=(53.70, -2.69),
        ),
        "women": add(
            trust,
            Listing(
                "Women’s centre",
                "A keyworker, courses and somewhere to talk.",
                who_for="Women aged 18 or over",
                pathways=("abuse_rape_and_domestic_abuse", "health"),
                requirements=("rehabilitation_activity",),
                eligibility=(WOMEN_ONLY,),
            ),
            serves=["central-lancashire"],
            at=(53.76, -2.71),
        ),
        "relationships": add(
            board,
            Listing(
                "Better relationships at the old mill",
                "A group for men convicted of violence towards a partner.",
                pathways=("attitudes_thinking_and_behaviour",),
                requirements=("programme",),
                eligibility=(MEN_ONLY,),
            ),
            kind=DeliveryKind.CLOSED_GROUP,
            serves=["central-lancashire", "leeds"],
            at=(53.77, -2.72),
            exposure=Exposure.RESTRICTED,
            programme=make_programme(session),
        ),
        "drugs": add(
            board,
            Listing(
                "Drug treatment for court orders",
                "Structured treatment with a keyworker.",
                pathways=("drugs_and_alcohol",),
                requirements=("drug_rehabilitation",),
            ),
            serves=["doncaster"],
            at=(53.52, -1.13),
        ),
        "housing": add(
            trust,
            Listing(
                "Supported housing",
                "A room with a support worker who visits on release from prison.",
                setting=Setting.THROUGH_THE_GATE,
                pathways=("accommodation",),
                requirements=("residence", "rehabilitation_activity"),
            ),
            kind=DeliveryKind.BED,
            serves=["leeds"],
            at=(53.81, -1.56),
        ),
        "helpline": add(
            trust,
            Listing(
                "Recovery helpline",
                "Talk to somebody about drink or drugs by telephone.",
                pathways=("drugs_and_alcohol",),
                requirements=("rehabilitation_activity",),
            ),
            kind=DeliveryKind.DROP_IN,
            serves=list(AREAS),
        ),
        "refuge": add(
            trust,
            Listing(
                "Hidden haven",
                "A safe place away from an abusive partner.",
                pathways=("abuse_rape_and_domestic_abuse",),
                languages=("Cornish",),
            ),
            kind=DeliveryKind.BED,
            serves=["doncaster"],
            exposure=Exposure.CONFIDENTIAL,
        ),
    }
    return {**areas, **services}


def make_programme(session: Session) -> Programme:
    programme = Programme(
        external_id="better-relationships",
        name="Building Better Relationships",
        kind=ProgrammeKind.ACCREDITED,
        settings=[],
        delivery_format="Group",
        needs=[],
        is_restricted=True,
        source="tests",
    )
    session.add(programme)
    session.flush()
    return programme


@dataclass(frozen=True)
class Adding:
    session: Session
    areas: dict[str, LocalDeliveryUnit]

    def __call__(
        self,
        provider: Provider,
        listing: Listing,
        *,
        serves: Sequence[str],
        kind: DeliveryKind = DeliveryKind.ONE_TO_ONE,
        at: tuple[float, float] | None = None,
        exposure: Exposure = Exposure.OPEN,
        programme: Programme | None = None,
    ) -> Service:
        said: dict[str, Any] = {"by": actor(self.session), "at": NOW}
        service = offer_service(
            self.session,
            external_id=f"town-{next(_numbers)}",
            provider=provider,
            programme=programme,
            delivery_kind=kind,
            listing=listing,
            source="tests",
            **said,
        )
        areas = [self.areas[slug] for slug in serves]
        serve_areas(self.session, service, areas, from_date=OPENED, **said)
        if at is not None or exposure is not Exposure.OPEN:
            site = self.site(areas[0], at, exposure)
            place_at_sites(self.session, service, [site], **said)
        return service

    def site(
        self, area: LocalDeliveryUnit, at: tuple[float, float] | None, exposure: Exposure
    ) -> Site:
        latitude, longitude = at or (None, None)
        site = Site(
            external_id=f"town-site-{next(_numbers)}",
            name="A site",
            exposure=exposure,
            local_delivery_unit_id=area.id,
            latitude=latitude,
            longitude=longitude,
        )
        self.session.add(site)
        self.session.flush()
        if exposure is Exposure.CONFIDENTIAL:
            keep_confidential_address(
                self.session,
                site,
                address="1 Secret Street",
                postcode="DN1 2AB",
                by=actor(self.session),
                at=NOW,
            )
        return site
