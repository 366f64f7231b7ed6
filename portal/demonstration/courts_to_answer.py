"""What the region's courts ask, where they meet probation, and what sentencers said: invented.

Three questions in three states, a meeting that was held and one to come, and two rounds of the
yearly feedback: one of which enough answered to be published, one that has only begun.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import AskedAbout, answer_question, ask_question
from commissioning.partnership.liaison.meetings import (
    PointSaid,
    note_point,
    plan_meeting,
    record_meeting,
)
from commissioning.partnership.liaison.models import FeedbackRound, LiaisonQuestion
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.rounds import (
    bench_link_of,
    close_round,
    give_feedback,
    make_bench_links,
    open_round,
)
from directory.clock import local_date
from directory.people.models import Person
from directory.places.models import Court
from portal.demonstration.sent_cases import days_before
from portal.demonstration.things_to_do import Cast, cast_of

COURT: Final = "preston-magistrates-court"


@dataclass(frozen=True, slots=True)
class ToAsk:
    """`answered_after` so many days, "" of `answer` where nobody has."""

    requirement: str
    words: str
    days_ago: int
    answer: str = ""
    what_changed: str = ""
    answered_after: int = 0


TO_ASK: Final = (
    ToAsk(
        "unpaid_work",
        "Can somebody who works on weekdays do the hours on a Sunday?",
        30,
        "Yes, in two places: the court team has the list.",
        "A second Sunday group was opened.",
        4,
    ),
    ToAsk("programme", "How many sessions come before the first of the group itself?", 15),
    ToAsk("alcohol_treatment", "Is there a group in the evening, and how long is the wait?", 1),
)

POINTS: Final = (
    PointSaid(
        "Why do reports not say by when a programme starts?",
        "They do from next month: the court’s page is printed with each.",
        "The template of reports has a line for it.",
    ),
    PointSaid(
        "Who is told when a requirement is breached?", "The office of the court, in writing."
    ),
)
THERE: Final = ("bench_chair", "district_judge", "legal_adviser", "commissioner", "court_officer")

CHOSEN: Final = ("mostly", "mostly", "seldom", "always", "cannot_say", "mostly", "seldom", "never")
"""By turns, so that the table of the demonstration has something of everything."""

SENTENCERS: Final = 24
COMMENTS: Final = (
    "Dates that hold are worth more than early ones.",
    "A second telephone number would help on Mondays.",
)


def make_courts_to_answer(session: Session, *, at: dt.datetime) -> bool:
    """Once, after the accounts; whether anything was made."""
    cast = cast_of(session)
    court = session.scalar(select(Court).where(Court.slug == COURT))
    if cast is None or court is None or court.region_id is None:
        return False
    if session.scalar(select(LiaisonQuestion.id).limit(1)) is not None:
        return False
    for one in TO_ASK:
        _ask(session, one, court, cast, at)
    _meet(session, court, cast, at)
    _feedback(session, court, cast, at)
    return True


def _ask(session: Session, one: ToAsk, court: Court, cast: Cast, at: dt.datetime) -> None:
    asked_at = days_before(at, one.days_ago)
    question = ask_question(
        session, court=court, origin="here",
        about=AskedAbout(requirement=one.requirement), words=one.words, known=(),
        request_id=uuid.uuid4(), by=cast.by, at=asked_at,
    )  # fmt: skip
    if one.answer:
        answer_question(
            session, question, answer=one.answer, what_changed=one.what_changed, is_shown=True,
            known=(), by=cast.commissioner, at=days_before(at, one.days_ago - one.answered_after),
        )  # fmt: skip


def _meet(session: Session, court: Court, cast: Cast, at: dt.datetime) -> None:
    region_id, by, today = court.region_id or 0, cast.commissioner, local_date(at)
    held = record_meeting(
        session, region_id=region_id, court_ids=[court.id], on=today - dt.timedelta(days=35),
        present=THERE, request_id=uuid.uuid4(), by=by, at=at,
    )  # fmt: skip
    for said in POINTS:
        note_point(session, held, said, known=(), request_id=uuid.uuid4(), by=by, at=at)
    plan_meeting(
        session, region_id=region_id, court_ids=[court.id], on=today + dt.timedelta(days=56),
        request_id=uuid.uuid4(), by=by, at=at,
    )  # fmt: skip


def _feedback(session: Session, court: Court, cast: Cast, at: dt.datetime) -> None:
    """Last year's round, of two benches, has closed; this year's has begun."""
    begun, over = days_before(at, 330), days_before(at, 290)
    last = _opened(session, court, cast.commissioner, local_date(at).year - 1, begun)
    others = select(Court).where(Court.region_id == court.region_id, Court.id != court.id)
    beside = session.scalars(others.order_by(Court.slug).limit(1)).all()
    for bench, answers in zip((court, *beside), (14, 9), strict=False):
        _answer(session, last, bench, answers, cast.commissioner, begun, COMMENTS)
    close_round(session, last, by=cast.commissioner, at=over)
    now = days_before(at, 10)
    own = _opened(session, court, cast.commissioner, local_date(at).year, now)
    _answer(session, own, court, 3, cast.commissioner, at, COMMENTS[:1])


def _opened(
    session: Session, court: Court, by: Person, year: int, at: dt.datetime
) -> FeedbackRound:
    closes_on = local_date(at) + dt.timedelta(days=60)
    return open_round(
        session, region_id=court.region_id or 0, year=year, closes_on=closes_on, by=by, at=at
    )


def _answer(
    session: Session,
    opened: FeedbackRound,
    bench: Court,
    answers: int,
    by: Person,
    at: dt.datetime,
    comments: tuple[str, ...],
) -> None:
    tokens = make_bench_links(session, opened, bench, sentencers=SENTENCERS, by=by, at=at)
    for number, token in enumerate(tokens[:answers]):
        link = bench_link_of(session, token, today=local_date(at))
        give_feedback(
            session, link, chosen=dict(_chosen(opened.year, number)),
            comment=comments[number] if number < len(comments) else "", known=(),
            form_id=uuid.uuid4(), at=at,
        )  # fmt: skip


def _chosen(year: int, number: int) -> Iterator[tuple[str, str]]:
    for place, question in enumerate(questions_of_year(year)):
        yield question.code, CHOSEN[(number + 3 * place) % len(CHOSEN)]
