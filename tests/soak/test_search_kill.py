"""Services edited while editor and worker die: search agrees with the records after a pass."""

from __future__ import annotations

import datetime as dt
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.clock import local_date
from directory.search.asking import find
from directory.search.catalogue import Catalogue
from directory.search.document import versions
from directory.search.index import open_index
from directory.search.levelling import Leveller
from directory.search.question import SearchQuestion
from directory.services.models import Service
from portal.audit.sealing import Sealing
from portal.dates.passes import Answering, LineTally
from portal.running.search_levelling import index_folder
from portal.running.transactions import in_reading, in_writing
from portal.worker import utc_now
from tests.patience import until
from tests.soak.editing import (
    SERVICES,
    Standing,
    edits_made,
    offer_services_to_edit,
    plan,
    programme_word,
)
from tests.soak.killing import say_something_of_each_line
from tests.soak.processes import Portal, Started
from tests.soak.recounting import broken_pages
from tests.soak.statements import INSIDE_OF_TWENTY, Statement, statements_in
from tests.soak.watched import INDEX, WATCHED_INDEX

EDITOR, WORKER = "editor", "worker"
EDITS, DEATHS = 200, 10
APART = 17
"""So many edits at least between a start of the worker and its next."""

SEED = 4_200
INSIDE_AT_LEAST = 15

INSIDE = {EDITOR: (70, 160), WORKER: (1, 50)}
"""Between which of its steps in mid-write a seed lets a victim die."""

ANYWHERE = {EDITOR: (150, 350), WORKER: (20, 90)}
"""Between which of all its steps one dies that is not aimed into a write."""


class Death(NamedTuple):
    """`amid`: what was half written, the records, the index of words or nothing."""

    victim: str
    seed: int
    step: int
    amid: str
    edits: int


@dataclass(slots=True)
class Victim:
    """A process that is started again whenever it has died, and dies `left` times more."""

    name: str
    portal: Portal
    seed: int
    arguments: tuple[str, ...]
    left: int = DEATHS
    deaths: list[Death] = field(default_factory=list)
    running: tuple[Started, Path] | None = None

    def start(self, kill_at: int | None = None) -> None:
        self.seed += 1
        if self.name == WORKER:
            lay_out_work(self.seed)
        aimed = kill_at if kill_at is not None else aim(self.name, self.seed)
        self.running = self.portal.start_watched(
            *self.arguments,
            kill_at=aimed if self.left else 0,
            **{WATCHED_INDEX: f"{index_folder()}/"},
        )

    def look(self) -> bool:
        """Whether it runs; one that was killed is noted, one that failed fails the test."""
        if self.running is None:
            return False
        started, log = self.running
        if started.is_running:
            return True
        if started.ended() != 0:
            assert started.ended() == -signal.SIGKILL, started.said
            self.deaths.append(self._death(log))
            self.left -= 1
            self.running = None
        return False

    def has_ended(self) -> bool:
        return self.running is not None and self.running[0].process.poll() == 0

    def stop(self) -> None:
        if self.running is not None and self.running[0].is_running:
            self.running[0].kill()

    def _death(self, log: Path) -> Death:
        statements = statements_in(log)
        last = statements[-1]
        return Death(
            self.name, self.seed, last.number, half_written(statements), in_reading(edits_made)
        )


def lay_out_work(seed: int) -> None:
    """Every other worker finds lines to answer, the others have only the search to level."""
    if seed % 2:
        in_writing(lambda session: say_something_of_each_line(session, seed))
        return
    answering = Answering(utc_now)
    while answering.one_batch() != LineTally():
        pass
    sealing = Sealing(utc_now)
    while sealing.one_pass():
        pass


def half_written(statements: Sequence[Statement]) -> str:
    """What the last transaction had written of; its first writing came before any was done."""
    if not statements[-1].is_in_write:
        return "nothing"
    first = max(at for at, one in enumerate(statements) if not one.is_in_write)
    in_index = any(one.words.startswith(INDEX) for one in statements[first:-1])
    return "index" if in_index else "records"


def aim(name: str, seed: int) -> int:
    """As `watched` understands it: most die in mid-write, the others anywhere."""
    dice = random.Random(seed)
    is_inside = dice.random() * 20 < INSIDE_OF_TWENTY
    return -dice.randint(*INSIDE[name]) if is_inside else dice.randint(*ANYWHERE[name])


def victims(portal: Portal, edits: int) -> tuple[Victim, Victim]:
    in_writing(offer_services_to_edit)
    editing = ("tests.soak.editing", str(SEED), str(edits))
    working = ("tests.soak.watched", "--app", "portal", "worker")
    return Victim(EDITOR, portal, SEED, editing), Victim(WORKER, portal, SEED + 500, working)


