"""The sums behind the demonstration: lines deliver as lines do, and nothing is left to luck."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from commissioning.demonstration.cases import InventedCase, recorded_instants
from commissioning.demonstration.chance import chance_for, shared_out
from commissioning.demonstration.courses import Course, InventedCourse, WaitingList
from commissioning.demonstration.drawing import deliver
from commissioning.demonstration.hertfordshire import deliver_hertfordshire
from commissioning.demonstration.naming import provider_name, telephone
from commissioning.demonstration.parts import SHOWN_FIRST, in_parts
from commissioning.demonstration.planning import planned
from commissioning.demonstration.plans import LinePlan, LineStory, PlannedArea, ServicePlan
from commissioning.demonstration.running_places import places_of
from commissioning.demonstration.sizing import course_for
from commissioning.demonstration.wish import Wish, last_whole_year
from commissioning.groups.models import GroupStatus
from commissioning.referrals.folding import Happened, standing_of
from commissioning.referrals.kinds import EventKind, ReferralStatus
from directory.delivery import DeliveryKind
from directory.places.reference_tables import local_delivery_units, regions
from directory.providers.models import Sector

WISH = Wish(services=250, referrals=9000, at=dt.datetime(2027, 3, 2, 9, 30, tzinfo=dt.UTC))


@cache
def places() -> tuple[PlannedArea, ...]:
    region_of = {row.code: row for row in regions()}
    found = [
        PlannedArea(
            row.slug, row.name, region_of[row.region_code].slug, region_of[row.region_code].name
        )
        for row in local_delivery_units()
    ]
    return tuple(sorted(found, key=lambda place: (place.region_name, place.name)))


@cache
def delivered_lines() -> list[tuple[ServicePlan, LinePlan, Course, InventedCourse]]:
    found = []
    for service in planned(places(), WISH):
        for line in service.lines:
            course = course_for(service, line, WISH)
            found.append((service, line, course, deliver(service, line, course, WISH)))
    return found


PLAYED_OTHERWISE = {LineStory.OVER_DELIVERED, LineStory.INCOMPLETE}
"""By the book of 2010, and without any end."""


def of_kind(*kinds: DeliveryKind) -> list[tuple[Course, InventedCourse]]:
    found = [
        (course, delivered)
        for _, line, course, delivered in delivered_lines()
        if course.kind in kinds and line.standing not in PLAYED_OTHERWISE
    ]
    assert sum(len(delivered.cases) for _, delivered in found) > 50
    return found


def test_every_case_is_a_history_that_the_state_table_allows() -> None:
    seen: set[ReferralStatus] = set()
    for _, _, course, delivered in delivered_lines():
        for case in delivered.cases:
            steps = case.told_by(course.today)
            assert [step.day for step in steps] == sorted(step.day for step in steps)
            seen.add(
                standing_of(
                    Happened(step.kind, dt.date.fromordinal(step.day), step.amount, step.reason)
                    for step in steps
                ).status
            )
    assert seen == set(ReferralStatus) - {ReferralStatus.TERMINATED}  # no order ends early


@pytest.mark.parametrize(
    "kind", [DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK, DeliveryKind.ONE_TO_ONE,
             DeliveryKind.BED],
)  # fmt: skip
def test_nobody_starts_without_a_place(kind: DeliveryKind) -> None:
    for course, delivered in of_kind(kind):
        started = [case for case in delivered.cases if case.started is not None]
        for case in started:
            day = case.started or 0
            present = sum(
                (other.started or 0) <= day and (other.ended is None or other.ended > day)
                for other in started
            )
            assert present <= places_of(course)


def test_queues_start_only_on_days_on_which_they_may() -> None:
    for course, delivered in of_kind(*(kind for kind in DeliveryKind if kind.is_queued)):
        for case in delivered.cases:
            if case.started is not None:
                assert course.start_days.is_open(case.started)
                assert case.ready <= case.started <= course.today


def test_unpaid_work_starts_at_weekends() -> None:
    days = {
        dt.date.fromordinal(case.started).isoweekday()
        for _, delivered in of_kind(DeliveryKind.UNPAID_WORK)
        for case in delivered.cases
        if case.started is not None
    }
    assert days == {6, 7}


def test_closed_groups_start_together_and_never_overbooked() -> None:
    for course, delivered in of_kind(DeliveryKind.CLOSED_GROUP):
        ran: dict[int, int] = {}
        for run in delivered.runs:
            last = run.told[-1]
            if last.status is GroupStatus.RAN:
                assert (last.started or 0) <= run.places
                ran[last.current_start] = ran.get(last.current_start, 0) + (last.started or 0)
            elif last.status is GroupStatus.PLANNED:
                assert last.current_start > course.today
        started = [case.started for case in delivered.cases if case.started is not None]
        assert {day: started.count(day) for day in started} == {
            day: number for day, number in ran.items() if number
        }


@pytest.mark.parametrize("months", range(0, 36, 5))
def test_hertfordshire_completes_932_orders_in_any_last_year(months: int) -> None:
    today = dt.date(2025 + months // 12, months % 12 + 1, 1)
    wish = Wish(40, 400, dt.datetime.combine(today, dt.time(12), dt.UTC))
    service = next(
        plan for plan in planned(places(), wish)
        if plan.lines[0].standing is LineStory.OVER_DELIVERED
    )  # fmt: skip
    course = course_for(service, service.lines[0], wish)
    cases = deliver_hertfordshire(course, chance_for(1)).cases
    first, last = last_whole_year(today)
    completed = [
        step.day
        for case in cases
        for step in case.told_by(course.today)
        if step.kind is EventKind.COMPLETED
    ]
    assert sum(first.toordinal() <= day <= last.toordinal() for day in completed) == 932
    assert min(case.received for case in cases) >= course.opened


def test_the_plan_and_its_delivery_are_the_same_every_time() -> None:
    assert planned(places(), WISH) == planned(places(), WISH)
    for service, line, course, delivered in delivered_lines()[:60]:
        assert deliver(service, line, course, WISH) == delivered


def test_the_parts_are_regions_that_hold_each_service_once_with_the_stories_first() -> None:
    plans = planned(places(), WISH)
    parts = in_parts(plans)
    assert [part.slug for part in parts[:3]] == list(SHOWN_FIRST)
    assert len(parts) == len({place.region_slug for place in places()})
    in_their_order = [plan for part in parts for plan in part.plans]
    assert sorted(in_their_order, key=lambda plan: plan.number) == plans
    for part in parts[1:]:
        assert {place.region_slug for plan in part.plans for place in plan.places} == {part.slug}
    first = {line.standing for part in parts[:3] for plan in part.plans for line in plan.lines}
    assert first == set(LineStory)


def test_services_are_called_and_offered_as_in_the_field() -> None:
    """At the size that `make demo` makes: mostly charities, few companies, many names."""
    services = planned(places(), replace(WISH, services=500))
    offered = Counter(service.sector for service in services)
    share = {sector: offered[sector] / len(services) for sector in Sector}
    assert min(share.values()) >= 0.02
    assert share[Sector.PRIVATE] < 0.1
    assert share[Sector.VOLUNTARY] > share[Sector.SOCIAL_ENTERPRISE] > share[Sector.PRIVATE]
    names = Counter(service.title for service in services)
    assert len(names) > 60
    assert len({service.provider for service in services}) > 60
    assert max(names.values()) < 25


def test_the_wished_number_of_referrals_comes_out() -> None:
    assert sum(len(delivered.cases) for *_, delivered in delivered_lines()) == WISH.referrals


def test_events_are_recorded_in_order_and_at_most_five_days_late() -> None:
    chance = chance_for(3, "recorded")
    for _, _, course, delivered in delivered_lines()[:200]:
        for case in delivered.cases:
            steps = case.told_by(course.today)
            instants = recorded_instants(steps, chance, at=WISH.at)
            assert instants == sorted(instants)
            assert max(instants) <= WISH.at
            for step, instant in zip(steps, instants, strict=True):
                assert dt.date.fromordinal(step.day) <= instant.date()


def test_names_and_numbers_are_each_somebody_elses_and_nobodys() -> None:
    names = {provider_name(number, sector) for sector in Sector for number in range(1000)}
    assert len(names) == 5000
    numbers = [telephone(number) for number in range(14_000)]
    assert len(set(numbers)) == 14_000


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, {"a": 1.0, "b": 1.0}, {"a": 5, "b": 5}),
        (1, {"a": 1.0, "b": 3.0}, {"a": 0, "b": 1}),
        (0, {"a": 1.0}, {"a": 0}),
        (5, {}, {}),
    ],
)
def test_shares_make_the_whole(
    total: int, weights: dict[str, float], shares: dict[str, int]
) -> None:
    assert shared_out(total, weights) == shares


def test_nobody_starts_a_group_before_one_that_they_missed() -> None:
    case = InventedCase(number=0, received=10, ready=12)
    case.miss(40)
    waiting = WaitingList([case])
    assert waiting.ready_on(33) == []
    assert waiting.ready_on(54) == [case]
