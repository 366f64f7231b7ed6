"""Values of a column by the text of its cells: each distinct text is tidied and read once."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from directory.errors import DirectoryError
from directory.exchange.columns import About, CellError, Column
from directory.free_words import has_house
from directory.identifiers import (
    any_may_tell_of_a_person,
    has_ten_figures_of_the_nhs,
    has_whole_postcode,
    hints_of_a_person,
    is_team,
    may_tell_of_a_person,
    name_with_birth_date,
    national_identifier,
    reference_with_birth_date,
    takes_any_number,
)

DISTINCT_KEPT: Final = 20_000
"""Distinct texts of a column whose values are remembered; past that the memory starts anew."""

DECADES: Final = 20
"""Years from the day of the file within which a date is not asked about."""

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_MADE_SAFE: Final = tuple(f"'{start}" for start in _FORMULA_STARTS)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE | re.ASCII)
_QUOTED = re.compile("[\"'‘’“”„«»](.*)[\"'‘’“”«»]", re.DOTALL)
_SHORTENED = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE | re.ASCII)
_SPREADSHEET_ERRORS: Final = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
)
UNWORKED: Final = "#FORMULA!"
"""In place of a formula that nobody has worked out, as spreadsheets write what has no value."""

TAKEN_OUT: Final = "#TAKEN-OUT!"
"""In place of a cell that told what is kept nowhere, until somebody answers for it."""

_SAYS_NOTHING: Final = {
    UNWORKED: (
        "holds a formula that nobody has worked out: open the file in the spreadsheet program and"
        " save it, or paste the values"
    ),
    TAKEN_OUT: "told what stands nowhere here, and was taken out: leave it empty, or mend it",
}

_NUMBER_STARTS: Final = "0123456789+-"
_HASHES = re.compile(r"#{3,}")


class Wrong:
    """A cell that could not be read, and why."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def tidied(cell: str) -> str:
    """Without what nobody sees: marks without width, spaces of another kind, codes of the web."""
    if "&" in cell:
        cell = _ENTITY.sub(lambda match: html.unescape(match[0]), cell)
    if not cell.isascii():
        cell = "".join(map(_seen, unicodedata.normalize("NFC", cell)))
    return cell.strip()


def _seen(mark: str) -> str:
    kind = unicodedata.category(mark)
    if kind == "Zs":
        return " "
    return "" if kind == "Cf" else mark


def unquoted(cell: str) -> str:
    """A whole cell between quotation marks of any shape without them."""
    match = _QUOTED.fullmatch(cell)
    return match[1].strip() if match else cell


def person_in(text: str, holds: About, heading: str = "") -> str | None:
    """What in a cell of such a column tells who a person is, in words; never the value."""
    if holds is About.PERSON:
        return None
    if not may_tell_of_a_person(text) and not takes_any_number(heading):
        return None
    if holds is About.PUBLISHED:
        return national_identifier(text, heading)
    is_reference = holds is About.REFERENCE
    is_speaker = is_team(heading)
    is_born = name_with_birth_date(text) or (is_reference and reference_with_birth_date(text))
    is_of_the_nhs = is_reference and has_ten_figures_of_the_nhs(text)
    is_home = (is_reference or is_speaker) and has_whole_postcode(text)
    told = [
        national_identifier(text, heading) or ("an NHS number" if is_of_the_nhs else None),
        "a name with a date of birth" if is_born else None,
        "a whole postcode" if is_home else None,
        "the address of a house" if is_speaker and has_house(text) else None,
    ]
    return " and ".join(filter(None, told)) or None


