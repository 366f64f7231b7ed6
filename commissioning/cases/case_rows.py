"""Lists of referrals as whoever reads them may: one's own cases, and what one sent."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.functions import coalesce

from commissioning.bookings.models import Booking, PlaceOffer
from commissioning.bookings.queries import offer_stands
from commissioning.lines.models import Line
from commissioning.moves.keeping import is_open
from commissioning.moves.models import DetailsReceived
from commissioning.referrals.kinds import DecidedBy, ReferralStatus, WhatFollows
from commissioning.referrals.models import (
    Referral,
    ReferralCase,
    ReferralDecline,
    ReferralParticulars,
    ReferralSending,
)
from commissioning.referrals.queries import DAY_0, is_not_taken_back
from commissioning.referrals.sending import is_of_case
from commissioning.referrals.whose_cases import CaseReader, is_theirs
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.services.sight import reads_text
from directory.sight import Looker, Sight

A_PAGE: Final = 50
LAST_MARKS: Final = 4
_UNSAID: Final = dt.date.max
"""Of whoever no day of release is known stands last, in either database."""


class CaseStanding(enum.StrEnum):
    """By what a list is narrowed."""

    OPEN = "open"
    WAITING = "waiting"
    UNDER_WAY = "under_way"
    OVER = "over"
    ALL = "all"

    def holds(self) -> ColumnElement[bool]:
        """Condition on `Referral`; open is what somebody is due to act on, as everywhere."""
        match self:
            case CaseStanding.OPEN:
                return is_open()
            case CaseStanding.WAITING:
                return Referral.status == ReferralStatus.WAITING
            case CaseStanding.UNDER_WAY:
                return Referral.status == ReferralStatus.IN_PROGRESS
            case CaseStanding.OVER:
                return ~is_open()
        return true()


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """`area`: the slug of one home area; `number` is the page, from 1."""

    standing: CaseStanding = CaseStanding.OPEN
    area: str = ""
    number: int = 1


class CaseRow(NamedTuple):
    """`title` and `provider` are blanked where `is_read` is False; `answer_by` of an open offer."""

    id: int
    public_id: uuid.UUID
    reference: str | None
    title: str
    provider: str
    is_read: bool
    area: str
    status: ReferralStatus
    day_0: dt.date
    received_on: dt.date
    started_on: dt.date | None
    over_on: dt.date | None
    order_ends_on: dt.date | None
    released_on: dt.date | None
    sent_at: dt.datetime | None
    details_received_on: dt.date | None
    decided_by: DecidedBy | None
    follows: WhatFollows | None
    has_place: bool
    answer_by: dt.date | None

    @property
    def masked(self) -> str:
        return masked(self.reference)


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of a list; `number` is where it is of `pages`."""

    rows: tuple[CaseRow, ...]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def masked(reference: str | None) -> str:
    """The last four marks, of a short one the last half; "" where it is no longer held."""
    if not reference:
        return ""
    return f"…{reference[-min(LAST_MARKS, (len(reference) + 1) // 2) :]}"


def cases_read_by(
    session: Session,
    reader: CaseReader,
    sight: Sight,
    question: CaseQuestion,
    *,
    today: dt.date,
) -> CasePage:
    """Whose wait began first stands first; of a prison, who is released first."""
    where = [is_theirs(reader), question.standing.holds()]
    if question.area:
        where.append(LocalDeliveryUnit.slug == question.area)
    is_prison = reader.looker is Looker.PRISON_OFFICER
    order: list[ColumnElement[Any]] = [DAY_0]
    if is_prison:
        order.insert(0, coalesce(ReferralParticulars.released_on, _UNSAID))
    return _page(session, sight, where, order, question.number, today)


