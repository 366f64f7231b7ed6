"""The tables of a workbook or a folder, each of a kind, and what several of them came to."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from directory.exchange.as_meant import AsMeant
from directory.exchange.cells import tidied
from directory.exchange.columns import Kind
from directory.exchange.errors import FileRefused, NothingInIt
from directory.exchange.forms import shown
from directory.exchange.headings import ROWS_LOOKED_AT, Headings, headings_of
from directory.exchange.reading import survey
from directory.exchange.report import Report
from directory.exchange.spreadsheets import sheet_names
from directory.exchange.surveys import Survey, files_in

TO_READ: Final = frozenset({"read me", "areas", "courts", "published programmes"})
"""Sheets of a workbook that tell and are not taken in."""

OF_FILES: Final = frozenset({".csv", ".xlsx"})
_ERROR_FILES: Final = (".errors.csv", ".errors.xlsx")


CALLED_BY: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "providers": (("provider", "external_id"),),
    "programmes": (("programme", "external_id"),),
    "sites": (("site", "external_id"),),
    "hubs": (("hub", "external_id"), ("service", "external_id")),
    "services": (("service", "external_id"),),
    "lines": (("line", "external_id"),),
    "availability": (("line", "external_id"),),
    "agreements": (("lot", "external_id"), ("lot", "lot")),
}
"""By what later tables call the thing of a row, and in which column it stands."""


@dataclass(frozen=True, slots=True)
class Table:
    kind: Kind
    surveyed: Survey


@dataclass(slots=True)
class Together:
    """What several tables came to. `refusals` are of tables that could not be read, by name;
    `unchecked` tables lean on one that was refused as a whole; `others` are not known; `refused`
    are what refused rows would have been called, each with its sort; `unread` are the sorts of
    tables of which not even that could be read."""

    reports: list[Report] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)
    unchecked: list[str] = field(default_factory=list)
    not_filled: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    refused: set[tuple[str, str]] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    @property
    def is_refused(self) -> bool:
        return bool(self.refusals or self.unchecked) or any(one.is_refused for one in self.reports)

    @property
    def run_ids(self) -> list[int]:
        """Of the tables that wrote something, in their order."""
        return [one.run_id for one in self.reports if one.run_id is not None]

    @property
    def changed(self) -> int:
        return sum(one.changed for one in self.reports)


def tables_in(
    path: Path, kinds: Sequence[Kind], together: Together, *, filled_by_key: Collection[str] = ()
) -> list[Table]:
    """The tables of a workbook or folder that hold rows, in the order of the kinds.

    What cannot be read, holds nothing or is not known is told to `together`. Of kinds
    `filled_by_key` a row that holds nothing but its key says nothing. Raises `FileRefused`
    where there is neither a workbook nor a folder.
    """
    places = _files_in(path) if path.is_dir() else _sheets_in(path)
    known = {kind.name: kind for kind in kinds}
    for name in sorted(places.keys() - known.keys()):
        _tell_other(name, known, together)
    tables = []
    for kind in kinds:
        if kind.name in places:
            try:
                table = _table(kind, *places[kind.name], filled_by_key, together)
            except FileRefused as refusal:
                together.refusals[kind.name] = str(refusal)
                together.unread |= {what for what, _ in CALLED_BY.get(kind.name, ())}
                continue
            if table is None:
                together.not_filled.append(kind.name)
            else:
                tables.append(table)
    return tables


def _sheets_in(path: Path) -> dict[str, tuple[Path, str]]:
    return {name.strip().casefold(): (path, name) for name in sheet_names(path)}


def _files_in(folder: Path) -> dict[str, tuple[Path, str]]:
    """By the kind that a file is called; raises `FileRefused` where two are called the same."""
    found: dict[str, tuple[Path, str]] = {}
    for file in files_in(folder):
        if file.suffix.casefold() not in OF_FILES or is_error_file(file):
            continue
        name = file.stem.casefold()
        if name in found:
            raise FileRefused(f"There are two files called {shown(name)}; leave the newer one.")
        found[name] = (file, "")
    if not found:
        raise FileRefused(f"There is no file of a kind in {folder}: they are called KIND.csv.")
    return found


def is_error_file(path: Path) -> bool:
    return path.name.casefold().endswith(_ERROR_FILES)


def _tell_other(name: str, known: Collection[str], together: Together) -> None:
    """A name that is nearly a kind is a slip; any other is somebody's own sheet."""
    if name.casefold() in TO_READ:
        return
    near = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.75)
    if near:
        together.refusals[name] = f"is no kind of file; did you mean {near[0]}?"
    else:
        together.others.append(name)


def _table(
    kind: Kind, path: Path, sheet: str, filled_by_key: Collection[str], together: Together
) -> Table | None:
    """None where nothing stands below the headings; refused headings are told and read as meant."""
    try:
        surveyed = survey(path, sheet, kind.name)
    except NothingInIt:
        return None
    try:
        headings = _headings(surveyed, kind)
    except FileRefused as refusal:
        meant = AsMeant.of(surveyed, kind)
        if meant is None:
            raise
        together.refusals[kind.name] = str(refusal)
        surveyed, headings = meant, _headings(meant, kind)
    if kind.name in filled_by_key:
        surveyed = _SaidBeyondKey.of(surveyed, kind, headings)
    filled = islice(surveyed.rows(), headings.first_row - 1, None)
    return Table(kind, surveyed) if any(any(map(tidied, row)) for row in filled) else None


def _headings(surveyed: Survey, kind: Kind) -> Headings:
    return headings_of(list(islice(surveyed.rows(), ROWS_LOOKED_AT)), kind)


@dataclass(frozen=True, slots=True)
class _SaidBeyondKey(Survey):
    """A table that was filled with keys beforehand: rows to which nobody added are blank."""

    whole: Survey
    keys: frozenset[int]
    first_row: int

    @classmethod
    def of(cls, whole: Survey, kind: Kind, headings: Headings) -> _SaidBeyondKey:
        places = zip(kind.columns, headings.places, strict=True)
        keys = frozenset(at for column, at in places if column.name in kind.key and at is not None)
        told = (whole.path, whole.digest, whole.lines, whole.remarks, whole.sheet)
        return cls(
            *told, whole=whole, keys=keys, first_row=headings.first_row, saved_on=whole.saved_on
        )

    def rows(self) -> Iterator[list[str]]:
        for row, cells in enumerate(self.whole.rows(), start=1):
            said = (tidied(cell) for at, cell in enumerate(cells) if at not in self.keys)
            yield cells if row < self.first_row or any(said) else []
