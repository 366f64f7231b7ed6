"""Facts that are read again only once something in the database has changed, whoever changed it.

The database itself says so (`directory.dialect.data_version`), for less than any fact costs:
nothing kept can be behind, and nobody has to remember to clear it. Where it cannot say so a fact
is kept to the end of the reader's transaction, which sees one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import Connection, RootTransaction
from sqlalchemy.orm import Session

from directory.connections import READS_ONLY
from directory.dialect import data_version

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

MOST_KEPT: Final = 4096
"""Facts of one connection, and things that one of them speaks of; then all are forgotten, since who
asks decides how many there are."""

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


def each_while_unchanged(
    session: Session,
    read: Callable[Concatenate[Session, Sequence[K], P], Mapping[K, T]],
    keys: Sequence[K],
    *asked: P.args,
    **named: P.kwargs,
) -> dict[K, T]:
    """What `read(session, keys, …)` finds of each: only those not yet asked about are read.

    One of which nothing is found is not in the answer. Otherwise as `while_unchanged`: many
    questions are about the same few things.
    """
    if not keys:
        return {}
    if len(keys) > MOST_KEPT:
        return dict(read(session, keys, *asked, **named))
    known = while_unchanged(session, _nothing_of_any, read, asked, tuple(named.items()))
    new = [key for key in keys if key not in known.asked]
    if len(known.asked) + len(new) > MOST_KEPT:
        known.asked, known.found, new = set(), {}, list(keys)
    if new:
        known.found.update(read(session, new, *asked, **named))
        known.asked.update(new)
    return {key: known.found[key] for key in keys if key in known.found}


@dataclass(slots=True)
class _OfEach:
    asked: set[Any] = field(default_factory=set)
    found: dict[Any, Any] = field(default_factory=dict)


def _nothing_of_any(_session: Session, *_question: object) -> _OfEach:
    """It is added to as things are asked about."""
    return _OfEach()


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
