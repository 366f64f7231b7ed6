"""Searches that found nothing, counted by area as a hint of where something is missing.

Words of the portal's own vocabulary alone are kept: whatever else somebody typed may be a name.
Only commissioners are told of them, of their own areas: `unmet_searches`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from directory.dialect import insert_or_replace
from directory.search.document import names_of_rules
from directory.search.index import stem_of
from directory.search.models import EmptySearch
from directory.search.trade_words import trade_words
from directory.search.wording import FILLER_WORDS, STOP_WORDS, words_of
from directory.search.words import IndexedWords

MOST_WORDS_KEPT: Final = 6
LONGEST_KEPT: Final = 120

FEWEST_LISTINGS: Final = 3
"""A word of fewer listings may be somebody's name in one of them."""

MOST_ROWS_A_DAY: Final = 100
DAYS_KEPT: Final = 366

MOST_TOLD: Final = 50

FEWEST_TIMES: Final = 8
"""Asked fewer times in an area it is told to nobody."""


@dataclass(frozen=True, slots=True)
class UnmetSearch:
    """What may be kept of one: words in the order of the alphabet, and an area's address or ""."""

    words: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class UnmetCount:
    words: str
    area: str
    times: int


@cache
def shipped_words() -> frozenset[str]:
    """Every word of the tables that say what the portal speaks of; people chose each of them."""
    named = {word for name in names_of_rules() for word in words_of(name)}
    return frozenset(named | trade_words() | FILLER_WORDS) - STOP_WORDS


def countable(typed: str, words: IndexedWords | None) -> str:
    """The portal's own words among those typed; none where they say nothing by themselves."""
    own = {word for word in words_of(typed) if word.isalpha() and _is_own(word, words)}
    if own <= FILLER_WORDS:
        return ""
    return " ".join(sorted(own)[:MOST_WORDS_KEPT])[:LONGEST_KEPT]


def _is_own(word: str, words: IndexedWords | None) -> bool:
    if word in STOP_WORDS:
        return False
    listings = 0 if words is None else words.of_stem(stem_of(word)).docs.size
    return word in shipped_words() or listings >= FEWEST_LISTINGS


def count_unmet_search(session: Session, unmet: UnmetSearch, *, day: dt.date) -> bool:
    """Add one to the day's count; false where there are no words or the day is full."""
    if not unmet.words:
        return False
    rows = session.scalar(select(func.count(EmptySearch.id)).where(EmptySearch.day == day)) or 0
    if rows >= MOST_ROWS_A_DAY:
        return False
    if not rows:
        forget_before(session, day - dt.timedelta(days=DAYS_KEPT))
    insert_or_replace(
        session.connection(),
        EmptySearch.__table__,  # type: ignore[arg-type]  # SQLAlchemy calls it a FromClause
        [{"words": unmet.words, "area": unmet.area, "day": day, "count": 1}],
        key=("day", "words", "area"),
        add=("count",),
    )
    return True


def forget_before(session: Session, day: dt.date) -> None:
    session.execute(delete(EmptySearch).where(EmptySearch.day < day))


def unmet_searches(
    session: Session, *, since: dt.date, areas: Collection[str] | None = None
) -> tuple[UnmetCount, ...]:
    """From `since` on and asked at least `FEWEST_TIMES`, what was asked for most often first."""
    times = func.sum(EmptySearch.count).label("times")
    asked = select(EmptySearch.words, EmptySearch.area, times).where(EmptySearch.day >= since)
    if areas is not None:
        asked = asked.where(EmptySearch.area.in_(areas))
    rows = session.execute(
        asked.group_by(EmptySearch.words, EmptySearch.area)
        .having(times >= FEWEST_TIMES)
        .order_by(times.desc(), EmptySearch.words, EmptySearch.area)
        .limit(MOST_TOLD)
    )
    return tuple(UnmetCount(words, area, int(count)) for words, area, count in rows)
