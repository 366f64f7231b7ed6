"""What works have in common: counting outcomes, and one row at a time through a verb."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from directory.attribution import FieldChange, is_nothing
from directory.clock import local_date
from directory.errors import DirectoryError
from directory.exchange.cells import Wrong
from directory.exchange.columns import CellError, Chunk
from directory.exchange.names import Names
from directory.exchange.standing import who_did
from directory.exchange.taking import Taking
from directory.fields import Field, Holds
from directory.keeping import Kept
from directory.people.models import Person
from directory.places.models import Exposure
from directory.services.editing import Offered

ADDED, REVISED, UNCHANGED, PUT_ASIDE = "added", "revised", "unchanged", "put aside"

EMPTIED = "values taken away, because their cell came back empty"

Row = dict[str, Any]
Doubts = Iterator[tuple[str, str]]
"""Column and reason of what is wrong with a row."""


class CellNotRead(Exception):
    """A check has asked for a cell that could not be read."""


class PartlyRead(dict[str, Any]):
    """A row of which some cells could not be read: a check that leans on one cannot be made."""

    def __getitem__(self, column: str) -> Any:
        return self._read(super().__getitem__(column))

    def get(self, column: str, default: Any = None) -> Any:
        return self._read(super().get(column, default))

    @staticmethod
    def _read(value: Any) -> Any:
        if type(value) is Wrong:
            raise CellNotRead
        return value


@dataclass(slots=True)
class ChunkWork(ABC):
    """Checks row by row and writes a chunk at a time."""

    session: Session
    by: Person
    at: dt.datetime
    taking: Taking
    outcomes: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)
    aside: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    older: list[CellError] = field(default_factory=list)
    rows: dict[object, int] = field(default_factory=dict)
    """Of the chunk being written, by what the first column says."""

    source: ClassVar[str] = "import"
    """Whose files of this layout are, where nobody says otherwise."""

    remembers_who: ClassVar[bool] = False
    """Whether what these files say is remembered as their source's word."""

    refusals: ClassVar[tuple[type[Exception], ...]] = (DirectoryError,)

    def check(self, chunk: Chunk) -> Iterable[CellError]:
        for row, values in chunk.rows():
            yield from self._checked(row, values)

    def check_partly(self, chunk: Chunk) -> Iterable[CellError]:
        for row, values in chunk.rows():
            yield from self._checked(row, PartlyRead(values))

    def _checked(self, number: int, row: Row) -> Iterator[CellError]:
        for column, names in self.named.items():
            with suppress(CellNotRead):
                cell = row.get(column)
                for code in names.unknown_in(cell):
                    waits = self.taking.waits_for(names.what, code)
                    reason = names.not_kept(code, is_one_of_several=not isinstance(cell, str))
                    yield CellError(number, column, reason, waits)
        for check in self.checks:
            with suppress(CellNotRead):
                for column, reason in check(row):
                    yield CellError(number, column, reason)

    @cached_property
    def named(self) -> Mapping[str, Names]:
        """What the columns name that hold codes of other records."""
        return {}

    @property
    def checks(self) -> Sequence[Callable[[Row], Doubts]]:
        """The other rules of a row, each by itself: all are asked before the row is refused."""
        return ()

    def unusual(self, chunk: Chunk) -> Iterable[CellError]:
        if type(self).unusual_in_row is ChunkWork.unusual_in_row:
            return
        for row, values in chunk.rows():
            for column, reason in self.unusual_in_row(values):
                yield CellError(row, column, reason)

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        for chunk in chunks:
            self.rows = dict(zip(next(iter(chunk.columns.values())), chunk.numbers, strict=True))
            try:
                with self.session.begin_nested():
                    errors = list(self.write_chunk(chunk))
            except self.refusals as refusal:
                errors = self._one_by_one(chunk) or [refused(chunk.numbers[0], refusal, chunk)]
            yield from errors

    def _one_by_one(self, chunk: Chunk) -> list[CellError]:
        """Which of the rows a verb refuses that took them all together and named none."""
        errors: list[CellError] = []
        for at, row in enumerate(chunk.numbers):
            alone = chunk.at(at)
            try:
                with self.session.begin_nested():
                    errors += self.write_chunk(alone)
            except self.refusals as refusal:
                errors.append(refused(row, refusal, chunk))
        return errors

    @abstractmethod
    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        """Keep the chunk's rows, count their outcomes, and say which were refused."""

    def count_set_aside(self, rows: Mapping[Any, int]) -> None:
        """Told in the report; a work whose records show it keeps it besides."""
        self.notes.update({f"of {value} set aside": rows[value] for value in rows if rows[value]})

    def unusual_in_row(self, _row: Row) -> Doubts:
        """Column and reason of whatever is odd in the row but may be meant."""
        yield from ()

    def unsaid(self, chunk: Chunk, facts: type[Any]) -> frozenset[str]:
        """Of the fields of a dataclass of facts, those that are no column of the file."""
        return frozenset(facts.__slots__) - chunk.columns.keys() - {"source"} | chunk.absent

    @property
    def whose(self) -> str:
        """The source in whose name the file speaks."""
        return self.taking.source or self.source

    @property
    def speaks_as(self) -> str:
        return self.whose if self.remembers_who else ""

    def count_outcomes(self, kept: Kept[Any]) -> None:
        self.outcomes.update({ADDED: kept.added, REVISED: kept.revised, UNCHANGED: kept.unchanged})

    def count(self, kept: Kept[Any]) -> None:
        self.count_outcomes(kept)
        for thing, one in kept.aside:
            self.aside.append(f"{thing.name}: {one.in_words}")
        for thing, change in kept.changes:
            self.tell_change(thing.name, change, key=thing.external_id)

    def tell_change(
        self, of: str, change: FieldChange, *, key: object = None, is_open: bool = True
    ) -> None:
        """Of a record, in the row that says `key` first or else the one being written.

        What is not `is_open` is told to nobody, and asked without its words where the file is
        older than what it would change.
        """
        if change.field.is_told and is_open:
            self.changes.append(f"{of}: {change.in_words}")
            self.count_emptied(change.after)
        taking = self.taking
        if taking.saved_on and (
            reason := change.undone_by(
                taking.saved_on, is_open=is_open, asks_of_the_day=taking.asks_of_the_day
            )
        ):
            column = change.field.name.removesuffix("_id")
            row = self.rows.get(key) or next(iter(self.rows.values()))
            self.older.append(CellError(row, column, f"{of}: {reason}"))

    def tell_restated(
        self,
        of: str,
        told: Iterable[tuple[str, object, object]],
        *,
        recorded_at: dt.datetime,
        is_open: bool = True,
    ) -> None:
        """Of a record that does not remember who said it: column, value before and value now.

        When it was recorded stands for when it was said, unless this file has recorded it.
        """
        since = None if recorded_at == self.at else local_date(recorded_at)
        who = ""
        for name, before, after in told:
            if before != after:
                of_column = Field(name, name.replace("_", " "), Holds.LINE)
                if since and self.taking.asks_of_the_day:
                    who = who or who_did(self.session, recorded_at)
                change = FieldChange(of_column, before, after, since, who)
                self.tell_change(of, change, is_open=is_open)

    def count_emptied(self, value: object) -> None:
        if is_nothing(value):
            self.notes[EMPTIED] += 1

    def put_aside(self, offered: Offered) -> None:
        """Say what was kept; of a service that is not open without the words themselves.

        What such a service said before and says now is not told at all.
        """
        for service, one in offered.aside:
            is_open = service.exposure is Exposure.OPEN
            told = one.in_words if is_open else one.without_values
            self.aside.append(f"{service.code}: {told}")
        for service, change in offered.changes:
            is_open = service.exposure is Exposure.OPEN
            self.tell_change(service.code, change, key=service.code, is_open=is_open)


