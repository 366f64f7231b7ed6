"""What the portal knows of a region already, as rows of the kinds: nobody keys a fact twice.

A row is told only where reading it back changes nothing, and nothing that is not open to be
read by anybody leaves the portal in a file.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.known_agreements import KnownAgreements
from commissioning.exchange.known_calendar import KnownCalendar
from commissioning.exchange.known_plans import KnownPlans
from commissioning.exchange.known_records import KnownRecords
from commissioning.exchange.known_services import KnownServices
from commissioning.exchange.known_statements import KnownStatements
from directory.exchange.columns import Kind
from directory.exchange.sites import SITES
from directory.places.court_teams import team_at
from directory.places.models import (
    Court,
    CourtArea,
    Exposure,
    LocalDeliveryUnit,
    Region,
    Site,
)
from directory.places.queries import all_areas
from directory.places.reference_tables import programmes as published_programmes
from directory.providers.models import Provider
from directory.providers.provider_fields import PROVIDER_FIELDS
from directory.providers.queries import all_providers
from directory.services.models import (
    Programme,
    Service,
    ServiceArea,
    ServiceState,
)
from directory.services.queries import all_programmes
from directory.services.serving import serves_on
from directory.services.sight import has_a_wording

Values = dict[str, Any]

TEAM: Final = ("name", "telephone", "email", "stated_by", "stated_on")

FILLED_BY_KEY: Final = frozenset({"court-areas", "court-teams"})
"""Kinds of which only the keys are known: a row says nothing until somebody adds to it."""


def text_of(value: object) -> str:
    """A value as a cell says it, so that its form reads the same again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return "|".join(map(text_of, value))
    if isinstance(value, dt.date):
        return value.isoformat()
    value = value.value if isinstance(value, enum.Enum) else value
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@dataclass
class FilledRegion:
    """A region as the portal knows it on a day."""

    session: Session
    region: Region
    on: dt.date
    rows_of: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        services = KnownServices(self.session, self.on, self.area_slugs, self.offered)
        lines = {key: line for key, (line, _) in services.lines_told.items()}
        calendar = KnownCalendar(self.session, self.on, list(lines.values()))
        records = KnownRecords(
            self.session, self.on, self.area_slugs, self.offered, list(lines.values()),
            self.providers_told,
        )  # fmt: skip
        statements = KnownStatements(self.session, self.on, self.area_slugs)
        self.rows_of = {
            "providers": self._providers,
            "programmes": self._programmes,
            "sites": self._sites,
            "hubs": services.hubs,
            "services": services.services,
            "lines": services.lines,
            "agreements": KnownAgreements(
                self.session, self.region, lines, self._provider_ids
            ).rows,
            "groups": calendar.groups,
            "capacity": calendar.capacity,
            "closures": calendar.closures,
            "schemes": statements.schemes,
            "provision": statements.provision,
            "provider-successors": records.successors,
            "prison-contacts": records.prison_contacts,
            "evidence": records.evidence,
            "confirmations": records.confirmations,
            "weekly-totals": records.weekly_totals,
            "court-areas": self._court_areas,
            "court-teams": self._court_teams,
            "actions": KnownPlans(self.session, self.region).actions,
        }

    def rows(self, kind: Kind) -> list[dict[str, str]]:
        """By the kind's headings; no rows of a kind that nothing is known of."""
        told = self.rows_of.get(kind.name)
        return [] if told is None else _in_cells(kind, told())

    def published_rows(self, kind: Kind) -> list[dict[str, str]]:
        """Programmes that ship with the portal and are not known, as `kind` would tell them."""
        return _in_cells(kind, self._published_programmes())

    @cached_property
    def areas(self) -> list[LocalDeliveryUnit]:
        return [
            area for area in all_areas(self.session, on=self.on) if area.region_id == self.region.id
        ]

    @cached_property
    def courts(self) -> list[tuple[Court, LocalDeliveryUnit]]:
        """Each court with each area that it serves, by name."""
        rows = self.session.execute(
            select(Court, LocalDeliveryUnit)
            .join(CourtArea, CourtArea.court_id == Court.id)
            .join(LocalDeliveryUnit, LocalDeliveryUnit.id == CourtArea.local_delivery_unit_id)
            .where(
                LocalDeliveryUnit.region_id == self.region.id,
                CourtArea.valid_from <= self.on,
                CourtArea.valid_to.is_(None) | (CourtArea.valid_to >= self.on),
            )
            .distinct()
            .order_by(Court.name, Court.id, LocalDeliveryUnit.name, LocalDeliveryUnit.id)
        )
        return [(court, area) for court, area in rows]

    @cached_property
    def area_slugs(self) -> dict[int, str]:
        return {area.id: area.slug for area in self.areas}

    @cached_property
    def offered(self) -> list[Service]:
        """Services of the region that anybody may read, or will once they are published."""
        serving = select(ServiceArea.service_id).where(
            ServiceArea.local_delivery_unit_id.in_(self.area_slugs), *serves_on(self.on)
        )
        services = self.session.scalars(
            select(Service)
            .where(Service.id.in_(serving), has_a_wording())
            .order_by(Service.external_id)
        )
        return [
            service
            for service in services
            if service.exposure is Exposure.OPEN and service.state is not ServiceState.WITHDRAWN
        ]

    @cached_property
    def providers_told(self) -> list[Provider]:
        """Those that serve the region, and those of whom no service is known yet."""
        serving = {service.provider_id for service in self.offered}
        anywhere = set(self.session.scalars(select(Service.provider_id).where(has_a_wording())))
        return [
            one
            for one in all_providers(self.session)
            if one.id in serving or one.id not in anywhere
        ]

    def _providers(self) -> Iterator[Values]:
        names = [one.name for one in PROVIDER_FIELDS]
        for provider in self.providers_told:
            facts = {name: getattr(provider, name) for name in names}
            yield {"external_id": provider.external_id, **facts}

    def _programmes(self) -> Iterator[Values]:
        """Those that are known: sent back untouched they add nothing."""
        yield from map(_programme, all_programmes(self.session))

    def _published_programmes(self) -> Iterator[Values]:
        """Those that ship with the portal and are not known: to be looked at and copied."""
        known = all_programmes(self.session)
        taken = {one.external_id for one in known} | {(one.name, one.kind) for one in known}
        for row in published_programmes():
            if not taken & {str(row.code), (row.name, row.kind)}:
                yield _published(row)

    def _sites(self) -> Iterator[Values]:
        providers = self._provider_ids
        for site in self.session.scalars(
            select(Site)
            .where(Site.local_delivery_unit_id.in_(self.area_slugs))
            .order_by(Site.external_id)
        ):
            if site.exposure is Exposure.OPEN:
                names = [one.name for one in SITES.columns if hasattr(Site, one.name)]
                yield {
                    **{name: getattr(site, name) for name in names},
                    "area": self.area_slugs[site.local_delivery_unit_id],
                    "provider": providers.get(site.provider_id or 0),
                }

    @cached_property
    def _provider_ids(self) -> dict[int, str]:
        return {one.id: one.code for one in all_providers(self.session)}

    def _court_areas(self) -> Iterator[Values]:
        """What was confirmed with who did; of what is derived the keys, to be confirmed."""
        confirmed = self._confirmed
        for court, area in self.courts:
            keys = {"court": court.slug, "area": area.slug}
            serving = confirmed.get((court.id, area.id))
            yield (
                keys
                if serving is None
                else keys
                | {
                    "is_main": serving.is_main,
                    "from_date": serving.valid_from,
                    "to_date": serving.valid_to,
                    "confirmed_by": serving.confirmed_by,
                    "confirmed_on": serving.confirmed_on,
                }
            )

    @cached_property
    def _confirmed(self) -> dict[tuple[int, int], CourtArea]:
        """By court and area, where somebody confirmed what holds on the day."""
        rows = self.session.scalars(
            select(CourtArea)
            .where(
                CourtArea.confirmed_on.is_not(None),
                CourtArea.confirmed_by.is_not(None),
                CourtArea.valid_from <= self.on,
                CourtArea.valid_to.is_(None) | (CourtArea.valid_to >= self.on),
            )
            .order_by(CourtArea.confirmed_on, CourtArea.id)
        )
        return {(one.court_id, one.local_delivery_unit_id): one for one in rows}

    def _court_teams(self) -> Iterator[Values]:
        for court in dict.fromkeys(court for court, _ in self.courts):
            told = team_at(court).told(self.session)
            facts = {name: getattr(told[-1], name) for name in TEAM} if told else {}
            yield {"court": court.slug, **facts}


