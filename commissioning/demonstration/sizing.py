"""How much capacity a line gets: mostly just enough, as in a real service."""

from __future__ import annotations

import datetime as dt
import random
from functools import cache
from math import ceil
from typing import Final

from commissioning.bank_holidays import holidays_between
from commissioning.demonstration.chance import chance_for
from commissioning.demonstration.courses import Course, PossibleStartDays
from commissioning.demonstration.hertfordshire import HOURS_PER_SESSION, opening_day
from commissioning.demonstration.plans import LinePlan, LineStory, ServicePlan
from commissioning.demonstration.running_places import ATTENDS
from commissioning.demonstration.wish import HISTORY_DAYS, Wish
from commissioning.lines.opening import TermsStated
from directory.delivery import DeliveryKind

MEAN_HOURS_ORDERED: Final = 95.0
STRAINED: Final = 0.14
SHARE_USED: Final = {LineStory.ROOM_TO_SPARE: 0.5, LineStory.TOO_FEW_PLACES: 1.35}
STALE_AFTER_DAYS: Final = 60
CLOSED_FOR_DAYS: Final = 40
NEW_FOR_DAYS: Final = 10
SHUT_DAYS: Final = (21, 28)
"""The line without staff has been shut for so long and stays shut for so long."""


def day_told(line: LinePlan, wish: Wish) -> dt.date:
    """The last day on which anybody told anything of the line."""
    silent = {LineStory.STALE: STALE_AFTER_DAYS, LineStory.CLOSED: CLOSED_FOR_DAYS}
    return wish.today - dt.timedelta(days=silent.get(line.standing, 0))


def course_for(service: ServicePlan, line: LinePlan, wish: Wish) -> Course:
    """The facts of the line's delivery; the same plan gives the same facts."""
    chance = chance_for(wish.seed, line.key, "course")
    opened = _opened(line, wish, chance)
    told = day_told(line, wish).toordinal()
    kind, design = service.design.kind, service.design
    rate = line.referrals / max(60, told - opened)
    groups = kind is DeliveryKind.CLOSED_GROUP
    places = chance.choice((6, 8, 10, 12)) if rate > 0.04 else 6
    return Course(
        kind=kind,
        opened=opened,
        today=told,
        start_days=_start_days(wish, _closures(line, wish, chance)),
        capacity=float(places) if groups else _capacity(service, line, rate, chance),
        weekday=_weekday(kind, chance),
        stay_days=design.stay_days,
        sessions_required=design.sessions or 8,
        hours_per_session=HOURS_PER_SESSION,
        max_new_per_session=_most_new(line, rate),
        min_to_run=3 if rate > 0.03 else 2,
        programme_weeks=12 if "programme" in design.requirements else 6,
        gap_days=_gap_days(places, rate, chance),
    )


def _opened(line: LinePlan, wish: Wish, chance: random.Random) -> int:
    today = wish.today.toordinal()
    if line.standing is LineStory.OVER_DELIVERED:
        return opening_day(wish.today)
    if line.standing is LineStory.BRAND_NEW:
        return today - NEW_FOR_DAYS
    if line.standing is LineStory.ORDINARY and chance.random() < 0.08:
        return today - chance.randint(150, 500)
    return today - HISTORY_DAYS


def _capacity(service: ServicePlan, line: LinePlan, rate: float, chance: random.Random) -> float:
    """In the unit of the delivery kind; `rate` is people a day."""
    kind, design = service.design.kind, service.design
    if line.standing is LineStory.FULL_PAST_ANY_ORDER:
        return 2.0
    if line.standing is LineStory.BRAND_NEW:
        return 12.0
    if line.standing is LineStory.OVER_DELIVERED:
        return 1400.0
    share_used = SHARE_USED.get(line.standing) or _share_used(chance)
    if kind is DeliveryKind.UNPAID_WORK:
        weeks = MEAN_HOURS_ORDERED / HOURS_PER_SESSION / ATTENDS + 1
        return HOURS_PER_SESSION * max(2, round(rate * 7 * weeks / share_used))
    if kind is DeliveryKind.ROLLING_GROUP:
        weeks = (design.sessions or 8) / ATTENDS + 1
        return float(max(3, round(rate * 7 * weeks / share_used)))
    short = 0.7 if "first_supervision_appointment" in design.requirements else 1.0
    return float(max(1, round(rate * design.stay_days / share_used / short + 0.3)))


def _share_used(chance: random.Random) -> float:
    """Demand over capacity: below one for most lines, above it for one in seven."""
    if chance.random() < STRAINED:
        return chance.uniform(1.1, 1.4)
    return chance.triangular(0.75, 1.05, 0.92)


def _most_new(line: LinePlan, rate: float) -> int:
    """New people on one day; `rate` is people a day."""
    return 25 if line.standing is LineStory.OVER_DELIVERED else max(2, ceil(rate * 7 * 2))


def _gap_days(places: int, rate: float, chance: random.Random) -> int:
    """Days between groups, so that they fill; never more than half a year."""
    share_used = _share_used(chance)
    return int(min(168.0, max(21.0, places * share_used / rate))) if rate else 84


def _weekday(kind: DeliveryKind, chance: random.Random) -> int:
    """ISO; unpaid work on Saturdays and Sundays, the rest on working days."""
    if kind is DeliveryKind.UNPAID_WORK:
        return chance.choice((6, 6, 6, 7))
    return chance.randint(1, 4)


def _closures(line: LinePlan, wish: Wish, chance: random.Random) -> tuple[tuple[int, int], ...]:
    today = wish.today.toordinal()
    if line.standing is LineStory.NO_STAFF:
        return ((today - SHUT_DAYS[0], today + SHUT_DAYS[1]),)
    if line.standing is not LineStory.ORDINARY or chance.random() > 0.06:
        return ()
    first = today + chance.choice((-400, -250, -120, 35, 60))
    return ((first, first + chance.choice((6, 13))),)


@cache
def _off_days(first: dt.date, last: dt.date) -> tuple[frozenset[int], frozenset[int]]:
    holidays = frozenset(day.toordinal() for day, _ in holidays_between(first, last))
    christmas = frozenset(
        dt.date(year, 12, day).toordinal()
        for year in range(first.year, last.year + 1)
        for day in range(24, 32)
    )
    return holidays, christmas


def _start_days(wish: Wish, closures: tuple[tuple[int, int], ...]) -> PossibleStartDays:
    year = dt.timedelta(days=366)
    holidays, christmas = _off_days(wish.first_day - year, wish.today + 2 * year)
    return PossibleStartDays(holidays, christmas, closures)


def terms_for(service: ServicePlan, line: LinePlan, course: Course, wish: Wish) -> TermsStated:
    """The course in the words of a line's terms; what the kind does not use is left out."""
    kind = course.kind
    weekly = kind in {DeliveryKind.ROLLING_GROUP, DeliveryKind.UNPAID_WORK}
    is_group = kind is DeliveryKind.CLOSED_GROUP
    is_unpaid = kind is DeliveryKind.UNPAID_WORK
    return TermsStated(
        opened_on=dt.date.fromordinal(course.opened),
        target_days=service.design.target_days,
        session_weekday=course.weekday if weekly else None,
        sessions_required=(
            course.sessions_required if kind is DeliveryKind.ROLLING_GROUP else None
        ),
        hours_per_session=course.hours_per_session if is_unpaid else None,
        max_new_per_session=course.max_new_per_session if weekly else None,
        min_to_run=course.min_to_run if is_group else None,
        programme_weeks=course.programme_weeks if is_group else None,
    )
