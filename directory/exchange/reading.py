"""Reading a CSV file that may be anything at all: surveyed first, then read in chunks."""

from __future__ import annotations

import codecs
import csv
import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from directory.errors import DirectoryError
from directory.exchange.columns import OWN_COLUMNS, CellError, Chunk, Column, Kind
from directory.exchange.forms import Unreadable, shown

LONGEST_ROW_BYTES: Final = 1_000_000
MOST_COLUMNS: Final = 500
"""Of a file: the widest kind has a tenth of them. What has more is not looked into."""

ROWS_PER_CHUNK: Final = 2_000
DISTINCT_KEPT: Final = 20_000
"""Distinct texts of a column whose values are remembered; past that the memory starts anew."""

MOST_PROBLEMS: Final = 10

_BLOCK: Final = 1 << 20
_FORMULA_STARTS: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r")


class FileRefused(DirectoryError):
    """Nothing of the file can be read; `row` is where it went wrong (None: the file as such)."""

    def __init__(self, reason: str, row: int | None = None) -> None:
        self.reason = reason
        self.row = row
        super().__init__(reason if row is None else f"row {row}: {reason}")


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first pass over the bytes found; `lines` may exceed the rows."""

    digest: str
    lines: int


def survey(path: Path, sheet: str = "") -> Survey:
    """Refuse what is not text in UTF-8 with rows of some length, in bounded memory."""
    if sheet:
        raise FileRefused(f"{path.name} has no sheets; leave out --sheet {shown(sheet)}.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    digest = hashlib.sha256()
    lines = begun = 0
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if not lines and not begun:
                    _refuse_utf_16(block)
                _refuse_nul(block, lines)
                _decode(decoder, block, lines)
                digest.update(block)
                pieces = block.split(b"\n")
                _refuse_long_rows(pieces, begun, lines)
                begun = len(pieces[-1]) + (begun if len(pieces) == 1 else 0)
                lines += len(pieces) - 1
            _decode(decoder, b"", lines, final=True)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if not lines and not begun:
        raise FileRefused("The file is empty.")
    return Survey(digest.hexdigest(), lines + 1)


def _refuse_utf_16(block: bytes) -> None:
    if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused("The file is UTF-16 text; save it as CSV in UTF-8.", row=1)


def _refuse_nul(block: bytes, lines: int) -> None:
    at = block.find(b"\0")
    if at >= 0:
        raise FileRefused("holds a NUL character", row=lines + block.count(b"\n", 0, at) + 1)


def _decode(
    decoder: codecs.IncrementalDecoder, block: bytes, lines: int, *, final: bool = False
) -> None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        row = lines + error.object.count(b"\n", 0, error.start) + 1
        wrong = error.object[error.start]
        raise FileRefused(
            f"byte 0x{wrong:02X} is not UTF-8 text; save the file as CSV in UTF-8", row=row
        ) from None


def _refuse_long_rows(pieces: Sequence[bytes], begun: int, lines: int) -> None:
    for at, piece in enumerate(pieces):
        length = len(piece) + (begun if at == 0 else 0)
        if length > LONGEST_ROW_BYTES:
            raise FileRefused(
                f"is longer than {LONGEST_ROW_BYTES:,} bytes, more than any row can hold",
                row=lines + at + 1,
            )


class Wrong:
    """A cell that could not be read, and why."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


