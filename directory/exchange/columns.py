"""What a file of a kind looks like: its columns, and what is done with its rows."""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, runtime_checkable

from sqlalchemy.orm import Session

from directory.exchange.forms import Form
from directory.exchange.taking import Taking
from directory.people.models import Person

OWN_COLUMNS: Final = ("row", "reasons")
"""What an error file adds; a file that comes back may still have them."""

PLAIN: Final = ""
"""The name of the layout that this portal documents as its own."""


HELP_WORD: Final = "Help:"
"""How the line of help under the headings begins; that row is passed over."""

EXAMPLE_WORD: Final = "Example:"
"""How the row of example in a template begins."""


class About(enum.Enum):
    """What a column is about, which decides what may not stand in it."""

    FACT = "fact"
    """No number of a person, nor a name beside a birth date; of organisations too."""

    REFERENCE = "reference"
    """The same, no word beside a birth date and no whole postcode."""

    NOTE = "note"
    """As a fact; a date, an e-mail address or a postcode is asked about."""

    PUBLISHED = "published"
    """What was published, cited with its day: no number of a person."""

    PERSON = "person"
    """A person's number that the layout carries: the work hides it; it is never told again."""


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is what the work calls the value; `heading` what the file calls it, if otherwise.

    `may_be_far`: a date decades away from the day of the file is nothing odd here.
    `is_hushed`: no message repeats a cell; the form's own words must not either.
    """

    name: str
    form: Form
    says: str
    required: bool = False
    heading: str = ""
    holds: About = About.FACT
    may_be_far: bool = False
    is_hushed: bool = False

    @property
    def head(self) -> str:
        return self.heading or self.name


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong where; `row` counts the heading as 1, as a spreadsheet does.

    `waits`: nothing is, but the cell names a row of another table that was refused.
    """

    row: int
    column: str
    reason: str
    waits: bool = False

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, column by column; `numbers` are their row numbers.

    The columns named in `absent` are those that the file does not have: it says nothing of
    them, which is not the same as an empty cell. They are there as columns of None.
    """

    numbers: Sequence[int]
    columns: Mapping[str, Sequence[Any]]
    absent: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, name: str) -> Sequence[Any]:
        return self.columns[name]

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each row with its number, without the columns that the file does not have."""
        names = [name for name in self.columns if name not in self.absent]
        cells = zip(*(self.columns[name] for name in names), strict=True)
        for row, values in zip(self.numbers, cells, strict=True):
            yield row, dict(zip(names, values, strict=True))

    def at(self, place: int) -> Chunk:
        """One row by itself, counted from 0 in the chunk."""
        columns = {name: [values[place]] for name, values in self.columns.items()}
        return Chunk([self.numbers[place]], columns, self.absent)

    def without(self, rows: Iterable[int]) -> Chunk:
        """The rows that are not named."""
        left_out = set(rows)
        return self._kept([at for at, row in enumerate(self.numbers) if row not in left_out])

    def only(self, rows: Collection[int]) -> Chunk:
        """The rows that are named."""
        if not rows:
            return Chunk((), dict.fromkeys(self.columns, ()), self.absent)
        return self._kept([at for at, row in enumerate(self.numbers) if row in rows])

    def _kept(self, kept: Sequence[int]) -> Chunk:
        return Chunk(
            [self.numbers[at] for at in kept],
            {name: [values[at] for at in kept] for name, values in self.columns.items()},
            self.absent,
        )


class Work(Protocol):
    """What one import does with its rows; all are checked before the first is written."""

    outcomes: Counter[str]
    """Rows by what became of them: added, revised, unchanged, put aside."""

    notes: Counter[str]
    """What else a reader of the report should know, in words, with how many rows."""

    aside: list[str]
    """What was kept although the file says otherwise, a sentence each."""

    @property
    def speaks_as(self) -> str:
        """Whose word the file counts as; "" where it is not remembered."""
        ...

    changes: list[str]
    """What fields that everybody may read said before and say now, a sentence each."""

    def check(self, chunk: Chunk) -> Iterable[CellError]:
        """What is wrong with the rows as the database stands; writes nothing."""
        ...

    def unusual(self, chunk: Chunk) -> Iterable[CellError]:
        """What is odd but possible in rows without a mistake; writes nothing.

        It refuses the file until somebody has looked at it and says that it is meant.
        """
        ...

    def write(self, chunks: Iterable[Chunk]) -> Iterable[CellError]:
        """Keep the rows through the verbs; what they refuse comes back.

        Where rows may be set aside, those that come back are left out and the others are kept.
        """
        ...

    def count_set_aside(self, rows: Mapping[Any, int]) -> None:
        """After writing: rows set aside by the value of `Kind.set_aside_by`, 0 where none was."""
        ...


@runtime_checkable
class ChecksPartly(Protocol):
    """A work that checks what could be read of rows with cells that could not."""

    def check_partly(self, chunk: Chunk) -> Iterable[CellError]:
        """As `check`, of rows whose unreadable cells are `Wrong`: what leans on them is not."""
        ...


@runtime_checkable
class AsksOfOlder(Protocol):
    """A work that knows which of its changes would undo what was said after the file was saved."""

    older: list[CellError]
    """Filled while it writes, a sentence a field; unusual, so that somebody must mean it."""


Begin = Callable[[Session, Person, dt.datetime, Taking], Work]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file in one layout. `key`: the columns that name a row, once in a file.

    `confirms`: the sender may confirm what it finds unchanged. `set_aside_by`: sound rows
    may be taken although others are refused, because no row leans on another; those set aside
    are counted by this column. `names_others`: columns that are not known are named in the
    report and left out, where a system adds its own.
    `withheld`: of a row, its cells by heading, those that no error file may repeat.
    """

    name: str
    says: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    begin: Begin
    layout: str = PLAIN
    ignored: tuple[str, ...] = ()
    confirms: bool = False
    set_aside_by: str = ""
    names_others: bool = False
    withheld: Callable[[Mapping[str, str]], frozenset[str]] = lambda _cells: frozenset()
