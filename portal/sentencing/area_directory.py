"""What an area is made of and whom to ring there: authorities, offices, hubs and schemes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from directory.places.models import LocalAuthority, ProbationOffice
from directory.places.reference_tables import sources
from directory.requirements import requirement_name
from directory.schemes.addresses import scheme_slug
from directory.schemes.models import Scheme, SchemeKind
from directory.services.models import Service
from portal.formatting import address_line, in_words

HOW_KNOWN: Final = MappingProxyType(
    {
        "listed": "the source lists it",
        "named": "the area bears its name",
        "county": "the area bears its county’s name",
        "only_area": "its police area has no other",
        "remaining": "no other area of its police area lists it",
    }
)
SCHEME_KINDS: Final = MappingProxyType(
    {
        SchemeKind.PROLIFIC_AND_PRIORITY: "for prolific and other priority offenders",
        SchemeKind.INTEGRATED_MANAGEMENT: "integrated offender management",
        SchemeKind.INTENSIVE_ALTERNATIVE: "intensive alternative to custody",
        SchemeKind.OTHER: "another kind of scheme",
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
class ShownScheme:
    name: str
    kind: str
    runs: str
    requirement: str | None
    says: str
    telephone: str | None
    email: str | None
    stated_by: str
    stated_on: str
    href: str
    evaluated: str


@dataclass(frozen=True, slots=True)
class AreaDirectory:
    authorities: tuple[ShownAuthority, ...]
    source: str
    offices: tuple[ShownOffice, ...]
    hubs: tuple[ShownHub, ...]
    schemes: tuple[ShownScheme, ...]


def area_directory(
    *,
    memberships: Sequence[tuple[LocalAuthority, str]],
    offices: Iterable[ProbationOffice],
    hubs: Iterable[Service],
    schemes: Iterable[Scheme],
    area_slug: str,
    evaluated: Mapping[int, str],
) -> AreaDirectory:
    return AreaDirectory(
        authorities=tuple(
            ShownAuthority(authority.name, HOW_KNOWN.get(basis, basis))
            for authority, basis in memberships
        ),
        source=next((row.source for row in sources() if row.table == MEMBERSHIPS), ""),
        offices=tuple(
            ShownOffice(office.name, address_line(office.address, office.postcode), office.page_url)
            for office in offices
        ),
        hubs=tuple(_hub(hub) for hub in hubs),
        schemes=tuple(_scheme(one, area_slug, evaluated.get(one.id, "")) for one in schemes),
    )


def _hub(hub: Service) -> ShownHub:
    title = hub.published.title if hub.published else hub.code
    telephone = hub.published.telephone if hub.published else None
    return ShownHub(title, f"/services/{hub.public_id}", telephone)


def _scheme(scheme: Scheme, area_slug: str, evaluated: str) -> ShownScheme:
    return ShownScheme(
        name=scheme.name,
        kind=SCHEME_KINDS[scheme.kind],
        runs=scheme.runs,
        requirement=requirement_name(scheme.requirement) if scheme.requirement else None,
        says=scheme.says,
        telephone=scheme.telephone,
        email=scheme.email,
        stated_by=scheme.stated_by,
        stated_on=in_words(scheme.stated_on),
        href=f"/schemes/{area_slug}/{scheme_slug(scheme.name)}",
        evaluated=evaluated,
    )
