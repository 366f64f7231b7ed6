"""What can be asked of returns; whose they are stands in the query."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.own_agreements import is_own_agreement
from commissioning.returns.derived import FigureKey
from commissioning.returns.models import (
    FigureBasis,
    MonthlyReturn,
    ReturnArrangement,
    ReturnCounter,
    ReturnFigure,
    ReturnMove,
    ReturnSigning,
    ReturnState,
)
from commissioning.returns.months import month_before
from commissioning.volumes.models import VolumeUnit
from directory.errors import NotKnown
from directory.keys import is_one_of
from directory.sight import Looker, Sight

PROVIDERS: Final = (Looker.PROVIDER, Looker.PRIME)
WITH_PROVIDER: Final = (ReturnState.NOT_STARTED, ReturnState.STARTED, ReturnState.SENT_BACK)
TO_ACCEPT: Final = (ReturnState.SENT, ReturnState.CORRECTING)
UNITS_OF: Final[Mapping[ReturnCounter, tuple[VolumeUnit, ...]]] = {
    ReturnCounter.REFERRED: (VolumeUnit.ORDER, VolumeUnit.REFERRAL),
    ReturnCounter.ACCEPTED: (),
    ReturnCounter.STARTED: (VolumeUnit.START,),
    ReturnCounter.COMPLETED: (VolumeUnit.COMPLETION,),
    ReturnCounter.HOURS: (VolumeUnit.HOUR,),
}
"""Which volumes a counter uses up; nobody buys by acceptances."""
COUNTER_OF: Final[Mapping[VolumeUnit, ReturnCounter]] = {
    unit: counter for counter, units in UNITS_OF.items() for unit in units
}

_UNTYPED: Final = frozenset(FigureBasis) - {FigureBasis.TYPED, FigureBasis.TELEPHONE}


def is_theirs(session: Session, sight: Sight) -> ColumnElement[bool]:
    """Condition on `MonthlyReturn`: a provider's own part, or of an agreement one commissions."""
    if sight.looker in PROVIDERS:
        return MonthlyReturn.provider_id.in_(sight.provider_ids)
    own = select(Agreement.id).where(is_own_agreement(session, sight))
    return MonthlyReturn.agreement_id.in_(own)


def may_be_read(session: Session, sight: Sight) -> ColumnElement[bool]:
    """The same, and for a prime the parts of its subcontractors."""
    own = select(Agreement.id).where(is_own_agreement(session, sight))
    return or_(is_theirs(session, sight), MonthlyReturn.agreement_id.in_(own))


def return_of(session: Session, public_id: uuid.UUID, *, sight: Sight) -> MonthlyReturn:
    """Theirs to do something about. Raises `NotKnown`."""
    return _one(session, public_id, is_theirs(session, sight))


def return_to_read(session: Session, public_id: uuid.UUID, *, sight: Sight) -> MonthlyReturn:
    """Raises `NotKnown`."""
    return _one(session, public_id, may_be_read(session, sight))


def _one(session: Session, public_id: uuid.UUID, condition: ColumnElement[bool]) -> MonthlyReturn:
    found = session.scalar(
        select(MonthlyReturn).where(MonthlyReturn.public_id == public_id, condition)
    )
    if found is None:
        raise NotKnown("monthly return", public_id)
    return found


def open_returns(session: Session, *, sight: Sight) -> Sequence[MonthlyReturn]:
    """Whatever somebody still has to do something about, what is due first first."""
    wanted = (*WITH_PROVIDER, *TO_ACCEPT)
    rows = select(MonthlyReturn).where(is_theirs(session, sight), MonthlyReturn.state.in_(wanted))
    return session.scalars(rows.order_by(MonthlyReturn.due_on, MonthlyReturn.id)).all()


def accepted_lately(session: Session, *, sight: Sight, since: dt.date) -> Sequence[MonthlyReturn]:
    """Of the months from `since` on, the newest first."""
    rows = select(MonthlyReturn).where(
        is_theirs(session, sight),
        MonthlyReturn.state == ReturnState.ACCEPTED,
        MonthlyReturn.month >= since,
    )
    return session.scalars(rows.order_by(MonthlyReturn.month.desc(), MonthlyReturn.id)).all()


def parts_of_subcontractors(
    session: Session, *, sight: Sight, limit: int
) -> Sequence[MonthlyReturn]:
    """Of a prime's agreements those of others, the newest first."""
    rows = select(MonthlyReturn).where(
        may_be_read(session, sight), MonthlyReturn.provider_id.not_in(sight.provider_ids)
    )
    ordered = rows.order_by(MonthlyReturn.month.desc(), MonthlyReturn.due_on, MonthlyReturn.id)
    return session.scalars(ordered.limit(limit)).all()


