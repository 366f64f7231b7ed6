"""The days of waits by whose they were, counted by area and provider once a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Final, NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line
from commissioning.moves.due_move import days_in_hands
from commissioning.moves.facts import move_facts
from commissioning.moves.models import DaysInHands, SilenceReturn
from commissioning.moves.stages import DueParty
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from directory.clock import local_date
from directory.keeping import batches
from directory.services.models import Service

STARTED_WITHIN: Final = dt.timedelta(days=365)


class _Whose(NamedTuple):
    area_id: int | None
    provider_id: int | None
    is_waiting: bool


def count_days_in_hands(session: Session, at: dt.datetime) -> int:
    """Anew, in place of what was counted before; how many people."""
    today = local_date(at)
    people = _people(session, today)
    days: defaultdict[_Whose, Counter[DueParty]] = defaultdict(Counter)
    for batch in batches(people):
        for key, case in move_facts(session, batch, today=today).items():
            days[people[key]].update(days_in_hands(case.facts, until=today))
    returned = _returned(session, people)
    session.execute(delete(DaysInHands))
    for whose, number in Counter(people.values()).items():
        held = {f"{party.value}_days": days[whose][party] for party in DueParty}
        session.add(
            DaysInHands(
                **whose._asdict(), people=number, returned=returned[whose], as_of=today, **held
            )
        )
    session.flush()
    return len(people)


def _people(session: Session, today: dt.date) -> dict[int, _Whose]:
    """Who waits, and who started in the last twelve months."""
    is_waiting = Referral.status == ReferralStatus.WAITING
    rows = session.execute(
        select(Referral.id, Referral.home_local_delivery_unit_id, Service.provider_id, is_waiting)
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .where(or_(is_waiting, Referral.started_on > today - STARTED_WITHIN))
        .order_by(Referral.id)
    )
    return {key: _Whose(area, provider, bool(waits)) for key, area, provider, waits in rows}


def _returned(session: Session, people: dict[int, _Whose]) -> Counter[_Whose]:
    found: Counter[_Whose] = Counter()
    rows = session.execute(
        select(SilenceReturn.referral_id, func.count()).group_by(SilenceReturn.referral_id)
    )
    for key, times in rows:
        if key in people:
            found[people[key]] += times
    return found
