"""Services, hubs and lines of a region as rows that read back as what is known."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.exchange.lines import NEEDS_NO_PLACES, TERMS
from commissioning.groups.queries import capacity_of_line
from commissioning.lines.models import Line, LineArea, LineTerms
from commissioning.lines.queries import terms_in_force
from directory.delivery import DeliveryKind
from directory.exchange.hubs import HUBS
from directory.exchange.service_wording import RULED, STATED, listing_told
from directory.places.models import Exposure, Site
from directory.providers.models import Provider
from directory.providers.queries import all_providers
from directory.services.describing import eligibility_of
from directory.services.drafting import newest_wordings
from directory.services.eligibility import Attribute, Operator, Rule
from directory.services.eligibility_records import from_record
from directory.services.listing import Listing
from directory.services.models import Programme, Service, ServiceArea, ServiceSite, ServiceState
from directory.services.queries import all_programmes
from directory.services.serving import serves_on

Values = dict[str, Any]


@dataclass
class KnownServices:
    """`offered` are the services that may be told; `area_slugs` the region's areas by key."""

    session: Session
    on: dt.date
    area_slugs: Mapping[int, str]
    offered: Sequence[Service]

    @cached_property
    def _wordings(self) -> dict[int, Listing]:
        return {key: told[0] for key, told in newest_wordings(self.session, self.offered).items()}

    @cached_property
    def _hub_ids(self) -> dict[int, str]:
        """External identifiers of the services that others name as their hub."""
        keys = {one.referral_hub_id for one in self._wordings.values()} - {None}
        rows = self.session.scalars(select(Service).where(Service.id.in_(keys)))
        return {service.id: service.code for service in rows}

    def hubs(self) -> Iterator[Values]:
        heads = {one.name for one in HUBS.columns}
        for values in self._of_services():
            if values["external_id"] in self._hub_ids.values():
                yield {name: value for name, value in values.items() if name in heads}

    def services(self) -> Iterator[Values]:
        for values in self._of_services():
            if values["external_id"] not in self._hub_ids.values():
                yield values

    def _of_services(self) -> Iterator[Values]:
        providers = {one.id: one for one in all_providers(self.session)}
        programmes = {one.id: one for one in all_programmes(self.session)}
        areas, sites = self._areas_served(), self._sites_used()
        for service in self.offered:
            provider = providers.get(service.provider_id or 0)
            programme = programmes.get(service.programme_id or 0)
            listing = self._wordings[service.id]
            values = self._wording(listing, provider, programme)
            values["external_id"] = service.external_id
            hubs = {name: key for key, name in self._hub_ids.items()}
            if listing_told(values, listing, provider, programme, hubs) != listing:
                continue
            yield {
                **values,
                "provider": provider and provider.external_id,
                "programme": programme and programme.external_id,
                "delivery_kind": service.delivery_kind,
                "areas": areas.get(service.id, ()),
                "sites": sites.get(service.id, ()),
                "publish": True if service.state is ServiceState.PUBLISHED else None,
            }

    def _wording(
        self, listing: Listing, provider: Provider | None, programme: Programme | None
    ) -> Values:
        values: Values = {field.name: getattr(listing, field.name) for field in STATED}
        values["hub"] = self._hub_ids.get(listing.referral_hub_id or 0)
        design = [] if programme is None else eligibility_of(programme)
        own = [rule for rule in map(from_record, listing.eligibility) if rule not in design]
        return values | dict.fromkeys(RULED) | _ruled(own)

    def _areas_served(self) -> dict[int, list[str]]:
        """Only those of the region; by the key of a service."""
        served: dict[int, list[str]] = {}
        for service_id, area_id in self.session.execute(
            select(ServiceArea.service_id, ServiceArea.local_delivery_unit_id)
            .where(ServiceArea.local_delivery_unit_id.in_(self.area_slugs), *serves_on(self.on))
            .distinct()
        ):
            served.setdefault(service_id, []).append(self.area_slugs[area_id])
        return {key: sorted(slugs) for key, slugs in served.items()}

    def _sites_used(self) -> dict[int, list[str]]:
        used: dict[int, list[str]] = {}
        for service_id, site in self.session.execute(
            select(ServiceSite.service_id, Site).join(Site, Site.id == ServiceSite.site_id)
        ):
            if site.exposure is Exposure.OPEN:
                used.setdefault(service_id, []).append(site.external_id)
        return {key: sorted(names) for key, names in used.items()}

    @cached_property
    def lines_told(self) -> dict[int, tuple[Line, LineTerms]]:
        """Of services that the workbook holds; a line of another region's areas too is left out."""
        told = {}
        for line in self.session.scalars(
            select(Line).where(Line.service_id.in_(self._services)).order_by(Line.external_id)
        ):
            terms, areas = terms_in_force(self.session, line.id), self._areas_of_lines[line.id]
            if terms is not None and areas and areas <= self.area_slugs.keys():
                told[line.id] = (line, terms)
        return told

    @cached_property
    def _services(self) -> dict[int, Service]:
        return {service.id: service for service in self.offered}

    @cached_property
    def _areas_of_lines(self) -> defaultdict[int, set[int]]:
        areas: defaultdict[int, set[int]] = defaultdict(set)
        for line_id, area_id in self.session.execute(
            select(LineArea.line_id, LineArea.local_delivery_unit_id)
            .join(Line, Line.id == LineArea.line_id)
            .where(Line.service_id.in_(self._services))
        ):
            areas[line_id].add(area_id)
        return areas

    def lines(self) -> Iterator[Values]:
        for line, terms in self.lines_told.values():
            service = self._services[line.service_id]
            yield {
                "external_id": line.external_id,
                "service": service.external_id,
                "areas": sorted(self.area_slugs[key] for key in self._areas_of_lines[line.id]),
                "name": line.name,
                **{name: getattr(terms, name) for name in TERMS},
                "session_weekday": _weekday(terms.session_weekday),
                **self._places(line, service.delivery_kind),
            }

    def _places(self, line: Line, kind: DeliveryKind) -> Values:
        """As they hold on the day: a row sent back unchanged may confirm them too."""
        if kind in NEEDS_NO_PLACES:
            return {}
        stated = capacity_of_line(self.session, line.id)
        holding = [one for one in stated if one.from_date <= self.on]
        if not holding:
            return {}
        return {"places": holding[-1].value, "places_stated_by": holding[-1].stated_by}


def _weekday(number: int | None) -> str | None:
    return None if number is None else calendar.day_name[number - 1]


def _ruled(rules: Sequence[Rule]) -> Values:
    """The columns that say the rules; a rule that none can say is missing from them."""
    values: Values = {}
    for rule in rules:
        if rule.attribute is Attribute.AGE:
            high = rule.span.high
            values["minimum_age"] = _whole(rule.span.low)
            values["maximum_age"] = None if high is None else _whole(high - 1)
        for name, about in RULED.items():
            if about == (rule.attribute, rule.operator is Operator.NONE_OF) and rule.values:
                words = tuple(sorted(rule.values))
                values[name] = words[0] if name == "sex" and len(words) == 1 else words
    return values


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)
