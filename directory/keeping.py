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

from directory.acts import Act
from directory.attribution import Aside, FieldChange, SaidBy, hear, is_nothing, said_by_field
from directory.audit import record_act
from directory.base import Base
from directory.constraints import Broken, broken_by
from directory.errors import DirectoryError
from directory.fields import Field
from directory.offers import keep_offers
from directory.people.models import Person

Done = tuple[str, Base, Mapping[str, Any] | None, Mapping[str, Any] | None]
"""The verb of what was done to which record, and what it said before and after."""

T = TypeVar("T", bound=Base)
Item = TypeVar("Item")

Identifier = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
"""The column by which a source calls its records."""

PER_STATEMENT = 500
"""Keys asked for in one statement: below every database's limit of parameters."""


class KeyTaken(DirectoryError):
    """Another record of the kind already holds something that must be its own; `column`: what."""

    def __init__(self, what: str, broken: Broken | None = None) -> None:
        self.what = what
        self.column = "" if broken is None else broken.column
        super().__init__(
            f"A {what.replace('_', ' ')} with the same name or identifier is already kept in "
            "this portal under another identifier."
            if broken is None
            else broken.sentence
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
    aside: list[tuple[T, Aside]] = field(default_factory=list)
    """What was kept although the source says otherwise."""
    changes: list[tuple[T, FieldChange]] = field(default_factory=list)
    """Fields of the revised records, before and after."""

    def add(self, more: Kept[T]) -> None:
        """What another keeping did, to this one's."""
        self.things |= more.things
        self.added += more.added
        self.revised += more.revised
        self.unchanged += more.unchanged
        self.changed += more.changed
        self.aside += more.aside
        self.changes += more.changes


@dataclass(frozen=True, slots=True)
class Spoken:
    """Who speaks, and the fields of which it is remembered."""

    by: SaidBy
    fields: Mapping[str, Field]


def batches(items: Iterable[Item], size: int = PER_STATEMENT) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def found_by(session: Session, column: Identifier, keys: Iterable[str]) -> dict[str, Any]:
    """The records of the column's table whose column holds one of the keys, by that key."""
    model: Any = column.class_
    found: dict[str, Any] = {}
    for batch in batches(dict.fromkeys(keys)):
        for thing in session.scalars(select(model).where(column.in_(batch))):
            found[getattr(thing, column.key)] = thing
    return found


def keep_all(
    session: Session,
    column: Identifier,
    facts: Mapping[str, Mapping[str, Any]],
    *,
    when_added: Mapping[str, Any],
    by: Person,
    at: dt.datetime,
    audit_each: bool = True,
    unsaid: Collection[str] = (),
    spoken: Spoken | None = None,
) -> Kept[Any]:
    """Add or revise one record per key of `facts`; a record that already says so is left alone.

    `when_added` fills columns that the source does not speak of; facts `unsaid` do the same
    for a record that is new, and leave one that is known as it is. With `spoken` each field
    remembers who said it, and what stands against the file is kept and offered. Without
    `audit_each` the caller writes one audit row for all. Raises `KeyTaken`.
    """
    kept: Kept[Any] = Kept(things=found_by(session, column, facts))
    try:
        with session.begin_nested():
            rows = _add_and_revise(session, column, facts, kept, when_added, unsaid, spoken)
    except IntegrityError as error:
        raise KeyTaken(column.class_.__tablename__, broken_by(error)) from error
    keep_offers(session, kept.aside, by=by, at=at)
    for verb, thing, before, after in rows if audit_each else ():
        act = Act.of(thing.__tablename__, verb)
        record_act(session, act, thing, by=by, at=at, before=before, after=after)
    return kept


def _add_and_revise(
    session: Session,
    column: Identifier,
    facts: Mapping[str, Mapping[str, Any]],
    kept: Kept[Any],
    when_added: Mapping[str, Any],
    unsaid: Collection[str],
    spoken: Spoken | None,
) -> list[Done]:
    model: Any = column.class_
    acts: list[Done] = []
    for key, told in facts.items():
        if key in kept.things:
            thing = kept.things[key]
            said = {name: fact for name, fact in told.items() if name not in unsaid}
            taken = said if spoken is None else _heard(thing, said, spoken, kept)
            acts.extend(_revise(thing, taken))
    kept.revised, kept.changed = len(acts), [thing for _, thing, _, _ in acts]
    added = {
        key: model(**{column.key: key}, **told, **when_added, **_first_said(told, spoken, unsaid))
        for key, told in facts.items()
        if key not in kept.things
    }
    kept.added, kept.unchanged = len(added), len(facts) - len(added) - len(acts)
    session.add_all(added.values())
    session.flush()
    kept.things |= added
    return acts + [("add", thing, None, facts[key]) for key, thing in added.items()]


def _heard(
    thing: Any, told: Mapping[str, Any], spoken: Spoken, kept: Kept[Any]
) -> Mapping[str, Any]:
    """What of it may change the record, which notes who said it and what was put aside."""
    heard = hear(
        spoken.fields,
        known={name: getattr(thing, name) for name in told},
        said=said_by_field(thing.said),
        told=told,
        by=lambda _: spoken.by,
    )
    said = {name: one.as_record() for name, one in heard.said.items()}
    if thing.said != said:
        thing.said = said
    if heard.taken:
        thing.version += 1
    kept.aside += [(thing, one) for one in heard.aside]
    kept.changes += [(thing, one) for one in heard.changes]
    return heard.taken


def _first_said(
    told: Mapping[str, Any], spoken: Spoken | None, unsaid: Collection[str]
) -> dict[str, Any]:
    """The column `said` of a new record."""
    if spoken is None:
        return {}
    names = [
        name
        for name in spoken.fields
        if name in told and name not in unsaid and not is_nothing(told[name])
    ]
    return {"said": dict.fromkeys(names, spoken.by.as_record())}


def _revise(thing: Base, told: Mapping[str, Any]) -> list[Done]:
    before = {name: getattr(thing, name) for name in told}
    changed = [name for name in told if before[name] != told[name]]
    for name in changed:
        setattr(thing, name, told[name])
    if not changed:
        return []
    return [("revise", thing, {n: before[n] for n in changed}, {n: told[n] for n in changed})]
