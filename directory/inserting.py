"""Writing one new record without a flush."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Insert, insert
from sqlalchemy.orm import Session, class_mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from directory.base import Base


def insert_record(session: Session, record: Base) -> int:
    """By a statement of its own, at a third of what a flush of one record costs; its key.

    The session knows nothing of it afterwards, and no journal follows it (`directory.journal`): not
    for what files tell.
    """
    key: int = _inserted(session, record).inserted_primary_key[0]
    return key


def insert_and_keep(session: Session, record: Base) -> None:
    """The same of one that the session knows afterwards, as if it had been flushed."""
    done = _inserted(session, record)
    [own] = class_mapper(type(record)).primary_key
    told = done.last_inserted_params() | {own.key: done.inserted_primary_key[0]}
    for name, value in told.items():
        set_committed_value(record, name, value)
    make_transient_to_detached(record)
    session.add(record)


def _inserted(session: Session, record: Base) -> Any:
    told = {name: value for name, value in vars(record).items() if name != "_sa_instance_state"}
    return session.execute(_into(type(record)), told)


@cache
def _into(kind: type[Base]) -> Insert:
    table: Any = kind.__table__
    return insert(table)
