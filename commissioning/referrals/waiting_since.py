"""Since when people on a line wait, kept in the transaction of the event that moves one of them.

Two days 0 are kept rather than two waits: they stay true while days go by. Each is read where it
stands among those who wait, never everybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Update, bindparam, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from commissioning.lines.figures import FigureChange, count
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import DAY_0


def move_figures(session: Session, changes: Sequence[FigureChange], *, at: dt.datetime) -> None:
    """All that is kept of these lines; the caller has flushed who waits."""
    count(session, changes, at=at)
    keep_waiting_since(session, (change.line_id for change in changes))


def keep_waiting_since(session: Session, line_ids: Iterable[int]) -> None:
    """Look again at who waits on these lines; the caller has flushed who does."""
    lines = sorted(set(line_ids))
    for line_id in lines:
        session.connection().execute(_kept(), {"of_line": line_id})
        held = session.identity_map.get(identity_key(LineFigures, line_id))
        if held is not None:
            session.expire(held, _KEPT)


_KEPT = ("longest_waiting_since", "half_waiting_since")


@cache
def _kept() -> Update:
    """The half is the middle wait, the shorter of two: an observed one (R's type 1)."""
    table: Any = LineFigures.__table__
    people = select(func.count()).where(*_waits()).scalar_subquery()
    values = {"longest_waiting_since": _day_0_of(0), "half_waiting_since": _day_0_of(people // 2)}
    return update(table).where(table.c.line_id == bindparam("of_line")).values(values)


def _day_0_of(place: ColumnElement[int] | int) -> ScalarSelect[dt.date]:
    """Of whoever is so many places behind the first day 0; null where nobody is."""
    waiting = select(DAY_0).where(*_waits()).order_by(DAY_0)
    return waiting.limit(1).offset(place).scalar_subquery()


def _waits() -> tuple[ColumnElement[bool], ...]:
    return Referral.line_id == bindparam("of_line"), Referral.status == ReferralStatus.WAITING
