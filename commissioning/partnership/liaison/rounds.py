"""The yearly feedback of sentencers: opened, linked, answered and closed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from commissioning.partnership.liaison.errors import (
    LiaisonRefused,
    LinkOpensNoMore,
    LinksMadeMeanwhile,
    LinksUnused,
)
from commissioning.partnership.liaison.folding import fold_small_benches
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

MOST_SENTENCERS: Final = 500
"""More than any bench has; another digit is a slip."""


def open_round(
    session: Session, *, region_id: int, year: int, closes_on: dt.date, by: Person, at: dt.datetime
) -> FeedbackRound:
    """One of a region and year; the same again that day is one. Raises `LiaisonRefused`."""
    today = local_date(at)
    if year not in {today.year - 1, today.year, today.year + 1}:
        raise LiaisonRefused(f"Enter {today.year}, or the year before or after it.", "year")
    if not 1 <= (closes_on - today).days <= LONGEST_DAYS:
        raise LiaisonRefused("Enter a last day after today, within half a year.", "closes_on")
    same = select(FeedbackRound).where(
        FeedbackRound.region_id == region_id, FeedbackRound.year == year,
        FeedbackRound.opened_on == today, FeedbackRound.closes_on == closes_on,
        FeedbackRound.closed_on.is_(None),
    )  # fmt: skip
    if (before := session.scalar(same)) is not None:
        return before
    made = FeedbackRound(region_id=region_id, year=year, opened_on=today, closes_on=closes_on)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        raise LiaisonRefused(f"The round of {year} was opened already.", "year") from error
    after = {"year": year, "closes_on": closes_on}
    record_act(session, Act.ROUND_OPEN, made, by=by, at=at, after=after)
    return made


def close_round(session: Session, opened: FeedbackRound, *, by: Person, at: dt.datetime) -> bool:
    """Before its last day; nothing is answered after it. False where it had closed already.

    Whoever is answering at this moment is waited for: what they send is counted, or is refused.
    """
    session.refresh(opened, with_for_update=True)
    today = local_date(at)
    if not is_taking_answers(opened.closes_on, opened.closed_on, today):
        return False
    opened.closed_on = today
    session.flush()
    fold_small_benches(session, opened)
    record_act(session, Act.ROUND_CLOSE, opened, by=by, at=at, after={"closed_on": today})
    return True


def make_bench_links(
    session: Session,
    opened: FeedbackRound,
    court: Court,
    *,
    sentencers: int,
    by: Person,
    at: dt.datetime,
    replaces: bool = False,
    new: Callable[[], str] = new_token,
) -> list[str]:
    """The words of the links, told once: as many as the bench has sentencers who have not answered.
    Those that were made before open no more; where any of them is unused, `replaces` says that
    this is meant. `new` makes the words of one.

    Raises `LiaisonRefused`.
    """
    today = local_date(at)
    _refuse_closed(opened, today)
    if court.region_id != opened.region_id:
        raise LiaisonRefused("Choose courts of your own region.", "courts")
    left = sentencers - _answers_of(session, opened, court)
    if not 1 <= sentencers <= MOST_SENTENCERS or left < 1:
        raise LiaisonRefused(_no_such_number(sentencers - left), "courts")
    if not replaces and (unused := len(session.scalars(_open_links(opened, court)).all())):
        raise LinksUnused(court.name, unused)
    close_bench_links(session, opened, court, by=by, at=at)
    tokens = [new() for _ in range(left)]
    links = [
        BenchLink(
            round_id=opened.id, court_id=court.id, token_digest=digest_of(token), made_on=today
        )
        for token in tokens
    ]
    session.add_all(links)
    session.flush()
    after = {"court_id": court.id, "sentencers": sentencers, "links": left}
    record_act(session, Act.BENCH_LINK_MAKE, links[0], by=by, at=at, after=after)
    return tokens


def links_made_with(session: Session, opened: FeedbackRound, tokens: Sequence[str]) -> list[str]:
    """Those of the words that are a link's, and were not replaced or closed."""
    digests = {digest_of(token): token for token in tokens}
    asked = select(BenchLink.token_digest).where(
        BenchLink.round_id == opened.id, BenchLink.token_digest.in_(digests),
        BenchLink.closed_on.is_(None),
    )  # fmt: skip
    found = set(session.scalars(asked))
    return [token for digest, token in digests.items() if digest in found]


def links_ever_made(session: Session, opened: FeedbackRound) -> int:
    """Grows with every link made, and by nothing else: what a page with a form has seen."""
    made = select(func.count(BenchLink.id)).where(BenchLink.round_id == opened.id)
    return session.scalars(made).one()


