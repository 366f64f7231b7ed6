"""How many questions one network may ask in a day, so that nobody uses up what a court may ask."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.errors import TooManyFromHere
from commissioning.partnership.liaison.models import QuestionCount
from directory.dialect import insert_or_replace
from directory.places.models import CourtTeam

ONE_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuestionLimit:
    """How many are taken in a day: anybody may ask, and somebody has to answer.

    A busy court asks some thirty a day, and all of its people sit behind one network, which many
    courts may share. So floods alone are stopped: from one network no more than half of what a
    court may ask, nor than a fifth of all.
    """

    of_a_court: int = 120
    in_all: int = 1_500
    from_one_network: int = 60
    from_one_network_in_all: int = 300


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
        raise TooManyFromHere(
            limit.from_one_network, of_the_court=True, until=today + ONE_DAY,
            ring=number_to_ring(session, court_id),
        )  # fmt: skip
    if sum(asked.values()) >= limit.from_one_network_in_all:
        raise TooManyFromHere(
            limit.from_one_network_in_all, of_the_court=False, until=today + ONE_DAY,
            ring=number_to_ring(session, court_id),
        )  # fmt: skip


def number_to_ring(session: Session, court_id: int) -> str:
    """Of the probation team of a court; "" where none is known here."""
    stated = select(CourtTeam.telephone).where(CourtTeam.court_id == court_id)
    return session.scalar(stated.order_by(CourtTeam.id.desc()).limit(1)) or ""


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
