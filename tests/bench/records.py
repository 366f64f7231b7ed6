"""Databases of a stated size, made through the same verbs as everybody's records.

Every line is asked for in proportion: a tenth of the lines of each delivery kind, areas
served in turn, half of the referrals still under way. What differs between two sizes
with the same services is the number of referrals alone.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.groups.models import CapacityMeasure
from commissioning.groups.publishing import publish_group, state_capacity
from commissioning.lines.models import Line
from commissioning.lines.opening import TermsStated, open_line
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis, EventKind
from commissioning.referrals.recording_histories import record_histories
from commissioning.volumes.models import VolumeUnit
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from directory.places.models import Exposure, LocalDeliveryUnit, Site
from directory.providers.editing import keep_provider
from directory.providers.models import Provider
from directory.services.editing import offer_service
from directory.services.listing import Listing
from directory.services.models import Service
from directory.services.serving import place_at_sites, serve_areas

KINDS = (
    DeliveryKind.CLOSED_GROUP,
    DeliveryKind.ONE_TO_ONE,
    DeliveryKind.ROLLING_GROUP,
    DeliveryKind.ONE_TO_ONE,
    DeliveryKind.UNPAID_WORK,
    DeliveryKind.CLOSED_GROUP,
    DeliveryKind.ONE_TO_ONE,
    DeliveryKind.BED,
    DeliveryKind.DROP_IN,
    DeliveryKind.IMMEDIATE,
)
REQUIREMENTS = {
    DeliveryKind.CLOSED_GROUP: ("programme",),
    DeliveryKind.ROLLING_GROUP: ("alcohol_treatment", "drug_rehabilitation"),
    DeliveryKind.ONE_TO_ONE: (
        "rehabilitation_activity",
        "mental_health_treatment",
        "first_supervision_appointment",
    ),
    DeliveryKind.UNPAID_WORK: ("unpaid_work",),
    DeliveryKind.BED: ("residence",),
    DeliveryKind.DROP_IN: ("rehabilitation_activity",),
    DeliveryKind.IMMEDIATE: ("curfew", "exclusion"),
}
SERVICES_A_PROVIDER = 50
CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Size:
    services: int
    referrals: int

    def __str__(self) -> str:
        return f"{self.services:,} services, {self.referrals:,} referrals"


@dataclass(frozen=True, slots=True)
class Maker:
    """Who tells the records, and when."""

    session: Session
    by: Person
    at: dt.datetime

    @property
    def today(self) -> dt.date:
        return local_date(self.at)

    def since(self, days: int) -> dt.date:
        return self.today - dt.timedelta(days=days)


def fill(session: Session, size: Size, *, at: dt.datetime) -> None:
    """Areas, courts, services, lines, agreements and referrals; commits as it goes."""
    maker = Maker(session, system_actor(session, SystemActor.DEMONSTRATION), at)
    load_reference_tables(session, by=maker.by, at=at)
    areas = session.scalars(
        select(LocalDeliveryUnit)
        .where(LocalDeliveryUnit.valid_to.is_(None))
        .order_by(LocalDeliveryUnit.id)
    ).all()
    session.commit()
    provider: Provider | None = None
    for number in range(size.services):
        if number % SERVICES_A_PROVIDER == 0:
            session.commit()
            session.expunge_all()
            provider = _provider(maker, number)
        assert provider is not None
        _add_service(maker, number, provider, _areas_of(number, areas))
    session.commit()
    add_referrals(maker, size.referrals)


def add_referrals(maker: Maker, referrals: int) -> None:
    """Spread evenly over the lines, with the events that happened to each until today."""
    session = maker.session
    lines = session.execute(
        select(Line.id, Service.delivery_kind)
        .join(Service, Service.id == Line.service_id)
        .order_by(Line.id)
    ).all()
    queued = [(line_id, kind) for line_id, kind in lines if kind.is_queued]
    record_histories(session, _chunks(maker, queued, referrals), by=maker.by, at=maker.at)
    session.commit()


def _areas_of(number: int, areas: Sequence[LocalDeliveryUnit]) -> list[LocalDeliveryUnit]:
    """One area, every third time its neighbour in the list too."""
    first = number % len(areas)
    return [areas[first], areas[first - 1]] if number % 3 == 0 else [areas[first]]


def _provider(maker: Maker, number: int) -> Provider:
    return keep_provider(
        maker.session,
        external_id=f"bench-provider-{number}",
        name=f"Example Forge Trust {number // SERVICES_A_PROVIDER + 1}",
        telephone="01632 960 101",
        source="bench",
        is_fictional=True,
        by=maker.by,
        at=maker.at,
    )


def _add_service(
    maker: Maker, number: int, provider: Provider, areas: Sequence[LocalDeliveryUnit]
) -> None:
    session, by, at = maker.session, maker.by, maker.at
    kind = KINDS[number % len(KINDS)]
    codes = REQUIREMENTS[kind]
    service = offer_service(
        session,
        external_id=f"bench-{number}",
        provider=provider,
        programme=None,
        delivery_kind=kind,
        listing=Listing(
            title=f"Steady Ground {number + 1}",
            summary="Work with a practitioner on what led to the offence.",
            telephone="01632 960 102",
            who_for="Adults with a medium or higher need in this pathway",
            requirements=(codes[number // len(KINDS) % len(codes)],),
        ),
        source="bench",
        is_generated=True,
        by=by,
        at=at,
    )
    serve_areas(session, service, areas, from_date=maker.since(900), by=by, at=at)
    site = Site(
        external_id=f"bench-site-{number}",
        name="The old library",
        exposure=Exposure.RESTRICTED if number % 12 == 0 else Exposure.OPEN,
        local_delivery_unit_id=areas[0].id,
    )
    session.add(site)
    session.flush()
    place_at_sites(session, service, [site], by=by, at=at)
    line = open_line(
        session,
        service,
        external_id=f"bench-line-{number}",
        name=" and ".join(area.name for area in areas),
        areas=areas,
        terms=_terms(maker, kind, number),
        by=by,
        at=at,
    )
    _add_capacity(maker, line, kind, number)
    _add_volume(maker, line, provider, number)


def _terms(maker: Maker, kind: DeliveryKind, number: int) -> TermsStated:
    is_weekly = kind in {DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK}
    is_group = kind is DeliveryKind.CLOSED_GROUP
    return TermsStated(
        opened_on=maker.since(850),
        target_days=42,
        session_weekday=1 + number % 5 if is_weekly or is_group else None,
        sessions_required=12 if kind is DeliveryKind.ROLLING_GROUP else None,
        max_new_per_session=3 if is_weekly else None,
        hours_per_session=6.0 if kind is DeliveryKind.UNPAID_WORK else None,
        min_to_run=6 if is_group else None,
        programme_weeks=12 if is_group else None,
    )


def _add_capacity(maker: Maker, line: Line, kind: DeliveryKind, number: int) -> None:
    session, by, at = maker.session, maker.by, maker.at
    if kind is DeliveryKind.CLOSED_GROUP:
        for turn in range(4):
            publish_group(
                session,
                line,
                external_id=f"bench-group-{number}-{turn}",
                planned_start=maker.today + dt.timedelta(days=10 + 42 * turn + number % 30),
                places=12,
                by=by,
                at=at,
            )
    measures = {
        DeliveryKind.CLOSED_GROUP: (CapacityMeasure.PLACES, 12),
        DeliveryKind.BED: (CapacityMeasure.VACANCIES, number % 3),
        DeliveryKind.UNPAID_WORK: (CapacityMeasure.PLACES, 60),
    }
    measure, value = measures.get(kind, (CapacityMeasure.PLACES, 8))
    state_capacity(
        session,
        line,
        measure=measure,
        from_date=maker.since(840),
        value=value,
        stated_by="The provider",
        stated_on=maker.today,
        by=by,
        at=at,
    )


def _add_volume(maker: Maker, line: Line, provider: Provider, number: int) -> None:
    session, by, at = maker.session, maker.by, maker.at
    agreement = sign_agreement(
        session,
        external_id=f"bench-agreement-{number}",
        kind=AgreementKind.CONTRACT,
        title=f"Steady Ground {number + 1}",
        provider=provider,
        starts_on=maker.since(400),
        ends_on=maker.since(-600),
        source="bench",
        is_generated=True,
        by=by,
        at=at,
    )
    lot = add_lot(session, agreement, external_id=f"bench-lot-{number}", line=line, by=by, at=at)
    commission_volume(
        session,
        lot,
        unit=(VolumeUnit.START, VolumeUnit.REFERRAL, VolumeUnit.COMPLETION)[number % 3],
        starts_on=maker.since(300),
        ends_on=maker.since(-65),
        quantity=40,
        by=by,
        at=at,
    )


def _chunks(
    maker: Maker, lines: Sequence[tuple[int, DeliveryKind]], referrals: int
) -> Iterator[list[History]]:
    chance = random.Random(f"bench {referrals}")
    for first in range(0, referrals, CHUNK):
        numbers = range(first, min(first + CHUNK, referrals))
        yield [_history(maker, number, *lines[number % len(lines)], chance) for number in numbers]


def _history(
    maker: Maker, number: int, line_id: int, kind: DeliveryKind, chance: random.Random
) -> History:
    """Received within two years, ready in days, started in weeks, then attending until the end."""
    received = maker.since(chance.randrange(1, 730))
    facts = ReferralFacts(
        reference=f"BENCH-{number:07d}",
        line_id=line_id,
        basis=Basis.COMMUNITY_ORDER,
        received_on=received,
        sentenced_on=received - dt.timedelta(days=chance.randrange(1, 10)),
        is_priority=number % 10 == 0,
        hours_ordered=60.0 if kind is DeliveryKind.UNPAID_WORK else None,
    )
    return History(facts, _events(received, chance, maker.today, kind))


def _events(
    received: dt.date, chance: random.Random, today: dt.date, kind: DeliveryKind
) -> list[HistoryEvent]:
    hours = 6.0 if kind is DeliveryKind.UNPAID_WORK else None
    ready = received + dt.timedelta(days=chance.randrange(1, 14))
    left = chance.random() < 0.15
    started = ready + dt.timedelta(days=chance.randrange(7, 70))
    told = [HistoryEvent(EventKind.ACCEPTED, received), HistoryEvent(EventKind.READY, ready)]
    if left:
        told.append(HistoryEvent(EventKind.WITHDRAWN, started, None, "unsuitable"))
        return [event for event in told if event.on_date <= today]
    told.append(HistoryEvent(EventKind.STARTED, started))
    weeks = chance.randrange(2, 13)
    told += [
        HistoryEvent(EventKind.ATTENDED, started + dt.timedelta(weeks=week), hours)
        for week in range(weeks)
    ]
    end = EventKind.COMPLETED if chance.random() < 0.7 else EventKind.DROPPED_OUT
    told.append(HistoryEvent(end, started + dt.timedelta(weeks=weeks)))
    return [event for event in told if event.on_date <= today]