def refuse_links_made_since(session: Session, opened: FeedbackRound, *, seen: int) -> None:
    """The same form sent again makes no other links. Raises `LinksMadeMeanwhile`.

    The round is locked: of two at the same moment the second sees what the first made.
    """
    session.refresh(opened, with_for_update=True)
    if links_ever_made(session, opened) != seen:
        raise LinksMadeMeanwhile


def close_bench_links(
    session: Session, opened: FeedbackRound, court: Court, *, by: Person, at: dt.datetime
) -> int:
    """What was answered by them stands; twice it is done once. How many opened until now."""
    links = session.scalars(_open_links(opened, court)).all()
    for link in links:
        link.closed_on = local_date(at)
    if links:
        session.flush()
        after = {"court_id": court.id, "links": len(links)}
        record_act(session, Act.BENCH_LINK_CLOSE, links[0], by=by, at=at, after=after)
    return len(links)


def bench_link_of(session: Session, token: str, *, today: dt.date) -> BenchLink:
    """Raises `LinkOpensNoMore`, whatever the reason."""
    link = session.scalar(
        select(BenchLink)
        .where(BenchLink.token_digest == digest_of(token))
        .options(joinedload(BenchLink.round), joinedload(BenchLink.court))
    )
    if link is None or link.is_used or link.closed_on is not None:
        raise LinkOpensNoMore
    if not is_taking_answers(link.round.closes_on, link.round.closed_on, today):
        raise LinkOpensNoMore
    return link


def is_answered(session: Session, form_id: uuid.UUID) -> bool:
    """Whether this very form was sent before: then its link is used, and the answers are kept."""
    return session.scalar(select(BenchReply.id).where(BenchReply.form_id == form_id)) is not None


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
    """Add one sentencer's answers up, by a link that opens no more then; a second click adds
    nothing.

    No row of the record of changes is written: it would tell the second in which somebody
    answered. Raises `LiaisonRefused`, `LinkOpensNoMore` of a link that was used meanwhile.
    """
    questions = questions_of_year(link.round.year)
    for question in questions:
        if chosen.get(question.code) not in question.codes:
            raise LiaisonRefused("Choose an answer.", question.code)
    words = checked_words(comment, field="comment", known=known, most=LONGEST_COMMENT)
    today = local_date(at)
    if is_answered(session, form_id):
        return
    _refuse_closing(session, link, today)
    reply = BenchReply(
        form_id=form_id, round_id=link.round_id, court_id=link.court_id, given_on=today
    )
    try:
        with session.begin_nested():
            _use(session, link)
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


def _refuse_closing(session: Session, link: BenchLink, today: dt.date) -> None:
    """The round may have closed since the link was looked up; from here on it waits for this
    answer. Raises `LinkOpensNoMore`."""
    asked = select(FeedbackRound.closes_on, FeedbackRound.closed_on)
    row = session.execute(
        asked.where(FeedbackRound.id == link.round_id).with_for_update(read=True)
    ).one()
    if not is_taking_answers(*row, today):
        raise LinkOpensNoMore


def _use(session: Session, link: BenchLink) -> None:
    """By one alone, however many send it at once. Raises `LinkOpensNoMore`."""
    used = session.execute(
        update(BenchLink)
        .where(BenchLink.id == link.id, BenchLink.is_used.is_(False), BenchLink.closed_on.is_(None))
        .values(is_used=True)
    )
    if not used.rowcount:  # type: ignore[attr-defined]  # SQLAlchemy types it as a plain Result
        raise LinkOpensNoMore


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
        BenchLink.is_used.is_(False),
    )


def _refuse_closed(opened: FeedbackRound, today: dt.date) -> None:
    if not is_taking_answers(opened.closes_on, opened.closed_on, today):
        raise LiaisonRefused("This round has closed: nothing of it changes any more.", "courts")


def _answers_of(session: Session, opened: FeedbackRound, court: Court) -> int:
    given = select(func.count(BenchReply.id)).where(
        BenchReply.round_id == opened.id, BenchReply.court_id == court.id
    )
    return session.scalars(given).one()


def _no_such_number(answered: int) -> str:
    if answered:
        return (
            f"{answered} sentencers of this bench have answered. Enter how many it has in all, "
            f"more than that and {MOST_SENTENCERS} at most."
        )
    return f"Enter how many sentencers the bench has, from 1 to {MOST_SENTENCERS}."
