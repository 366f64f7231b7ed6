"""Keeping records by their source's own identifier: added once, revised when the source changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session

from directory.audit import record_act
from directory.base import Base
from directory.errors import DirectoryError
from directory.people.models import Person

Act = tuple[str, Base, Mapping[str, Any] | None, Mapping[str, Any] | None]
"""What was done to which record, and what it said before and after."""

T = TypeVar("T", bound=Base)
Item = TypeVar("Item")

PER_STATEMENT = 500
"""Keys asked for in one statement: below every database's limit of parameters."""


class KeyTaken(DirectoryError):
    """Another record of the kind already holds something that must be its own."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"A {what.replace('_', ' ')} with the same name or identifier is already kept under "
            "another identifier."
        )


@dataclass(slots=True)
class Kept(Generic[T]):
    """What keeping did: the records by external identifier, and how many of each outcome."""

    things: dict[str, T] = field(default_factory=dict)
    added: int = 0
    revised: int = 0
    unchanged: int = 0
    changed: list[T] = field(default_factory=list)
    """The records that were revised."""

    def add(self, more: Kept[T]) -> None:
        """What another keeping did, to this one's."""
        self.things |= more.things
        self.added += more.added
        self.revised += more.revised
        self.unchanged += more.unchanged
        self.changed += more.changed


def batches(items: Iterable[Item], size: int = PER_STATEMENT) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def found_by(
    session: Session, column: InstrumentedAttribute[str], keys: Iterable[str]
) -> dict[str, Any]:
    """The records of the column's table whose column holds one of the keys, by that key."""
    model: Any = column.class_
    found: dict[str, Any] = {}
    for batch in batches(dict.fromkeys(keys)):
        for thing in session.scalars(select(model).where(column.in_(batch))):
            found[getattr(thing, column.key)] = thing
    return found


def keep_all(
    session: Session,
    column: InstrumentedAttribute[str],
    facts: Mapping[str, Mapping[str, Any]],
    *,
    when_added: Mapping[str, Any],
    by: Person,
    at: dt.datetime,
    audit_each: bool = True,
    unsaid: Collection[str] = (),
) -> Kept[Any]:
    """Add or revise one record per key of `facts`; a record that already says so is left alone.

    `when_added` fills columns that the source does not speak of; facts `unsaid` do the same
    for a record that is new, and leave one that is known as it is. Without
    `audit_each` the caller writes one audit row for all. Raises `KeyTaken`.
    """
    kept: Kept[Any] = Kept(things=found_by(session, column, facts))
    try:
        with session.begin_nested():
            rows = _add_and_revise(session, column, facts, kept, when_added, unsaid)
    except IntegrityError as error:
        raise KeyTaken(column.class_.__tablename__) from error
    for act, thing, before, after in rows if audit_each else ():
        record_act(session, act, thing, by=by, at=at, before=before, after=after)
    return kept


def _add_and_revise(
    session: Session,
    column: InstrumentedAttribute[str],
    facts: Mapping[str, Mapping[str, Any]],
    kept: Kept[Any],
    when_added: Mapping[str, Any],
    unsaid: Collection[str],
) -> list[Act]:
    model: Any = column.class_
    acts: list[Act] = []
    for key, told in facts.items():
        if key in kept.things:
            said = {name: fact for name, fact in told.items() if name not in unsaid}
            acts.extend(_revise(kept.things[key], said))
    kept.revised, kept.changed = len(acts), [thing for _, thing, _, _ in acts]
    added = {
        key: model(**{column.key: key}, **told, **when_added)
        for key, told in facts.items()
        if key not in kept.things
    }
    kept.added, kept.unchanged = len(added), len(facts) - len(added) - len(acts)
    session.add_all(added.values())
    session.flush()
    kept.things |= added
    return acts + [("added", thing, None, facts[key]) for key, thing in added.items()]


def _revise(thing: Base, told: Mapping[str, Any]) -> list[Act]:
    before = {name: getattr(thing, name) for name in told}
    changed = [name for name in told if before[name] != told[name]]
    for name in changed:
        setattr(thing, name, told[name])
    if not changed:
        return []
    return [("revised", thing, {n: before[n] for n in changed}, {n: told[n] for n in changed})]
