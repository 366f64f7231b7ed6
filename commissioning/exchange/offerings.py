"""What a row of availability says: a programme in an area, by whom, as a service and its line."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from commissioning.errors import CommissioningError
from directory.delivery import DeliveryKind
from directory.exchange.stated import is_worded
from directory.exchange.working import Row
from directory.fields import Speaker
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.describing import listing_of_programme
from directory.services.editing import ServiceOffered
from directory.services.listing import Listing
from directory.services.listing_fields import LISTING_FIELDS
from directory.services.models import Programme
from directory.services.programme_rules import programme_delivery

UNKNOWN_PROVIDER: Final = "provider-not-known"
LONGEST_LINE_ID: Final = 200
WORDING: Final = tuple(
    field for field in LISTING_FIELDS if Speaker.DESIGN not in field.said_by and is_worded(field)
)
"""Fields of the listing that a cell states as they stand; the others follow from the programme."""

OF_THE_DESIGN: Final = frozenset(
    {"title", "summary", "who_for", "pathways", "eligibility", "requirements"}
)
"""What follows from the programme, unless the row says it."""

KnownOffer = tuple[DeliveryKind | None, Listing | None]
NEW: Final[KnownOffer] = (None, None)
"""A service that nobody has offered yet."""


class LineIdTooLong(CommissioningError):
    """Made from three identifiers that are each long."""

    column = "external_id"

    def __init__(self, made: str) -> None:
        self.made = made
        super().__init__(f"give {made[:60]}… a shorter one")


class NotNamed(CommissioningError):
    """Without the column the row may mean one of several."""

    def __init__(self, column: str, what: str) -> None:
        self.column = column
        super().__init__(
            f"there are several of the programme in the area;"
            f" add the column and say which {what} is meant"
        )


@dataclass(frozen=True, slots=True)
class Offering:
    """One row, resolved: the programme, the area, who delivers it there (None: not known)."""

    programme: Programme
    area: LocalDeliveryUnit
    provider: Provider | None
    row: Row

    @property
    def service_id(self) -> str:
        by = UNKNOWN_PROVIDER if self.provider is None else self.provider.code
        return f"{self.programme.external_id}/{by}"

    def line_id(self, known: Collection[str]) -> str:
        """`known` are the lines of the service in the area, of which a silent file means one."""
        made = self.row.get("external_id") or f"{self.service_id}/{self.area.slug}"
        if "external_id" not in self.row and known and made not in known:
            if len(known) > 1:
                raise NotNamed("external_id", "line")
            (made,) = known
        if len(made) > LONGEST_LINE_ID:
            raise LineIdTooLong(made)
        return made


def service_offered(
    offering: Offering, kind: DeliveryKind | None, known: Listing | None, *, source: str
) -> ServiceOffered:
    """What the row says; what the file has no column for stays as it is published."""
    row, programme = offering.row, offering.programme
    by_rule = listing_of_programme(programme)
    listing = by_rule if known is None else _reworded(known, by_rule)
    listing = replace(listing, **{one.name: row[one.name] for one in WORDING if one.name in row})
    if "requirements" in row:
        listing = replace(listing, requirements=row["requirements"] or by_rule.requirements)
    if kind is None or "delivery_kind" in row:
        rule = programme_delivery(programme.kind, programme.delivery_format)
        kind = row.get("delivery_kind") or rule.delivery_kind
    return ServiceOffered(
        offering.service_id,
        offering.provider,
        programme,
        kind,
        listing,
        source,
        says=_says(row, is_new=known is None),
        by_design=OF_THE_DESIGN - row.keys(),
    )


def _says(row: Row, *, is_new: bool) -> frozenset[str]:
    """The fields of which the row speaks, if only by what follows from its programme."""
    says = OF_THE_DESIGN | {"programme_id"} | {one.name for one in WORDING if one.name in row}
    if "requirements" not in row and not is_new:
        says -= {"requirements"}
    return says | {"provider_id"} if row.get("provider") else says


def _reworded(known: Listing, by_rule: Listing) -> Listing:
    """What follows from the programme anew, everything else as it is published."""
    return replace(
        known,
        title=by_rule.title,
        summary=by_rule.summary,
        who_for=by_rule.who_for,
        pathways=by_rule.pathways,
        eligibility=by_rule.eligibility,
    )
