"""Agreements of four kinds for the services, with lots for their lines and volumes by year."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from commissioning.agreements.buying import commission_volume, vary_volume
from commissioning.agreements.models import AgreementKind
from commissioning.agreements.signing import add_lot, sign_agreement
from commissioning.demonstration.agreeing import agree_terms
from commissioning.demonstration.chance import chance_for
from commissioning.demonstration.courses import Course
from commissioning.demonstration.hertfordshire import COMMISSIONED
from commissioning.demonstration.naming import FICTIONAL, SOURCE
from commissioning.demonstration.plans import LinePlan, LineStory, ServicePlan
from commissioning.demonstration.sizing import day_told
from commissioning.demonstration.wish import Wish, financial_year, last_whole_year, morning_of
from commissioning.lines.models import Line
from commissioning.volumes.models import Lot, VolumeUnit
from directory.delivery import DeliveryKind
from directory.people.models import Person
from directory.providers.models import Provider, Sector

KINDS: Final = {
    Sector.STATUTORY: (AgreementKind.SLA, AgreementKind.SLA),
    Sector.VOLUNTARY: (AgreementKind.CONTRACT, AgreementKind.GRANT),
    Sector.FAITH: (AgreementKind.GRANT, AgreementKind.GRANT),
    Sector.PRIVATE: (AgreementKind.CONTRACT, AgreementKind.PAYMENT_BY_RESULTS),
    Sector.SOCIAL_ENTERPRISE: (AgreementKind.PAYMENT_BY_RESULTS, AgreementKind.CONTRACT),
}
FUNDERS: Final = (
    (f"Example Probation Region {FICTIONAL}", 0.6),
    (f"Example Integrated Care Board {FICTIONAL}", 0.25),
    (f"Example County Council {FICTIONAL}", 0.15),
)
BY_MONTH: Final = (0.08, 0.09, 0.09, 0.09, 0.06, 0.09, 0.09, 0.09, 0.05, 0.09, 0.09, 0.09)
BY_QUARTER: Final = (0.22, 0.24, 0.24, 0.3)
WITHOUT_AGREEMENT: Final = 0.12
LAPSED_FOR: Final = dt.timedelta(days=45)
"""Since the end of the agreement that nobody extended, while people go on starting."""

Bought = tuple[LinePlan, Line, Course]


def buy(
    session: Session,
    plan: ServicePlan,
    provider: Provider,
    lines: Sequence[Bought],
    wish: Wish,
    *,
    by: Person,
) -> None:
    """One agreement for the service, a lot for each of its lines; a listing needs none."""
    chance = chance_for(wish.seed, plan.key, "agreement")
    standing = lines[0][0].standing
    if standing is LineStory.ORDINARY and chance.random() < WITHOUT_AGREEMENT:
        return
    opened = min(course.opened for _, _, course in lines)
    starts_on = financial_year(dt.date.fromordinal(opened))[0]
    signed_at = morning_of(starts_on)
    agreement = sign_agreement(
        session,
        external_id=f"{plan.key}-agreement",
        kind=KINDS[plan.sector][plan.number % 2],
        title=_title(plan),
        provider=provider,
        starts_on=starts_on,
        ends_on=_ends_on(_told_first(lines), wish, chance),
        source=SOURCE,
        funders=FUNDERS if plan.number % 3 == 0 else FUNDERS[:1],
        is_generated=True,
        by=by,
        at=signed_at,
    )
    for line_plan, line, course in lines:
        lot = add_lot(
            session,
            agreement,
            external_id=f"{line_plan.key}-lot",
            line=line,
            by=by,
            at=morning_of(dt.date.fromordinal(course.opened), 10),
        )
        _commission(session, plan, line_plan, lot, course, wish, chance, by=by)
    agree_terms(session, agreement, number=plan.number, starts_on=starts_on, by=by)


def _title(plan: ServicePlan) -> str:
    """Of several lines it names none: it is as much the others’."""
    lines = len(plan.lines)
    return f"{plan.title}: {plan.lines[0].name if lines == 1 else f'{lines} lines'}"


def _told_first(lines: Sequence[Bought]) -> LinePlan:
    """The line with a story, which no end shall cut short; else the first."""
    plans = [plan for plan, _, _ in lines]
    return next((plan for plan in plans if plan.standing is not LineStory.ORDINARY), plans[0])


def _ends_on(line: LinePlan, wish: Wish, chance: random.Random) -> dt.date | None:
    """Many at the end of this financial year, others at that of a later one, or not known."""
    if line.standing is LineStory.CLOSED:
        return day_told(line, wish)
    if line.standing is LineStory.LAPSED:
        return wish.today - LAPSED_FOR
    end = financial_year(wish.today)[1]
    years = chance.choice((0, 0, 1, 2, 3, None))
    if line.standing is not LineStory.ORDINARY:
        years = 2
    return None if years is None else end.replace(year=end.year + years)


def _commission(
    session: Session,
    plan: ServicePlan,
    line: LinePlan,
    lot: Lot,
    course: Course,
    wish: Wish,
    chance: random.Random,
    *,
    by: Person,
) -> None:
    """This financial year, often the one before; what takes effect at once is not counted."""
    if plan.design.kind in {DeliveryKind.IMMEDIATE, DeliveryKind.DROP_IN}:
        return
    unit = _unit(plan, line)
    quantity = _a_year(line, course, unit, chance)
    years = [last_whole_year(wish.today), financial_year(wish.today)]
    if line.standing is LineStory.ORDINARY and plan.number % 2:
        del years[0]
    for starts_on, ends_on in years:
        if ends_on.toordinal() < course.opened:
            continue
        signed = max(starts_on, dt.date.fromordinal(course.opened))
        volume = commission_volume(
            session,
            lot,
            unit=unit,
            starts_on=starts_on,
            ends_on=ends_on,
            quantity=quantity,
            profile=(None, None, BY_MONTH, BY_QUARTER)[plan.number % 4],
            by=by,
            at=morning_of(signed, 11),
        )
        middle = starts_on + dt.timedelta(days=183)
        if plan.number % 25 == 0 and middle < wish.today:
            vary_volume(
                session,
                volume,
                from_date=middle,
                quantity=round(quantity * 1.2),
                by=by,
                at=morning_of(middle),
            )


def _unit(plan: ServicePlan, line: LinePlan) -> VolumeUnit:
    if line.standing is LineStory.OVER_DELIVERED:
        return VolumeUnit.COMPLETION
    if plan.design.kind is DeliveryKind.UNPAID_WORK:
        return (VolumeUnit.ORDER, VolumeUnit.HOUR)[plan.number % 2]
    if plan.design.kind is DeliveryKind.CLOSED_GROUP:
        return (VolumeUnit.COMPLETION, VolumeUnit.START)[plan.number % 2]
    return (VolumeUnit.REFERRAL, VolumeUnit.START)[plan.number % 2]


def _a_year(line: LinePlan, course: Course, unit: VolumeUnit, chance: random.Random) -> float:
    """What was bought for a year: near what is delivered, seldom exactly."""
    if line.standing is LineStory.OVER_DELIVERED:
        return COMMISSIONED
    if unit is VolumeUnit.HOUR:
        return round(course.capacity * 46)
    per_referral = {VolumeUnit.START: 0.8, VolumeUnit.COMPLETION: 0.55}.get(unit, 1.0)
    days = max(60, course.today - course.opened)
    expected = line.referrals * 365 / days * per_referral
    return max(4, round(expected * chance.uniform(0.8, 1.3)))
