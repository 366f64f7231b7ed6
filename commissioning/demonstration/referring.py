"""The cases of a simulation as histories for the one door of referrals."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from typing import Final

from commissioning.demonstration.answering import answers
from commissioning.demonstration.cases import InventedCase, recorded_instants
from commissioning.demonstration.chance import chance_for
from commissioning.demonstration.courses import InventedCourse
from commissioning.demonstration.plans import LinePlan, ServicePlan
from commissioning.demonstration.wish import Wish
from commissioning.referrals.checking import ReferralFacts
from commissioning.referrals.histories import History, HistoryEvent
from commissioning.referrals.kinds import Basis
from commissioning.referrals.particulars import Beside, Particulars
from directory.services.eligibility import only_sex
from directory.starts import FIRST_SUPERVISION_APPOINTMENT

ORDERS: Final = (Basis.COMMUNITY_ORDER,) * 6 + (Basis.SUSPENDED_SENTENCE_ORDER,) * 4
ANY_BASIS: Final = (
    Basis.COMMUNITY_ORDER, Basis.COMMUNITY_ORDER, Basis.COMMUNITY_ORDER,
    Basis.SUSPENDED_SENTENCE_ORDER, Basis.SUSPENDED_SENTENCE_ORDER, Basis.LICENCE,
    Basis.LICENCE, Basis.VOLUNTARY, Basis.VOLUNTARY, Basis.PRE_COURT,
)  # fmt: skip

ORDER_MONTHS: Final = (6, 9, 12, 12, 12, 12, 18, 18, 24, 24)
UNTOLD: Final = 0.125
DAYS_IN_A_MONTH: Final = 30.4


def histories_of(
    service: ServicePlan,
    line: LinePlan,
    delivered: InventedCourse,
    *,
    line_id: int,
    area_ids: Mapping[str, int],
    told_on: dt.date,
    at: dt.datetime,
    wish: Wish,
) -> Iterator[History]:
    """One history for each case, with every event up to `told_on`, the latest recorded by `at`."""
    chance = chance_for(wish.seed, line.key, "telling")
    asking, sex = chance_for(wish.seed, line.key, "asking"), only_sex(service.design.rules)
    ordering = chance_for(wish.seed, line.key, "ordering")
    asked = service.design.requirements
    bases = ANY_BASIS if not asked or asked[0] == "rehabilitation_activity" else ORDERS
    requirement = next((code for code in asked if code != FIRST_SUPERVISION_APPOINTMENT), None)
    homes = [area_ids[place.slug] for place in line.places]
    for case in delivered.cases:
        basis = chance.choice(bases)
        facts = ReferralFacts(
            reference=f"D{service.number}-{line.key[-3:]}-{case.number:05d}",
            line_id=line_id,
            basis=basis,
            received_on=dt.date.fromordinal(case.received),
            sentenced_on=_sentenced(case, basis),
            home_local_delivery_unit_id=chance.choice(homes),
            requirement=requirement if basis.is_requirement else None,
            is_priority=case.is_priority,
            hours_ordered=case.hours_ordered,
        )
        told = _history(facts, case, chance, told_on=told_on, at=at)
        particulars = Particulars(order_ends_on=_order_end(facts, case, ordering, told_on))
        yield told._replace(beside=Beside(particulars, answers(asking, only_sex=sex)))


def _order_end(
    facts: ReferralFacts, case: InventedCase, chance: random.Random, told_on: dt.date
) -> dt.date | None:
    """Of most people with an order who wait or have started; of one in eight nobody said it."""
    months, is_told = chance.choice(ORDER_MONTHS), chance.random() > UNTOLD
    today = told_on.toordinal()
    over = [day for day in (case.ended, case.out_of_list) if day is not None]
    is_open = not over or (case.started is not None and case.ended is None) or min(over) > today
    if facts.sentenced_on is None or not is_told or not is_open:
        return None
    end = facts.sentenced_on + dt.timedelta(days=round(months * DAYS_IN_A_MONTH))
    return end if end > told_on else None


def _sentenced(case: InventedCase, basis: Basis) -> dt.date | None:
    """Whoever comes on licence, by choice or before court waits from the referral."""
    if not basis.is_requirement or case.sentenced is None:
        return None
    return dt.date.fromordinal(case.sentenced)


def _history(
    facts: ReferralFacts,
    case: InventedCase,
    chance: random.Random,
    *,
    told_on: dt.date,
    at: dt.datetime,
) -> History:
    steps = case.told_by(told_on.toordinal())
    instants = recorded_instants(steps, chance, at=at)
    events = [
        HistoryEvent(step.kind, dt.date.fromordinal(step.day), step.amount, step.reason, instant)
        for step, instant in zip(steps[1:], instants[1:], strict=True)
    ]
    return History(facts, events, recorded_at=instants[0])
