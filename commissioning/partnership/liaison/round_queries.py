"""Rounds of feedback: for whoever runs them, and what of each may be published."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from commissioning.partnership.liaison.models import (
    BenchComment,
    BenchLink,
    BenchReply,
    ChoiceCount,
    FeedbackRound,
)
from commissioning.partnership.liaison.publishing import is_published, published_benches
from commissioning.partnership.liaison.round_days import is_taking_answers
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.round_rows import (
    BenchStanding,
    ChoicesOf,
    QuestionChoices,
    RoundResults,
)
from directory.errors import NotKnown
from directory.places.models import Court

Choices = Mapping[tuple[int | None, str, str], int]
"""How many of a bench chose so, by court, question and choice; None of those folded together."""


def rounds_of_region(session: Session, region_id: int) -> list[FeedbackRound]:
    """The newest first."""
    asked = select(FeedbackRound).where(FeedbackRound.region_id == region_id)
    return list(session.scalars(asked.order_by(FeedbackRound.year.desc())))


def round_of_region(session: Session, public_id: uuid.UUID, region_id: int) -> FeedbackRound:
    """Raises `NotKnown`, also for another region's."""
    found = session.scalar(
        select(FeedbackRound).where(
            FeedbackRound.public_id == public_id, FeedbackRound.region_id == region_id
        )
    )
    if found is None:
        raise NotKnown("round of your region", public_id)
    return found


def benches_of_round(session: Session, opened: FeedbackRound) -> list[BenchStanding]:
    """Every court of the region by name, with how many links of it open and how many answered."""
    links = session.scalars(
        select(BenchLink)
        .where(
            BenchLink.round_id == opened.id,
            BenchLink.closed_on.is_(None),
            BenchLink.is_used.is_(False),
        )
        .order_by(BenchLink.id)
    )
    by_court: defaultdict[int, list[BenchLink]] = defaultdict(list)
    for link in links:
        by_court[link.court_id].append(link)
    replies = replies_by_court(session, opened.id)
    courts = session.scalars(
        select(Court).where(Court.region_id == opened.region_id).order_by(Court.name, Court.id)
    )
    return [
        BenchStanding(court, tuple(by_court[court.id]), replies.get(court.id, 0))
        for court in courts
    ]


def link_of_round(session: Session, opened: FeedbackRound, public_id: uuid.UUID) -> BenchLink:
    """Raises `NotKnown`."""
    found = session.scalar(
        select(BenchLink)
        .where(BenchLink.public_id == public_id, BenchLink.round_id == opened.id)
        .options(joinedload(BenchLink.court))
    )
    if found is None:
        raise NotKnown("link of this round", public_id)
    return found


def replies_by_court(session: Session, round_id: int) -> dict[int, int]:
    rows = session.execute(
        select(BenchReply.court_id, func.count(BenchReply.id))
        .where(BenchReply.round_id == round_id)
        .group_by(BenchReply.court_id)
    )
    return dict(rows.all())


def comments_of_round(session: Session, opened: FeedbackRound) -> list[str]:
    """In the order of the alphabet: who wrote first is told by nothing."""
    asked = select(BenchComment.words).where(BenchComment.round_id == opened.id)
    return sorted(session.scalars(asked))


def published_results(session: Session, region_id: int, *, today: dt.date) -> list[RoundResults]:
    """Of every round that has closed, the newest first; of one with too few answers no number."""
    return [
        results_of_round(session, one)
        for one in rounds_of_region(session, region_id)
        if not is_taking_answers(one.closes_on, one.closed_on, today)
    ]


def results_of_round(session: Session, closed: FeedbackRound) -> RoundResults:
    """What may be published of a round that has closed."""
    replies = replies_by_court(session, closed.id)
    told = published_benches(replies)
    if not is_published(sum(replies.values())):
        return RoundResults(closed.year, None, ())
    choices = _choices(session, closed.id)
    courts = session.scalars(select(Court).where(Court.id.in_(told)).order_by(Court.name, Court.id))
    benches = tuple(
        _choices_of(court.name, replies[court.id], closed.year, choices, {court.id})
        for court in courts
    )
    whole = _choices_of("", sum(replies.values()), closed.year, choices, {*replies, None})
    return RoundResults(closed.year, whole, benches)


def _choices_of(
    name: str, answers: int, year: int, choices: Choices, court_ids: Iterable[int | None]
) -> ChoicesOf:
    courts = set(court_ids)
    questions = tuple(
        QuestionChoices(
            question.words,
            tuple(
                (words, sum(choices.get((court, question.code, code), 0) for court in courts))
                for code, words in question.choices
            ),
        )
        for question in questions_of_year(year)
    )
    return ChoicesOf(name, answers, questions)


def _choices(session: Session, round_id: int) -> Choices:
    rows = session.execute(
        select(
            ChoiceCount.court_id, ChoiceCount.question, ChoiceCount.choice, ChoiceCount.count
        ).where(ChoiceCount.round_id == round_id)
    )
    found: defaultdict[tuple[int | None, str, str], int] = defaultdict(int)
    for court_id, question, choice, count in rows:
        found[court_id, question, choice] = count
    return found
