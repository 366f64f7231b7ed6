"""How many questions one network may ask in a day, so that nobody uses up what a court may ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.errors import TooManyFromHere
from commissioning.partnership.liaison.models import QuestionCount
from directory.dialect import insert_or_replace


@dataclass(frozen=True, slots=True)
class QuestionLimit:
    """How many are taken in a day: anybody may ask, and somebody has to answer.

    From one network no more than a quarter of what a court may ask, nor than a tenth of all: its
    own people sit behind one, so that less would silence them.
    """

    of_a_court: int = 20
    in_all: int = 200
    from_one_network: int = 5
    from_one_network_in_all: int = 20


def refuse_too_many_from(
    session: Session, origin: str, court_id: int, limit: QuestionLimit, today: dt.date
) -> None:
    """Raises `TooManyFromHere`."""
    rows = session.execute(
        select(QuestionCount.court_id, func.sum(QuestionCount.count))
        .where(QuestionCount.day == today, QuestionCount.origin == origin)
        .group_by(QuestionCount.court_id)
    )
    asked = {court: int(count) for court, count in rows}
    if asked.get(court_id, 0) >= limit.from_one_network:
        raise TooManyFromHere(limit.from_one_network, of_the_court=True)
    if sum(asked.values()) >= limit.from_one_network_in_all:
        raise TooManyFromHere(limit.from_one_network_in_all, of_the_court=False)


def count_question_from(session: Session, origin: str, court_id: int, today: dt.date) -> None:
    """Days before it are forgotten at once."""
    forget_question_counts(session, today=today)
    insert_or_replace(
        session.connection(),
        QuestionCount.__table__,  # type: ignore[arg-type]  # SQLAlchemy calls it a FromClause
        [{"day": today, "origin": origin, "court_id": court_id, "count": 1}],
        key=("day", "origin", "court_id"),
        add=("count",),
    )


def forget_question_counts(session: Session, *, today: dt.date) -> int:
    """How many of days before `today` are gone."""
    gone = delete(QuestionCount).where(QuestionCount.day < today).returning(QuestionCount.id)
    return len(session.scalars(gone).all())
