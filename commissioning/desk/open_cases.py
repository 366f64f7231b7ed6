"""Everybody who waits or is under way, with what is known of their order and of what is needed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.bank_holidays import holidays_between
from commissioning.dates.kept_dates import COURSE, LASTS, DatesBasis
from commissioning.dates.models import LineForecast
from commissioning.desk.order_expiry import OpenOrder, days_needed
from commissioning.desk.own_lines import is_own_case
from commissioning.lines.models import Line, LineFigures
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral, ReferralParticulars
from commissioning.registers.work_told import WorkOfCase, work_of
from commissioning.timing.courses import course_from_stored
from commissioning.timing.open_days import LONGEST_AHEAD_DAYS, OpenDays
from commissioning.unpaid_work.standing import WorkStanding
from directory.delivery import DeliveryKind
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import ANYBODY, Sight

OPEN = (ReferralStatus.WAITING, ReferralStatus.IN_PROGRESS)
DONE_FOR_DAYS = 28
"""So long a terminated order is told of as done."""

LONGEST_COURSE_DAYS = 3 * 366


class OpenCase(NamedTuple):
    """`is_read`: who looks may be told title and provider. The court is not asked for at all.

    `work` is of unpaid work alone, from whatever was told and the registers.
    """

    order: OpenOrder
    reference: str | None
    line_id: uuid.UUID
    line_name: str
    title: str
    provider: str
    is_read: bool
    is_waiting: bool
    complete_by: dt.date | None
    work: WorkStanding | None = None


def open_cases(session: Session, sight: Sight, *, today: dt.date) -> list[OpenCase]:
    """Theirs, and terminated orders of the last weeks, in the order in which they were received."""
    found = session.execute(_cases(is_own_case(sight), sight, today))
    rows = [_Row._make(row) for row in found]
    keys = [row.id for row in rows if row.kind is DeliveryKind.UNPAID_WORK]
    work = work_of(session, keys, today=today)
    return [_case(row, today, work.get(row.id)) for row in rows]


def orders_of_lines(
    session: Session, line_ids: Collection[int], *, today: dt.date
) -> defaultdict[uuid.UUID, list[OpenOrder]]:
    """By line, for counting alone: nobody is shown a case of these."""
    found: defaultdict[uuid.UUID, list[OpenOrder]] = defaultdict(list)
    rows = session.execute(_cases(Line.id.in_(line_ids), ANYBODY, today))
    for row in (_Row._make(told) for told in rows):
        found[row.line_id].append(_case(row, today).order)
    return found


class _Row(NamedTuple):
    id: int
    public_id: uuid.UUID
    reference: str | None
    line_id: uuid.UUID
    line_name: str
    status: ReferralStatus
    started_on: dt.date | None
    sessions_attended: int
    hours_ordered: float | None
    hours_worked: float
    order_ends_on: dt.date | None
    complete_by: dt.date | None
    kind: DeliveryKind
    title: str | None
    provider: str | None
    is_read: bool
    basis: DatesBasis | None


def _cases(
    is_theirs: ColumnElement[bool], sight: Sight, today: dt.date
) -> Select[*tuple[object, ...]]:
    told = aliased(ReferralParticulars)
    ended_on = func.coalesce(Referral.ended_on, Referral.left_on)
    is_done = and_(
        Referral.status == ReferralStatus.TERMINATED,
        ended_on > today - dt.timedelta(days=DONE_FOR_DAYS),
    )
    newest = select(func.max(told.id)).where(told.referral_id == Referral.id).scalar_subquery()
    return (
        select(
            Referral.id,
            Referral.public_id,
            Referral.reference,
            Line.public_id,
            Line.name,
            Referral.status,
            Referral.started_on,
            Referral.sessions_attended,
            Referral.hours_ordered,
            Referral.hours_worked,
            ReferralParticulars.order_ends_on,
            ReferralParticulars.complete_by,
            Service.delivery_kind,
            ListingRevision.title,
            Provider.name,
            reads_text(sight),
            LineForecast.basis,
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineForecast, LineForecast.id == LineFigures.standard_forecast_id)
        .outerjoin(ReferralParticulars, ReferralParticulars.id == newest)
        .where(is_theirs, or_(Referral.status.in_(OPEN), is_done))
        .order_by(Referral.received_on, Referral.id)
    )


def _case(row: _Row, today: dt.date, work: WorkOfCase | None = None) -> OpenCase:
    """The rate of somebody's own sessions goes before the usual attendance."""
    is_unpaid_work = row.kind is DeliveryKind.UNPAID_WORK
    own_days = None if work is None else work.standing.days_to_come(today)
    order = OpenOrder(
        str(row.public_id),
        row.order_ends_on,
        days_still_needed(row, today) if own_days is None else own_days,
        is_unpaid_work=is_unpaid_work,
        ended_early=row.status is ReferralStatus.TERMINATED,
    )
    return OpenCase(
        order,
        row.reference,
        row.line_id,
        row.line_name,
        row.title or "",
        row.provider or "",
        bool(row.is_read),
        row.status is ReferralStatus.WAITING,
        row.complete_by,
        None if work is None else work.standing,
    )


class Needing(Protocol):
    """What is read of a case to say what it still needs."""

    @property
    def basis(self) -> DatesBasis | None: ...
    @property
    def started_on(self) -> dt.date | None: ...
    @property
    def sessions_attended(self) -> int: ...
    @property
    def hours_ordered(self) -> float | None: ...
    @property
    def hours_worked(self) -> float: ...


def days_still_needed(row: Needing, today: dt.date) -> int | None:
    """Not known where no course is kept beside the line's dates, or it lasts as the order does."""
    basis = row.basis or {}
    if COURSE not in basis or basis.get(LASTS):
        return None
    ordered = row.hours_ordered
    return days_needed(
        course_from_stored(basis[COURSE]),
        today=today,
        days=_open_days(today),
        started_on=row.started_on,
        sessions_attended=row.sessions_attended,
        hours_left=None if ordered is None else max(0.0, ordered - row.hours_worked),
    )


@lru_cache(maxsize=4)
def _open_days(today: dt.date) -> OpenDays:
    """From before the longest course began; a provider's own closures are not counted here."""
    first = today - dt.timedelta(days=LONGEST_COURSE_DAYS)
    last = today + dt.timedelta(days=LONGEST_AHEAD_DAYS)
    return OpenDays.between(first, last, bank_holidays=_holidays(first, last))


def _holidays(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (day for day, _is_expected in holidays_between(first, last))
