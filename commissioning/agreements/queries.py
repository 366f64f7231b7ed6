"""What can be asked of agreements, lots and volumes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from commissioning.agreements.models import (
    Agreement,
    AgreementAward,
    AgreementConditions,
    AgreementFunder,
    AgreementTerm,
)
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment, VolumeUnit


def agreement_by_external_id(session: Session, *, external_id: str) -> Agreement | None:
    return session.scalar(select(Agreement).where(Agreement.external_id == external_id))


def lot_by_external_id(session: Session, *, external_id: str) -> Lot | None:
    return session.scalar(select(Lot).where(Lot.external_id == external_id))


def term_in_force(
    session: Session, agreement_id: int, *, known_at: dt.datetime | None = None
) -> AgreementTerm | None:
    """The newest term recorded by `known_at` (None: by now)."""
    terms = select(AgreementTerm).where(AgreementTerm.agreement_id == agreement_id)
    if known_at is not None:
        terms = terms.where(AgreementTerm.recorded_at <= known_at)
    return session.scalar(
        terms.order_by(AgreementTerm.recorded_at.desc(), AgreementTerm.id.desc()).limit(1)
    )


def is_newest(said: type[AgreementTerm | AgreementConditions]) -> ColumnElement[bool]:
    """What was said last of an agreement."""
    later = aliased(said)
    is_later = or_(
        later.recorded_at > said.recorded_at,
        and_(later.recorded_at == said.recorded_at, later.id > said.id),
    )
    return ~exists().where(later.agreement_id == said.agreement_id, is_later)


def conditions_in_force(session: Session, agreement_id: int) -> AgreementConditions | None:
    """What was said last of leaving, extending and reviewing it."""
    said = select(AgreementConditions).where(AgreementConditions.agreement_id == agreement_id)
    newest = (AgreementConditions.recorded_at.desc(), AgreementConditions.id.desc())
    return session.scalar(said.order_by(*newest).limit(1))


def award_in_force(session: Session, agreement_id: int) -> AgreementAward | None:
    said = select(AgreementAward).where(AgreementAward.agreement_id == agreement_id)
    newest = (AgreementAward.recorded_at.desc(), AgreementAward.id.desc())
    return session.scalar(said.order_by(*newest).limit(1))


def funders_of(session: Session, agreement_id: int) -> Sequence[AgreementFunder]:
    """In the order in which they were named."""
    named = select(AgreementFunder).where(AgreementFunder.agreement_id == agreement_id)
    return session.scalars(named.order_by(AgreementFunder.id)).all()


def units_of_agreement(session: Session, agreement_id: int) -> tuple[VolumeUnit, ...]:
    """The units of which a volume was bought, in the order of the list of units."""
    rows = session.scalars(
        select(CommissionedVolume.unit)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .where(Lot.agreement_id == agreement_id)
        .distinct()
    )
    found = set(rows)
    return tuple(unit for unit in VolumeUnit if unit in found)


def services_funded_by(session: Session, funder: str) -> frozenset[int]:
    """Internal ids of the services of whose lines an agreement is paid by whoever is so called."""
    rows = session.scalars(
        select(Line.service_id)
        .join(Lot, Lot.line_id == Line.id)
        .join(AgreementFunder, AgreementFunder.agreement_id == Lot.agreement_id)
        .where(AgreementFunder.funder == funder)
    )
    return frozenset(rows)


def segments_of(session: Session, volume_id: int) -> Sequence[VolumeSegment]:
    """In the order in which they were recorded: of two from one day the later holds."""
    return session.scalars(
        select(VolumeSegment)
        .where(VolumeSegment.volume_id == volume_id)
        .order_by(VolumeSegment.recorded_at, VolumeSegment.id)
    ).all()


def quantity_from(session: Session, volume: CommissionedVolume, day: dt.date) -> float | None:
    """The rate that was bought or varied from exactly this day; None: nothing began on it."""
    told = [one.quantity for one in segments_of(session, volume.id) if one.from_date == day]
    return told[-1] if told else None


def contract_end_of_line(
    session: Session, line_id: int, *, known_at: dt.datetime | None = None
) -> dt.date | None:
    """The last day on which the line's agreements run, as known then.

    None when it has no lot, or an agreement whose end is not known.
    """
    lots = select(Lot.agreement_id).where(Lot.line_id == line_id)
    if known_at is not None:
        lots = lots.where(or_(Lot.recorded_at.is_(None), Lot.recorded_at <= known_at))
    agreement_ids = session.scalars(lots.distinct()).all()
    terms = [term_in_force(session, key, known_at=known_at) for key in agreement_ids]
    ends = [term.ends_on for term in terms if term is not None]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None
