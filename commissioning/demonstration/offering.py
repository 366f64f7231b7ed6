"""Services with their listings, areas, sites and confirmations, a batch of plans at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.demonstration.chance import chance_for
from commissioning.demonstration.naming import (
    CONFIDENTIAL_TELEPHONE,
    FICTIONAL,
    SOURCE,
    email,
    health_trust,
    invented_postcode,
    telephone,
)
from commissioning.demonstration.people_and_programmes import provider_key
from commissioning.demonstration.plans import LineStory, ServicePlan
from commissioning.demonstration.sizing import day_told
from commissioning.demonstration.wish import Wish
from directory.people.models import Person
from directory.places.models import Exposure, LocalDeliveryUnit
from directory.places.positions import ground_of
from directory.places.postcodes import PostcodeSector
from directory.places.queries import all_areas
from directory.providers.models import Provider
from directory.providers.queries import providers_by_external_id
from directory.services.confirming import ConfirmationMade, confirm_many
from directory.services.editing import ServiceOffered, offer_services
from directory.services.eligibility_records import as_record
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Programme, Service
from directory.services.serving import place_many_at_sites, serve_areas_of_many
from directory.services.siting import SiteFacts, keep_confidential_address, keep_sites

OTHER_LANGUAGES: Final = ("ur", "pl", "pa", "ro", "bn", "ar")
STEPS: Final = 0.04
"""Sites lie up to about four kilometres from the middle of their area, in degrees."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database already holds, by the names that plans use."""

    areas: Mapping[str, LocalDeliveryUnit]
    providers: Mapping[str, Provider]
    programmes: Mapping[str, Programme]
    hubs: Mapping[str, int]


def hub_key(region_slug: str) -> str:
    return f"demo-hub-{region_slug}"


def known_to(session: Session, plans: Sequence[ServicePlan], wish: Wish) -> Known:
    """What the plans name; areas and hubs, providers and programmes must be there already."""
    keys = [provider_key(plan.provider) for plan in plans]
    hubs = {place.region_slug for plan in plans for place in plan.places}
    return Known(
        areas={area.slug: area for area in all_areas(session, on=wish.today)},
        providers=providers_by_external_id(session, keys),
        programmes={
            programme.name: programme
            for programme in session.scalars(select(Programme).order_by(Programme.external_id))
        },
        hubs={
            slug: hub_id for slug in sorted(hubs) if (hub_id := _hub_id(session, slug)) is not None
        },
    )


def _hub_id(session: Session, region_slug: str) -> int | None:
    return session.scalar(select(Service.id).where(Service.external_id == hub_key(region_slug)))


def offer_planned(
    session: Session,
    plans: Sequence[ServicePlan],
    known: Known,
    wish: Wish,
    *,
    by: Person,
    at: dt.datetime,
) -> list[Service]:
    """The services of the plans, in their order."""
    offers = [_offer(plan, known, wish) for plan in plans]
    services = offer_services(session, offers, by=by, at=at).services
    pairs = list(zip(plans, services, strict=True))
    areas_of = {
        service: [known.areas[place.slug] for place in plan.places] for plan, service in pairs
    }
    serve_areas_of_many(session, areas_of, from_date=wish.first_day, by=by, at=at)
    _place(session, pairs, known, wish, by=by, at=at)
    said = [one for plan, service in pairs for one in _said(plan, service, wish)]
    confirm_many(session, said, by=by, at=at)
    return services


def _offer(plan: ServicePlan, known: Known, wish: Wish) -> ServiceOffered:
    design = plan.design
    return ServiceOffered(
        external_id=plan.key,
        provider=known.providers[provider_key(plan.provider)],
        programme=known.programmes[design.programme] if design.programme else None,
        delivery_kind=design.kind,
        listing=_listing(plan, known, wish),
        source=SOURCE,
        is_generated=True,
    )


def _hub(plan: ServicePlan, known: Known) -> int | None:
    """Every third service of one region alone takes referrals through its hub."""
    regions = {place.region_slug for place in plan.places}
    return known.hubs.get(*regions) if plan.number % 3 == 0 and len(regions) == 1 else None


def _listing(plan: ServicePlan, known: Known, wish: Wish) -> Listing:
    design = plan.design
    hub = _hub(plan, known)
    route = "Through the referral hub of the region" if hub else "By telephone or e-mail"
    return Listing(
        title=plan.title,
        summary=design.summary,
        setting=design.setting,
        telephone=telephone(plan.number + 500),
        email=email(plan.provider),
        referral_route=route,
        referral_hub_id=hub,
        who_for=design.who_for,
        pathways=design.pathways,
        requirements=design.requirements,
        languages=_languages(plan, wish),
        eligibility=tuple(as_record(rule) for rule in design.rules),
    )


