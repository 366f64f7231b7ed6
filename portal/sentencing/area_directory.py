"""What an area is made of and whom to ring there: local authorities, offices, referral hubs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.places.models import LocalAuthority, ProbationOffice
from directory.places.reference_tables import sources
from directory.services.models import Service

HOW_KNOWN: Final = MappingProxyType(
    {
        "listed": "the source lists it",
        "named": "the area bears its name",
        "county": "the area bears its county’s name",
        "only_area": "its police area has no other",
    }
)
MEMBERSHIPS: Final = "local_delivery_unit_authorities"


@dataclass(frozen=True, slots=True)
class ShownAuthority:
    name: str
    how_known: str


@dataclass(frozen=True, slots=True)
class ShownOffice:
    name: str
    address: str
    page_url: str | None


@dataclass(frozen=True, slots=True)
class ShownHub:
    name: str
    href: str
    telephone: str | None


@dataclass(frozen=True, slots=True)
class AreaDirectory:
    authorities: tuple[ShownAuthority, ...]
    source: str
    offices: tuple[ShownOffice, ...]
    hubs: tuple[ShownHub, ...]


def area_directory(
    *,
    memberships: Sequence[tuple[LocalAuthority, str]],
    offices: Iterable[ProbationOffice],
    hubs: Iterable[Service],
) -> AreaDirectory:
    return AreaDirectory(
        authorities=tuple(
            ShownAuthority(authority.name, HOW_KNOWN.get(basis, basis))
            for authority, basis in memberships
        ),
        source=next((row.source for row in sources() if row.table == MEMBERSHIPS), ""),
        offices=tuple(
            ShownOffice(office.name, f"{office.address}, {office.postcode}", office.page_url)
            for office in offices
        ),
        hubs=tuple(_hub(hub) for hub in hubs),
    )


def _hub(hub: Service) -> ShownHub:
    title = hub.published.title if hub.published else hub.external_id
    telephone = hub.published.telephone if hub.published else None
    return ShownHub(title, f"/services/{hub.public_id}", telephone)
