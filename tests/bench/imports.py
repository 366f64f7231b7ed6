"""A file of referrals imported and checked, beside `csv.DictReader` reading the same rows."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from commissioning.exchange.referral_columns import REFERRAL_COLUMNS
from commissioning.exchange.referrals import REFERRALS
from commissioning.referrals.models import Referral
from directory.clock import local_date
from directory.exchange.reading import survey
from directory.exchange.runner import run_import
from directory.people.queries import SystemActor, system_actor
from portal.extensions import begin_writing, db
from portal.running.transactions import in_reading
from tests.bench.databases import Databases, answer_all, now, portal_on
from tests.bench.measuring import Measured, agree, seconds, timed, timed_once
from tests.bench.records import KINDS, Size

GOAL = 10.0


@dataclass(frozen=True, slots=True)
class Taken:
    rows: int
    kept: int


def referral_import(databases: Databases, base: Size, rows: int) -> list[Measured]:
    """Into a copy of a database that knows the lines; dates are worked out after, apart."""
    file = databases.folder / f"referrals-{rows}.csv"
    write_referrals(file, base, rows, today=local_date(now()))
    app = portal_on(databases.copy_of(base, "importing"))
    before = count_referrals(app)
    taken, ours = timed_once(lambda: import_all(app, file))
    agree("rows read", taken, Taken(read_all(file), count_referrals(app) - before))
    peer = timed(lambda: read_all(file), times=5, warm_up=1)
    ratio = ours.cpu / peer.cpu
    answered, answering = answer_all(app)
    return [
        Measured(
            "Referrals imported and checked, beside csv.DictReader",
            f"{rows:,} rows",
            seconds(ours.cpu),
            seconds(peer.cpu),
            ratio,
            seconds(ours.wall),
            goal=f"≤ {GOAL:.0f}",
            is_met=ratio <= GOAL,
        ),
        Measured(
            "Start dates worked out by the worker after it",
            f"{answered:,} lines",
            seconds(answering.cpu),
            wall=f"{answered / answering.wall:,.0f} lines a second",
        ),
    ]


def import_all(app: Flask, file: Path) -> Taken:
    """What `flask --app portal import referrals FILE` does before it works out the dates."""
    with app.app_context():
        session = db.session()
        begin_writing(session)
        try:
            report = run_import(
                session,
                REFERRALS,
                file,
                by=system_actor(session, SystemActor.IMPORT),
                at=now(),
                is_rehearsal=False,
                surveyed=survey(file),
            )
            if report.is_refused:
                raise AssertionError(f"refused: {report.errors[:3]}")
            session.commit()
        finally:
            db.session.remove()
    return Taken(report.rows, report.outcomes["added"])


def read_all(file: Path) -> int:
    """How many rows the peer finds."""
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines))


def count_referrals(app: Flask) -> int:
    with app.app_context():
        return in_reading(
            lambda session: session.scalar(select(func.count()).select_from(Referral)) or 0
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
            "reference": f"IMPORT-{number:07d}",
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