def _languages(plan: ServicePlan, wish: Wish) -> tuple[str, ...]:
    chance = chance_for(wish.seed, plan.key, "languages")
    first = ("en", "cy") if plan.places[0].region_slug == "wales" else ("en",)
    return (*first, chance.choice(OTHER_LANGUAGES)) if chance.random() < 0.3 else first


def _place(
    session: Session,
    pairs: Sequence[tuple[ServicePlan, Service]],
    known: Known,
    wish: Wish,
    *,
    by: Person,
    at: dt.datetime,
) -> None:
    facts = {
        f"{plan.key}-site": _site(plan, known, wish)
        for plan, _ in pairs
        if plan.design.site is not None
    }
    sites = keep_sites(session, facts, source=SOURCE, by=by, at=at).things
    sites_of = {
        service: [sites[f"{plan.key}-site"]]
        for plan, service in pairs
        if plan.design.site is not None
    }
    place_many_at_sites(session, sites_of, by=by, at=at)
    for plan, service in pairs:
        if plan.design.site is Exposure.CONFIDENTIAL:
            keep_confidential_address(
                session,
                sites_of[service][0],
                address=f"A house that does not exist, {plan.places[0].name} {FICTIONAL}",
                postcode=invented_postcode("ZZ99 9"),
                telephone=CONFIDENTIAL_TELEPHONE.format(plan.number % 1000),
                by=by,
                at=at,
            )


def _site(plan: ServicePlan, known: Known, wish: Wish) -> SiteFacts:
    exposure = plan.design.site or Exposure.OPEN
    area = known.areas[plan.places[0].slug]
    provider = known.providers[provider_key(plan.provider)]
    name = f"{plan.title}, {plan.town or plan.places[0].name}"
    if exposure is Exposure.CONFIDENTIAL:
        return SiteFacts(name, exposure, area, provider)
    latitude, longitude = _position(plan, area, wish)
    return SiteFacts(
        name,
        exposure,
        area,
        provider,
        address=f"{plan.number % 90 + 1} Example Street, {plan.town or plan.places[0].name}",
        postcode=invented_postcode(plan.postcode_sector) if plan.postcode_sector else None,
        telephone=telephone(plan.number + 500),
        latitude=latitude,
        longitude=longitude,
    )


def _position(
    plan: ServicePlan, area: LocalDeliveryUnit, wish: Wish
) -> tuple[float | None, float | None]:
    if plan.postcode_sector:
        return ground_of(PostcodeSector.parse(plan.postcode_sector)).centre
    if area.latitude is None or area.longitude is None:
        return None, None
    chance = chance_for(wish.seed, plan.key, "site")
    return (
        round(area.latitude + chance.uniform(-STEPS, STEPS), 4),
        round(area.longitude + chance.uniform(-STEPS, STEPS), 4),
    )


def _said(plan: ServicePlan, service: Service, wish: Wish) -> list[ConfirmationMade]:
    """Who confirmed what, most of it lately; a line that went silent takes its service along."""
    chance = chance_for(wish.seed, plan.key, "confirmed")
    told = min((day_told(line, wish) for line in plan.lines), default=wish.today)
    provider = f"The provider {FICTIONAL}"
    kinds = [FactKind.TELEPHONE, FactKind.REFERRAL_ROUTE, FactKind.ELIGIBILITY, FactKind.AREAS]
    said = [
        ConfirmationMade(service, kind, told - dt.timedelta(days=chance.randint(0, 160)), provider)
        for kind in kinds
    ]
    if all(line.standing is LineStory.ORDINARY for line in plan.lines):
        told -= dt.timedelta(days=chance.randint(0, 25))
    said.append(ConfirmationMade(service, FactKind.START_DATES, told, provider))
    if plan.design.needs_arrangements:
        day = told - dt.timedelta(days=chance.randint(0, 60))
        trust = health_trust(plan.places[0].region_name)
        said.append(ConfirmationMade(service, FactKind.TREATMENT_ARRANGEMENTS, day, trust))
    return [*said, *_read_again(plan, service, told, provider, wish)]


def _read_again(
    plan: ServicePlan, service: Service, told: dt.date, provider: str, wish: Wish
) -> list[ConfirmationMade]:
    """Wording and premises, which somebody looks at once a year."""
    chance = chance_for(wish.seed, plan.key, "read again")
    return [
        ConfirmationMade(service, kind, told - dt.timedelta(days=chance.randint(0, 240)), provider)
        for kind in (FactKind.WORDING, FactKind.SITES)
    ]
