"""Whose part of an agreement is what: the prime's own, and that of each subcontractor.

A lot belongs to whoever offers the service of its line, if they are a subcontractor under the
agreement, else to the prime. A subcontractor of which no line is known here shares the prime's
lots: each says its own share of them, and what is recorded of the line is nobody's alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement, AgreementTerm
from commissioning.agreements.queries import is_newest
from commissioning.lines.models import Line
from commissioning.returns.models import ReturnCounter
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.delivery import DeliveryKind
from directory.places.models import Region
from directory.providers.models import SupplyLink
from directory.services.models import ListingRevision, Service

ALWAYS = (
    ReturnCounter.REFERRED,
    ReturnCounter.ACCEPTED,
    ReturnCounter.STARTED,
    ReturnCounter.COMPLETED,
)
MAY_BE_LEFT_OUT = frozenset({ReturnCounter.ACCEPTED})
"""Few files tell it, and no volume is bought by it."""


@dataclass(frozen=True, slots=True)
class LotPart:
    """What a return says of one lot; `line_id` None: nothing is recorded of it alone.

    `shares_line`: another lot of the agreement has the same line, and all that is recorded of it.
    `starts_on` and `ends_on`: the first and the last day of the agreement; what is dated before the
    one or after the other is none of the lot's.
    """

    lot_id: int
    public_id: str
    name: str
    line_id: int | None
    counters: tuple[ReturnCounter, ...]
    provider_id: int | None = None
    shares_line: bool = False
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None

    @property
    def must_be_told(self) -> tuple[ReturnCounter, ...]:
        return tuple(one for one in self.counters if one not in MAY_BE_LEFT_OUT)


def parts_of(session: Session, agreement: Agreement) -> dict[int, tuple[LotPart, ...]]:
    """By provider, in the order of the lots; nothing where nobody is known to deliver."""
    return parts_of_agreements(session, [agreement])[agreement.id]


def parts_of_agreements(
    session: Session, agreements: Collection[Agreement]
) -> dict[int, dict[int, tuple[LotPart, ...]]]:
    """The same of each, however many by as many statements."""
    lots, below = _lots(session, agreements), _subcontractors(session, agreements)
    return {one.id: _by_provider(one, lots[one.id], below[one.id]) for one in agreements}


def _by_provider(
    agreement: Agreement, lots: Collection[LotPart], below: set[int]
) -> dict[int, tuple[LotPart, ...]]:
    prime = agreement.provider_id
    if prime is None or not lots:
        return {}
    found: defaultdict[int, list[LotPart]] = defaultdict(list)
    for lot in lots:
        found[lot.provider_id if lot.provider_id in below else prime].append(lot)
    sharing = below - found.keys()
    if sharing:
        shared = [replace(lot, line_id=None) for lot in found.pop(prime, ())]
        found |= {one: shared for one in (prime, *sorted(sharing)) if shared}
    return {one: tuple(found[one]) for one in sorted(found)}


def part_of(session: Session, agreement: Agreement, provider_id: int) -> tuple[LotPart, ...]:
    return parts_of(session, agreement).get(provider_id, ())


def _subcontractors(session: Session, agreements: Collection[Agreement]) -> dict[int, set[int]]:
    rows = session.execute(
        select(Agreement.id, SupplyLink.subcontractor_id)
        .join(
            SupplyLink,
            and_(
                SupplyLink.prime_id == Agreement.provider_id,
                SupplyLink.agreement_reference == Agreement.external_id,
            ),
        )
        .where(Agreement.id.in_([one.id for one in agreements]))
    )
    found: dict[int, set[int]] = {one.id: set() for one in agreements}
    for agreement_id, subcontractor_id in rows:
        found[agreement_id].add(subcontractor_id)
    return found


def _lots(session: Session, agreements: Collection[Agreement]) -> dict[int, list[LotPart]]:
    rows = session.execute(
        select(
            Lot,
            Line.name,
            Service.delivery_kind,
            Service.provider_id,
            ListingRevision.title,
            Region.name,
            AgreementTerm.starts_on,
            AgreementTerm.ends_on,
        )
        .select_from(Lot)
        .outerjoin(
            AgreementTerm,
            and_(AgreementTerm.agreement_id == Lot.agreement_id, is_newest(AgreementTerm)),
        )
        .outerjoin(Line, Line.id == Lot.line_id)
        .outerjoin(Service, Service.id == Line.service_id)
        .outerjoin(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(Region, Region.id == Lot.region_id)
        .where(Lot.agreement_id.in_([one.id for one in agreements]))
        .order_by(Lot.id)
    ).all()
    by_hours = _bought_by_hours(session, [row.Lot.id for row in rows])
    found: dict[int, list[LotPart]] = {one.id: [] for one in agreements}
    lines = set[tuple[int, int | None]]()
    for lot, line, kind, provider, title, region, starts_on, ends_on in rows:
        is_in_line = bool(title and line and line.startswith(title))
        named = [one for one in (None if is_in_line else title, line) if one]
        name = ", ".join(named) or lot.police_area or region or lot.external_id
        with_hours = lot.id in by_hours or kind is DeliveryKind.UNPAID_WORK
        counters = (*ALWAYS, ReturnCounter.HOURS) if with_hours else ALWAYS
        shares = lot.line_id is not None and (lot.agreement_id, lot.line_id) in lines
        lines.add((lot.agreement_id, lot.line_id))
        found[lot.agreement_id].append(
            LotPart(
                lot.id, str(lot.public_id), name, None if shares else lot.line_id, counters,
                provider, shares, starts_on, ends_on,
            )
        )  # fmt: skip
    return found


def _bought_by_hours(session: Session, lot_ids: Collection[int]) -> set[int]:
    rows = session.scalars(
        select(CommissionedVolume.lot_id).where(
            CommissionedVolume.lot_id.in_(lot_ids), CommissionedVolume.unit == VolumeUnit.HOUR
        )
    )
    return set(rows)
