"""The shapes of the reference facts that ship with the package; None means not stated."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Literal

MembershipBasis = Literal["listed", "named", "county", "only_area", "remaining"]
MEMBERSHIP_BASES: tuple[MembershipBasis, ...] = (
    "listed",
    "named",
    "county",
    "only_area",
    "remaining",
)
LeftOutTable = Literal["courts", "prisons"]
LEFT_OUT_TABLES: tuple[LeftOutTable, ...] = ("courts", "prisons")
ServingBasis = Literal["nearest_office", "nearest_court"]
SERVING_BASES: tuple[ServingBasis, ...] = ("nearest_office", "nearest_court")


@dataclass(frozen=True, slots=True)
class SourceRow:
    table: str
    source: str
    licence: str
    as_at: str
    note: str


@dataclass(frozen=True, slots=True)
class RegionRow:
    code: str
    slug: str
    name: str
    welsh_name: str | None
    noms_2004: str


@dataclass(frozen=True, slots=True)
class RegionSuccessionRow:
    """A NOMS region of 2004, by name, and the region that answers for (part of) it today."""

    predecessor_2004: str
    successor_slug: str
    from_date: dt.date
    note: str | None


@dataclass(frozen=True, slots=True)
class PoliceAreaRow:
    slug: str
    name: str
    region_code: str
    noms_2004: str


@dataclass(frozen=True, slots=True)
class LocalAuthorityRow:
    """`county` only where districts share the ground with a county council."""

    code: str
    name: str
    welsh_name: str | None
    county: str | None
    region_code: str
    police_area: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class LocalDeliveryUnitRow:
    slug: str
    name: str
    welsh_name: str | None
    region_code: str
    police_area: str
    code: str | None
    latitude: float
    longitude: float
    valid_from: dt.date
    valid_to: dt.date | None
    centre_from: str


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """An authority with two rows is divided between two areas."""

    local_delivery_unit_slug: str
    local_authority_code: str
    basis: MembershipBasis


@dataclass(frozen=True, slots=True)
class CourtRow:
    slug: str
    name: str
    town: str
    welsh_town: str | None
    postcode: str
    types: tuple[str, ...]
    latitude: float
    longitude: float
    region_code: str


@dataclass(frozen=True, slots=True)
class LeftOutRow:
    """What a source lists and this portal does not; `key` is that of its table."""

    table: LeftOutTable
    key: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class CourtAreaRow:
    """Derived and to be confirmed; a court without any row is served by its whole region."""

    court_slug: str
    local_delivery_unit_slug: str
    basis: ServingBasis
    is_main: bool
    valid_from: dt.date
    valid_to: dt.date | None


@dataclass(frozen=True, slots=True)
class PrisonRow:
    code: str
    name: str
    town: str
    postcode: str
    holds_men: bool
    holds_women: bool
    types: tuple[str, ...]
    categories: tuple[str, ...]
    operator: str
    latitude: float
    longitude: float
    region_code: str


@dataclass(frozen=True, slots=True)
class ProbationOfficeRow:
    """`page_url` is the page that gives the telephone number."""

    code: str
    name: str
    address: str
    postcode: str
    local_delivery_unit_slug: str | None
    region_code: str
    page_url: str | None


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """None means not stated, never no. `learning_disability`: yes, no or case by case."""

    code: uuid.UUID
    name: str
    kind: str
    settings: tuple[str, ...]
    formats: tuple[str, ...]
    for_men: bool | None
    for_women: bool | None
    minimum_age: int | None
    maximum_age: int | None
    group_sessions: int | None
    one_to_one_sessions: int | None
    needs: tuple[str, ...]
    eligible_offences: tuple[str, ...]
    excluded_offences: tuple[str, ...]
    learning_disability: str | None
    is_restricted: bool
