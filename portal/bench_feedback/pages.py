"""A round of feedback: for whoever runs it, and what of it anybody may read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commissioning.partnership.liaison.models import FeedbackRound
from commissioning.partnership.liaison.publishing import is_published
from commissioning.partnership.liaison.round_days import is_taking_answers
from commissioning.partnership.liaison.round_rows import (
    BenchStanding,
    ChoicesOf,
    QuestionChoices,
    RoundResults,
)
from portal.formatting import counted, in_words

MadeLinks = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class RoundRow:
    public_id: str
    year: int
    standing: str


@dataclass(frozen=True, slots=True)
class BenchRow:
    """`link_id` is "" where no link opens for the bench."""

    name: str
    slug: str
    link_id: str
    made: str
    replies: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """`made` are links that were made just now: court and addresses, shown this once."""

    public_id: str
    year: int
    is_open: bool
    standing: str
    benches: tuple[BenchRow, ...]
    has_unused: bool
    answers: str
    comments: tuple[str, ...]
    made: tuple[MadeLinks, ...]
    region: str


@dataclass(frozen=True, slots=True)
class RoundClosingPage:
    """What follows from closing a round now."""

    public_id: str
    year: int
    closes: str
    answers: str
    is_told: bool
    links: int


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A question with how many chose each answer, in the order of `headings`."""

    question: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ResultTable:
    name: str
    answers: str
    headings: tuple[str, ...]
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True)
class YearOfResults:
    """`whole` is None where fewer than 8 answered."""

    year: int
    whole: ResultTable | None
    benches: tuple[ResultTable, ...]


def round_row(one: FeedbackRound, *, today: dt.date) -> RoundRow:
    return RoundRow(str(one.public_id), one.year, standing_of(one, today=today))


def year_to_open(rounds: Iterable[FeedbackRound], *, today: dt.date) -> int | None:
    """This year, or the next where this year's round is over; None while one is open, or where
    both were opened."""
    opened = list(rounds)
    if any(is_taking_answers(one.closes_on, one.closed_on, today) for one in opened):
        return None
    years = {one.year for one in opened}
    return next((year for year in (today.year, today.year + 1) if year not in years), None)


def standing_of(one: FeedbackRound, *, today: dt.date) -> str:
    if is_taking_answers(one.closes_on, one.closed_on, today):
        return f"open until the end of {in_words(one.closes_on)}"
    return f"closed on {in_words(one.closed_on or one.closes_on)}"


def round_page(
    one: FeedbackRound,
    benches: Iterable[BenchStanding],
    comments: Sequence[str],
    made: Iterable[MadeLinks],
    region: str,
    *,
    today: dt.date,
) -> RoundPage:
    """What was written is shown once nobody can write any more: by it nobody tells who wrote."""
    standings, is_open = list(benches), is_taking_answers(one.closes_on, one.closed_on, today)
    return RoundPage(
        public_id=str(one.public_id),
        year=one.year,
        is_open=is_open,
        standing=standing_of(one, today=today),
        benches=tuple(_bench_row(bench, is_open=is_open) for bench in standings),
        has_unused=any(bench.links for bench in standings),
        answers=counted(sum(bench.replies for bench in standings), "answer"),
        comments=() if is_open else tuple(comments),
        made=tuple(made),
        region=region,
    )


def closing_page(one: FeedbackRound, benches: Iterable[BenchStanding]) -> RoundClosingPage:
    standings = list(benches)
    answers = sum(bench.replies for bench in standings)
    return RoundClosingPage(
        str(one.public_id), one.year, in_words(one.closes_on), counted(answers, "answer"),
        is_published(answers), sum(len(bench.links) for bench in standings),
    )  # fmt: skip


def _bench_row(bench: BenchStanding, *, is_open: bool) -> BenchRow:
    link = bench.links[0] if bench.links else None
    return BenchRow(
        bench.court.name,
        bench.court.slug,
        "" if link is None else str(link.public_id),
        _links_left(bench, is_open=is_open),
        counted(bench.replies, "answer"),
    )


def _links_left(bench: BenchStanding, *, is_open: bool) -> str:
    """Of a round that has closed none opens any more; a bench may never have had one."""
    if not bench.links:
        return "no link"
    left, made = counted(len(bench.links), "link"), in_words(bench.links[0].made_on)
    if is_open:
        return f"{left} of {made} not used yet"
    return f"none opens any more: {left} of {made} never used"


def year_of_results(found: RoundResults) -> YearOfResults:
    whole = None if found.whole is None else _table(found.whole)
    return YearOfResults(found.year, whole, tuple(map(_table, found.benches)))


def _table(found: ChoicesOf) -> ResultTable:
    """Every question of a round has the same answers to choose from."""
    first: QuestionChoices = found.questions[0]
    return ResultTable(
        found.name,
        counted(found.answers, "answer"),
        tuple(words for words, _ in first.choices),
        tuple(
            ResultRow(one.words, tuple(count for _, count in one.choices))
            for one in found.questions
        ),
    )
