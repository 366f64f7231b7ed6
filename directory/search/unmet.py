"""What people looked for and did not find, as a hint of where something is missing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.search.models import EmptySearch

FEWEST_TOLD = 8
"""Words asked for less often are only counted: somebody may have typed a name."""

MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Unmet:
    """Words with how often they found nothing, most often first; `others` were asked seldom."""

    told: tuple[tuple[str, int], ...]
    others: int


def unmet_searches(session: Session, *, since: dt.date) -> Unmet:
    """From `since` on."""
    times = func.sum(EmptySearch.count).label("times")
    asked = (
        select(EmptySearch.words, times).where(EmptySearch.day >= since).group_by(EmptySearch.words)
    )
    often = session.execute(
        asked.having(times >= FEWEST_TOLD)
        .order_by(times.desc(), EmptySearch.words)
        .limit(MOST_TOLD)
    )
    seldom = asked.having(times < FEWEST_TOLD).subquery()
    others = session.scalar(select(func.count()).select_from(seldom)) or 0
    return Unmet(tuple((words, int(count)) for words, count in often), others)
