"""Two sentencers, or one with two windows, at one moment: nobody is counted twice, nobody lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.asking import AskedAbout, answer_question, ask_question
from commissioning.partnership.liaison.errors import (
    LinkOpensNoMore,
    LinksMadeMeanwhile,
    QuestionAnswered,
)
from commissioning.partnership.liaison.models import (
    BenchLink,
    BenchReply,
    ChoiceCount,
    FeedbackRound,
    LiaisonQuestion,
)
from commissioning.partnership.liaison.round_queries import published_results
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.rounds import (
    bench_link_of,
    close_round,
    give_feedback,
    links_ever_made,
    make_bench_links,
    open_round,
    refuse_links_made_since,
)
from directory.people.models import Person
from directory.places.models import Court
from tests.makers.days import NOW, TODAY, day
from tests.makers.people import actor
from tests.makers.places import make_court
from tests.two_persons import Refusal, at_once, database_of_two

MOSTLY = {one.code: "mostly" for one in questions_of_year(2027)}
FORM, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
LINKS = 9


@pytest.fixture
def engine(database: str, scratch: Path, tmp_path: Path) -> Iterator[Engine]:
    with database_of_two(database, tmp_path) as engine:
        yield engine


def begun(engine: Engine, answered: int) -> list[str]:
    """A round with nine links of one bench; the tokens of those that nobody has used."""
    with Session(engine) as session, session.begin():
        court, by = make_court(session), actor(session)
        opened = open_round(
            session, region_id=court.region_id or 0, year=2027, closes_on=day(30), by=by, at=NOW
        )
        tokens = make_bench_links(session, opened, court, sentencers=LINKS, by=by, at=NOW)
        for token in tokens[:answered]:
            answer(session, token, uuid.uuid4(), None)
    return tokens[answered:]


def answer(session: Session, token: str, form: uuid.UUID, both: Barrier | None) -> None:
    link = bench_link_of(session, token, today=TODAY)
    if both is not None:
        both.wait()
    give_feedback(session, link, chosen=MOSTLY, comment="", known=(), form_id=form, at=NOW)


def close(session: Session, by: Person, both: Barrier | None = None) -> None:
    opened = session.scalars(select(FeedbackRound)).one()
    if both is not None:
        both.wait()
    close_round(session, opened, by=by, at=NOW)


def kept(engine: Engine) -> tuple[int, set[int], int]:
    """Replies, how many each question counts, used links."""
    with Session(engine) as session:
        replies = session.scalars(select(func.count(BenchReply.id))).one()
        counted = select(func.sum(ChoiceCount.count)).group_by(ChoiceCount.question)
        used = select(func.count(BenchLink.id)).where(BenchLink.is_used)
        return replies, set(map(int, session.scalars(counted))), session.scalars(used).one()


def refused(saved: list[Refusal | str]) -> list[type]:
    return [type(one) for one in saved if not isinstance(one, str)]


def test_the_last_two_of_eight_are_both_counted(engine: Engine) -> None:
    left = begun(engine, 6)

    def last(session: Session, by: Person, both: Barrier | None) -> None:
        answer(session, left[by.code == "ali"], uuid.uuid4(), both)

    assert refused(at_once(engine, last)) == []
    assert kept(engine) == (8, {8}, 8)
    with Session(engine) as session, session.begin():
        close(session, actor(session))
    with Session(engine) as session:
        region_id = session.scalars(select(FeedbackRound.region_id)).one()
        [found] = published_results(session, region_id, today=TODAY)
    assert found.whole is not None
    assert found.whole.answers == 8
    assert dict(found.whole.questions[0].choices)["Mostly"] == 8


@pytest.mark.parametrize(
    ("forms", "refusals"),
    [((FORM, OTHER), [LinkOpensNoMore]), ((FORM, FORM), [])],  # two windows; one clicked twice
)
def test_one_link_at_once_is_one_answer(
    engine: Engine, forms: tuple[uuid.UUID, uuid.UUID], refusals: list[type]
) -> None:
    [link, *_] = begun(engine, 0)

    def use(session: Session, by: Person, both: Barrier | None) -> None:
        answer(session, link, forms[by.code == "ali"], both)

    found = refused(at_once(engine, use))
    assert found == refusals or (forms[0] == forms[1] and found == [LinkOpensNoMore])
    assert kept(engine) == (1, {1}, 1)


@pytest.mark.parametrize("answered", [7, 3])
def test_an_answer_at_the_moment_of_closing_is_counted_or_refused(
    engine: Engine, answered: int
) -> None:
    [link, *_] = begun(engine, answered)

    def meet(session: Session, by: Person, both: Barrier | None) -> None:
        if by.code == "ali":
            close(session, by, both)
        else:
            answer(session, link, FORM, both)

    found = refused(at_once(engine, meet))
    assert found in ([], [LinkOpensNoMore])
    replies = answered + (not found)
    assert kept(engine) == (replies, {8} if replies == 8 else set(), replies)


def test_links_made_by_two_at_once_are_made_by_one(engine: Engine) -> None:
    begun(engine, 0)

    def make(session: Session, by: Person, both: Barrier | None) -> None:
        opened = session.scalars(select(FeedbackRound)).one()
        court = session.scalars(select(Court)).one()
        if both is not None:
            both.wait()
        refuse_links_made_since(session, opened, seen=LINKS)
        make_bench_links(session, opened, court, sentencers=LINKS, by=by, at=NOW, replaces=True)

    assert refused(at_once(engine, make)) == [LinksMadeMeanwhile]
    with Session(engine) as session:
        assert links_ever_made(session, session.scalars(select(FeedbackRound)).one()) == 2 * LINKS


def ask(session: Session, by: Person, both: Barrier | None) -> None:
    court = session.scalars(select(Court)).one()
    if both is not None:
        both.wait()
    ask_question(
        session, court=court, about=AskedAbout(requirement="unpaid_work"),
        words="how long is the wait?", known=(), origin="o", request_id=FORM, by=by, at=NOW,
    )  # fmt: skip


def test_a_question_sent_twice_at_once_is_one_and_answered_by_one(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        make_court(session)
    assert refused(at_once(engine, ask)) == []

    def reply(session: Session, by: Person, both: Barrier | None) -> None:
        question = session.scalars(select(LiaisonQuestion)).one()
        if both is not None:
            both.wait()
        answer_question(
            session, question, answer=f"In {1 + by.id} weeks", what_changed="", is_shown=True,
            known=(), by=by, at=NOW,
        )  # fmt: skip

    assert refused(at_once(engine, reply)) == [QuestionAnswered]
    with Session(engine) as session:
        [found] = session.scalars(select(LiaisonQuestion))
    assert (found.words, found.answered_on) == ("", TODAY)
