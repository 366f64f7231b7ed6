"""What journals of files hold of a record that became a secret since: taken out, and for good.

A file is taken back all the same; what was taken out is then not put back, but stated anew.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import JSON, Integer, String, bindparam, cast, column, select, table, update
from sqlalchemy.orm import Session

IMPORTED_CHANGE: Final = table(
    "imported_change",
    column("id", Integer),
    column("table_name", String),
    column("key", JSON),
    column("before", JSON),
    column("after", JSON),
)
_AT_ONCE: Final = 300


def forget_in_journals(
    session: Session, table_name: str, keys: Collection[int], columns: Collection[str]
) -> int:
    """Of rows with these only keys; how many entries held something of it."""
    known = sorted(f"[{key}]" for key in keys)
    changed = [
        row
        for first in range(0, len(known), _AT_ONCE)
        for row in _without(session, table_name, known[first : first + _AT_ONCE], columns)
    ]
    if changed:
        told = IMPORTED_CHANGE.c
        session.connection().execute(
            update(IMPORTED_CHANGE)
            .where(told.id == bindparam("entry"))
            .values(before=bindparam("was", type_=JSON), after=bindparam("became", type_=JSON)),
            changed,
        )
    return len(changed)


def without(facts: dict[str, Any] | None, columns: Collection[str]) -> dict[str, Any] | None:
    if facts is None:
        return None
    return {name: value for name, value in facts.items() if name not in columns}


def _without(
    session: Session, table_name: str, keys: Collection[str], columns: Collection[str]
) -> list[dict[str, Any]]:
    told = IMPORTED_CHANGE.c
    rows = session.execute(
        select(told.id, told.before, told.after).where(
            told.table_name == table_name, cast(told.key, String).in_(keys)
        )
    )
    return [
        {"entry": key, "was": without(before, columns), "became": without(after, columns)}
        for key, before, after in rows
        if not {*before, *(after or {})}.isdisjoint(columns)
    ]