def formula_safe(cell: object) -> object:
    """What a spreadsheet would take for a formula gets an apostrophe; reading takes it off."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return f"'{cell}"
    return cell


class ColumnReader(dict[str, Any]):
    """What it has read: the span of dates, and values that are odd by what is odd about them."""

    def __init__(self, column: Column, as_of: dt.date | None = None) -> None:
        super().__init__()
        self.column = column
        self.has_met_wrong = False
        self.first_day: dt.date | None = None
        self.last_day: dt.date | None = None
        self._as_of = as_of
        self._odd: dict[Any, str] = {}

    def values_of(self, cells: Sequence[str]) -> list[Any]:
        if len(self) >= DISTINCT_KEPT:
            self.clear()
            self._odd.clear()
        if self._are_plain(cells):
            return list(cells)
        if cells and cells.count(cells[0]) == len(cells):  # most columns of a wide file are empty
            return [self[cells[0]]] * len(cells)
        return list(map(self.__getitem__, cells))

    def _are_plain(self, cells: Sequence[str]) -> bool:
        """References differ in every row: where all are plain, they are done at one look."""
        plain = self.column.form.plain
        return (
            plain is not None
            and all(map(plain.fullmatch, cells))
            and not any_may_tell_of_a_person(cells)
        )

    def oddities(self, numbers: Iterable[int], values: Sequence[Any]) -> Iterator[CellError]:
        """Of values that this reader gave since its memory began."""
        if self._odd:
            for row, value in zip(numbers, values, strict=True):
                if value is not None and (reason := self._odd.get(value)):
                    yield CellError(row, self.column.head, reason)

    def __missing__(self, cell: str) -> Any:
        value = self[cell] = self._read(cell)
        return value

    def _read(self, cell: str) -> Any:
        cell = tidied(cell)
        if cell.startswith(_MADE_SAFE):
            cell = cell[1:]
        if not self.column.form.is_prose:
            cell = unquoted(cell)
        if not cell:
            return self._empty()
        if (problem := self._problem_of(cell)) is not None:
            return self._wrong(problem.replace(cell, "it") if self.column.is_hushed else problem)
        try:
            value = self.column.form.read(cell)
        except (DirectoryError, ValueError) as why:
            return self._wrong(str(why))
        if value == ():
            return self._empty()
        self._look_at(cell, value)
        return value

    def _empty(self) -> Any:
        return self._wrong("is missing") if self.column.required else None

    def _problem_of(self, cell: str) -> str | None:
        """What is wrong whatever the form, before any message repeats the cell."""
        column = self.column
        if (says := _SAYS_NOTHING.get(cell)) is not None:
            return says
        if (person := person_in(cell, column.holds, column.head)) is not None:
            return f"holds {person}: take it out; nothing here may tell who somebody is"
        if column.holds is About.PERSON:
            return None
        if cell[0] == "#" and (cell.upper() in _SPREADSHEET_ERRORS or _HASHES.fullmatch(cell)):
            return f"holds {cell}, which a spreadsheet shows where it has no value"
        if cell[0] in _NUMBER_STARTS and _SHORTENED.fullmatch(cell):
            return (
                f"{cell} is a number that a spreadsheet has shortened, its digits are lost:"
                " format the column as text and type it again"
            )
        return None

    def _look_at(self, cell: str, value: Any) -> None:
        if isinstance(value, dt.date):
            self._look_at_day(value, value)
        elif type(value) is tuple and isinstance(value[0], dt.date):
            for day in value:
                self._look_at_day(day, value)
        elif self.column.holds is About.NOTE and (hints := list(hints_of_a_person(cell))):
            self._odd[value] = f"holds {' and '.join(hints)}: is it about a person?"

    def _look_at_day(self, day: dt.date, value: Any) -> None:
        self.first_day = min(day, self.first_day or day)
        self.last_day = max(day, self.last_day or day)
        if self._as_of is None or self.column.may_be_far:
            return
        years = day.year - self._as_of.year
        if abs(years) > DECADES:
            when = "before" if years < 0 else "after"
            self._odd[value] = f"{day} is {abs(years)} years {when} the day of the file: a slip?"

    def _wrong(self, reason: str) -> Wrong:
        self.has_met_wrong = True
        return Wrong(reason)
