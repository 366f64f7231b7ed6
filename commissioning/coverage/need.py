"""Need beside provision: who was referred and turned away, what courts put into one order, what was
searched for in vain, and beside it what is bought. Counts are exact here; pages protect them."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from commissioning.lines.models import Line, LineArea, LineFigures, LineTerms
from commissioning.referrals.kinds import Basis, ReferralStatus
from commissioning.referrals.models import Referral, ReferralDigest, ReferralEvent
from commissioning.returns.in_force import used_of_volumes
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeUnit
from directory.services.models import ListingRevision, Service

FOLLOWED: Final = dt.timedelta(days=365)
FOR_WANT_OF_PLACES: Final = ("full", "no_staff")

_BY_A_COURT: Final = [basis for basis in Basis if basis.is_requirement]


@dataclass(frozen=True, slots=True)
class Within:
    """Whose need is asked about: people whose home is in these areas, and, where only some
    services are theirs to read of, those referred to them."""

    area_ids: frozenset[int]
    service_ids: frozenset[int] | None = None

    def people(self) -> list[ColumnElement[bool]]:
        """Conditions on `Referral` joined with `Line`."""
        found: list[ColumnElement[bool]] = [Referral.home_local_delivery_unit_id.in_(self.area_ids)]
        if self.service_ids is not None:
            found.append(Line.service_id.in_(self.service_ids))
        return found

    def services(self) -> list[ColumnElement[bool]]:
        return [] if self.service_ids is None else [Service.id.in_(self.service_ids)]


@dataclass(frozen=True, slots=True)
class Needed:
    """Of one area and requirement (None: without one) in the days asked about."""

    referred: int = 0
    turned_away: int = 0
    missed_starts: int = 0

    def plus(self, other: Needed) -> Needed:
        return Needed(
            self.referred + other.referred,
            self.turned_away + other.turned_away,
            self.missed_starts + other.missed_starts,
        )


AreaAndRequirement = tuple[int | None, str | None]
Orders = Mapping[int, Counter[tuple[str, ...]]]
"""By area, how many orders have these requirements, by code in the order of the alphabet."""


def needed(session: Session, within: Within, *, since: dt.date) -> dict[AreaAndRequirement, Needed]:
    """People received from `since` on, declined for want of places, and starts that they missed."""
    key = (Referral.home_local_delivery_unit_id, Referral.requirement)
    rows = session.execute(
        select(*key, func.count(), func.sum(Referral.missed_starts))
        .join(Line, Line.id == Referral.line_id)
        .where(Referral.received_on >= since, *within.people())
        .group_by(*key)
    )
    found = {(area, code): Needed(count, 0, int(missed or 0)) for area, code, count, missed in rows}
    away = session.execute(
        select(*key, func.count(Referral.id.distinct()))
        .join(Line, Line.id == Referral.line_id)
        .join(ReferralEvent, ReferralEvent.referral_id == Referral.id)
        .where(
            Referral.received_on >= since,
            Referral.status == ReferralStatus.DECLINED,
            ReferralEvent.reason.in_(FOR_WANT_OF_PLACES),
            *within.people(),
        )
        .group_by(*key)
    )
    for area, code, count in away:
        found[area, code] = found.get((area, code), Needed()).plus(Needed(turned_away=count))
    return found


def orders_in(session: Session, within: Within, *, since: dt.date) -> Orders:
    """One order: one person sentenced on one day. Known only of those whose number a sender gave,
    by its digest."""
    rows = session.execute(
        select(
            ReferralDigest.digest, Referral.sentenced_on, Referral.requirement,
            Referral.home_local_delivery_unit_id,
        )
        .join(Referral, Referral.id == ReferralDigest.referral_id)
        .join(Line, Line.id == Referral.line_id)
        .where(
            Referral.sentenced_on >= since,
            Referral.basis.in_(_BY_A_COURT),
            *within.people(),
        )
        .order_by(Referral.received_on, Referral.id)
    )  # fmt: skip
    orders: defaultdict[tuple[str, dt.date | None], set[str]] = defaultdict(set)
    homes: dict[tuple[str, dt.date | None], int] = {}
    for digest, sentenced_on, code, area in rows:
        if code is not None and area is not None:
            orders[digest, sentenced_on].add(code)
            homes[digest, sentenced_on] = area
    return combined((homes[order], codes) for order, codes in orders.items())


def combined(orders: Iterable[tuple[int, Iterable[str]]]) -> Orders:
    found: defaultdict[int, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for area, codes in orders:
        found[area][tuple(sorted(codes))] += 1
    return found


@dataclass(frozen=True, slots=True)
class RunningVolume:
    """A volume that runs today; `areas` are all that the line takes people from.

    `used` None: neither a record nor an accepted return says anything. `returned_to` is the last
    month that returns alone tell.
    """

    title: str
    requirements: Sequence[str]
    areas: frozenset[int]
    unit: VolumeUnit
    quantity: float
    used: float | None
    returned_to: dt.date | None
    starts_on: dt.date
    ends_on: dt.date


def bought(session: Session, within: Within, *, today: dt.date) -> list[RunningVolume]:
    """What is bought for these areas today, by title; nothing of a line that has closed."""
    areas = _areas_of_lines(session, within)
    found = session.execute(
        select(Line.id, ListingRevision.title, ListingRevision.requirements, CommissionedVolume)
        .join(Lot, Lot.id == CommissionedVolume.lot_id)
        .join(Line, Line.id == Lot.line_id)
        .join(Service, Service.id == Line.service_id)
        .join(ListingRevision, ListingRevision.id == Service.published_revision_id)
        .outerjoin(LineFigures, LineFigures.line_id == Line.id)
        .outerjoin(LineTerms, LineTerms.id == LineFigures.terms_id)
        .where(
            func.coalesce(LineTerms.closed_on, dt.date.max) > today,
            CommissionedVolume.starts_on <= today,
            CommissionedVolume.ends_on >= today,
            CommissionedVolume.quantity > 0,
            *within.services(),
        )
        .order_by(ListingRevision.title, CommissionedVolume.id)
    )
    rows = [row for row in found if row[0] in areas]
    told = used_of_volumes(session, [volume.id for *_, volume in rows], today=today)
    running = []
    for line_id, title, codes, volume in rows:
        used, returned_to = told[volume.id]
        running.append(
            RunningVolume(
                title=title,
                requirements=tuple(codes),
                areas=areas[line_id],
                unit=volume.unit,
                quantity=volume.quantity,
                used=None if not used and returned_to is None else used,
                returned_to=returned_to,
                starts_on=volume.starts_on,
                ends_on=volume.ends_on,
            )
        )
    return running


def _areas_of_lines(session: Session, within: Within) -> dict[int, frozenset[int]]:
    """Of each line that takes people from one of these areas."""
    theirs = select(LineArea.line_id).where(LineArea.local_delivery_unit_id.in_(within.area_ids))
    found: defaultdict[int, set[int]] = defaultdict(set)
    for line_id, area_id in session.execute(
        select(LineArea.line_id, LineArea.local_delivery_unit_id).where(
            LineArea.line_id.in_(theirs)
        )
    ):
        found[line_id].add(area_id)
    return {line_id: frozenset(areas) for line_id, areas in found.items()}
