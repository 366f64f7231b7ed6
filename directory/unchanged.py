"""Facts that are read again only once something in the database has changed, whoever changed it.

The database itself says so (`directory.dialect.data_version`), for less than any fact costs:
nothing kept can be behind, and nobody has to remember to clear it. Where it cannot say so a fact
is kept to the end of the reader's transaction, which sees one moment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, RootTransaction
from sqlalchemy.orm import Session

from directory.connections import READS_ONLY
from directory.dialect import data_version

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
    if not connection.get_execution_options().get(READS_ONLY):
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
        version = data_version(connection)
        if version is None or version != kept.version:
            kept.version, kept.facts = version, {}
        kept.transaction = transaction
    return kept.facts
