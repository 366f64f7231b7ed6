"""Who is referred to a line, and what would become of them if nobody ever took them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Final

from commissioning.demonstration.cases import InventedCase
from commissioning.demonstration.chance import chance_for, days_between, days_until
from commissioning.demonstration.courses import Course, InventedCourse
from commissioning.demonstration.hertfordshire import deliver_hertfordshire
from commissioning.demonstration.plans import LinePlan, LineStory, ServicePlan
from commissioning.demonstration.running_groups import play_groups
from commissioning.demonstration.running_places import play_places
from commissioning.demonstration.wish import Wish
from directory.delivery import DeliveryKind

PRIORITY_SHARE: Final = 0.12
DECLINED_SHARE: Final = 0.02
MEAN_DAYS_TO_GIVING_UP: Final = 420
PATIENT_DAYS: Final = 2500
LEFT_FOR: Final = (
    "order_revoked", "order_revoked", "unsuitable", "order_expired", "moved_away", "died",
)  # fmt: skip
REFERRED_AFTER_DAYS: Final = (0, 0, 0, 1, 1, 2, 3, 5, 8)
HOURS: Final = (40.0, 60.0, 60.0, 80.0, 80.0, 100.0, 120.0, 150.0, 180.0)


def deliver(service: ServicePlan, line: LinePlan, course: Course, wish: Wish) -> InventedCourse:
    """The line's two years, with everybody referred to it."""
    chance = chance_for(wish.seed, line.key, "delivery")
    if line.standing is LineStory.OVER_DELIVERED:
        return deliver_hertfordshire(course, chance)
    cases = list(_drawn(service, line, course, chance))
    if course.kind is DeliveryKind.CLOSED_GROUP:
        return play_groups(course, cases, chance)
    delivered = play_places(course, cases, chance)
    if line.standing is LineStory.INCOMPLETE:
        for case in delivered.cases:
            case.forget_end()
    return delivered


def _drawn(
    service: ServicePlan, line: LinePlan, course: Course, chance: random.Random
) -> Iterator[InventedCase]:
    patience = (
        PATIENT_DAYS if line.standing is LineStory.FULL_PAST_ANY_ORDER else MEAN_DAYS_TO_GIVING_UP
    )
    for number in range(line.referrals):
        received = _working_day(chance.randint(course.opened, course.today), course)
        case = InventedCase(
            number,
            received,
            received + _days_to_ready(service, chance),
            gives_up=received + days_until(chance, patience),
            leaves_for=chance.choice(LEFT_FOR),
            sentenced=received - chance.choice(REFERRED_AFTER_DAYS),
            is_priority=chance.random() < PRIORITY_SHARE,
        )
        if course.kind is DeliveryKind.UNPAID_WORK:
            case.hours_ordered = chance.choice(HOURS)
        if course.kind.is_queued and chance.random() < DECLINED_SHARE:
            case.declined = received + 1 + number % 3
        yield case


def _working_day(day: int, course: Course) -> int:
    """The Friday before a weekend, but not before the line opened."""
    back = {6: 1, 0: 2}.get(day % 7, 0)
    return day - back if day - back >= course.opened else day


def _days_to_ready(service: ServicePlan, chance: random.Random) -> int:
    """Days from being referred to being ready to start."""
    if not service.design.kind.is_queued:
        return 0
    if "first_supervision_appointment" in service.design.requirements:
        return chance.randint(0, 2)
    return days_between(chance, 2, 9, 26)
