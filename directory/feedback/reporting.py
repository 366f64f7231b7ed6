"""Reporting a problem, answering it, and forgetting its words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.audit.speaking import named
from directory.clock import local_date
from directory.feedback.errors import AnsweredBefore, NothingSaid, TellsOfAPerson, TooManyReports
from directory.feedback.models import ReportedProblem, ReportKind
from directory.identifiers import tells_of_a_person
from directory.people.models import Person
from directory.providers.models import Provider
from directory.services.models import Service

WORDS_KEPT_DAYS: Final = 90
"""After the answer; long enough to ask again what was meant."""

LONGEST_WORDS: Final = 500
LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class ReportLimit:
    """How many are taken in a day: anybody may report, and somebody has to read them."""

    of_a_page: int = 20
    in_all: int = 300


LIMIT: Final = ReportLimit()


def report_problem(
    session: Session,
    *,
    path: str,
    service: Service | None,
    provider: Provider | None = None,
    kind: ReportKind,
    words: str,
    by: Person,
    at: dt.datetime,
    limit: ReportLimit = LIMIT,
) -> ReportedProblem:
    """Keep it; the same said of the same page on one day is one report.

    Raises `TellsOfAPerson` and `TooManyReports`.
    """
    said, today = " ".join(words.split())[:LONGEST_WORDS], local_date(at)
    _refuse_identifiers(said)
    of_page = ReportedProblem.path == path
    same = (of_page, ReportedProblem.kind == kind, ReportedProblem.words == said)
    known = session.scalar(
        select(ReportedProblem).where(*same, ReportedProblem.reported_on == today)
    )
    if known is not None:
        return known
    _refuse_too_many(session, of_page, limit, today)
    report = ReportedProblem(
        path=path,
        service_id=None if service is None else service.id,
        provider_id=None if provider is None else provider.id,
        kind=kind,
        words=said,
        reported_on=today,
    )
    session.add(report)
    session.flush()
    after = {"kind": kind.value, "path": path}
    record_act(session, Act.PROBLEM_REPORT, report, by=by, at=at, after=after)
    return report


def answer_problem(
    session: Session, report: ReportedProblem, answer: str, *, by: Person, at: dt.datetime
) -> None:
    """Raises `NothingSaid`, `TellsOfAPerson`, and `AnsweredBefore` where somebody was quicker."""
    said = " ".join(answer.split())[:LONGEST_WORDS]
    if not said:
        raise NothingSaid
    _refuse_identifiers(said)
    who = named(session, by)[:LONGEST_NAME]
    done = session.execute(
        update(ReportedProblem)
        .where(ReportedProblem.id == report.id, ReportedProblem.answered_on.is_(None))
        .values(answered_on=local_date(at), answered_by=who, answer=said)
    )
    session.refresh(report)
    if not done.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types it as a plain Result
        raise AnsweredBefore(report.answer or "", report.answered_by or "")
    record_act(session, Act.PROBLEM_ANSWER, report, by=by, at=at, after={"answer": said})


def forget_words(session: Session, *, today: dt.date) -> int:
    """Erase the words of reports answered long ago; how many."""
    long_ago = today - dt.timedelta(days=WORDS_KEPT_DAYS)
    done = session.execute(
        update(ReportedProblem)
        .where(ReportedProblem.answered_on < long_ago, ReportedProblem.words != "")
        .values(words="")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # as above


def open_problems(session: Session) -> list[ReportedProblem]:
    """Those of all pages that nobody has answered, the oldest first."""
    asked = select(ReportedProblem).where(ReportedProblem.answered_on.is_(None))
    return list(session.scalars(asked.order_by(ReportedProblem.reported_on, ReportedProblem.id)))


def _refuse_identifiers(said: str) -> None:
    if what := tells_of_a_person(said):
        raise TellsOfAPerson(what)


def _refuse_too_many(
    session: Session, of_page: ColumnElement[bool], limit: ReportLimit, today: dt.date
) -> None:
    on_the_day = ReportedProblem.reported_on == today
    if _count(session, on_the_day, of_page) >= limit.of_a_page:
        raise TooManyReports(limit.of_a_page)
    if _count(session, on_the_day) >= limit.in_all:
        raise TooManyReports(limit.in_all)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count(ReportedProblem.id)).where(*where)).one()
