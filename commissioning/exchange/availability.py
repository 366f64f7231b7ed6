"""Which programme is offered in which area, by whom: services and their lines from a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select

from commissioning.exchange.lines import WEEKDAY
from commissioning.exchange.offerings import (
    NEW,
    WORDING,
    KnownOffer,
    NotNamed,
    Offering,
    service_offered,
)
from commissioning.exchange.working import CommissioningWork
from commissioning.lines.models import Line, LineArea
from commissioning.lines.opening import TermsStated, open_line
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.exchange.area_names import AreaNames
from directory.exchange.columns import CellError, Chunk, Column, Kind
from directory.exchange.forms import (
    CODE,
    DATE,
    number,
    one_of,
    several,
    text,
    whole_number,
)
from directory.exchange.names import Names
from directory.exchange.stated import columns_of
from directory.exchange.working import ADDED, REVISED, UNCHANGED, Row, refused
from directory.keeping import found_by
from directory.naming import is_one_name
from directory.places.models import LocalDeliveryUnit
from directory.places.queries import all_areas
from directory.providers.merged import providers_by_code
from directory.providers.models import Provider
from directory.services.editing import ServiceOffered, offer_services
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Programme, Service
from directory.services.queries import (
    all_programmes,
    published_listings,
    services_by_external_id,
)
from directory.services.serving import serve_areas_of_many
from directory.starts import codes_with_a_start

TELLS: Final = {
    "telephone": FactKind.TELEPHONE,
    "referral_route": FactKind.REFERRAL_ROUTE,
}
"""The kinds of fact that columns tell; that the area is served the row itself does."""


class AvailabilityWork(CommissioningWork):
    """A service for each programme and provider; a line for each row.

    Nothing is known here of places, dates or people: a line says only that there is one.
    """

    remembers_who = True

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
        return providers_by_code(self.session)

    @cached_property
    def named(self) -> dict[str, Names]:
        return {
            "programme": Names("programme", self.programmes),
            "area": AreaNames(self.areas),
            "provider": Names("provider", self.providers),
            "requirements": Names("requirement", codes_with_a_start()),
        }

    def resolve(self, row: Row) -> Offering:
        programme, area = self.programmes[row["programme"]], self.areas[row["area"]]
        return Offering(programme, area, self.provider_of(row, programme, area), row)

    def provider_of(
        self, row: Row, programme: Programme, area: LocalDeliveryUnit
    ) -> Provider | None:
        """The one named; in a file without the column the one who delivers it there already."""
        if "provider" in row:
            return None if row["provider"] is None else self.provider_named(row["provider"])
        known = {line.provider_id for line in self.lines_there.get((programme.id, area.id), ())}
        if len(known) > 1:
            raise NotNamed("provider", "provider")
        provider_id = next(iter(known), None)
        return None if provider_id is None else self.session.get_one(Provider, provider_id)

    def provider_named(self, code: str) -> Provider:
        return self.providers[code]

    @cached_property
    def lines_there(self) -> dict[tuple[int, int], list[Any]]:
        """Lines as they were before the file, by the keys of programme and area."""
        there: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
        for line in self.session.execute(
            select(
                Service.programme_id,
                LineArea.local_delivery_unit_id.label("area_id"),
                Service.provider_id,
                Service.external_id.label("service_id"),
                Line.external_id.label("line_id"),
            )
            .join(Line, Line.service_id == Service.id)
            .join(LineArea, LineArea.line_id == Line.id)
            .where(Service.programme_id.is_not(None))
            .order_by(Line.id)
        ):
            there[line.programme_id, line.area_id].append(line)
        return there

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        offerings: dict[int, Offering] = {}
        for row_number, row in chunk.rows():
            try:
                offerings[row_number] = self.resolve(row)
            except self.refusals as refusal:
                yield refused(row_number, refusal, chunk)
        known = self._known({one.service_id for one in offerings.values()})
        offers: dict[str, ServiceOffered] = {}
        for row_number, one in offerings.items():
            offer = offers[one.service_id] = service_offered(
                one, *known.get(one.service_id, NEW), source=self.whose
            )
            if self.told.setdefault(one.service_id, offer.listing) != offer.listing:
                yield CellError(
                    row_number, "", "says of the service what another row says otherwise"
                )
        offered = offer_services(
            self.session,
            list(offers.values()),
            by=self.by,
            at=self.at,
            as_of=self.taking.as_of,
        )
        self.put_aside(offered)
        services = dict(zip(offers, offered.services, strict=True))
        changed = offered.revised_ids | self._serve(list(offerings.values()), services)
        yield from self._open_lines(chunk, offerings, services, changed)

    def _known(self, service_ids: Collection[str]) -> dict[str, KnownOffer]:
        """How the services that are known are delivered, and what is published of them."""
        services = services_by_external_id(self.session, service_ids)
        listings = published_listings(self.session, services.values())
        return {
            key: (service.delivery_kind, listings.get(service.id))
            for key, service in services.items()
        }

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
        self,
        chunk: Chunk,
        offerings: dict[int, Offering],
        services: dict[str, Service],
        changed: set[int],
    ) -> Iterator[CellError]:
        named: dict[int, str] = {}
        for row_number, one in offerings.items():
            try:
                named[row_number] = one.line_id(self._lines_of(one))
            except self.refusals as refusal:
                yield refused(row_number, refusal, chunk)
        known = found_by(self.session, Line.external_id, named.values())
        for row_number, line_id in named.items():
            one, service = offerings[row_number], services[offerings[row_number].service_id]
            if line_id in known:
                self.outcomes[REVISED if service.id in changed else UNCHANGED] += 1
                if service.id not in changed:
                    self._found(one, service)
                continue
            try:
                self._open(one, line_id, service)
            except self.refusals as refusal:
                yield refused(row_number, refusal, chunk)
            self.outcomes[ADDED] += 1
            if one.provider is None:
                self.notes["provider not known"] += 1

    def _found(self, one: Offering, service: Service) -> None:
        """Of a service that this source told of: what the row says of it."""
        if not is_one_name(service.source, self.whose):
            return
        told = [kind for column, kind in TELLS.items() if one.row.get(column) is not None]
        self.found_unchanged.service(told, service)
        self.found_unchanged.served(service, [one.area.id])

    def _lines_of(self, one: Offering) -> list[str]:
        if "external_id" in one.row:
            return []
        there = self.lines_there.get((one.programme.id, one.area.id), ())
        return [line.line_id for line in there if line.service_id == one.service_id]

    def _open(self, one: Offering, line_id: str, service: Service) -> None:
        row = one.row
        open_line(
            self.session,
            service,
            external_id=line_id,
            name=f"{one.programme.name}, {one.area.name}",
            areas=[one.area],
            terms=TermsStated(
                opened_on=row.get("opened_on") or local_date(self.at),
                target_days=row.get("target_days"),
                session_weekday=row.get("session_weekday"),
                hours_per_session=row.get("hours_per_session"),
            ),
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
        Column(
            "requirements",
            several(CODE),
            "`first_supervision_appointment` or codes of requirements; empty: by the rule for the"
            " programme",
        ),
        *columns_of(WORDING),
        Column("opened_on", DATE, "The first day of the line; empty: the day of the import"),
        Column(
            "target_days",
            whole_number(0, 1000),
            "Days from referral to start as agreed; empty is “not stated”",
        ),
        Column("session_weekday", WEEKDAY, "Rolling groups and unpaid work: when people meet"),
        Column("hours_per_session", number(0.5, 24), "Unpaid work: hours credited for a session"),
    ),
    key=("programme", "area", "provider"),
    begin=AvailabilityWork,
    confirms=True,
)
