"""Making a demonstration in steps, each in a transaction of its own and of bounded size.

What is made of a plan hangs on the plan alone, never on what was made before it: in parts,
after an interruption or all at once the same records come out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.orm import Session

from commissioning.demonstration.buying import Bought, buy
from commissioning.demonstration.courses import Course, InventedCourse
from commissioning.demonstration.drawing import deliver
from commissioning.demonstration.invented_programmes import add_invented_programmes
from commissioning.demonstration.lining import (
    calendar_of,
    moment_told,
    open_planned,
    state_vacancies,
)
from commissioning.demonstration.naming import SOURCE, email, telephone
from commissioning.demonstration.offering import Known, hub_key, known_to, offer_planned
from commissioning.demonstration.parts import RegionalPart, digest_of, in_parts
from commissioning.demonstration.people_and_programmes import (
    add_programmes,
    add_providers,
    provider_key,
)
from commissioning.demonstration.planning import planned
from commissioning.demonstration.plans import LinePlan, PlannedArea, ServicePlan, provider_for
from commissioning.demonstration.provision_said import state_provision_everywhere
from commissioning.demonstration.referring import histories_of
from commissioning.demonstration.sizing import course_for
from commissioning.demonstration.stating import state_a_few
from commissioning.demonstration.wish import Wish
from commissioning.groups.calendars import GroupTold, record_calendars
from commissioning.lines.confirming import confirm_lines
from commissioning.referrals.histories import History
from commissioning.referrals.recording_histories import record_histories
from directory.clock import local_date
from directory.delivery import DeliveryKind
from directory.keeping import batches
from directory.people.models import Person
from directory.people.queries import SystemActor, system_actor
from directory.places.loading import load_reference_tables
from directory.places.queries import all_areas
from directory.providers.models import Sector
from directory.providers.queries import providers_by_external_id
from directory.services.editing import offer_service
from directory.services.freshness import FactKind
from directory.services.listing import Listing
from directory.services.models import Service

SERVICES_AT_A_TIME = 25

Change = Callable[[Callable[[Session], None]], None]
"""Runs a step in a transaction of its own."""


@dataclass(slots=True)
class Made:
    """What has been made so far; `plans` counts the plans that are done."""

    plans: int = 0
    services: int = 0
    lines: int = 0
    groups: int = 0
    referrals: int = 0
    events: int = 0


@dataclass(slots=True)
class Making:
    """One making: `change` runs a step in a transaction and commits it.

    Whoever keeps `made` in the transaction of each step can go on from there.
    """

    wish: Wish
    change: Change
    made: Made = field(default_factory=Made)
    parts: list[RegionalPart] = field(default_factory=list)

    def ground(self) -> None:
        """Areas, courts, prisons and offices as they are, programmes, fictional providers."""
        self.change(self._ground)

    def _ground(self, session: Session) -> None:
        by, at = self._actor(session), self.wish.at
        load_reference_tables(session, by=by, at=at)
        add_programmes(session, by=by, at=at)
        add_invented_programmes(session, by=by, at=at)
        plans = self.plan(session)
        numbers = {plan.provider for plan in plans}
        hub_keepers = {provider_for(Sector.STATUTORY, 0, self.wish.services)}
        add_providers(session, numbers | hub_keepers, by=by, at=at)
        self.made.services += _add_hubs(session, plans, self.wish, by=by)
        state_a_few(session, by=by, at=at)
        state_provision_everywhere(session, by=by, at=at)

    def plan(self, session: Session) -> list[ServicePlan]:
        """Every service to make, once the areas are there."""
        plans = planned(places_on(session, self.wish.today), self.wish)
        self.parts = in_parts(plans)
        return plans

    @property
    def plans(self) -> list[ServicePlan]:
        """In the order in which they are made."""
        return [plan for part in self.parts for plan in part.plans]

    @property
    def recipe(self) -> str:
        return digest_of(self.plans)

    def services(self) -> Iterator[Made]:
        """Everything that is missing; yields progress."""
        for part in self.parts:
            yield from self.services_of(part)

    def services_of(self, part: RegionalPart) -> Iterator[Made]:
        """Batch by batch: services, lines, agreements, groups and referrals; yields progress."""
        before = sum(len(one.plans) for one in self.parts[: self.parts.index(part)])
        missing = islice(part.plans, max(0, self.made.plans - before), None)
        for plans in batches(missing, SERVICES_AT_A_TIME):
            self.change(_Batch(self, plans).make)
            yield self.made

    def _actor(self, session: Session) -> Person:
        return system_actor(session, SystemActor.DEMONSTRATION)


def places_on(session: Session, today: dt.date) -> list[PlannedArea]:
    return [
        PlannedArea(area.slug, area.name, area.region.slug, area.region.name)
        for area in all_areas(session, on=today)
    ]


def _add_hubs(session: Session, plans: Sequence[ServicePlan], wish: Wish, *, by: Person) -> int:
    """One point in each region that takes referrals for many services; how many."""
    number = provider_for(Sector.STATUTORY, 0, wish.services)
    provider = providers_by_external_id(session, [provider_key(number)])[provider_key(number)]
    regions = {place.region_slug: place.region_name for p in plans for place in p.places}
    for turn, (slug, name) in enumerate(sorted(regions.items())):
        offer_service(
            session,
            external_id=hub_key(slug),
            provider=provider,
            programme=None,
            delivery_kind=DeliveryKind.DROP_IN,
            listing=Listing(
                title=f"Referral hub for {name}",
                summary="Takes referrals for many services. Invented for the demonstration.",
                telephone=telephone(turn + 100),
                email=email(number),
                pathways=("accommodation", "finance_benefit_and_debt"),
                languages=("en",),
            ),
            source=SOURCE,
            is_generated=True,
            by=by,
            at=wish.at,
        )
    return len(regions)


@dataclass(slots=True)
class _Batch:
    """A few services with everything that hangs on them."""

    making: Making
    plans: Sequence[ServicePlan]
    calendars: list[GroupTold] = field(default_factory=list)
    histories: dict[dt.datetime, list[History]] = field(default_factory=dict)
    confirmed: dict[dt.date, list[int]] = field(default_factory=dict)

    def make(self, session: Session) -> None:
        wish = self.making.wish
        by = system_actor(session, SystemActor.DEMONSTRATION)
        known = known_to(session, self.plans, wish)
        services = offer_planned(session, self.plans, known, wish, by=by, at=wish.at)
        for plan, service in zip(self.plans, services, strict=True):
            self._lines(session, plan, service, known, by)
        made = self.making.made
        made.plans += len(services)
        made.services += len(services)
        made.groups += record_calendars(session, self.calendars, by=by, at=wish.at)
        for at, histories in self.histories.items():
            recorded = record_histories(session, [histories], by=by, at=at)
            made.referrals += recorded.added
            made.events += recorded.events
        for on, line_ids in self.confirmed.items():
            confirm_lines(session, line_ids, kind=FactKind.START_DATES, on=on, at=wish.at)

    def _lines(
        self, session: Session, plan: ServicePlan, service: Service, known: Known, by: Person
    ) -> None:
        wish = self.making.wish
        bought: list[Bought] = []
        for line in plan.lines:
            course = course_for(plan, line, wish)
            opened = open_planned(session, plan, line, service, course, known, wish, by=by)
            bought.append((line, opened, course))
        buy(session, plan, known.providers[provider_key(plan.provider)], bought, wish, by=by)
        for line, opened, course in bought:
            delivered = deliver(plan, line, course, wish)
            if course.kind is DeliveryKind.BED:
                state_vacancies(session, opened, course, delivered, wish, by=by)
            self._tell(plan, line, opened.id, course, delivered, known)
        self.making.made.lines += len(bought)

    def _tell(
        self,
        plan: ServicePlan,
        line: LinePlan,
        line_id: int,
        course: Course,
        delivered: InventedCourse,
        known: Known,
    ) -> None:
        wish = self.making.wish
        at = moment_told(line, wish)
        if course.kind is not DeliveryKind.BED:
            self.confirmed.setdefault(local_date(at), []).append(line_id)
        self.calendars += calendar_of(line, line_id, delivered, at=at)
        self.histories.setdefault(at, []).extend(
            histories_of(
                plan,
                line,
                delivered,
                line_id=line_id,
                area_ids={slug: area.id for slug, area in known.areas.items()},
                told_on=dt.date.fromordinal(course.today),
                at=at,
                wish=wish,
            )
        )
