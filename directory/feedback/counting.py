"""How many found a kind of page useful, and how quickly problems are answered."""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from directory.dialect import insert_or_replace
from directory.feedback.models import PageVerdict, ReportedProblem
from directory.services.models import Service
from directory.services.sight import is_secret

TOLD_FROM: Final = 10
"""A share of fewer verdicts says nothing."""


@dataclass(frozen=True, slots=True)
class PageUse:
    """`share` is of 1; None where too few said so."""

    page: str
    verdicts: int
    share: float | None


@dataclass(frozen=True, slots=True)
class ProblemTally:
    """`median_days` from report to answer, None where none was answered.

    Of what is confidential nothing is counted: by a number alone it would be known of.
    """

    reported: int
    answered: int
    median_days: int | None


def count_verdict(session: Session, page: str, *, is_useful: bool, day: dt.date) -> None:
    insert_or_replace(
        session.connection(),
        PageVerdict.__table__,  # type: ignore[arg-type]  # SQLAlchemy calls it a FromClause
        [{"day": day, "page": page, "is_useful": is_useful, "count": 1}],
        key=("day", "page", "is_useful"),
        add=("count",),
    )


def page_uses(session: Session, *, since: dt.date) -> list[PageUse]:
    """By kind of page, the one most spoken of first."""
    asked = (
        select(PageVerdict.page, PageVerdict.is_useful, func.sum(PageVerdict.count))
        .where(PageVerdict.day >= since)
        .group_by(PageVerdict.page, PageVerdict.is_useful)
    )
    found: dict[str, dict[bool, int]] = {}
    for page, is_useful, count in session.execute(asked):
        found.setdefault(page, {})[is_useful] = int(count)
    uses = [_use(page, said.get(True, 0), said.get(False, 0)) for page, said in found.items()]
    return sorted(uses, key=lambda use: (-use.verdicts, use.page))


def _use(page: str, useful: int, useless: int) -> PageUse:
    said = useful + useless
    return PageUse(page, said, useful / said if said >= TOLD_FROM else None)


def problem_tally(session: Session, *, since: dt.date) -> ProblemTally:
    asked = select(ReportedProblem.reported_on, ReportedProblem.answered_on).where(
        ReportedProblem.reported_on >= since, ~_is_of_a_secret()
    )
    rows = session.execute(asked).all()
    days = [(answered - reported).days for reported, answered in rows if answered is not None]
    return ProblemTally(len(rows), len(days), round(statistics.median(days)) if days else None)


def _is_of_a_secret() -> ColumnElement[bool]:
    """Condition on `ReportedProblem`."""
    is_its = or_(
        Service.id == ReportedProblem.service_id,
        Service.provider_id == ReportedProblem.provider_id,
    )
    return exists().where(is_secret(), is_its)