class ColumnReader(dict[str, Any]):
    """Values of a column by their text: each distinct text is read once."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self.column = column
        self.has_met_wrong = False

    def __missing__(self, cell: str) -> Any:
        if len(self) >= DISTINCT_KEPT:
            self.clear()
        value = self[cell] = self._read(cell.strip())
        return value

    def _read(self, cell: str) -> Any:
        if cell.startswith(_FORMULA_STARTS):
            cell = cell[1:]
        if not cell:
            return self._wrong("is missing") if self.column.required else None
        try:
            return self.column.form.read(cell)
        except Unreadable as why:
            return self._wrong(str(why))
        except (DirectoryError, ValueError) as why:
            return self._wrong(str(why))

    def _wrong(self, reason: str) -> Wrong:
        self.has_met_wrong = True
        return Wrong(reason)

    def values_of(self, cells: Sequence[str]) -> list[Any]:
        return list(map(self.__getitem__, cells))


class TableReader:
    """Reads a file of a kind, as often as asked; remembers values from pass to pass."""

    def __init__(self, path: Path, kind: Kind) -> None:
        self.path = path
        self.kind = kind
        self._readers = [ColumnReader(column) for column in kind.columns]

    def chunks(self) -> Iterator[tuple[Chunk, list[CellError]]]:
        """Rows that can be read, and what is wrong with the others of the same stretch."""
        batches = self._batches()
        _, first = next(batches, (0, []))
        if not first or not first[0]:
            raise FileRefused("The file is empty.")
        heading = first[0]
        places = self._places_of(heading)
        for row, batch in batches:
            yield self._chunk(row, batch, len(heading), places)

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with its number, the heading first; blank lines are left out."""
        for first, batch in self._batches():
            for row, cells in enumerate(batch, start=first):
                if cells:
                    yield row, cells

    def _batches(self) -> Iterator[tuple[int, list[list[str]]]]:
        """The heading by itself, then stretches of rows, each with the number of its first."""
        read = 0
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                rows = _of_some_width(csv.reader(file, strict=True))
                while batch := list(islice(rows, ROWS_PER_CHUNK if read else 1)):
                    yield read + 1, batch
                    read += len(batch)
        except csv.Error as error:
            raise FileRefused(
                f"is not a row of CSV: {error}", row=self._first_broken_row()
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise FileRefused("The file changed while it was read; send it again.") from error

    def _first_broken_row(self) -> int:
        read = 0
        with self.path.open(encoding="utf-8-sig", newline="") as file, suppress(csv.Error):
            for _ in csv.reader(file, strict=True):
                read += 1
        return read + 1

    def _places_of(self, heading: Sequence[str]) -> list[int | None]:
        """Where each of the kind's columns stands in the file."""
        heads = [head.strip().casefold() for head in heading]
        known = [column.head for column in self.kind.columns]
        if problems := list(islice(self._problems_of(heads, known), MOST_PROBLEMS)):
            raise FileRefused("; ".join(problems), row=1)
        return [heads.index(head) if head in heads else None for head in known]

    def _problems_of(self, heads: Sequence[str], known: Sequence[str]) -> Iterator[str]:
        """One by one, as far as somebody reads: a guess at what was meant takes a while."""
        allowed = {*known, *self.kind.ignored, *OWN_COLUMNS}
        for head, times in Counter(heads).items():
            if times > 1:
                yield f"{shown(head)} stands there twice"
        for head in heads:
            if head not in allowed:
                yield _unknown(head, known)
        for column in self.kind.columns:
            if column.required and column.head not in heads:
                yield f"the column {column.head} is missing"

    def _chunk(
        self, first: int, batch: list[list[str]], width: int, places: Sequence[int | None]
    ) -> tuple[Chunk, list[CellError]]:
        numbers: Sequence[int] = range(first, first + len(batch))
        whole, errors = batch, []
        if set(map(len, batch)) != {width}:
            errors = [
                CellError(row, "", f"has {width} columns in the heading but {len(cells)} here")
                for row, cells in zip(numbers, batch, strict=True)
                if cells and len(cells) != width
            ]
            sound = [at for at, cells in enumerate(batch) if len(cells) == width]
            numbers, whole = [numbers[at] for at in sound], [batch[at] for at in sound]
        texts = list(zip(*whole, strict=True)) or [()] * width
        columns = {
            reader.column.name: (
                [None] * len(whole) if place is None else reader.values_of(texts[place])
            )
            for reader, place in zip(self._readers, places, strict=True)
        }
        errors += self._wrong_cells(numbers, columns)
        absent = frozenset(
            reader.column.name
            for reader, place in zip(self._readers, places, strict=True)
            if place is None
        )
        chunk = Chunk(numbers, columns, absent)
        return (chunk.without(error.row for error in errors) if errors else chunk), errors

    def _wrong_cells(
        self, numbers: Sequence[int], columns: dict[str, list[Any]]
    ) -> Iterator[CellError]:
        for reader in self._readers:
            if reader.has_met_wrong:
                for row, value in zip(numbers, columns[reader.column.name], strict=True):
                    if type(value) is Wrong:
                        yield CellError(row, reader.column.head, value.reason)


def _of_some_width(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The rows one by one, so that many wide ones never lie in memory together."""
    for row, cells in enumerate(rows, start=1):
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(
                f"has {len(cells):,} columns; a file has at most {MOST_COLUMNS}", row=row
            )
        yield cells


def _unknown(head: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(head[:100], known, n=1)
    meant = f" (did you mean {near[0]}?)" if near else ""
    return f"the column {shown(head) or 'without a name'} is not known{meant}"
