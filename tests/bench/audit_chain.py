"""The record of changes: sealed, and every row of it verified, beside reading it as JSON alone."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from directory.audit.keys import AuditKey
from directory.audit.models import AuditRow
from directory.audit.sealing import head_of, keep_links, links_for_unsealed
from directory.audit.verifying import Verified, verify
from directory.base import Base
from directory.dialect import append_rows, instant_text
from tests.bench.measuring import Measured, agree, seconds, timed_once
from tests.makers.days import NOW
from tests.makers.people import actor

import_module("portal.starting.all_models")  # every table has to be known to make them

GOAL_SECONDS = 10.0
KEY = AuditKey(b"of this bench, kept nowhere else")


def audit_chain(rows: int) -> Iterator[Measured]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "audit.sqlite3"
        engine = create_engine(f"sqlite:///{file}")
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            _record(session, rows)
            links, sealing = timed_once(lambda: _seal(session))
            session.commit()
            found, taken = timed_once(lambda: _verified(session))
        engine.dispose()
        read, reading = timed_once(lambda: _read(file))
    agree("rows sealed, verified and read", (links, found.sealed, found.fault), (rows, read, None))
    yield Measured(
        "Audit rows sealed by the worker",
        f"{rows:,} rows",
        seconds(sealing.cpu),
        wall=seconds(sealing.wall),
    )
    yield Measured(
        "Audit rows verified, beside read as JSON alone",
        f"{rows:,} rows",
        seconds(taken.cpu),
        seconds(reading.cpu),
        taken.cpu / reading.cpu,
        seconds(taken.wall),
        f"≤ {GOAL_SECONDS:.0f} s",
        taken.wall <= GOAL_SECONDS,
    )


def _record(session: Session, rows: int) -> None:
    """As edits of providers are recorded."""
    by, at = actor(session).id, instant_text(NOW)
    told = [
        (
            at,
            by,
            "provider:edit",
            "provider",
            number,
            json.dumps({"telephone": f"01772 {number:06}", "email": "old@example.org"}),
            json.dumps({"telephone": f"01773 {number:06}", "email": "new@example.org"}),
        )
        for number in range(rows)
    ]
    columns = ("happened_at", "by_id", "act", "subject_kind", "subject_id", "before", "after")
    append_rows(session.connection(), AuditRow.__tablename__, columns, told)


def _seal(session: Session) -> int:
    sealed = 0
    while links := links_for_unsealed(session, KEY, at=NOW, above=sealed):
        keep_links(session, KEY, links, at=NOW)
        sealed += len(links)
    return sealed


def _verified(session: Session) -> Verified:
    head = head_of(session)
    heads = {} if head is None else {head.position: head.mac}
    return verify(session, KEY, heads=heads, at=NOW)


def _read(file: Path) -> int:
    with closing(sqlite3.connect(file)) as raw:
        rows = raw.execute("SELECT before, after FROM audit_row ORDER BY id")
        return sum(1 for before, after in rows if json.loads(before) and json.loads(after))
