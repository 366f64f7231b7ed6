"""The cases of one line, one by one: by whom they are read decides what is read of them at all.

Whoever buys the line reads rows that name nobody: the reference is not asked for. Whoever delivers
it reads its own cases by their reference. The court, what somebody is and why they go first are
asked for by nobody here.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import Select, func, null, select
from sqlalchemy.orm import Session, aliased

from commissioning.dates.kept_dates import DatesBasis
from commissioning.dates.models import LineForecast
from commissioning.desk.line_records import LineHead
from commissioning.desk.open_cases import OPEN, days_still_needed
from commissioning.desk.order_expiry import OpenOrder, order_expiry
from commissioning.desk.own_lines import PROVIDERS
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.referrals.queries import DAY_0
from directory.delivery import DeliveryKind
from directory.sight import Sight


class Stands(enum.StrEnum):
    """Which of a line's cases are listed; the first is listed where nothing is asked for."""

    OPEN = "open"
    WAITING = "waiting"
    ORDER_ENDS_FIRST = "order-ends-first"
    IN_PROGRESS = "in-progress"
    ENDED = "ended"


ENDED: Final = tuple(status for status in ReferralStatus if status not in OPEN)


@dataclass(frozen=True, slots=True)
class CaseOnLine:
    """`waited_days` from day 0 to the start, to leaving, or so far; None where dates contradict."""

    order: OpenOrder
    reference: str | None
    status: ReferralStatus
    received_on: dt.date
    waited_days: int | None
    started_on: dt.date | None
    ended_on: dt.date | None
    is_priority: bool
    complete_by: dt.date | None


@dataclass(frozen=True, slots=True)
class LineCases:
    """`numbers` of all there are by where they stand; `rows` of what is listed, all of them."""

    stands: Stands
    numbers: dict[Stands, int]
    rows: tuple[CaseOnLine, ...]
    is_unpaid_work: bool


def cases_of_line(
    session: Session, head: LineHead, stands: Stands, *, sight: Sight, today: dt.date
) -> LineCases:
    """Open ones as their orders end, as in `order_expiry`; ended ones the latest first."""
    opened = _in_order([_case(row, today) for row in _rows(session, head, sight, OPEN)], today)
    by_standing = {
        Stands.OPEN: opened,
        Stands.WAITING: [one for one in opened if one.status is ReferralStatus.WAITING],
        Stands.ORDER_ENDS_FIRST: [one for one in opened if _ends_first(one.order, today)],
        Stands.IN_PROGRESS: [one for one in opened if one.status is ReferralStatus.IN_PROGRESS],
    }
    numbers = {one: len(cases) for one, cases in by_standing.items()}
    numbers[Stands.ENDED] = _ended(session, head)
    if stands is Stands.ENDED:
        ended = [_case(row, today) for row in _rows(session, head, sight, ENDED)]
        by_standing[Stands.ENDED] = sorted(ended, key=_latest_first)
    is_unpaid_work = head.kind is DeliveryKind.UNPAID_WORK
    return LineCases(stands, numbers, tuple(by_standing[stands]), is_unpaid_work)


def _ends_first(order: OpenOrder, today: dt.date) -> bool:
    """Known not to fit; unpaid work runs on."""
    return not order.is_unpaid_work and (order.weeks_spare(today) or 0) < 0


def _in_order(cases: Sequence[CaseOnLine], today: dt.date) -> list[CaseOnLine]:
    listed = order_expiry((case.order for case in cases), today=today)
    by_order = {case.order.case: case for case in cases}
    orders = (*listed.ending, *listed.unpaid_work, *listed.end_not_known)
    return [by_order[order.case] for order in orders]


def _latest_first(case: CaseOnLine) -> tuple[int, str]:
    return -(case.ended_on or case.received_on).toordinal(), case.order.case


class _CaseListed(NamedTuple):
    public_id: object
    reference: str | None
    status: ReferralStatus
    day_0: dt.date
    received_on: dt.date
    started_on: dt.date | None
    left_on: dt.date | None
    ended_on: dt.date | None
    is_priority: bool
    sessions_attended: int
    hours_ordered: float | None
    hours_worked: float
    order_ends_on: dt.date | None
    complete_by: dt.date | None
    kind: DeliveryKind
    basis: DatesBasis | None


def _rows(
    session: Session, head: LineHead, sight: Sight, statuses: Sequence[ReferralStatus]
) -> list[_CaseListed]:
    basis = session.scalar(
        select(LineForecast.basis)
        .join(LineFigures, LineFigures.standard_forecast_id == LineForecast.id)
        .where(LineFigures.line_id == head.key)
    )
    found = session.execute(_cases(head, sight, statuses))
    return [_CaseListed._make((*row, head.kind, basis)) for row in found]


def _cases(
    head: LineHead, sight: Sight, statuses: Sequence[ReferralStatus]
) -> Select[*tuple[object, ...]]:
    told = aliased(ReferralParticulars)
    newest = select(func.max(told.id)).where(told.referral_id == Referral.id).scalar_subquery()
    is_deliverer = sight.looker in PROVIDERS
    return (
        select(
            Referral.public_id,
            Referral.reference if is_deliverer else null(),
            Referral.status,
            DAY_0,
            Referral.received_on,
            Referral.started_on,
            Referral.left_on,
            Referral.ended_on,
            Referral.is_priority,
            Referral.sessions_attended,
            Referral.hours_ordered,
            Referral.hours_worked,
            ReferralParticulars.order_ends_on,
            ReferralParticulars.complete_by,
        )
        .outerjoin(ReferralParticulars, ReferralParticulars.id == newest)
        .where(Referral.line_id == head.key, Referral.status.in_(statuses))
        .order_by(Referral.received_on, Referral.id)
    )


def _ended(session: Session, head: LineHead) -> int:
    count = select(func.count(Referral.id)).where(
        Referral.line_id == head.key, Referral.status.in_(ENDED)
    )
    return session.scalar(count) or 0


def _case(row: _CaseListed, today: dt.date) -> CaseOnLine:
    order = OpenOrder(
        str(row.public_id),
        row.order_ends_on,
        days_still_needed(row, today) if row.status in OPEN else None,
        is_unpaid_work=row.kind is DeliveryKind.UNPAID_WORK,
    )
    waited = ((row.started_on or row.left_on or today) - row.day_0).days
    return CaseOnLine(
        order,
        row.reference,
        row.status,
        row.received_on,
        waited if waited >= 0 else None,
        row.started_on,
        row.ended_on or row.left_on,
        row.is_priority,
        row.complete_by,
    )
