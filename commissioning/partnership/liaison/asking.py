"""A court asks what is offered there, probation answers, and the words of the question go."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commissioning.bank_holidays import england_and_wales
from commissioning.partnership.liaison.clock import due_day
from commissioning.partnership.liaison.errors import (
    LiaisonRefused,
    NobodyToAsk,
    QuestionAnswered,
    TooManyQuestions,
)
from commissioning.partnership.liaison.free_wording import LONGEST_QUESTION, checked_words
from commissioning.partnership.liaison.models import LiaisonQuestion
from commissioning.partnership.liaison.question_counts import (
    ONE_DAY,
    QuestionLimit,
    count_question_from,
    number_to_ring,
    refuse_too_many_from,
)
from commissioning.partnership.liaison.references import new_question_reference
from directory.acts import Act
from directory.audit.recording import record_act
from directory.audit.speaking import named
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import Court

UNANSWERED_KEPT_DAYS: Final = 90
"""After the day of asking the words go, though nobody answered; that it is overdue stays."""

LONGEST_NAME: Final = 300


QUESTION_LIMIT: Final = QuestionLimit()


@dataclass(frozen=True, slots=True)
class AskedAbout:
    """A requirement by its code, or a service by its key: one of the two."""

    requirement: str | None = None
    service_id: int | None = None


def ask_question(
    session: Session,
    *,
    court: Court,
    about: AskedAbout,
    words: str,
    known: Iterable[str],
    origin: str,
    request_id: uuid.UUID,
    by: Person,
    at: dt.datetime,
    limit: QuestionLimit = QUESTION_LIMIT,
) -> LiaisonQuestion:
    """Keep it; a second click, and the same asked again that day, is one question.

    Other words, or about another thing, under the form's `request_id` are another question.
    `known`: names of places and services that may stand in it. `origin`: a digest of the network
    it came from and of the day, kept until the day is over. Raises `LiaisonRefused`.
    """
    court_id, region_id = court.id, court.region_id
    if region_id is None:
        raise NobodyToAsk
    said = checked_words(
        words, field="words", known=known, most=LONGEST_QUESTION, wanted="Write what you ask."
    )
    today = local_date(at)
    # Asked first: of a form that is kept between the two, the same question is found, not doubled.
    is_used = session.scalar(_under_the_key(request_id)) is not None
    before = session.scalar(_the_same(court_id, about, said, request_id, today))
    if before is not None:
        return before
    refuse_too_many_from(session, origin, court_id, limit, today)
    _refuse_too_many(session, court_id, limit, today)
    question = LiaisonQuestion(
        request_id=uuid.uuid4() if is_used else request_id,
        reference=new_question_reference(), court_id=court_id, region_id=region_id,
        requirement=about.requirement, service_id=about.service_id, words=said,
        asked_on=today, due_on=due_day(today, england_and_wales()),
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(question)
    except IntegrityError as error:  # the same form, sent twice at the same moment
        before = session.scalar(_the_same(court_id, about, said, request_id, today))
        if before is None:
            raise LiaisonRefused("Another question was sent with this. Ask again.") from error
        return before
    _record_asked(session, question, by=by, at=at)
    count_question_from(session, origin, court_id, today)
    return question


def _record_asked(
    session: Session, question: LiaisonQuestion, *, by: Person, at: dt.datetime
) -> None:
    after = {
        "court_id": question.court_id, "requirement": question.requirement,
        "service_id": question.service_id, "due_on": question.due_on,
    }  # fmt: skip
    record_act(session, Act.QUESTION_ASK, question, by=by, at=at, after=after)


def answer_question(
    session: Session,
    question: LiaisonQuestion,
    *,
    answer: str,
    what_changed: str,
    is_shown: bool,
    known: Iterable[str],
    by: Person,
    at: dt.datetime,
) -> None:
    """`is_shown`: anybody reads it with the court. The words of the question are erased at once.

    Raises `LiaisonRefused`, and `QuestionAnswered` where somebody was quicker.
    """
    names = tuple(known)
    said = checked_words(answer, field="answer", known=names, wanted="Write the answer.")
    changed = checked_words(what_changed, field="what_changed", known=names)
    done = session.execute(
        update(LiaisonQuestion)
        .where(LiaisonQuestion.id == question.id, LiaisonQuestion.answered_on.is_(None))
        .values(
            answered_on=local_date(at), answered_by=named(session, by)[:LONGEST_NAME], answer=said,
            what_changed=changed or None, is_shown=is_shown, words="",
        )
    )  # fmt: skip
    session.refresh(question)
    if not done.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types it as a plain Result
        raise QuestionAnswered(question.answered_by or "", question.answered_on or local_date(at))
    after = {"is_shown": is_shown}
    record_act(session, Act.QUESTION_ANSWER, question, by=by, at=at, after=after)


def show_answer(
    session: Session, question: LiaisonQuestion, *, is_shown: bool, by: Person, at: dt.datetime
) -> None:
    """Put an answer on the page of its court, or take it off. Raises `LiaisonRefused`."""
    if question.answered_on is None:
        raise LiaisonRefused("Answer the question first: then the answer can be shown.", "answer")
    if question.is_shown == is_shown:
        return
    question.is_shown = is_shown
    session.flush()
    record_act(
        session, Act.QUESTION_SHOW, question, by=by, at=at,
        before={"is_shown": not is_shown}, after={"is_shown": is_shown},
    )  # fmt: skip


def forget_question_words(session: Session, *, today: dt.date) -> int:
    """Erase the words of questions that nobody answered for so long; how many."""
    long_ago = today - dt.timedelta(days=UNANSWERED_KEPT_DAYS)
    done = session.execute(
        update(LiaisonQuestion)
        .where(LiaisonQuestion.asked_on < long_ago, LiaisonQuestion.words != "")
        .values(words="")
    )
    return int(done.rowcount)  # type: ignore[attr-defined]  # as above


def _the_same(
    court_id: int, about: AskedAbout, words: str, request_id: uuid.UUID, today: dt.date
) -> Select[LiaisonQuestion]:
    same = (
        LiaisonQuestion.court_id == court_id,
        LiaisonQuestion.requirement.is_not_distinct_from(about.requirement),
        LiaisonQuestion.service_id.is_not_distinct_from(about.service_id),
        LiaisonQuestion.words == words,
        or_(LiaisonQuestion.asked_on == today, LiaisonQuestion.request_id == request_id),
    )
    return select(LiaisonQuestion).where(*same).order_by(LiaisonQuestion.id).limit(1)


def _under_the_key(request_id: uuid.UUID) -> Select[int]:
    return select(LiaisonQuestion.id).where(LiaisonQuestion.request_id == request_id)


def _refuse_too_many(session: Session, court_id: int, limit: QuestionLimit, today: dt.date) -> None:
    on_the_day = LiaisonQuestion.asked_on == today
    ring = number_to_ring(session, court_id)
    if _count(session, on_the_day, LiaisonQuestion.court_id == court_id) >= limit.of_a_court:
        raise TooManyQuestions(limit.of_a_court, until=today + ONE_DAY, ring=ring)
    if _count(session, on_the_day) >= limit.in_all:
        raise TooManyQuestions(limit.in_all, until=today + ONE_DAY, ring=ring)


def _count(session: Session, *where: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count(LiaisonQuestion.id)).where(*where)).one()
