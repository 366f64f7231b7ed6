"""A round of feedback: a link for each sentencer, nothing of anybody, published once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from commissioning.partnership.liaison.errors import LiaisonRefused, LinkOpensNoMore
from commissioning.partnership.liaison.folding import fold_closed_rounds
from commissioning.partnership.liaison.models import (
    BenchComment,
    BenchLink,
    ChoiceCount,
    FeedbackRound,
)
from commissioning.partnership.liaison.round_queries import (
    benches_of_round,
    comments_of_round,
    published_results,
)
from commissioning.partnership.liaison.round_questions import questions_of_year
from commissioning.partnership.liaison.rounds import (
    COMMENTS_KEPT_DAYS,
    bench_link_of,
    close_bench_links,
    close_round,
    forget_bench_comments,
    give_feedback,
    make_bench_links,
    open_round,
)
from directory.acts import Act
from directory.audit.models import AuditRow
from directory.people.models import Person
from directory.places.models import Court
from tests.makers.days import NOW, TODAY, day
from tests.makers.places import make_court, make_region

CLOSES = day(30)
MOSTLY = {one.code: "mostly" for one in questions_of_year(2027)}


@pytest.fixture
def court(session: Session) -> Court:
    return make_court(session)


def begun(session: Session, court: Court, by: Person) -> FeedbackRound:
    return open_round(
        session, region_id=court.region_id or 0, year=2027, closes_on=CLOSES, by=by, at=NOW
    )


def links_to(
    session: Session, opened: FeedbackRound, court: Court, by: Person, sentencers: int = 1
) -> list[BenchLink]:
    tokens = make_bench_links(
        session, opened, court, sentencers=sentencers, by=by, at=NOW, replaces=True
    )
    return [bench_link_of(session, token, today=TODAY) for token in tokens]


def reply(
    session: Session, links: Iterable[BenchLink], comment: str = "",
    chosen: Mapping[str, str] = MOSTLY,
) -> None:  # fmt: skip
    for link in links:
        give_feedback(
            session, link, chosen=chosen, comment=comment, known=["Preston"], form_id=uuid.uuid4(),
            at=NOW,
        )  # fmt: skip


def test_seven_are_told_to_nobody_and_eight_once_it_has_closed(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    links = links_to(session, opened, court, importer, 9)
    reply(session, links[:7])
    assert published_results(session, opened.region_id, today=TODAY) == []
    [seven] = published_results(session, opened.region_id, today=CLOSES + dt.timedelta(days=1))
    assert (seven.whole, seven.benches) == (None, ())
    reply(session, links[7:8])
    assert published_results(session, opened.region_id, today=CLOSES) == []
    close_round(session, opened, by=importer, at=NOW)
    [eight] = published_results(session, opened.region_id, today=TODAY)
    assert eight.whole is not None
    assert eight.whole.answers == 8
    assert [one.name for one in eight.benches] == [court.name]
    assert dict(eight.whole.questions[0].choices)["Mostly"] == 8
    assert dict(eight.whole.questions[0].choices)["Never"] == 0


def test_what_few_said_is_not_the_difference_of_what_is_told(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    reply(session, links_to(session, opened, court, importer, 9))
    small = make_court(session, "blackburn-magistrates-court")
    reply(session, links_to(session, opened, small, importer, 3))
    close_round(session, opened, by=importer, at=NOW)
    [found] = published_results(session, opened.region_id, today=TODAY)
    assert found.whole is not None
    assert (found.whole.answers, found.benches) == (12, ())


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        # of the benches, and what the tables hold: of a bench, and of the region (None)
        ((7,), {}),
        ((4, 3), {}),
        ((8,), {0: 8}),
        ((9, 8), {0: 9, 1: 8}),
        ((9, 3), {None: 12}),  # told, the 9 would tell the 3
        ((9, 5, 4), {0: 9, None: 9}),
        ((4, 4), {None: 8}),
    ],
)
@pytest.mark.parametrize("is_closed_early", [True, False])
def test_once_it_has_closed_the_tables_hold_no_more_than_is_told(
    session: Session, court: Court, importer: Person, answers: tuple[int, ...],
    kept: dict[int | None, int], is_closed_early: bool,
) -> None:  # fmt: skip
    names = ("blackburn-magistrates-court", "lancaster-magistrates-court")
    courts = [court, *(make_court(session, name) for name in names)]
    opened = begun(session, court, importer)
    for bench, number in zip(courts, answers, strict=False):
        links = links_to(session, opened, bench, importer, number)
        reply(session, links[:-1])
        reply(session, links[-1:], chosen=dict.fromkeys(MOSTLY, "never"))
    after = CLOSES + dt.timedelta(days=1)
    [before] = published_results(session, opened.region_id, today=after)
    assert fold_closed_rounds(session, today=CLOSES) == 0
    if is_closed_early:
        close_round(session, opened, by=importer, at=NOW)
    else:
        assert fold_closed_rounds(session, today=after) > 0 or kept.keys() <= {0, 1}
    assert fold_closed_rounds(session, today=after) == 0  # twice it is done once
    keys = {one.id: number for number, one in enumerate(courts)}
    held: dict[int | None, int] = {}
    for row in session.scalars(select(ChoiceCount).where(ChoiceCount.question == "knew_what")):
        key = None if row.court_id is None else keys[row.court_id]
        held[key] = held.get(key, 0) + row.count
    assert held == kept
    assert published_results(session, opened.region_id, today=after) == [before]


def test_nothing_of_a_person_is_kept(session: Session, court: Court, importer: Person) -> None:
    opened = begun(session, court, importer)
    [link], form = links_to(session, opened, court, importer), uuid.uuid4()
    before = len(session.scalars(select(AuditRow)).all())
    for _ in range(2):  # a second click
        give_feedback(
            session, link, chosen=MOSTLY, comment="Ring us back in Preston.", known=["Preston"],
            form_id=form, at=NOW,
        )  # fmt: skip
    assert len(session.scalars(select(AuditRow)).all()) == before
    kept = {
        name: session.execute(text(f"SELECT * FROM {name}")).mappings().all()
        for name in ("bench_reply", "choice_count", "bench_comment")
    }
    assert [set(row) for row in kept["bench_reply"]] == [
        {"id", "form_id", "round_id", "court_id", "given_on"}
    ]
    assert [set(row) for row in kept["bench_comment"]] == [{"id", "round_id", "words"}]
    assert {row["count"] for row in kept["choice_count"]} == {1}
    assert not any(":" in str(row["given_on"]) for row in kept["bench_reply"])
    assert comments_of_round(session, opened) == ["Ring us back in Preston."]


def test_a_link_that_was_replaced_or_closed_opens_no_more(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    [first] = make_bench_links(session, opened, court, sentencers=1, by=importer, at=NOW)
    with pytest.raises(LiaisonRefused, match="1 link that is not used yet"):
        make_bench_links(session, opened, court, sentencers=2, by=importer, at=NOW)
    assert bench_link_of(session, first, today=TODAY).closed_on is None
    second, other = make_bench_links(
        session, opened, court, sentencers=2, by=importer, at=NOW, replaces=True
    )
    with pytest.raises(LinkOpensNoMore):
        bench_link_of(session, first, today=TODAY)
    reply(session, [bench_link_of(session, second, today=CLOSES)])
    late = (other, CLOSES + dt.timedelta(days=1))
    for token, today in (late, (second, TODAY), ("nothing", TODAY)):
        with pytest.raises(LinkOpensNoMore):
            bench_link_of(session, token, today=today)
    assert [close_bench_links(session, opened, court, by=importer, at=NOW) for _ in "12"] == [1, 0]
    with pytest.raises(LinkOpensNoMore):
        bench_link_of(session, other, today=TODAY)
    [bench] = benches_of_round(session, opened)
    assert (bench.links, bench.replies) == ((), 1)
    assert first not in str(session.execute(select(AuditRow.after)).all())


@pytest.mark.parametrize(
    ("changed", "comment", "field"),
    [
        ({"knew_what": ""}, "", "knew_what"),
        ({"knew_what": "perhaps"}, "", "knew_what"),
        ({}, "Ask John Smith.", "comment"),
        ({}, "x" * 501, "comment"),
    ],
)
def test_what_cannot_be_added_up_is_refused(
    session: Session,
    court: Court,
    importer: Person,
    changed: dict[str, str],
    comment: str,
    field: str,
) -> None:
    [link] = links_to(session, begun(session, court, importer), court, importer)
    with pytest.raises(LiaisonRefused) as refused:
        give_feedback(
            session, link, chosen=MOSTLY | changed, comment=comment, known=(),
            form_id=uuid.uuid4(), at=NOW,
        )  # fmt: skip
    assert refused.value.field == field


def test_one_link_answers_once_and_links_are_made_for_those_who_have_not(
    session: Session, court: Court, importer: Person
) -> None:
    """| sentencers stated | answered | links made |: one person has one of them."""
    opened = begun(session, court, importer)
    links = links_to(session, opened, court, importer, 8)
    reply(session, links[:1])
    for _ in range(8):  # clicks of one person
        with pytest.raises(LinkOpensNoMore):
            reply(session, links[:1])
    [bench] = benches_of_round(session, opened)
    assert (bench.replies, len(bench.links)) == (1, 7)
    assert len(links_to(session, opened, court, importer, 10)) == 9
    for number, says in ((1, "1 sentencers of this bench have answered"), (0, "1 "), (501, "500")):
        with pytest.raises(LiaisonRefused, match=says):
            links_to(session, opened, court, importer, number)


def test_a_round_is_opened_once_with_a_day_to_come(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    again = open_round(
        session, region_id=opened.region_id, year=2027, closes_on=CLOSES, by=importer, at=NOW
    )
    assert again is opened  # a second click
    for year, closes_on, says in (
        (2027, CLOSES + dt.timedelta(days=1), "opened already"),
        (2024, CLOSES, "Enter 2027"),
        (2026, TODAY, "after today"),
        (2026, day(200), "within half a year"),
    ):
        with pytest.raises(LiaisonRefused, match=says):
            open_round(
                session, region_id=opened.region_id, year=year, closes_on=closes_on, by=importer,
                at=NOW,
            )  # fmt: skip
    assert [close_round(session, opened, by=importer, at=NOW) for _ in "12"] == [True, False]
    assert len(session.scalars(select(AuditRow).where(AuditRow.act == Act.ROUND_CLOSE)).all()) == 1
    with pytest.raises(LiaisonRefused, match="has closed"):
        make_bench_links(session, opened, court, sentencers=8, by=importer, at=NOW)


def test_a_bench_of_another_region_has_no_link(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    court.region_id = make_region(session, "wales").id
    session.flush()
    with pytest.raises(LiaisonRefused, match="your own region"):
        make_bench_links(session, opened, court, sentencers=8, by=importer, at=NOW)


def test_comments_go_ninety_days_after_the_round_closed(
    session: Session, court: Court, importer: Person
) -> None:
    opened = begun(session, court, importer)
    reply(session, links_to(session, opened, court, importer), "Sooner would help.")
    last = CLOSES + dt.timedelta(days=COMMENTS_KEPT_DAYS)
    assert forget_bench_comments(session, today=last) == 0
    assert forget_bench_comments(session, today=last + dt.timedelta(days=1)) == 1
    assert session.scalars(select(BenchComment)).all() == []
