"""Which programme is offered in which area, by whom: services and their lines from a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from commissioning.errors import CommissioningError
from commissioning.exchange.working import CommissioningWork
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import CODE, DATE, one_of, several, text, whole_number
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Row, not_kept
from directory.keeping import found_by
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.providers.models import Provider
from directory.providers.queries import all_providers
from directory.requirements import requirement_codes
from directory.services.describing import listing_of_programme
from directory.services.editing import ServiceOffered, offer_services
from directory.services.listing import Listing
from directory.services.models import Programme, Service
from directory.services.programme_rules import programme_delivery
from directory.services.queries import all_programmes
from directory.services.serving import serve_areas_of_many

UNKNOWN_PROVIDER: Final = "provider-not-known"
LONGEST_LINE_ID: Final = 200


class LineIdTooLong(CommissioningError):
    """Made from three identifiers that are each long."""

    def __init__(self, made: str) -> None:
        self.made = made
        super().__init__(f"external_id: give {made[:60]}… a shorter one")


@dataclass(frozen=True, slots=True)
class Offering:
    """One row, resolved: the programme, the area, who delivers it there (None: not known)."""

    programme: Programme
    area: LocalDeliveryUnit
    provider: Provider | None
    row: Row

    @property
    def service_id(self) -> str:
        by = UNKNOWN_PROVIDER if self.provider is None else self.provider.external_id
        return f"{self.programme.external_id}/{by}"

    @property
    def line_id(self) -> str:
        made = self.row.get("external_id") or f"{self.service_id}/{self.area.slug}"
        if len(made) > LONGEST_LINE_ID:
            raise LineIdTooLong(made)
        return made


class AvailabilityWork(CommissioningWork):
    """A service for each programme and provider; a line for each row.

    Nothing is known here of places, dates or people: a line says only that there is one.
    """

    source = "import"

    @cached_property
    def told(self) -> dict[str, Listing]:
        """What the rows so far say of each service."""
        return {}

    @cached_property
    def programmes(self) -> dict[str, Programme]:
        return {one.external_id: one for one in all_programmes(self.session)}

    @cached_property
    def areas(self) -> dict[str, LocalDeliveryUnit]:
        return {one.slug: one for one in all_areas(self.session, on=local_date(self.at))}

    @cached_property
    def providers(self) -> dict[str, Provider]:
        return {one.external_id: one for one in all_providers(self.session)}

    def check_row(self, row: Row) -> Iterator[tuple[str, str]]:
        for column, known in (
            ("programme", self.programmes),
            ("area", self.areas),
            ("provider", self.providers),
        ):
            if row[column] is not None and row[column] not in known:
                yield column, not_kept(column, row[column])
        for code in row.get("requirements") or ():
            if code not in requirement_codes():
                yield "requirements", not_kept("requirement", code)

    def resolve(self, row: Row) -> Offering:
        provider = None if row["provider"] is None else self.providers[row["provider"]]
        return Offering(self.programmes[row["programme"]], self.areas[row["area"]], provider, row)

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        offerings = [self.resolve(row) for _, row in chunk.rows()]
        offers: dict[str, ServiceOffered] = {}
        for number, one in zip(chunk.numbers, offerings, strict=True):
            offer = offers[one.service_id] = self._offer(one)
            if self.told.setdefault(one.service_id, offer.listing) != offer.listing:
                yield CellError(number, "", "says of the service what another row says otherwise")
        offered = offer_services(self.session, list(offers.values()), by=self.by, at=self.at)
        services = dict(zip(offers, offered.services, strict=True))
        changed = offered.revised_ids | self._serve(offerings, services)
        self._open_lines(offerings, services, changed)

    def _offer(self, offering: Offering) -> ServiceOffered:
        row, programme = offering.row, offering.programme
        listing = replace(
            listing_of_programme(programme),
            telephone=row.get("telephone"),
            email=row.get("email"),
            referral_route=row.get("referral_route"),
        )
        if row.get("requirements"):
            listing = replace(listing, requirements=row["requirements"])
        kind: DeliveryKind = (
            row.get("delivery_kind")
            or programme_delivery(programme.kind, programme.delivery_format).delivery_kind
        )
        return ServiceOffered(
            offering.service_id, offering.provider, programme, kind, listing, self.source
        )

    def _serve(self, offerings: list[Offering], services: dict[str, Service]) -> set[int]:
        """Serve the areas of the rows; the keys of the services that gained any."""
        areas: dict[Service, list[LocalDeliveryUnit]] = {}
        for one in offerings:
            areas.setdefault(services[one.service_id], []).append(one.area)
        before = {service.id: service.search_version for service in areas}
        serve_areas_of_many(
            self.session, areas, from_date=local_date(self.at), by=self.by, at=self.at
        )
        return {one.id for one in areas if one.search_version != before[one.id]}

    def _open_lines(
        self, offerings: list[Offering], services: dict[str, Service], changed: set[int]
    ) -> None:
        known = found_by(self.session, Line.external_id, (one.line_id for one in offerings))
        for one in offerings:
            service = services[one.service_id]
            if one.line_id in known:
                self.outcomes[REVISED if service.id in changed else UNCHANGED] += 1
                continue
            self._open(one, service)
            self.outcomes[ADDED] += 1
            if one.provider is None:
                self.notes["provider not known"] += 1

    def _open(self, one: Offering, service: Service) -> None:
        opened: dt.date = one.row.get("opened_on") or local_date(self.at)
        open_line(
            self.session,
            service,
            external_id=one.line_id,
            name=f"{one.programme.name}, {one.area.name}",
            areas=[one.area],
            terms=TermsStated(opened_on=opened, target_days=one.row.get("target_days") or 0),
            by=self.by,
            at=self.at,
        )


AVAILABILITY = Kind(
    name="availability",
    says=(
        "One row for each programme, area and provider: the programme is offered there. The rows"
        " of one programme and provider are one service; what is said of the service must be the"
        " same in all of them."
    ),
    columns=(
        Column("programme", CODE, "The programme's identifier", required=True),
        Column("area", CODE, "The area, as in its page's address", required=True),
        Column("provider", CODE, "The provider's identifier; empty is “not known”"),
        Column("external_id", text(200), "The line's identifier; empty: made from the three above"),
        Column("delivery_kind", one_of(DeliveryKind), "Empty: by the rule for the programme"),
        Column("requirements", several(CODE), "Empty: by the rule for the programme"),
        Column("telephone", text(40), "Whom to ring"),
        Column("email", text(200), "Where to write"),
        Column("referral_route", text(2000), "How to refer, in words"),
        Column("opened_on", DATE, "The first day of the line; empty: the day of the import"),
        Column("target_days", whole_number(0, 1000), "Days from referral to start as agreed"),
    ),
    key=("programme", "area", "provider"),
    begin=AvailabilityWork,
)
