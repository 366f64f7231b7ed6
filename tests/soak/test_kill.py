"""Killed at any statement: nothing lost, nothing half-visible, and the next run goes on."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import click
import pytest
from flask import Flask

from tests.patience import until
from tests.soak.killing import (
    CAPACITY,
    REFERRALS,
    ROWS,
    WORKER,
    Counts,
    Ground,
    Row,
    one_run,
    refuse_damage,
    refuse_loss,
    table,
    victims_of,
)
from tests.soak.processes import Portal, Web, web
from tests.soak.records import COURT
from tests.soak.statements import amid_first_write

RUNS = 20
INSIDE_AT_LEAST = 15
READERS = 2
READS_EVERY_SECONDS = 0.2
"""Seldom enough that those who read leave the processor to those who write."""

PAGES = ("/counts", "/courts", f"/courts/{COURT}", f"/api/v1/availability?court={COURT}")


@pytest.fixture
def ground(portal: Portal, here: Flask) -> Ground:
    return Ground(portal)


@pytest.mark.parametrize(
    ("victim", "at"), [pytest.param(REFERRALS, -60, marks=pytest.mark.soak), (WORKER, -5)]
)
def test_a_command_killed_in_mid_write_leaves_nothing_and_goes_on(
    ground: Ground, victim: str, at: int
) -> None:
    row = one_run(ground, victim, run=1, seed=1, at=at)
    assert row.in_write
    assert row.outcome in {"none of it, then all", "answered again"}


@dataclass(slots=True)
class Reading:
    """What readers saw while others wrote and died."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    seen: set[tuple[tuple[str, Any], ...]] = field(default_factory=set)
    processes: set[int] = field(default_factory=set)
    unanswered: int = 0

    def take(self, path: str, status: int, counts: Counts | None) -> None:
        self.statuses[path, status] += 1
        if counts is not None:
            self.processes.add(counts["process"])
            self.seen.add(
                tuple((name, counts[name]) for name in sorted(counts.keys() - {"process"}))
            )


def read_until(stop: threading.Event, served: Web, reading: Reading) -> None:
    """Ask for pages one after another; an answer that never comes means a killed process."""
    for number in itertools.count():
        if stop.wait(READS_EVERY_SECONDS):
            return
        path = PAGES[number % len(PAGES)]
        try:
            status, body = served.get(path)
        except OSError:
            reading.unanswered += 1
            continue
        reading.take(
            path, status, json.loads(body) if path == "/counts" and status == 200 else None
        )


@contextmanager
def readers_of(served: Web, reading: Reading) -> Iterator[None]:
    stop = threading.Event()
    threads = [
        threading.Thread(target=read_until, args=(stop, served, reading)) for _ in range(READERS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def as_seen(counts: Counts) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(counts.items()))


@pytest.mark.soak
def test_twenty_kills_lose_nothing_and_show_nothing_half_done(
    ground: Ground, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    victims = victims_of(RUNS)
    ground.rehearse(victims)
    rows: list[Row] = []
    whole: set[Any] = {as_seen(ground.counts())}
    reading = Reading()
    killed_web = 0
    with web(ground.portal) as served:
        for run, victim in enumerate(victims, start=1):
            seed = 1000 + run
            dice = random.Random(seed)

            def kill_a_web_process(dice: random.Random = dice) -> None:
                nonlocal killed_web
                until(lambda: bool(reading.processes), "a web process has answered a reader")
                killed_web += kill(dice.choice(sorted(reading.processes)))
                reading.processes.clear()

            with readers_of(served, reading):
                rows.append(one_run(ground, victim, run=run, seed=seed, between=kill_a_web_process))
                whole.add(as_seen(ground.counts()))
            served.wait_until_it_answers()
    with capsys.disabled():
        click.echo(f"\n{database}: killed at a statement chosen by seed\n{table(rows)}")
        click.echo(f"{killed_web} web processes killed beside them; readers had {told(reading)}")
    assert sum(row.in_write for row in rows) >= INSIDE_AT_LEAST
    assert {row.victim for row in rows if row.in_write} == {REFERRALS, WORKER, CAPACITY}
    assert killed_web >= RUNS // 2
    refuse_in_between(reading, whole)


@pytest.mark.soak
def test_a_file_of_referrals_killed_twenty_times_is_then_taken_in_once(
    ground: Ground, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each time within the transaction of the import, at any of its statements to the last."""
    arguments = ground.arguments(REFERRALS, seed=2000)
    rehearsed = ground.portal.watched(*arguments, "--dry-run")
    steps = len(amid_first_write(rehearsed.statements))
    before = ground.counts()
    rows: list[Row] = []
    for run in range(1, RUNS + 1):
        seed = 2000 + run
        died = ground.portal.watched(*arguments, kill_at=-random.Random(seed).randint(1, steps))
        assert died.was_killed, (seed, died.returncode, died.output)
        assert ground.counts() == before, seed
        refuse_damage()
        last = died.statements[-1]
        of = len(rehearsed.statements)
        rows.append(Row(run, seed, REFERRALS, last.number, of, last.is_in_write, "none of it"))
    ground.portal.command(*arguments)
    assert ground.counts()["referrals"] - before["referrals"] == ROWS[REFERRALS]
    refuse_damage()
    refuse_loss(ground)
    with capsys.disabled():
        click.echo(f"\n{database}: the same file each time\n{table(rows)}")
    assert all(row.in_write for row in rows)
    assert len({row.statement for row in rows}) > RUNS // 2


def kill(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def told(reading: Reading) -> str:
    good = sum(count for (_, status), count in reading.statuses.items() if status == 200)
    return f"{good} answers, {reading.unanswered} cut off by the death of their process"


def refuse_in_between(reading: Reading, whole: set[Any]) -> None:
    """Every reader saw what stood before an import or after it, and nobody was locked out."""
    assert {status for _, status in reading.statuses} == {200}, reading.statuses
    assert reading.seen
    assert reading.seen <= whole, reading.seen - whole
