"""One agreement whole, as far as who looks is shown it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from commissioning.agreements.expiry import Expiring, expiring_of
from commissioning.agreements.funding import contributions_of, share_not_stated
from commissioning.agreements.models import (
    Agreement,
    AgreementConditions,
    AgreementFunder,
    AgreementTerm,
    FunderContribution,
)
from commissioning.agreements.own_agreements import (
    is_own_agreement,
    is_regions_agreement,
    lots_shown,
)
from commissioning.agreements.prices import ByUnit, is_kept_from, prices_by_day
from commissioning.agreements.queries import award_in_force, conditions_in_force, funders_of
from commissioning.lines.models import Line
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment
from directory.errors import NotKnown
from directory.people.models import Person
from directory.places.models import Region
from directory.services.models import ListingRevision, Service
from directory.sight import Looker, Sight


@dataclass(frozen=True, slots=True)
class TermTold:
    """First and last day as somebody recorded them; the newest holds."""

    term: AgreementTerm
    by: str


@dataclass(frozen=True, slots=True)
class FunderTold:
    funder: AgreementFunder
    contributions: tuple[FunderContribution, ...]


@dataclass(frozen=True, slots=True)
class VolumeTold:
    """A volume with what was bought and each variation, in the order of their days."""

    volume: CommissionedVolume
    segments: tuple[VolumeSegment, ...]


@dataclass(frozen=True, slots=True)
class LotTold:
    """`line` and `service` are None where the queue is not known here."""

    lot: Lot
    line: Line | None
    service: str | None
    ground: str | None
    volumes: tuple[VolumeTold, ...]


@dataclass(frozen=True, slots=True)
class AgreementWhole:
    """`funders` is None to whom it is not told who pays. `hides_prices`: before award."""

    expiring: Expiring
    terms: tuple[TermTold, ...]
    conditions: AgreementConditions | None
    awarded_on: dt.date | None
    funders: tuple[FunderTold, ...] | None
    lots: tuple[LotTold, ...]
    prices: ByUnit
    hides_prices: bool
    today: dt.date

    @property
    def agreement(self) -> Agreement:
        return self.expiring.agreement

    @property
    def not_stated(self) -> float:
        """What of the shares nobody stated; of none named all of it."""
        return share_not_stated(one.funder.share for one in self.funders or ())


def own_agreement(session: Session, public_id: uuid.UUID, *, sight: Sight) -> Agreement:
    """Raises `NotKnown`, also for another's."""
    return _the_one(session, public_id, is_own_agreement(session, sight))


def agreement_to_state(session: Session, public_id: uuid.UUID, *, sight: Sight) -> Agreement:
    """One of their own probation region, which alone states its terms. Raises `NotKnown`."""
    return _the_one(session, public_id, is_regions_agreement(session, sight))


def may_state(session: Session, agreement: Agreement, *, sight: Sight) -> bool:
    if sight.looker is not Looker.COMMISSIONER or not sight.area_ids:
        return False
    own = select(Agreement.id).where(
        Agreement.id == agreement.id, is_regions_agreement(session, sight)
    )
    return session.scalar(own) is not None


def agreement_whole(
    session: Session, agreement: Agreement, *, sight: Sight, today: dt.date
) -> AgreementWhole:
    award = award_in_force(session, agreement.id)
    tells_funders = sight.looker is Looker.COMMISSIONER
    prices = prices_by_day(session, [agreement.id], on=today, sight=sight)
    return AgreementWhole(
        expiring_of(session, agreement, today=today),
        _terms(session, agreement),
        conditions_in_force(session, agreement.id),
        None if award is None else award.awarded_on,
        _funders(session, agreement) if tells_funders else None,
        lots_of(session, agreement, sight=sight),
        prices.get(agreement.id, {}),
        is_kept_from(session, agreement, on=today, sight=sight),
        today,
    )


def lots_of(session: Session, agreement: Agreement, *, sight: Sight) -> tuple[LotTold, ...]:
    rows = session.execute(
        select(Lot, Line, ListingRevision.title, Region.name)
        .outerjoin(Line, Line.id == Lot.line_id)
        .outerjoin(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Region, Region.id == Lot.region_id)
        .where(Lot.agreement_id == agreement.id, lots_shown(sight))
        .order_by(Lot.external_id)
    ).all()
    volumes = _volumes(session, [lot.id for lot, *_ in rows])
    return tuple(
        LotTold(lot, line, title, region or lot.police_area, tuple(volumes.get(lot.id, ())))
        for lot, line, title, region in rows
    )


def _the_one(session: Session, public_id: uuid.UUID, is_theirs: ColumnElement[bool]) -> Agreement:
    found = session.scalar(select(Agreement).where(Agreement.public_id == public_id, is_theirs))
    if found is None:
        raise NotKnown("agreement", public_id)
    return found


def _terms(session: Session, agreement: Agreement) -> tuple[TermTold, ...]:
    """The newest first."""
    rows = session.execute(
        select(AgreementTerm, Person.name)
        .join(Person, Person.id == AgreementTerm.recorded_by_id)
        .where(AgreementTerm.agreement_id == agreement.id)
        .order_by(AgreementTerm.recorded_at.desc(), AgreementTerm.id.desc())
    )
    return tuple(TermTold(term, name) for term, name in rows)


def _funders(session: Session, agreement: Agreement) -> tuple[FunderTold, ...]:
    named = funders_of(session, agreement.id)
    given: defaultdict[int, list[FunderContribution]] = defaultdict(list)
    for one in contributions_of(session, [funder.id for funder in named]):
        given[one.funder_id].append(one)
    return tuple(FunderTold(funder, tuple(given[funder.id])) for funder in named)


def _volumes(session: Session, lot_ids: Sequence[int]) -> dict[int, list[VolumeTold]]:
    volumes = session.scalars(
        select(CommissionedVolume)
        .where(CommissionedVolume.lot_id.in_(lot_ids))
        .order_by(CommissionedVolume.starts_on, CommissionedVolume.id)
    ).all()
    segments: defaultdict[int, list[VolumeSegment]] = defaultdict(list)
    for segment in session.scalars(
        select(VolumeSegment)
        .where(VolumeSegment.volume_id.in_([one.id for one in volumes]))
        .order_by(VolumeSegment.from_date, VolumeSegment.recorded_at, VolumeSegment.id)
    ):
        segments[segment.volume_id].append(segment)
    found: defaultdict[int, list[VolumeTold]] = defaultdict(list)
    for volume in volumes:
        found[volume.lot_id].append(VolumeTold(volume, tuple(segments[volume.id])))
    return found
