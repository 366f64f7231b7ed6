"""Searches that found nothing, counted and told as a hint of where something is missing.

Words alone are kept: never a number, a postcode or a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from directory.dialect import insert_or_replace
from directory.search.models import EmptySearch
from directory.search.wording import STOP_WORDS, words_of

MOST_WORDS_KEPT: Final = 6
LONGEST_KEPT: Final = 120

FEWEST_TOLD = 8
"""Words asked for less often are only counted: somebody may have typed a name."""

MOST_TOLD = 50


@dataclass(frozen=True, slots=True)
class Unmet:
    """Words with how often they found nothing, most often first; `others` were asked seldom."""

    told: tuple[tuple[str, int], ...]
    others: int


def countable(words: str) -> str:
    """The words in the order of the alphabet; any with a digit (postcode, date, reference) goes."""
    kept = [word for word in words_of(words) if word.isalpha() and word not in STOP_WORDS]
    return " ".join(sorted(set(kept[:MOST_WORDS_KEPT])))[:LONGEST_KEPT]


def count_empty_search(session: Session, words: str, *, day: dt.date) -> bool:
    """Add one to the day's count; false where no countable word is left."""
    kept = countable(words)
    if not kept:
        return False
    insert_or_replace(
        session.connection(),
        EmptySearch.__table__,  # type: ignore[arg-type]  # SQLAlchemy calls it a FromClause
        [{"words": kept, "day": day, "count": 1}],
        key=("words", "day"),
        add=("count",),
    )
    return True


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
