"""Counting searches that found nothing: words alone, never a number, a postcode or a person."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy.orm import Session

from directory.dialect import insert_or_replace
from directory.search.models import EmptySearch
from directory.search.wording import STOP_WORDS, words_of

MOST_WORDS_KEPT: Final = 6
LONGEST_KEPT: Final = 120


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
