"""A kind of file as somebody sends it in the browser: the works of the exchange, watched.

Rows about what is another's are refused before the work sees them; rows are written one by one,
so that each cell that changes something is known by its row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from commissioning.exchange.known_rows import text_of
from commissioning.uploads.differences import RowChanges, changes_of, hearing
from commissioning.uploads.theirs_alone import TheirsAlone
from commissioning.uploads.uploaders import FileReach, Uploader
from directory.exchange.columns import CellError, Chunk, Kind, Work
from directory.exchange.taking import Taking
from directory.exchange.working import ADDED, REVISED
from directory.people.models import Person

CASES: Final = "referrals"
"""A case never stands on a page of files: its rows are counted."""

NOT_SHOWN: Final = "(not shown here)"


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of the file that says something new; `before` is "" where nothing was there."""

    row: int
    column: str
    before: str
    after: str


@dataclass(slots=True)
class Watch:
    """What the rows of one table would change."""

    uploader: Uploader
    differences: list[Difference] = field(default_factory=list)


def watched(kind: Kind, watch: Watch) -> Kind:
    """The same kind, of which only what is the sender's own is taken, and all of it is told."""

    def begin(session: Session, by: Person, at: dt.datetime, taking: Taking) -> Work:
        work = kind.begin(session, by, at, taking)
        watch.differences.clear()
        return WatchedWork(session, kind, work, watch)

    return replace(kind, begin=begin)


class WatchedWork:
    """Whatever a work does, it does still; what is not said here it is asked itself."""

    def __init__(self, session: Session, kind: Kind, work: Work, watch: Watch) -> None:
        self._session = session
        self._kind = kind
        self._work = work
        self._watch = watch
        self._theirs = TheirsAlone(session, kind, watch.uploader)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)

    def check(self, chunk: Chunk) -> Iterator[CellError]:
        """Of a row that is another's nothing else is said: that would tell of theirs."""
        not_theirs = list(self._theirs.check(chunk))
        yield from not_theirs
        rest = chunk.without({error.row for error in not_theirs}) if not_theirs else chunk
        yield from self._work.check(rest)

    def check_partly(self, chunk: Chunk) -> Iterable[CellError]:
        """A row that cannot be read whole may be another's: beside its unreadable cells it is told
        what of it is not the sender's, and nothing that the work knows."""
        return self._theirs.check_partly(chunk)

    def unusual(self, chunk: Chunk) -> Iterable[CellError]:
        return self._work.unusual(chunk)

    def count_set_aside(self, rows: Mapping[Any, int]) -> None:
        self._work.count_set_aside(rows)

    def write(self, chunks: Iterable[Chunk]) -> Iterator[CellError]:
        if self._kind.name == CASES:
            yield from self._work.write(chunks)
            return
        rows = (chunk.at(place) for chunk in chunks for place in range(len(chunk)))
        refused: list[CellError] = []
        yield from self._work.write(self._one_by_one(rows, refused))
        yield from refused

    def _one_by_one(self, rows: Iterable[Chunk], refused: list[CellError]) -> Iterator[Chunk]:
        """Each row, and what it changed, once the work asks for the next."""
        for row in rows:
            outcomes = dict(self._work.outcomes)
            with hearing(self._session) as heard:
                yield row
            done = {name for name in (ADDED, REVISED) if self._has_more(name, outcomes)}
            if not done:
                continue
            reach = self._watch.uploader.reach_of(self._kind).reach
            if reach is FileReach.ADD and ADDED not in done:
                refused.append(CellError(row.numbers[0], "", _ONLY_ADDS))
            changes = changes_of(self._session, heard)
            self._watch.differences += self._cells(row, changes, is_new=ADDED in done)

    def _has_more(self, name: str, before: Mapping[str, int]) -> bool:
        return bool(self._work.outcomes[name] > before.get(name, 0))

    def _cells(self, chunk: Chunk, changes: RowChanges, *, is_new: bool) -> Iterator[Difference]:
        [(number, row)] = chunk.rows()
        told = list(dict.fromkeys(self._changed(number, row, changes)))
        if is_new:
            named = {one.column for one in told}
            told += [one for one in self._filled(number, row, changes) if one.column not in named]
        yield from sorted(told, key=lambda one: self._order(one.column)) or [
            Difference(number, "", "", "what stands behind it is told anew")
        ]

    def _changed(
        self, number: int, row: Mapping[str, Any], changes: RowChanges
    ) -> Iterator[Difference]:
        heads = {column.name: column.head for column in self._kind.columns}
        of_lists = {one.column for one in changes.cells if isinstance(row.get(one.column), tuple)}
        for one in changes.cells:
            if one.column in heads and one.column in row and one.column not in self._kind.key:
                told = (one.before, one.after)
                was, becomes = (
                    NOT_SHOWN if changes.is_hushed else _in_words(value) for value in told
                )
                if was != becomes or changes.is_hushed or one.column in of_lists:
                    yield Difference(number, heads[one.column], was, becomes)

    def _filled(
        self, number: int, row: Mapping[str, Any], changes: RowChanges
    ) -> Iterator[Difference]:
        for column in self._kind.columns:
            value = row.get(column.name)
            if value is not None:
                told = NOT_SHOWN if changes.is_hushed else _in_words(value)
                yield Difference(number, column.head, "", told)

    def _order(self, head: str) -> int:
        heads = [column.head for column in self._kind.columns]
        return heads.index(head) if head in heads else len(heads)


_ONLY_ADDS: Final = (
    "is there already, and changing it is not for your organisation: leave it as it is, or ask"
    " whoever looks after it"
)


def _in_words(value: Any) -> str:
    return text_of(tuple(value) if isinstance(value, list) else value)
