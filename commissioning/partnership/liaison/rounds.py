"""The yearly feedback of sentencers: opened, linked, answered and closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from commissioning.partnership.liaison.errors import LiaisonRefused, LinkOpensNoMore
from commissioning.partnership.liaison.free_wording import checked_words
from commissioning.partnership.liaison.models import (
    BenchComment,
    BenchLink,
    BenchReply,
    ChoiceCount,
    FeedbackRound,
)
from commissioning.partnership.liaison.round_days import LONGEST_DAYS, is_taking_answers
from commissioning.partnership.liaison.round_questions import LONGEST_COMMENT, questions_of_year
from directory.accounts.visiting import digest_of, new_token
from directory.acts import Act
from directory.audit.recording import record_act
from directory.clock import local_date
from directory.dialect import insert_or_replace
from directory.people.models import Person
from directory.places.models import Court

COMMENTS_KEPT_DAYS: Final = 90
"""After a round has closed: long enough to be read and talked over."""

REPLIES_A_DAY: Final = 60
"""By one bench: more in a day than any has sentencers."""


def open_round(
    session: Session, *, region_id: int, year: int, closes_on: dt.date, by: Person, at: dt.datetime
) -> FeedbackRound:
    """One of a region and year. Raises `LiaisonRefused`."""
    today = local_date(at)
    if year not in {today.year - 1, today.year, today.year + 1}:
        raise LiaisonRefused(f"Enter {today.year}, or the year before or after it.", "year")
    if not 1 <= (closes_on - today).days <= LONGEST_DAYS:
        raise LiaisonRefused("Enter a last day after today, within half a year.", "closes_on")
    made = FeedbackRound(region_id=region_id, year=year, opened_on=today, closes_on=closes_on)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise LiaisonRefused(f"The round of {year} was opened already.", "year") from error
    after = {"year": year, "closes_on": closes_on}
    record_act(session, Act.ROUND_OPEN, made, by=by, at=at, after=after)
    return made


def close_round(session: Session, opened: FeedbackRound, *, by: Person, at: dt.datetime) -> None:
    """Before its last day; nothing is answered after it. Raises `LiaisonRefused`."""
    today = local_date(at)
    _refuse_closed(opened, today)
    opened.closed_on = today
    session.flush()
    record_act(session, Act.ROUND_CLOSE, opened, by=by, at=at, after={"closed_on": today})


def make_bench_link(
    session: Session, opened: FeedbackRound, court: Court, *, by: Person, at: dt.datetime
) -> str:
    """The word of the link, told once; the one that was made before opens no more.

    Raises `LiaisonRefused`.
    """
    today = local_date(at)
    _refuse_closed(opened, today)
    if court.region_id != opened.region_id:
        raise LiaisonRefused("Choose courts of your own region.", "courts")
    for before in session.scalars(_open_links(opened, court)):
        close_bench_link(session, before, by=by, at=at)
    token = new_token()
    link = BenchLink(
        round_id=opened.id, court_id=court.id, token_digest=digest_of(token), made_on=today
    )
    session.add(link)
    session.flush()
    record_act(session, Act.BENCH_LINK_MAKE, link, by=by, at=at, after={"court_id": court.id})
    return token


def close_bench_link(session: Session, link: BenchLink, *, by: Person, at: dt.datetime) -> None:
    """What was answered by it stands; twice it is done once."""
    if link.closed_on is not None:
        return
    link.closed_on = local_date(at)
    session.flush()
    after = {"court_id": link.court_id}
    record_act(session, Act.BENCH_LINK_CLOSE, link, by=by, at=at, after=after)


def bench_link_of(session: Session, token: str, *, today: dt.date) -> BenchLink:
    """Raises `LinkOpensNoMore`, whatever the reason."""
    link = session.scalar(
        select(BenchLink)
        .where(BenchLink.token_digest == digest_of(token))
        .options(joinedload(BenchLink.round), joinedload(BenchLink.court))
    )
    if link is None or link.closed_on is not None:
        raise LinkOpensNoMore
    if not is_taking_answers(link.round.closes_on, link.round.closed_on, today):
        raise LinkOpensNoMore
    return link


def give_feedback(
    session: Session,
    link: BenchLink,
    *,
    chosen: Mapping[str, str],
    comment: str,
    known: Iterable[str],
    form_id: uuid.UUID,
    at: dt.datetime,
) -> None:
    """Add one sentencer's answers up; a second click adds nothing.

    No row of the record of changes is written: it would tell the second in which somebody
    answered. Raises `LiaisonRefused`.
    """
    questions = questions_of_year(link.round.year)
    for question in questions:
        if chosen.get(question.code) not in question.codes:
            raise LiaisonRefused("Choose an answer.", question.code)
    words = checked_words(comment, field="comment", known=known, most=LONGEST_COMMENT)
    today = local_date(at)
    if session.scalar(select(BenchReply.id).where(BenchReply.form_id == form_id)) is not None:
        return
    _refuse_too_many(session, link, today)
    reply = BenchReply(
        form_id=form_id, round_id=link.round_id, court_id=link.court_id, given_on=today
    )
    try:
        with session.begin_nested():
            session.add(reply)
    except IntegrityError:  # the same form, sent twice at the same moment
        return
    if words:
        session.add(BenchComment(round_id=link.round_id, words=words))
    session.flush()
    _add_up(session, link, {one.code: chosen[one.code] for one in questions})


def forget_bench_comments(session: Session, *, today: dt.date) -> int:
    """Delete what was written in rounds that closed so long ago; how many."""
    long_ago = today - dt.timedelta(days=COMMENTS_KEPT_DAYS)
    over = select(FeedbackRound.id).where(
        or_(FeedbackRound.closed_on < long_ago, FeedbackRound.closes_on < long_ago)
    )
    gone = delete(BenchComment).where(BenchComment.round_id.in_(over)).returning(BenchComment.id)
    return len(session.scalars(gone).all())


def _add_up(session: Session, link: BenchLink, chosen: Mapping[str, str]) -> None:
    of = {"round_id": link.round_id, "court_id": link.court_id}
    insert_or_replace(
        session.connection(),
        ChoiceCount.__table__,  # type: ignore[arg-type]  # SQLAlchemy calls it a FromClause
        [{**of, "question": code, "choice": one, "count": 1} for code, one in chosen.items()],
        key=("round_id", "court_id", "question", "choice"),
        add=("count",),
    )


def _open_links(opened: FeedbackRound, court: Court) -> Select[BenchLink]:
    return select(BenchLink).where(
        BenchLink.round_id == opened.id,
        BenchLink.court_id == court.id,
        BenchLink.closed_on.is_(None),
    )


def _refuse_closed(opened: FeedbackRound, today: dt.date) -> None:
    if not is_taking_answers(opened.closes_on, opened.closed_on, today):
        raise LiaisonRefused("This round has closed: nothing of it changes any more.", "courts")


def _refuse_too_many(session: Session, link: BenchLink, today: dt.date) -> None:
    given = select(func.count(BenchReply.id)).where(
        BenchReply.round_id == link.round_id,
        BenchReply.court_id == link.court_id,
        BenchReply.given_on == today,
    )
    if session.scalars(given).one() >= REPLIES_A_DAY:
        raise LiaisonRefused(
            f"{REPLIES_A_DAY} answers came from this bench today. Come back tomorrow.", "comment"
        )
