"""A file of referrals imported and checked, beside `csv.DictReader` reading the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from commissioning.exchange.referral_columns import REFERRAL_COLUMNS
from directory.clock import local_date
from tests.bench.databases import Databases, answer_all, now, portal_on, url_of
from tests.bench.measuring import Measured, agree, seconds
from tests.bench.one_import import PREFIX, Done
from tests.bench.records import KINDS, Size
from tests.databases import drop_postgresql_database, new_postgresql_database
from tests.house.sources import ROOT

GOAL = 10.0
GOAL_MEGABYTES = 500


@dataclass(frozen=True, slots=True)
class Several:
    """Imports of one file into copies of one database, each in a process of its own."""

    all: Sequence[Done]

    @property
    def cpu(self) -> float:
        return statistics.median(done.cpu for done in self.all)

    @property
    def peer_cpu(self) -> float:
        return statistics.median(done.peer_cpu for done in self.all)

    @property
    def wall(self) -> float:
        return statistics.median(done.wall for done in self.all)

    @property
    def ratio(self) -> float:
        return self.cpu / self.peer_cpu

    @property
    def megabytes(self) -> float:
        return max(done.peak_megabytes for done in self.all)


def referral_import(
    databases: Databases, base: Size, sizes: Sequence[int], *, times: int
) -> Iterator[Measured]:
    """Into copies of a database that knows the lines; dates are worked out after, apart."""
    on_sqlite: dict[int, Several] = {}
    for rows in sizes:
        file = _file_of(databases, base, rows)
        on_sqlite[rows] = _on_sqlite(databases, base, file, times)
        yield _row("Referrals imported and checked", rows, on_sqlite[rows], GOAL)
        if rows == sizes[0]:
            yield _dates_after(databases)
    yield _memory(rows, on_sqlite[rows])
    with databases.on_postgresql(base) as template:
        for rows in sizes:
            copied = _by_copy(template, _file_of(databases, base, rows), times)
            agree("events recorded by COPY", copied.all[0].kept, on_sqlite[rows].all[0].kept)
            yield _row("The same by COPY on PostgreSQL, CPU of the portal alone", rows, copied)
        drop_postgresql_database(template)


def _file_of(databases: Databases, base: Size, rows: int) -> Path:
    file = databases.folder / f"referrals-{rows}.csv"
    write_referrals(file, base, rows, today=local_date(now()))
    return file


def _on_sqlite(databases: Databases, base: Size, file: Path, times: int) -> Several:
    return Several(
        [_imported(file, url_of(databases.copy_of(base, "importing"))) for _ in range(times)]
    )


def _by_copy(template: str, file: Path, times: int) -> Several:
    done = []
    for _ in range(times):
        url = new_postgresql_database(make_url(template).database)
        done.append(_imported(file, url))
        drop_postgresql_database(url)
    return Several(done)


def _imported(file: Path, url: str) -> Done:
    command = (sys.executable, "-m", "tests.bench.one_import", str(file), url)
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    done = Done(**json.loads(told))
    agree("rows read", done.rows, done.peer_rows)
    agree("referrals kept", done.kept["received"][0], done.rows)
    return done


def _row(what: str, rows: int, done: Several, goal: float | None = None) -> Measured:
    return Measured(
        f"{what}, beside csv.DictReader",
        f"{rows:,} rows",
        seconds(done.cpu),
        seconds(done.peer_cpu),
        done.ratio,
        seconds(done.wall),
        goal="" if goal is None else f"≤ {goal:.0f}",
        is_met=None if goal is None else done.ratio <= goal,
    )


def _memory(rows: int, done: Several) -> Measured:
    return Measured(
        "Memory of that import at most",
        f"{rows:,} rows",
        f"{done.megabytes:,.0f} MB",
        goal=f"≤ {GOAL_MEGABYTES} MB",
        is_met=done.megabytes <= GOAL_MEGABYTES,
    )


def _dates_after(databases: Databases) -> Measured:
    answered, answering = answer_all(portal_on(databases.copied("importing")))
    return Measured(
        "Start dates worked out by the worker after it",
        f"{answered:,} lines",
        seconds(answering.cpu),
        wall=f"{answered / answering.wall:,.0f} lines a second",
    )


def write_referrals(file: Path, base: Size, rows: int, *, today: dt.date) -> None:
    queued = [number for number in range(base.services) if KINDS[number % len(KINDS)].is_queued]
    names = [column.name for column in REFERRAL_COLUMNS]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        writer.writerows(_rows(queued, rows, today))


def _rows(queued: list[int], rows: int, today: dt.date) -> Iterator[dict[str, str]]:
    """As a case system sends them: one in seven withdrawn, two thirds of the rest ended."""
    chance = random.Random("bench import")
    for number in range(rows):
        received = today - dt.timedelta(days=chance.randrange(1, 720))
        days = [received]
        for longest in (5, 12, 60, 120):
            days.append(days[-1] + dt.timedelta(days=chance.randrange(0, longest)))
        told = [day.isoformat() if day <= today else "" for day in days]
        row = {
            "reference": f"{PREFIX}{number:07d}",
            "line": f"bench-line-{queued[number % len(queued)]}",
            "basis": "community_order",
            "received_on": told[0],
            "sentenced_on": (received - dt.timedelta(days=chance.randrange(0, 9))).isoformat(),
            "priority": "yes" if number % 10 == 0 else "no",
            "accepted_on": told[1],
            "ready_on": told[2],
        }
        if number % 7 == 0:
            row |= {"withdrawn_on": told[3], "outcome": "withdrawn" if told[3] else ""}
        else:
            row |= {"started_on": told[3], "ended_on": told[4]}
            row["outcome"] = "completed" if told[4] else ""
        yield row