@pytest.mark.soak
def test_search_agrees_after_editor_and_worker_died_during_two_hundred_edits(
    portal: Portal, here: Flask, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    editor, worker = victims(portal, EDITS)
    try:
        run_both(editor, worker)
    finally:
        editor.stop()
        worker.stop()
    deaths = [*editor.deaths, *worker.deaths]
    portal.command("worker", "--once")
    refuse_disagreement(EDITS)
    with capsys.disabled():
        click.echo(f"\n{database}: killed at a step chosen by seed\n{table(deaths)}")
    assert len(editor.deaths) == len(worker.deaths) == DEATHS
    assert sum(death.amid != "nothing" for death in deaths) >= INSIDE_AT_LEAST
    assert {death.amid for death in worker.deaths} >= {"records", "index"}


def run_both(editor: Victim, worker: Victim) -> None:
    """Until the last edit is made, each started again when it has died."""
    editor.start()
    worker.start()

    def last_edit_is_made() -> bool:
        for victim in (editor, worker):
            if not victim.look() and not victim.has_ended() and is_due(victim):
                victim.start()
        return editor.has_ended()

    until(last_edit_is_made, "the last edit is made", moved=lambda: in_reading(edits_made))


def is_due(victim: Victim) -> bool:
    """The editor at once; the worker only so far on that its deaths spread over the edits."""
    if victim.name == EDITOR:
        return True
    return in_reading(edits_made) >= APART * len(victim.deaths)


def table(deaths: Sequence[Death]) -> str:
    lines = [" victim   seed   step  half written  edits made"]
    lines += [
        f" {one.victim:<7}{one.seed:>6}{one.step:>7}  {one.amid:<12}{one.edits:>12}"
        for one in deaths
    ]
    amid = [death.amid for death in deaths]
    records, index = amid.count("records"), amid.count("index")
    lines.append(
        f"{records + index} of {len(deaths)} died inside a write:"
        f" {records} in a transaction of the records, {index} in writing the index"
    )
    return "\n".join(lines)


def refuse_disagreement(edits: int) -> None:
    """Every edit was made once, and search finds what they leave and nothing else."""
    _, standings = plan(SEED, edits)
    today, catalogue = local_date(dt.datetime.now(dt.UTC)), Catalogue(index_folder())

    def faults(session: Session) -> list[str]:
        assert edits_made(session) == edits
        assert open_index(index_folder()).held() == versions(session)
        keys = dict(session.execute(select(Service.external_id, Service.id)).all())
        wrong = broken_pages(session)
        for number, standing in enumerate(standings):
            for word, is_wanted in wanted_by(number, standing).items():
                question = SearchQuestion(word, per_page=100)
                found = find(session, question, catalogue=catalogue, today=today)
                ids = [hit.service.service_id for hit in found.hits]
                if ids != [keys[f"edited-{number}"]] * is_wanted or not found.words_ready:
                    wrong.append(f"{word} of service {number} finds {ids}: {standing}")
        return wrong

    assert in_reading(faults) == []


def wanted_by(number: int, standing: Standing) -> dict[str, bool]:
    """Each word that the service ever had, and whether it must be found by it."""
    is_public = not standing.is_withdrawn and not standing.is_hidden
    *old, newest = standing.words
    return dict.fromkeys(old, False) | {
        newest: is_public and not standing.is_restricted,
        programme_word(number): is_public,
    }


@pytest.mark.soak
def test_search_agrees_after_both_died_once(portal: Portal, here: Flask) -> None:
    edits = 5
    editor, worker = victims(portal, edits)
    worker.seed += 1  # one that has only the search to level
    editor.start(kill_at=-7)
    worker.start(kill_at=-12)
    for victim, amid in ((editor, "records"), (worker, "index")):
        assert victim.running is not None
        victim.running[0].ended()
        assert not victim.look()
        assert victim.deaths[0].amid == amid
    editor.left = 0
    editor.start()
    assert editor.running is not None
    assert editor.running[0].ended() == 0, editor.running[0].said
    today = local_date(dt.datetime.now(dt.UTC))
    assert in_reading(lambda session: Leveller(index_folder()).level(session, today=today)).is_level
    refuse_disagreement(edits)


def test_the_plan_comes_to_every_kind_of_end() -> None:
    """The seed leaves services found, restricted, withdrawn and hidden."""
    _, standings = plan(SEED, EDITS)
    ends = {(one.is_withdrawn, one.is_hidden, one.is_restricted) for one in standings}
    assert len(standings) == SERVICES
    assert {(False, False, False), (False, False, True)} <= ends
    assert any(one.is_withdrawn for one in standings)
    assert any(one.is_hidden for one in standings)
