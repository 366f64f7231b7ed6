"""One move of a return: by the state table, once, and written down; figures given with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.agreements.models import Agreement
from commissioning.agreements.queries import term_in_force
from commissioning.returns.derived import FigureKey
from commissioning.returns.errors import AgreementOver, ReturnMoved
from commissioning.returns.models import (
    FigureBasis,
    MonthlyReturn,
    ReturnFigure,
    ReturnMove,
)
from commissioning.returns.months import last_day_of
from commissioning.returns.queries import figures_in_force
from commissioning.returns.states import ReturnAct, Side, state_after
from directory.people.models import Person

SOMEBODY: Final = "Somebody"
NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Given:
    """A figure as it is given now, beside what was recorded then."""

    value: float
    basis: FigureBasis
    recorded: float | None = None
    reason: str | None = None


def move(
    session: Session,
    one: MonthlyReturn,
    act: ReturnAct,
    *,
    side: Side,
    seen: int,
    by: Person,
    at: dt.datetime,
    reason: str | None = None,
    facts: Mapping[str, object] = NO_FACTS,
) -> None:
    """`seen` is the version that was looked at. Raises `ReturnRefused`, `ReturnMoved`.

    The database decides between two who move at once: one of them finds the version gone.
    """
    refuse_moved(session, one, seen)
    state = state_after(one.state, act, side)
    moved = session.execute(
        update(MonthlyReturn)
        .where(MonthlyReturn.id == one.id, MonthlyReturn.version == seen)
        .values(state=state, version=seen + 1, **facts)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise ReturnMoved(_last_mover(session, one))
    session.add(
        ReturnMove(
            return_id=one.id, act=act.value, state=state, reason=reason, moved_at=at,
            moved_by_id=by.id,
        )
    )  # fmt: skip
    session.flush()
    session.refresh(one)


def refuse_moved(session: Session, one: MonthlyReturn, seen: int) -> None:
    """Raises `ReturnMoved` where it is not the version that was looked at."""
    if one.version != seen:
        raise ReturnMoved(_last_mover(session, one))


def give(
    session: Session,
    one: MonthlyReturn,
    told: Mapping[FigureKey, Given],
    *,
    by: Person,
    at: dt.datetime,
) -> list[ReturnFigure]:
    """Add what is new or other than what holds; the number of a figure is given only once."""
    known = figures_in_force(session, [one.id])[one.id]
    added = [
        ReturnFigure(
            return_id=one.id, lot_id=key[0], counter=key[1],
            number=known[key].number + 1 if key in known else 1,
            value=given.value, recorded=given.recorded, basis=given.basis,
            reason=given.reason, given_at=at, given_by_id=by.id,
        )
        for key, given in told.items()
        if key not in known or not _says(known[key], given)
    ]  # fmt: skip
    try:
        with session.begin_nested():
            session.add_all(added)
    except IntegrityError as twice:
        raise ReturnMoved(_last_mover(session, one)) from twice
    return added


def _says(known: ReturnFigure, given: Given) -> bool:
    return (known.value, known.basis, known.reason) == (given.value, given.basis, given.reason)


def _last_mover(session: Session, one: MonthlyReturn) -> str:
    name = session.scalar(
        select(Person.name)
        .join(ReturnMove, ReturnMove.moved_by_id == Person.id)
        .where(ReturnMove.return_id == one.id)
        .order_by(ReturnMove.id.desc())
        .limit(1)
    )
    return name or SOMEBODY


def refuse_month(session: Session, agreement: Agreement, month: dt.date) -> None:
    """Raises `AgreementOver` where the agreement runs on no day of the month."""
    term = term_in_force(session, agreement.id)
    if term is None:
        return
    if term.ends_on is not None and term.ends_on < month:
        raise AgreementOver(agreement.title, month, term.ends_on)
    if term.starts_on is not None and term.starts_on > last_day_of(month):
        raise AgreementOver(agreement.title, month, None)
