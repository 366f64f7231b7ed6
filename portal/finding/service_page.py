"""What the page of one service shows: what it is, for whom, where, how to refer, its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from commissioning.availability.answered import Area
from commissioning.availability.rows import restricted_title
from commissioning.availability.service_answer import ServiceAnswer
from directory.delivery import delivery_rules
from directory.errors import NotKnown
from directory.pathways import pathways
from directory.places.models import Exposure, Site
from directory.requirements import requirement_name
from directory.services.eligibility_records import from_record
from directory.services.models import ListingRevision, Service, ServiceState
from directory.starts import FIRST_SUPERVISION_APPOINTMENT
from portal.sentencing.fit_words import rule_in_words
from portal.sentencing.plain_words import PlainWords, plain_words
from portal.sentencing.rows import ShownRow, days_drawn, shown_row
from portal.sentencing.start_bars import Axis, axis_for


@dataclass(frozen=True, slots=True)
class ShownLine:
    areas: str
    row: ShownRow


@dataclass(frozen=True, slots=True)
class OpenFacts:
    """What is said only of a service that is open to be seen."""

    summary: str
    provider: str | None
    who_for: str | None
    rules: tuple[str, ...]
    pathways: tuple[str, ...]
    languages: tuple[str, ...]
    referral_route: str | None
    sites: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class ServicePage:
    """A restricted service has no `facts`: title, areas, months and whom to ring are all."""

    title: str
    as_at: dt.datetime
    axis: Axis
    areas: tuple[Area, ...]
    lines: tuple[ShownLine, ...]
    is_restricted: bool
    is_withdrawn: bool
    has_generated_figures: bool
    how: str
    requirements: tuple[tuple[str, str], ...]
    facts: OpenFacts | None


def service_page(service: Service, answer: ServiceAnswer, sites: Sequence[Site]) -> ServicePage:
    listing = service.published
    if listing is None:
        raise NotKnown("service", service.public_id)
    words = plain_words()
    axis = axis_for(days_drawn(answer.rows), today=answer.today)
    is_restricted = service.exposure is Exposure.RESTRICTED
    return ServicePage(
        title=_restricted_title(service) if is_restricted else listing.title,
        as_at=answer.as_at,
        axis=axis,
        areas=answer.areas,
        lines=_lines(answer, words, axis),
        is_restricted=is_restricted,
        is_withdrawn=service.state is ServiceState.WITHDRAWN,
        has_generated_figures=service.is_generated,
        how=delivery_rules()[service.delivery_kind].name,
        requirements=_requirements(listing),
        facts=None if is_restricted else _open_facts(service, listing, sites, words),
    )


def _restricted_title(service: Service) -> str:
    programme = service.programme.name if service.programme else None
    return restricted_title(programme, service.delivery_kind)


def _open_facts(
    service: Service, listing: ListingRevision, sites: Sequence[Site], words: PlainWords
) -> OpenFacts:
    names = {one.code: one.name for one in pathways()}
    return OpenFacts(
        summary=listing.summary,
        provider=service.provider.name if service.provider else None,
        who_for=listing.who_for,
        rules=tuple(rule_in_words(from_record(rule), words) for rule in listing.eligibility),
        pathways=tuple(names[code] for code in listing.pathways if code in names),
        languages=tuple(listing.languages),
        referral_route=listing.referral_route,
        sites=tuple(_site(site) for site in sites),
        source=service.source,
    )


def _lines(answer: ServiceAnswer, words: PlainWords, axis: Axis) -> tuple[ShownLine, ...]:
    return tuple(
        ShownLine(", ".join(row.areas), shown_row(row, words, axis, many_areas=False))
        for row in answer.rows
    )


def _requirements(listing: ListingRevision) -> tuple[tuple[str, str], ...]:
    return tuple(
        (code, requirement_name(code))
        for code in listing.requirements
        if code != FIRST_SUPERVISION_APPOINTMENT
    )


def _site(site: Site) -> str:
    parts = (site.name, site.address, site.postcode)
    return ", ".join(part for part in parts if part)