def sent_by(
    session: Session,
    reader: CaseReader,
    sight: Sight,
    person: Person,
    *,
    number: int,
    today: dt.date,
) -> CasePage:
    """What the person sent for the team of which they are now, newest first."""
    where = [
        is_theirs(reader),
        ReferralSending.sent_by_id == person.id,
        ReferralSending.organisation_id == reader.organisation_id,
    ]
    return _page(session, sight, where, [ReferralSending.sent_at.desc()], number, today)


def case_row(
    session: Session, reader: CaseReader, sight: Sight, referral_id: uuid.UUID, *, today: dt.date
) -> CaseRow:
    """One referral, as lists have it. Raises `NotKnown` for what is another's."""
    theirs = _rows(sight, today).where(is_theirs(reader), Referral.public_id == referral_id)
    found = session.execute(theirs).one_or_none()
    if found is None:
        raise NotKnown("case", referral_id)
    return CaseRow._make(found)


def case_called(session: Session, reader: CaseReader, reference: str) -> uuid.UUID | None:
    """Of the reader's own cases, the first referral of the one so called."""
    return session.scalar(
        select(Referral.public_id)
        .where(is_theirs(reader), is_of_case(reference))
        .order_by(Referral.received_on, Referral.id)
        .limit(1)
    )


def _page(
    session: Session,
    sight: Sight,
    where: list[ColumnElement[bool]],
    order: list[ColumnElement[Any]],
    number: int,
    today: dt.date,
) -> CasePage:
    rows = _rows(sight, today).where(*where)
    total = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    last = max(1, -(-total // A_PAGE))
    number = min(max(1, number), last)
    wanted = rows.order_by(*order, Referral.id).limit(A_PAGE).offset((number - 1) * A_PAGE)
    found = tuple(CaseRow._make(row) for row in session.execute(wanted))
    return CasePage(found, total, number)


def _rows(sight: Sight, today: dt.date) -> Select[*tuple[object, ...]]:
    told = aliased(ReferralParticulars)
    newest = select(func.max(told.id)).where(told.referral_id == Referral.id).scalar_subquery()
    declined = aliased(ReferralDecline)
    decline = (
        select(func.max(declined.event_id))
        .where(declined.referral_id == Referral.id, is_not_taken_back(declined.event_id))
        .scalar_subquery()
    )
    has_a_place = select(Booking.id).where(
        Booking.referral_id == Referral.id, Booking.left_on.is_(None)
    )
    answer_by = select(func.max(PlaceOffer.answer_by)).where(
        PlaceOffer.referral_id == Referral.id, offer_stands(today)
    )
    return (
        select(
            Referral.id,
            Referral.public_id,
            coalesce(ReferralCase.reference, Referral.reference).label("called"),
            coalesce(ListingRevision.title, "").label("title"),
            coalesce(Provider.name, "").label("provider"),
            reads_text(sight).label("is_read"),
            coalesce(LocalDeliveryUnit.name, "").label("area"),
            Referral.status,
            DAY_0.label("day_0"),
            Referral.received_on,
            Referral.started_on,
            coalesce(Referral.ended_on, Referral.left_on).label("over_on"),
            ReferralParticulars.order_ends_on,
            ReferralParticulars.released_on,
            ReferralSending.sent_at,
            DetailsReceived.on_date.label("details"),
            ReferralDecline.decided_by,
            ReferralDecline.follows,
            has_a_place.exists().label("has_place"),
            answer_by.scalar_subquery().label("answer_by"),
        )
        .join(Line, Line.id == Referral.line_id)
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(LocalDeliveryUnit, LocalDeliveryUnit.id == Referral.home_local_delivery_unit_id)
        .outerjoin(ReferralCase, ReferralCase.referral_id == Referral.id)
        .outerjoin(ReferralSending, ReferralSending.referral_id == Referral.id)
        .outerjoin(DetailsReceived, DetailsReceived.referral_id == Referral.id)
        .outerjoin(ReferralParticulars, ReferralParticulars.id == newest)
        .outerjoin(ReferralDecline, ReferralDecline.event_id == decline)
    )