def returns_beside(session: Session, one: MonthlyReturn) -> Sequence[MonthlyReturn]:
    """All parts of the agreement in that month, the prime's own first."""
    rows = session.scalars(
        select(MonthlyReturn)
        .where(MonthlyReturn.agreement_id == one.agreement_id, MonthlyReturn.month == one.month)
        .order_by(MonthlyReturn.id)
    )
    return sorted(rows, key=lambda part: (not part.is_primes, part.provider.name, part.id))


def returns_of_year(session: Session, one: MonthlyReturn) -> Sequence[MonthlyReturn]:
    """The same provider's of the same agreement: the twelve months before it, newest first."""
    since = dt.date(one.month.year - 1, one.month.month, 1)
    rows = select(MonthlyReturn).where(
        MonthlyReturn.agreement_id == one.agreement_id,
        MonthlyReturn.provider_id == one.provider_id,
        MonthlyReturn.month >= since,
        MonthlyReturn.month < one.month,
    )
    return session.scalars(rows.order_by(MonthlyReturn.month.desc())).all()


def return_before(session: Session, one: MonthlyReturn) -> MonthlyReturn | None:
    return session.scalar(
        select(MonthlyReturn).where(
            MonthlyReturn.agreement_id == one.agreement_id,
            MonthlyReturn.provider_id == one.provider_id,
            MonthlyReturn.month == month_before(one.month),
        )
    )


def figures_given(
    session: Session, return_ids: Collection[int]
) -> dict[int, dict[FigureKey, list[ReturnFigure]]]:
    """By return, lot and counter all that was ever given, the one that holds last."""
    rows = session.scalars(
        select(ReturnFigure)
        .where(ReturnFigure.return_id.in_(return_ids))
        .order_by(ReturnFigure.number, ReturnFigure.id)
        .execution_options(populate_existing=True)
    )
    found: dict[int, dict[FigureKey, list[ReturnFigure]]] = {one: {} for one in return_ids}
    for row in rows:
        found[row.return_id].setdefault((row.lot_id, row.counter), []).append(row)
    return found


def figures_in_force(
    session: Session, return_ids: Collection[int]
) -> dict[int, dict[FigureKey, ReturnFigure]]:
    given = figures_given(session, return_ids)
    return {one: {key: rows[-1] for key, rows in known.items()} for one, known in given.items()}


def moves_of(session: Session, one: MonthlyReturn) -> Sequence[ReturnMove]:
    rows = select(ReturnMove).where(ReturnMove.return_id == one.id).order_by(ReturnMove.id)
    return session.scalars(rows).all()


def needs_two(session: Session, provider_id: int) -> bool:
    """Whether a second person of the provider signs."""
    found = session.get(ReturnSigning, provider_id)
    return found is not None and found.needs_two


def arrangement_of(
    session: Session, agreement_id: int, provider_id: int
) -> ReturnArrangement | None:
    return session.scalar(
        select(ReturnArrangement).where(
            ReturnArrangement.agreement_id == agreement_id,
            ReturnArrangement.provider_id == provider_id,
        )
    )


class OverdueReturn(NamedTuple):
    agreement_id: int
    provider_id: int
    due_on: dt.date


def overdue_returns(
    session: Session, *, today: dt.date, agreement_ids: Collection[int]
) -> list[OverdueReturn]:
    """What providers should have sent before today, the longest overdue first."""
    rows = session.execute(_overdue(tuple(sorted(agreement_ids))), {"today": today})
    return [OverdueReturn._make(row) for row in rows]


@lru_cache(maxsize=64)
def _overdue(agreement_ids: tuple[int, ...]) -> Select[int, int, dt.date]:
    """Put together once for the same agreements."""
    told = MonthlyReturn
    return (
        select(told.agreement_id, told.provider_id, told.due_on)
        .where(
            is_one_of(told.agreement_id, agreement_ids),
            told.state.in_(WITH_PROVIDER),
            told.due_on < bindparam("today", type_=Date),
        )
        .order_by(told.due_on, told.id)
    )


def share_untyped(figures: Iterable[ReturnFigure]) -> float | None:
    """The share of figures that nobody typed; None where there are none."""
    bases = [figure.basis for figure in figures]
    return sum(basis in _UNTYPED for basis in bases) / len(bases) if bases else None