def _in_cells(kind: Kind, rows: Iterator[Values]) -> list[dict[str, str]]:
    heads = {column.name: column.head for column in kind.columns}
    return [
        {heads[name]: text_of(value) for name, value in values.items() if name in heads}
        for values in rows
    ]


def _programme(programme: Programme) -> Values:
    names = (
        "external_id", "name", "kind", "settings", "delivery_format", "for_men", "for_women",
        "minimum_age", "maximum_age", "group_sessions", "one_to_one_sessions", "needs",
        "eligible_offences", "excluded_offences",
    )  # fmt: skip
    told = {name: getattr(programme, name) for name in names}
    return told | {"is_restricted": programme.is_restricted or None}


def _published(row: Any) -> Values:
    """A programme of the tables that ship with the portal."""
    return {
        "external_id": str(row.code),
        "name": row.name,
        "kind": row.kind,
        "settings": row.settings,
        "delivery_format": "|".join(row.formats),
        "for_men": row.for_men,
        "for_women": row.for_women,
        "minimum_age": row.minimum_age,
        "maximum_age": row.maximum_age,
        "group_sessions": row.group_sessions,
        "one_to_one_sessions": row.one_to_one_sessions,
        "needs": row.needs,
        "eligible_offences": "; ".join(row.eligible_offences) or None,
        "excluded_offences": "; ".join(row.excluded_offences) or None,
        "is_restricted": row.is_restricted or None,
    }