class RowWork(ChunkWork):
    """Writes row by row: a refused row does not keep the others from being looked at."""

    def write_chunk(self, chunk: Chunk) -> Iterable[CellError]:
        for row, values in chunk.rows():
            self.rows = {None: row}
            try:
                self.outcomes[self.write_row(values)] += 1
            except self.refusals as refusal:
                yield refused(row, refusal, chunk)

    @abstractmethod
    def write_row(self, row: Row) -> str:
        """Keep the row; which outcome it had."""


def refused(row: int, refusal: Exception, chunk: Chunk) -> CellError:
    """The refusal at the column that it names by `field` or `column`, if a file may have it."""
    named = str(getattr(refusal, "field", "") or getattr(refusal, "column", ""))
    return CellError(row, named if named in chunk.columns else "", str(refusal))


def not_kept(what: str, code: object, known: Collection[str] = ()) -> str:
    """Of a single code; nothing is guessed where nothing is known."""
    return Names(what, known).not_kept(str(code))


def days_still_to_come(column: str, day: dt.date, today: dt.date) -> Doubts:
    """The reason for a day on which nothing can have been said yet."""
    if day > today:
        yield column, f"{day} has not come yet"


def backwards(first: str, start: dt.date | None, last: str, end: dt.date | None) -> Doubts:
    """The reason for an end before its start, at the end's column."""
    if start is not None and end is not None and end < start:
        yield last, f"{end} is before {first.replace('_', ' ')} {start}"
