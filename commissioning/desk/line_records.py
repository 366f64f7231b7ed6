"""What is read of one line for its page, each by one statement however many people it has."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import NamedTuple

from sqlalchemy import and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from commissioning.agreements.models import Agreement
from commissioning.desk.lines_asked import known_waiting
from commissioning.desk.own_lines import PROVIDERS, is_own_line
from commissioning.lines.models import Line, LineArea, LineDay, LineFigures, LineTerms
from commissioning.promises.models import PromiseRecord, PromiseSource
from commissioning.referrals.kinds import DecidedBy, EventKind, ReferralStatus
from commissioning.referrals.models import Referral, ReferralDecline, ReferralEvent
from commissioning.referrals.queries import DAY_0
from commissioning.volumes.models import CommissionedVolume, Lot
from directory.delivery import DeliveryKind
from directory.errors import NotKnown
from directory.places.models import LocalDeliveryUnit
from directory.providers.models import Provider
from directory.services.models import ListingRevision, Service
from directory.sight import Sight


class LineHead(NamedTuple):
    """What a line is, and its summary figures; null where nobody stated it."""

    key: int
    public_id: uuid.UUID
    name: str
    kind: DeliveryKind
    service_id: uuid.UUID
    title: str | None
    provider: str | None
    is_generated: bool
    target_days: int | None
    wait_sentence: str | None
    wait_level: str | None
    wait_people: int
    waiting: int
    last_received_on: dt.date | None
    has_cases: bool
    """False: all that is known of its people are totals, if anything."""

    @property
    def known_waiting(self) -> int | None:
        """As the desk tells it."""
        return known_waiting(self.waiting, self.last_received_on)


class PersonOnLine(NamedTuple):
    day_0: dt.date
    received_on: dt.date
    sentenced_on: dt.date | None
    started_on: dt.date | None
    left_on: dt.date | None
    is_priority: bool = False
    hours_ordered: float | None = None


class ReasonCount(NamedTuple):
    kind: EventKind
    reason: str | None
    decided_by: DecidedBy | None
    people: int


class PromisesHeld(NamedTuple):
    since: dt.date
    as_at: dt.date
    people: int
    kept: int
    broken: int


def line_head(session: Session, public_id: uuid.UUID, *, sight: Sight) -> LineHead:
    """Raises `NotKnown` of what is another's, and of what there is not."""
    row = session.execute(
        select(
            Line.id,
            Line.public_id,
            Line.name,
            Service.delivery_kind,
            Service.public_id,
            ListingRevision.title,
            Provider.name,
            Service.is_generated,
            LineTerms.target_days,
            LineFigures.wait_sentence,
            LineFigures.wait_level,
            func.coalesce(LineFigures.wait_people, 0),
            func.coalesce(LineFigures.waiting, 0),
            LineFigures.last_received_on,
            exists().where(Referral.line_id == Line.id),
        )
        .join(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Provider, Provider.id == Service.provider_id)
        .outerjoin(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(Line.public_id == public_id, is_own_line(sight))
    ).one_or_none()
    if row is None:
        raise NotKnown("line", public_id)
    return LineHead._make(row)


def area_names(session: Session, line_id: int) -> tuple[str, ...]:
    rows = session.scalars(
        select(LocalDeliveryUnit.name)
        .join(LineArea, LineArea.local_delivery_unit_id == LocalDeliveryUnit.id)
        .where(LineArea.line_id == line_id)
        .order_by(LocalDeliveryUnit.name)
    )
    return tuple(rows)


def volume_ids_of(
    session: Session, line_id: int, *, sight: Sight, today: dt.date
) -> dict[int, int]:
    """By volume its agreement: those whose period holds the day, or ended last before it.

    A subcontractor reads nothing of what was bought of its prime.
    """
    is_provider = sight.looker in PROVIDERS
    rows = session.execute(
        select(CommissionedVolume.id, Agreement.id, CommissionedVolume.ends_on)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Agreement, Agreement.id == Lot.agreement_id)
        .where(
            Lot.line_id == line_id,
            CommissionedVolume.starts_on <= today,
            Agreement.provider_id.in_(sight.provider_ids) if is_provider else true(),
        )
        .order_by(CommissionedVolume.ends_on.desc(), CommissionedVolume.id.desc())
    ).all()
    in_force = {key: agreement for key, agreement, ends in rows if ends >= today}
    return in_force or {key: agreement for key, agreement, _ in rows[:1]}


def days_of_line(session: Session, line_id: int, *, since: dt.date) -> list[LineDay]:
    return list(
        session.scalars(
            select(LineDay)
            .where(LineDay.line_id == line_id, LineDay.day >= since)
            .order_by(LineDay.day)
        )
    )


def people_of_line(session: Session, line_id: int, *, since: dt.date) -> list[PersonOnLine]:
    """Everybody who waits now, and those who started or left on or after the day."""
    rows = session.execute(
        select(
            DAY_0,
            Referral.received_on,
            Referral.sentenced_on,
            Referral.started_on,
            Referral.left_on,
            Referral.is_priority,
            Referral.hours_ordered,
        )
        .where(
            Referral.line_id == line_id,
            or_(
                Referral.status == ReferralStatus.WAITING,
                Referral.started_on >= since,
                Referral.left_on >= since,
            ),
        )
        .order_by(Referral.id)
    )
    return [PersonOnLine._make(row) for row in rows]


def reasons_of_line(session: Session, line_id: int, *, since: dt.date) -> list[ReasonCount]:
    """Declined and withdrawn by reason and by whose decision, where that was recorded, most people
    first; what was corrected does not count."""
    correction = aliased(ReferralEvent)
    is_corrected = select(correction.id).where(correction.corrects_id == ReferralEvent.id).exists()
    people, decided_by = func.count(ReferralEvent.id), ReferralDecline.decided_by
    rows = session.execute(
        select(ReferralEvent.kind, ReferralEvent.reason, decided_by, people)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .outerjoin(ReferralDecline, ReferralDecline.event_id == ReferralEvent.id)
        .where(
            Referral.line_id == line_id,
            ReferralEvent.kind.in_((EventKind.DECLINED, EventKind.WITHDRAWN)),
            and_(ReferralEvent.on_date >= since, ~is_corrected),
        )
        .group_by(ReferralEvent.kind, ReferralEvent.reason, decided_by)
        .order_by(people.desc(), ReferralEvent.kind, ReferralEvent.reason, decided_by)
    )
    return [ReasonCount._make(row) for row in rows]


def promises_held(session: Session, line_id: int) -> PromisesHeld | None:
    """The newest record of what was promised here; None before any was judged."""
    record = session.scalar(
        select(PromiseRecord)
        .where(PromiseRecord.line_id == line_id, PromiseRecord.source == PromiseSource.PROMISES)
        .order_by(PromiseRecord.as_at.desc(), PromiseRecord.id.desc())
        .limit(1)
    )
    if record is None:
        return None
    return PromisesHeld(record.since, record.as_at, record.people, record.kept, record.broken)
