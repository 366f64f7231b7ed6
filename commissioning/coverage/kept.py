"""A copy of the coverage, made anew when any fact behind it has changed."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import AgreementTerm
from commissioning.availability.models import ProvisionStatement
from commissioning.coverage.covering import Coverage, coverage
from commissioning.coverage.double_purchases import DoublePurchase, double_purchases
from commissioning.lines.models import LineFigures
from commissioning.volumes.models import CommissionedVolume, Lot, VolumeSegment
from directory.places.models import LocalDeliveryUnit
from directory.services.models import Service

Version = tuple[object, ...]

_FACTS = select(
    func.count(LineFigures.line_id),
    func.sum(LineFigures.facts_version),
    func.sum(LineFigures.answered_version),
    func.max(LineFigures.answered_at),
    func.max(LineFigures.changed_at),
)
_LISTINGS = select(func.count(Service.id), func.sum(Service.search_version))
_STATEMENTS = select(
    select(func.max(ProvisionStatement.id)).scalar_subquery(),
    select(func.count(LocalDeliveryUnit.id)).scalar_subquery(),
)
_BOUGHT = select(
    *(
        select(func.max(kind.id)).scalar_subquery()
        for kind in (AgreementTerm, Lot, CommissionedVolume, VolumeSegment)
    )
)


class KeptCoverage:
    """One per process. Readers at the same moment may both make a copy, and both are right."""

    def __init__(self) -> None:
        self._kept: tuple[Version, Coverage] | None = None
        self._doubles: tuple[Version, tuple[DoublePurchase, ...]] | None = None

    def coverage(self, session: Session, *, today: dt.date) -> Coverage:
        """As `covering.coverage` answers, for a hundredth of its cost when nothing has changed."""
        version = (today, *_version(session))
        if self._kept is None or self._kept[0] != version:
            self._kept = (version, coverage(session, today=today))
        return self._kept[1]

    def double_purchases(self, session: Session, *, today: dt.date) -> tuple[DoublePurchase, ...]:
        """As `double_purchases.double_purchases` answers."""
        version = (today, *_version(session), *session.execute(_BOUGHT).one())
        if self._doubles is None or self._doubles[0] != version:
            self._doubles = (version, double_purchases(session, today=today))
        return self._doubles[1]


def _version(session: Session) -> Version:
    """Whatever changes a figure, a date, a listing or a ground moves one of these."""
    return (
        *session.execute(_FACTS).one(),
        *session.execute(_LISTINGS).one(),
        *session.execute(_STATEMENTS).one(),
    )
