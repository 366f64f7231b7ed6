"""Taking back a file as one act, while nothing later stands on what it wrote.

The rows it added go, the rows it changed say again what they said before. Tables and columns
that are worked out from others are told by `Tables`, and worked out anew by the caller.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Select,
    Table,
    and_,
    delete,
    exists,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.orm import Session

from directory.acts import Act
from directory.audit.recording import record_act
from directory.base import Base
from directory.clock import day_in_words, local_date
from directory.exchange.errors import NotUndoable, StandsOnIt, UndoneAlready
from directory.exchange.models import ImportedChange, ImportedRows, ImportRun
from directory.exchange.standing import (
    changed_by_later_files,
    changed_since,
    done_by_people,
    has_one_key,
    import_named,
    import_that_added,
    import_that_changed,
    only_key,
    said_again,
    spans_added,
)
from directory.exchange.undone_tables import Tables
from directory.journal import RowKey, frozen, thawed, values_of
from directory.people.models import Person

Standing = tuple[str, ImportRun | None]
"""What stands on a file, in words, and the later file that brought it, if one did."""


@dataclass(slots=True)
class Touched:
    """Keys of records that remain and whose derived facts must be worked out anew, by table."""

    keys: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


class Undoing:
    """One file being taken back, in the order `refuse`, `touched`, `change_back`, `take_out`.

    The first and the third raise where it cannot be; what was done by then the caller undoes.
    """

    def __init__(
        self, session: Session, run: ImportRun, tables: Tables, gone: Sequence[ImportRun] = ()
    ) -> None:
        """`gone`: parts of the same workbook that are taken back before this one, newest first,
        where somebody only asks and nothing is."""
        self.session = session
        self.run = run
        self.tables = tables
        self.gone = gone

    @cached_property
    def changes(self) -> Sequence[ImportedChange]:
        asked = select(ImportedChange).where(ImportedChange.import_id == self.run.id)
        return self.session.scalars(asked.order_by(ImportedChange.id)).all()

    @cached_property
    def tables_added_to(self) -> frozenset[str]:
        asked = select(ImportedRows.table_name).where(ImportedRows.import_id == self.run.id)
        return frozenset(self.session.scalars(asked.distinct())) | self.tables.belonging.keys()

    @cached_property
    def _put_back(self) -> Mapping[tuple[str, RowKey], Sequence[ImportedChange]]:
        """Of rows that it or a part gone before it changed: the changes, newest first."""
        told: defaultdict[tuple[str, RowKey], list[ImportedChange]] = defaultdict(list)
        parts = [Undoing(self.session, run, self.tables).changes for run in self.gone]
        for change in (change for part in (*parts, self.changes) for change in part):
            told[change.table_name, tuple(change.key)].append(change)
        return told

    def is_ours(self, table: FromClause, name: str) -> ColumnElement[bool]:
        """Whether a row of the table, or of another name for it, was added by the file."""
        if name in self.tables.belonging:
            column, other = self.tables.belonging[name]
            beside_ours = table.c[column].in_(self.keys_of_ours(other))
            if "recorded_at" not in table.c:
                return beside_ours
            return and_(beside_ours, table.c.recorded_at == self.run.applied_at)
        first, *second = table.c[*Base.metadata.tables[name].primary_key.columns.keys()]
        is_listed = select(ImportedRows.id).where(
            ImportedRows.import_id == self.run.id,
            ImportedRows.table_name == name,
            first.between(ImportedRows.first_key, ImportedRows.last_key),
            *(one == ImportedRows.second_key for one in second),
        )
        return exists(is_listed.correlate(table))

    def keys_of_ours(self, name: str) -> Select[Any]:
        """The only keys of the rows that the file added."""
        ours = Base.metadata.tables[name].alias()
        return select(only_key(ours)).where(self.is_ours(ours, name)).correlate(None)

    def refuse(self) -> None:
        """Raises `UndoneAlready`, `NotUndoable`, or `StandsOnIt` for what was stated since."""
        if self.run.undone_at is not None:
            raise UndoneAlready(self.run)
        if self.lasting is not None:
            raise NotUndoable(self.run, self.lasting)
        for change in self.changes:
            self._refuse_changed(change)
        for what, by in self._done_since():
            raise StandsOnIt(self.run, what, by)

    def refuse_resting(self) -> None:
        """Raises `StandsOnIt` for what rests on what the file wrote."""
        for what, by in (*self._standing(), *self._said_later()):
            raise StandsOnIt(self.run, what, by)

    def _done_since(self) -> Iterator[Standing]:
        """What later files and people did to rows that the file added."""
        own = spans_added(self.session, self.run)
        spans = {name: keys for name, keys in own.items() if name not in self.tables.derived}
        gone = {one.id for one in self.gone}
        for run, change in changed_by_later_files(self.session, spans, since=self.run):
            if run.id in gone:
                continue
            name = change.table_name
            said = [one for one in change.before if not self.tables.is_derived(name, one)]
            if change.after is None or set(said) - {"version"}:
                yield f"{import_named(run)} changed {self._called_there(change)} since then", run
        for act in done_by_people(self.session, spans, since=self.run.applied_at):
            yield act, None

    def _called_there(self, change: ImportedChange) -> str:
        return self._called(Base.metadata.tables[change.table_name], tuple(change.key))

    @property
    def lasting(self) -> str | None:
        """Of what it changed that nothing is kept: such a file is never taken back as one."""
        for table, column in self.run.past:
            is_appended = not column and table in self.tables_added_to
            if not is_appended and not self.tables.is_derived(table, column):
                return f"it changed {self.tables.name_of(table)} rows that were there before"
        return None

    def _refuse_changed(self, change: ImportedChange) -> None:
        """Somebody has changed since what the file changed."""
        if change.after is None:
            return
        table = Base.metadata.tables[change.table_name]
        key = tuple(change.key)
        now = values_of(self.session, table, [key], change.after.keys()).get(key)
        if now is None:
            return  # gone with the file that brought it: nothing is left to put back
        later = changed_since(change, self._as_it_will_be(change, now))
        later = [one for one in later if not self.tables.is_derived(table.name, one)]
        if later:
            what = ", ".join(one.removesuffix("_id").replace("_", " ") for one in later)
            told = f"{what} of {self._called(table, key)}"
            by = import_that_changed(self.session, table.name, key, since=self.run)
            if by is not None:
                raise StandsOnIt(self.run, f"{import_named(by)} stated {told} anew", by)
            raise StandsOnIt(self.run, f"{told} was stated anew since then")

    def _as_it_will_be(self, change: ImportedChange, now: Mapping[str, Any]) -> Mapping[str, Any]:
        """Once the parts that go before it are gone."""
        for later in self._put_back[change.table_name, tuple(change.key)]:
            if later.import_id != self.run.id and later.after is not None:
                said = {"said": said_again(now["said"], later)} if "said" in later.before else {}
                now = {**now, **later.before, **said}
        return now

    def _standing(self) -> Iterator[Standing]:
        """Rows of others that refer to rows of the file."""
        for name in self.tables_added_to:
            if has_one_key(Base.metadata.tables[name]):
                yield from self._standing_on(name, self.keys_of_ours(name))

    def _standing_on(self, name: str, ours: Select[Any]) -> Iterator[Standing]:
        for other, column in _referring(Base.metadata.tables[name]):
            if other.name in self.tables.derived:
                if not column.nullable and has_one_key(other):
                    hanging = select(only_key(other)).where(column.in_(ours)).correlate(None)
                    yield from self._standing_on(other.name, hanging)
                continue
            theirs = [column.in_(ours), *self._of_others(other)]
            key = other.primary_key.columns
            moved, on = self._moved(other, column), Base.metadata.tables[name]
            rows = self.session.execute(select(*key, column).where(*theirs))
            resting = (row for row in rows if tuple(row[:-1]) not in moved)
            for first in resting:
                yield self._stands(other, first, on, more=sum(1 for _ in resting))

    def _of_others(self, table: Table) -> Iterator[ColumnElement[bool]]:
        """Rows that stay when the file goes, and the parts gone before it."""
        for run in (self.run, *self.gone):
            undoing = Undoing(self.session, run, self.tables)
            if table.name in undoing.tables_added_to:
                yield not_(undoing.is_ours(table, table.name))

    def _moved(self, table: Table, column: Column[Any]) -> frozenset[RowKey]:
        """Rows that point elsewhere again once what the file changed is put back."""
        return frozenset(
            tuple(thawed(one, part) for one, part in zip(table.primary_key, key, strict=True))
            for (name, key), changes in self._put_back.items()
            if name == table.name and any(column.name in one.before for one in changes)
        )

    def _said_later(self) -> Iterator[Standing]:
        """Statements of the same thing made after those of the file."""
        for name, alike in self.tables.newest_of.items():
            if name not in self.tables_added_to:
                continue
            theirs = Base.metadata.tables[name]
            ours = theirs.alias()
            same = [theirs.c[one].is_not_distinct_from(ours.c[one]) for one in alike]
            later = self.session.execute(
                select(theirs.c.recorded_at, *theirs.primary_key.columns)
                .join(ours, and_(*same))
                .where(
                    self.is_ours(ours, name),
                    not_(self.is_ours(theirs, name)),
                    theirs.c.recorded_at > self.run.applied_at,
                )
                .limit(1)
            ).first()
            if later is not None:
                at, *key = later
                what = self.tables.name_of(name)
                told = f"a later one of its kind ({what}, {day_in_words(local_date(at))}) stands"
                by = self._brought_by(theirs, tuple(key))
                yield (told if by is None else f"{told}, from {import_named(by)}"), by

    def touched(self) -> Touched:
        """Before it is put back: the records that remain and stood beside what goes or changes."""
        touched = Touched()
        for change in self.changes:
            if len(change.key) == 1 and isinstance(change.key[0], int):
                touched.keys[change.table_name].add(change.key[0])
            for told in (change.before, change.after or {}):
                _note_parents(touched, Base.metadata.tables[change.table_name], told)
        for name in self.tables_added_to:
            table = Base.metadata.tables[name]
            for key in _keys_to(table):
                asked = select(key.parent).where(self.is_ours(table, name)).distinct()
                found = self.session.scalars(asked)
                touched.keys[key.column.table.name].update(one for one in found if one is not None)
        return touched

    def change_back(self) -> None:
        """What it changed says again what it said; `StandsOnIt` for what rests on the rest."""
        taken = [one for one in self.changes if one.after is None]
        order = [table.name for table in Base.metadata.sorted_tables]  # what others rest on first
        gone = iter(sorted(taken, key=lambda one: (order.index(one.table_name), one.key)))
        for change in self.changes:
            self._change_back(next(gone) if change.after is None else change)
        self.refuse_resting()

    def take_out(self, *, by: Person, at: dt.datetime) -> None:
        """Delete what the file added, and record the act with the number of rows by table."""
        counted = Counter(change.table_name for change in self.changes)
        self._let_go()
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in self.tables_added_to:
                gone = self.session.execute(delete(table).where(self.is_ours(table, table.name)))
                counted[table.name] += gone.rowcount  # type: ignore[attr-defined]
        self.session.expire_all()
        self.run.undone_at, self.run.undone_by_id = at, by.id
        told = {name: count for name, count in counted.items() if count}
        record_act(self.session, Act.IMPORT_UNDO, self.run, by=by, at=at, after=told)
        self.session.flush()

    def _change_back(self, change: ImportedChange) -> None:
        table = Base.metadata.tables[change.table_name]
        if change.after is None:
            told = {name: thawed(table.c[name], value) for name, value in change.before.items()}
            self.session.execute(insert(table).values(**told))
            return
        told = {
            name: thawed(table.c[name], value)
            for name, value in change.before.items()
            if not self.tables.is_derived(table.name, name)
        }
        if "said" in told:
            [now] = values_of(self.session, table, [tuple(change.key)], ["said"]).values()
            told["said"] = said_again(now["said"], change)
        if "version" in table.c:
            told["version"] = table.c.version + 1
        if told:
            self.session.execute(update(table).where(_is_key(table, change.key)).values(**told))

    def _let_go(self) -> None:
        """Delete what was derived from the rows that go, or let it point at none of them."""
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in self.tables_added_to and has_one_key(table):
                self._let_go_of(table, self.keys_of_ours(table.name))

    def _let_go_of(self, table: Table, ours: Select[Any]) -> None:
        for other, column in _referring(table):
            concerned: ColumnElement[bool] = column.in_(ours)
            if other.name not in self.tables.derived:
                if not column.nullable or not self._goes_after(other, table):
                    continue
                concerned = and_(concerned, self.is_ours(other, other.name))
            if column.nullable:
                self.session.execute(update(other).where(concerned).values({column.name: None}))
                continue
            if has_one_key(other):
                hanging = select(only_key(other)).where(concerned).correlate(None)
                self._let_go_of(other, hanging)
            self.session.execute(delete(other).where(concerned))

    def _goes_after(self, other: Table, table: Table) -> bool:
        """Whether its rows of the file are deleted after those of the table: only then must they
        let go of them first. Rows of one table go together, whole until then."""
        order = Base.metadata.sorted_tables
        return other.name in self.tables_added_to and order.index(other) < order.index(table)

    def _stands(self, other: Table, row: Sequence[Any], table: Table, more: int) -> Standing:
        """The row's key and what it points at; `more` rows of its table do too."""
        *key, ours = row
        what, by = self._called(other, tuple(key)), self._brought_by(other, tuple(key))
        told = f"{what} and {more:,} more" if more else what
        if by is not None:
            return f"{import_named(by)} brought {told}, which rests on it", by
        stand = "stand" if more else "stands"
        return f"{told} {stand} on {self._called(table, (ours,))}", None

    def _brought_by(self, table: Table, key: tuple[Any, ...]) -> ImportRun | None:
        """The file that a row came with, also one written in bulk beside a row of another."""
        if table.name in self.tables.belonging and len(key) == 1:
            at = self._moment(table, key)
            if at is not None:
                runs = select(ImportRun).where(
                    ImportRun.applied_at == at, ImportRun.undone_at.is_(None)
                )
                return self.session.scalars(runs.order_by(ImportRun.id.desc())).first()
        return import_that_added(self.session, table.name, key)

    def _moment(self, table: Table, key: tuple[Any, ...]) -> dt.datetime | None:
        """When a row was recorded; None where it does not say."""
        if "recorded_at" not in table.c:
            return None
        return self.session.scalar(select(table.c["recorded_at"]).where(_is_key(table, key)))

    def _called(self, table: Table, key: tuple[Any, ...]) -> str:
        """The record as people call it; a case never by its reference."""
        name = self.tables.name_of(table.name)
        for column in ("name", "title", "external_id"):
            if column in table.c:
                asked = select(table.c[column]).where(_is_key(table, key))
                told = self.session.scalar(asked)
                if told:
                    return f"the {name} “{told}”"
        return f"an {name}" if name[0] in "aeiou" else f"a {name}"


def _is_key(table: Table, key: Sequence[Any]) -> ColumnElement[bool]:
    columns = table.primary_key.columns
    return and_(*(one == thawed(one, part) for one, part in zip(columns, key, strict=True)))


def _referring(table: Table) -> Iterator[tuple[Table, Column[Any]]]:
    for other in Base.metadata.sorted_tables:
        for key in _keys_to(other):
            if key.column.table is table:
                yield other, key.parent


def _keys_to(table: Table) -> Iterator[ForeignKey]:
    for column in table.columns:
        yield from column.foreign_keys


def _note_parents(touched: Touched, table: Table, told: Mapping[str, Any]) -> None:
    for key in _keys_to(table):
        value = frozen(told.get(key.parent.name))
        if isinstance(value, int):
            touched.keys[key.column.table.name].add(value)
