"""A court's answer and each page of the menu as multiples of the least that Flask does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.answer import court_answer
from directory.places.models import Court
from portal.extensions import begin_reading, db
from portal.sentencing.pages import open_question
from tests.bench.court_pages import every_court, page_of
from tests.bench.databases import now, portal_on
from tests.bench.measuring import Measured, milliseconds, timed
from tests.bench.records import Size

ANSWER_GOAL, PAGE_GOAL = 30.0, 60.0
MENU = ("/", "/courts", "/services", "/areas", "/prisons", "/packages", "/sheets", "/about")
HELLOS = 200
"""Requests of a round: long enough for the clock of the processor."""


def beside_hello(file: Path, size: Size, *, courts: int, rounds: int = 7) -> list[Measured]:
    """Each figure is the least of rounds that alternate with rounds of the bare answer."""
    app = portal_on(file)
    slugs = every_court(app)
    slugs = slugs[:: max(1, len(slugs) // courts)][:courts]
    with app.app_context():
        session = db.session()
        begin_reading(session)  # as the pages do
        found = session.scalars(select(Court).where(Court.slug.in_(slugs)).order_by(Court.slug))
        answer = partial(_answer_all, session, list(found))
        _answered(answer)
        answered = multiple(answer, len(slugs), rounds)
    paths = [f"/courts/{slug}" for slug in slugs]
    page = multiple(partial(_page_all, app, paths), len(slugs), rounds)
    return [
        measured("Answer for a court, beside a bare hello", size, *answered, goal=ANSWER_GOAL),
        measured("Court page, beside a bare hello", size, *page, goal=PAGE_GOAL),
        *(_of_menu(app, path, size, rounds) for path in MENU),
    ]


def _of_menu(app: Flask, path: str, size: Size, rounds: int) -> Measured:
    page = multiple(partial(_page_all, app, [path] * 5), 5, rounds)
    return measured(f"Menu page {path}, beside a bare hello", size, *page)


def _answered(answer: Callable[[], int]) -> None:
    if answer() == 0:
        raise AssertionError("no court of these records has a row: nothing is measured")


def _answer_all(session: Session, courts: Sequence[Court]) -> int:
    """How many rows were answered, so that nobody measures silence."""
    question, at = open_question((), None), now()
    answers = [court_answer(session, court, question, at) for court in courts]
    return sum(found.row_count for answer in answers for found in answer.requirements)


def _page_all(app: Flask, paths: Sequence[str]) -> None:
    client = app.test_client()
    for path in paths:
        page_of(client, path)


def multiple(work: Callable[[], object], times: int, rounds: int) -> tuple[float, float]:
    """Seconds of one of the `times` in the work and of one hello, each the least of rounds."""
    hello = _hello()
    pairs = [(timed(work, warm_up=1).cpu, timed(hello).cpu) for _ in range(rounds)]
    return min(one for one, _ in pairs) / times, min(two for _, two in pairs) / HELLOS


def _hello() -> Callable[[], None]:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    client = app.test_client()

    def ask() -> None:
        for _ in range(HELLOS):
            client.get("/")

    return ask


def measured(
    what: str, size: Size, ours: float, hello: float, *, goal: float | None = None
) -> Measured:
    return Measured(
        what,
        str(size),
        milliseconds(ours),
        milliseconds(hello),
        ours / hello,
        goal="" if goal is None else f"≤ {goal:.0f} times",
        is_met=None if goal is None else ours / hello <= goal,
    )
