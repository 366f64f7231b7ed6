"""What runs in a few prisons: services of invented providers at the prisons' own addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from commissioning.demonstration.naming import FICTIONAL, SOURCE, email, telephone
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.places.home_area import home_area, reference_atlas
from directory.places.models import Exposure, Prison
from directory.places.positions import ground_of
from directory.places.postcodes import Postcode
from directory.places.queries import area_by_slug, prison_by_code
from directory.providers.editing import keep_provider
from directory.providers.models import Provider, Sector
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing, Setting
from directory.services.serving import place_many_at_sites
from directory.services.siting import SiteFacts, keep_sites

FIRST_NUMBER: Final = 7_000
"""Of their telephones: far from those of other services."""


@dataclass(frozen=True, slots=True)
class Inside:
    title: str
    summary: str
    kind: DeliveryKind
    pathways: tuple[str, ...]


DESIGNS: Final = (
    Inside(
        "Housing before release",
        "A worker on the wing finds a home, keeps a tenancy or ends one without debts.",
        DeliveryKind.ONE_TO_ONE,
        ("accommodation",),
    ),
    Inside(
        "Recovery wing",
        "A wing of its own for people who stay off drugs, with groups on weekdays.",
        DeliveryKind.ROLLING_GROUP,
        ("drugs_and_alcohol",),
    ),
    Inside(
        "Workshop with reading and sums",
        "Joinery and kitchens, with reading and arithmetic taught at the bench.",
        DeliveryKind.ROLLING_GROUP,
        ("education_training_and_employment",),
    ),
    Inside(
        "Family days and letters home",
        "Visits for children, letters home and help with contact after release.",
        DeliveryKind.DROP_IN,
        ("children_and_families",),
    ),
)
PRISONS: Final = (
    "PNI", "KMI", "WMI", "LPI", "MRI", "STI", "NHI", "LEI", "DMI", "BMI", "CFI", "BXI", "EWI",
)  # fmt: skip
"""Preston's and those around it, three for women, and one or two of most regions."""

AT_EACH: Final = 2


def run_inside(session: Session, *, by: Person, at: dt.datetime) -> int:
    """Two services in each of the prisons, which serve no area outside; how many."""
    provider = _provider(session, by=by, at=at)
    there = {f"demo-inside-{p.code}-{n}": (p, DESIGNS[n]) for p, n in _pairs(session)}
    sites = keep_sites(
        session, {key: _site(session, one, provider) for key, (one, _) in there.items()},
        source=SOURCE, by=by, at=at,
    ).things  # fmt: skip
    offers = [
        _offer(key, prison, design, provider, FIRST_NUMBER + turn)
        for turn, (key, (prison, design)) in enumerate(there.items())
    ]
    services = offer_services(session, offers, by=by, at=at).services
    placed = {one: [sites[key]] for one, key in zip(services, there, strict=True)}
    place_many_at_sites(session, placed, by=by, at=at)
    return len(services)


def _pairs(session: Session) -> Iterator[tuple[Prison, int]]:
    for turn, code in enumerate(PRISONS):
        for more in range(AT_EACH):
            yield prison_by_code(session, code), (turn + more) % len(DESIGNS)


def _provider(session: Session, *, by: Person, at: dt.datetime) -> Provider:
    return keep_provider(
        session,
        external_id="demo-inside",
        name=f"Example Threshold Trust {FICTIONAL}",
        sector=Sector.VOLUNTARY,
        telephone=telephone(FIRST_NUMBER - 1),
        email=email(FIRST_NUMBER),
        source=SOURCE,
        is_fictional=True,
        by=by,
        at=at,
    )


def _site(session: Session, prison: Prison, provider: Provider) -> SiteFacts:
    ground = ground_of(Postcode.parse(prison.postcode or ""))
    area = area_by_slug(session, home_area(ground, reference_atlas()).slug)
    return SiteFacts(prison.name, Exposure.OPEN, area, provider, postcode=prison.postcode)


def _offer(
    key: str, prison: Prison, design: Inside, provider: Provider, number: int
) -> ServiceOffered:
    return ServiceOffered(
        external_id=key,
        provider=provider,
        programme=None,
        delivery_kind=design.kind,
        listing=Listing(
            title=f"{design.title}, {prison.name.partition(' (')[0]}",
            summary=f"{design.summary} An invented service for the demonstration.",
            setting=Setting.CUSTODY,
            telephone=telephone(number),
            email=email(FIRST_NUMBER),
            referral_route="Through the prison’s resettlement team",
            pathways=design.pathways,
            languages=("en",),
        ),
        source=SOURCE,
        is_generated=True,
    )
