"""Since when people on a line wait, kept in the transaction of the event that moves one of them.

Two days 0 are kept rather than two waits: they stay true while days go by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, Update, bindparam, select, update
from sqlalchemy.orm import Session

from commissioning.lines.figures import FigureChange, count
from commissioning.lines.models import LineFigures
from commissioning.referrals.kinds import ReferralStatus
from commissioning.referrals.models import Referral
from commissioning.referrals.queries import DAY_0
from directory.keeping import batches


def move_figures(session: Session, changes: Sequence[FigureChange], *, at: dt.datetime) -> None:
    """All that is kept of these lines; the caller has flushed who waits."""
    count(session, changes, at=at)
    keep_waiting_since(session, (change.line_id for change in changes))


def keep_waiting_since(session: Session, line_ids: Iterable[int]) -> None:
    """Look again at who waits on these lines; the caller has flushed who does."""
    for batch in batches(sorted(set(line_ids))):
        waiting = _days_0(session, batch)
        rows = [_since(line_id, waiting.get(line_id, [])) for line_id in batch]
        session.connection().execute(_kept(), rows)
    for held in session.identity_map.values():
        if isinstance(held, LineFigures):
            session.expire(held, _KEPT)


_KEPT = ("longest_waiting_since", "half_waiting_since")


def _days_0(session: Session, line_ids: list[int]) -> dict[int, list[dt.date]]:
    """First day first."""
    rows = session.connection().execute(_who_waits(), {"line_ids": line_ids})
    return {line_id: [day for _, day in people] for line_id, people in groupby(rows, itemgetter(0))}


@cache
def _who_waits() -> Select[int, dt.date]:
    of_lines = Referral.line_id.in_(bindparam("line_ids", expanding=True))
    return (
        select(Referral.line_id, DAY_0)
        .where(of_lines, Referral.status == ReferralStatus.WAITING)
        .order_by(Referral.line_id, DAY_0)
    )


@cache
def _kept() -> Update:
    table: Any = LineFigures.__table__
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _KEPT}
    return update(table).where(table.c.line_id == bindparam("of_line")).values(values)


def _since(line_id: int, days_0: list[dt.date]) -> dict[str, object]:
    """The half is the middle wait, the shorter of two: an observed one (R's type 1)."""
    return {
        "of_line": line_id,
        "new_longest_waiting_since": days_0[0] if days_0 else None,
        "new_half_waiting_since": days_0[len(days_0) // 2] if days_0 else None,
    }
