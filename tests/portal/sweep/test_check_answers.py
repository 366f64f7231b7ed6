"""`check-answers`, the nightly job, and the number in `/health`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from commissioning.availability.in_short import services_in_short
from commissioning.availability.statuses import Status
from commissioning.sweep import sweeping
from commissioning.sweep.contradictions import SAYS, ContradictionKind
from commissioning.sweep.told import Told
from portal.running.jobs import run_due
from portal.running.models import JobRun
from portal.sweep.jobs import JOBS
from portal.sweep.kept import SWEEP
from portal.sweep.told_words import told_lines
from tests.agreement.made_world import FEW, FEW_REGION, make_world
from tests.makers.days import NOW

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def world(session: Session, at_work: None) -> None:
    make_world(session)
    session.commit()


def check_answers(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["check-answers", *arguments])


def plant_in_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards say of every line of one service that nobody starts within any order."""
    real = services_in_short

    def tampered(*args: Any, **more: Any) -> dict[int, Any]:
        return {
            key: replace(card, rows=_otherwise(card.rows))
            for key, card in real(*args, **more).items()
        }

    monkeypatch.setattr(sweeping, "services_in_short", tampered)


def _otherwise(rows: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        replace(row, standing=replace(row.standing, status=Status.NOT_WITHIN_ORDER))
        if row.title == "one_to_one available"
        else row
        for row in rows
    )


def test_where_all_agrees_every_count_is_0_and_so_is_the_exit(app: Flask) -> None:
    done = check_answers(app, "--region", FEW_REGION)
    assert done.exit_code == 0, done.output
    told = [line.split(maxsplit=1) for line in done.output.splitlines()[1:]]
    counts = {says: number for number, says in told}
    assert {says: counts[says] for says in SAYS.values()} == dict.fromkeys(SAYS.values(), "0")
    assert done.output.startswith(f"Areas {len(FEW)}, courts 3, lines 16.")


def test_on_request_it_tells_what_has_a_date_and_what_nobody_said(app: Flask) -> None:
    """By hand: four requirements have a line in each of four areas, and a fifth is denied four."""
    done = check_answers(app, "--region", FEW_REGION, "--answers")
    told = done.output.splitlines()
    assert told[: told.index("Available")] == [
        "Told of 120 requirements in 6 areas:",
        "      4  with a start date",
        "     18  Takes effect at once",
        "     58  Not known to this portal: ring",
        "     24  May not be in force yet",
        "     16  Not available",
    ]
    assert "    Alcohol treatment: Available; half start by 16 March 2027" in told
    assert told[told.index("Closed") + 1] == "    Unpaid work: Not available"
    assert told[told.index("Closed") + 5].startswith("    Not known: First supervision appoint")
    assert "Nobody has said anything of Nothing." in told


def test_a_line_for_one_sex_is_told_as_one(app: Flask) -> None:
    told = [Told("Here", "Programme", Status.WAITING_LIST, NOW.date(), "female")]
    with app.test_request_context():
        assert "    Programme: Starts later; half start by 2 March 2027; women only" in list(
            told_lines(told)
        )


def test_a_contradiction_is_told_with_its_addresses_and_the_exit_is_1(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant_in_cards(monkeypatch)
    done = check_answers(app, "--region", FEW_REGION)
    assert done.exit_code == 1
    said = f"{SAYS[ContradictionKind.CARD_DIFFERS]}: one_to_one available: “available"
    assert said in done.output
    assert "    /areas/wales/available\n    /services?q=" in done.output
    assert f"      1  {SAYS[ContradictionKind.CARD_DIFFERS]}" in done.output
    assert "      1  contradictions in all" in done.output


def test_incomplete_records_are_counted_and_are_no_contradiction(app: Flask) -> None:
    done = check_answers(app)
    assert done.exit_code == 0, done.output
    assert "      4  lines with incomplete records (no contradiction)" in done.output


def test_a_region_that_is_none_is_refused_with_a_sentence(app: Flask) -> None:
    done = check_answers(app, "--region", "atlantis")
    assert done.exit_code == 1
    assert "atlantis" in done.output
    assert "Traceback" not in done.output


def test_the_nights_number_stands_in_health_and_in_the_log(
    client: FlaskClient,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert client.get("/health").get_json()["contradictions"] is None
    plant_in_cards(monkeypatch)
    with caplog.at_level(logging.INFO, "portal.sweep"):
        run_due(JOBS, clock=lambda: NOW)
    (run,) = session.scalars(select(JobRun).where(JobRun.job == SWEEP))
    assert (run.done, run.finished_at) == (1, NOW)
    assert client.get("/health").get_json()["contradictions"] == 1
    assert "card_differs: one_to_one available" in caplog.text
    assert "answers of 25 areas checked: 1 contradictions" in caplog.text
