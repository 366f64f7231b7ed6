"""Facts that are read again only once something in the database has changed, whoever changed it.

A reader on SQLite can ask for less than a fact costs whether anybody committed since: the version
of the data moves for its connection with each commit of another (`PRAGMA data_version`,
https://sqlite.org/pragma.html), and the connection counts the rows that it changed itself. So
nothing kept here can be behind, and nobody has to remember to clear it. PostgreSQL has no such
number (two snapshots in the same words may differ on a standby): there each question is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, RootTransaction
from sqlalchemy.orm import Session

from directory.connections import READS_ONLY
from directory.dialect import is_sqlite

P = ParamSpec("P")
T = TypeVar("T")

MOST_KEPT: Final = 4096
"""Facts of one connection; then all are forgotten, since who asks decides how many there are."""

_KEPT: Final = "kept_while_unchanged"


@dataclass(slots=True)
class _Kept:
    """Of one connection: `transaction` is the one in which `version` was last asked for."""

    transaction: RootTransaction | None = None
    version: tuple[int, int] | None = None
    facts: dict[object, Any] = field(default_factory=dict)


def while_unchanged(
    session: Session,
    read: Callable[Concatenate[Session, P], T],
    *asked: P.args,
    **named: P.kwargs,
) -> T:
    """What `read(session, …)` finds; of the same question the same thing while nothing changes.

    Only for plain facts that nobody alters, none about a person. A transaction that may write
    always reads: what it sees may be undone.
    """
    connection = session.connection()
    if not is_sqlite(connection) or not connection.get_execution_options().get(READS_ONLY):
        return read(session, *asked, **named)
    facts = _facts(connection)
    question = (read, asked, tuple(named.items()))
    if question not in facts:
        if len(facts) >= MOST_KEPT:
            facts.clear()
        facts[question] = read(session, *asked, **named)
    found: T = facts[question]
    return found


def _facts(connection: Connection) -> dict[object, Any]:
    """Those of the version that this transaction sees: it sees one and the same to its end."""
    kept: _Kept = connection.info.setdefault(_KEPT, _Kept())
    transaction = connection.get_transaction()
    if kept.transaction is not transaction:
        version = _version(connection)
        if kept.version != version:
            kept.version, kept.facts = version, {}
        kept.transaction = transaction
    return kept.facts


def _version(connection: Connection) -> tuple[int, int]:
    of_others = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    raw: Any = connection.connection.dbapi_connection
    return of_others, raw.total_changes
