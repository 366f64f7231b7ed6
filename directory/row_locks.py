"""Reading a row again with its lock: nobody else changes it until this transaction is over."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Mapper, Session, class_mapper
from sqlalchemy.orm.attributes import set_committed_value

from directory.base import Base


def read_with_lock(session: Session, record: Base) -> None:
    """What `Session.refresh(…, with_for_update=True)` does to a record without relationships, at a
    third of its cost: every change in a queue waits for this one."""
    session.flush()
    mapper: Mapper[Base] = class_mapper(type(record))
    [key] = mapper.primary_key_from_instance(record)
    row = session.connection().execute(_locked(type(record)), {"of_record": key}).one()
    for name, value in zip(_columns(type(record)), row, strict=True):
        set_committed_value(record, name, value)


@cache
def _locked(kind: type[Base]) -> Select[*tuple[Any, ...]]:
    mapper = class_mapper(kind)
    [own] = mapper.primary_key
    asked = select(*(getattr(kind, name) for name in _columns(kind)))
    return asked.where(own == bindparam("of_record")).with_for_update()


@cache
def _columns(kind: type[Base]) -> tuple[str, ...]:
    mapper = class_mapper(kind)
    if mapper.relationships:
        raise TypeError(f"a relationship of {kind.__name__} that was loaded would stay as it was")
    return tuple(attribute.key for attribute in mapper.column_attrs)
