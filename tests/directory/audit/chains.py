"""A sealed record of changes, and what somebody with the database's password may do to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.orm import Session

from directory.audit.keys import AuditKey
from directory.audit.models import AuditRow
from directory.audit.sealing import head_of, keep_links, links_for_unsealed
from directory.audit.verifying import Verified, verify
from directory.base import Base
from tests.databases import new_postgresql_database, new_sqlite_database
from tests.makers.days import NOW
from tests.makers.people import actor

import_module("portal.starting.all_models")  # every table has to be known to make them

KEY = AuditKey(b"a key of these tests, kept nowhere else")
LENGTH = 40
SECOND = dt.timedelta(seconds=1)


def database_of(kind: str, folder: Path) -> Engine:
    """Without what keeps references and rows whole: as its administrator may set it."""
    url = new_sqlite_database(folder) if kind == "sqlite" else new_postgresql_database()
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    return engine


@dataclass(frozen=True)
class SealedRecord:
    """Forty rows with every tenth number, sealed in four batches; the head was exported."""

    engine: Engine
    heads: Mapping[int, str]

    @contextmanager
    def tampered(self) -> Iterator[Connection]:
        """Whatever is done is undone at the end."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            yield connection
            transaction.rollback()

    def verified(
        self,
        connection: Connection,
        *,
        at: dt.datetime = NOW,
        heads: Mapping[int, str] | None = None,
    ) -> Verified:
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            return verify(session, KEY, heads=self.heads if heads is None else heads, at=at)


def sealed_record(engine: Engine) -> SealedRecord:
    with Session(engine) as session, session.begin():
        by = actor(session)
        for number in range(1, LENGTH + 1):
            session.execute(insert(AuditRow).values(**a_row(number * 10, by.id)))
            if number % 10 == 0:
                seal_all(session, at=NOW + number * SECOND)
        head = head_of(session)
    assert head is not None
    return SealedRecord(engine, {head.position: head.mac})


def a_row(number: int, by_id: int) -> dict[str, object]:
    return {
        "id": number,
        "happened_at": NOW + number * SECOND,
        "by_id": by_id,
        "act": "provider:edit",
        "subject_kind": "provider",
        "subject_id": number % 7,
        "before": {"name": f"Old name {number}"},
        "after": {"name": f"New name {number}", "is_fictional": True},
    }


def seal_all(session: Session, *, at: dt.datetime) -> None:
    while links := links_for_unsealed(session, KEY, at=at, limit=7):
        keep_links(session, KEY, links, at=at)
